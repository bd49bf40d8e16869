import { findByGvk } from '../../engine/api/kinds.ts';
import { protobufFields } from '../../engine/api/protobuf/fields.ts';
import { shapeOf, structShape, type StructShape, type TypeShape } from '../../engine/api/schema.ts';
import { isRecord, textAt, type Json } from '../object.ts';
import type { KubectlRelease } from '../releases.ts';

/**
 * The order of the fields in k8s.io/api's structs (v1.36), which is the order in which encoding/json writes them: types
 * where it is not the order of their protobuf numbers.
 */
const orders: Readonly<Record<string, string>> = {
  'core.v1.VolumeSource':
    'hostPath emptyDir gcePersistentDisk awsElasticBlockStore gitRepo secret nfs iscsi glusterfs persistentVolumeClaim rbd flexVolume cinder cephfs flocker downwardAPI fc azureFile configMap vsphereVolume quobyte azureDisk photonPersistentDisk projected portworxVolume scaleIO storageos csi ephemeral image',
  'core.v1.PersistentVolumeClaimSpec':
    'accessModes selector resources volumeName storageClassName volumeMode dataSource dataSourceRef volumeAttributesClassName',
  'core.v1.ISCSIVolumeSource':
    'targetPortal iqn lun iscsiInterface fsType readOnly portals chapAuthDiscovery chapAuthSession secretRef initiatorName',
  'core.v1.VolumeMount': 'name readOnly recursiveReadOnly mountPath subPath mountPropagation subPathExpr',
  'core.v1.Container':
    'name image command args workingDir ports envFrom env resources resizePolicy restartPolicy restartPolicyRules volumeMounts volumeDevices livenessProbe readinessProbe startupProbe lifecycle terminationMessagePath terminationMessagePolicy imagePullPolicy securityContext stdin stdinOnce tty',
  'core.v1.PodCondition': 'type observedGeneration status lastProbeTime lastTransitionTime reason message',
  'core.v1.PodSpec':
    'volumes initContainers containers ephemeralContainers restartPolicy terminationGracePeriodSeconds activeDeadlineSeconds dnsPolicy nodeSelector serviceAccountName serviceAccount automountServiceAccountToken nodeName hostNetwork hostPID hostIPC shareProcessNamespace securityContext imagePullSecrets hostname subdomain affinity schedulerName tolerations hostAliases priorityClassName priority dnsConfig readinessGates runtimeClassName enableServiceLinks preemptionPolicy overhead topologySpreadConstraints setHostnameAsFQDN os hostUsers schedulingGates resourceClaims resources hostnameOverride schedulingGroup',
  'core.v1.PodSecurityContext':
    'seLinuxOptions windowsOptions runAsUser runAsGroup runAsNonRoot supplementalGroups supplementalGroupsPolicy fsGroup sysctls fsGroupChangePolicy seccompProfile appArmorProfile seLinuxChangePolicy',
  'core.v1.EphemeralContainerCommon':
    'name image command args workingDir ports envFrom env resources resizePolicy restartPolicy restartPolicyRules volumeMounts volumeDevices livenessProbe readinessProbe startupProbe lifecycle terminationMessagePath terminationMessagePolicy imagePullPolicy securityContext stdin stdinOnce tty',
  'core.v1.PodStatus':
    'observedGeneration phase conditions message reason nominatedNodeName hostIP hostIPs podIP podIPs startTime initContainerStatuses containerStatuses qosClass ephemeralContainerStatuses resize resourceClaimStatuses extendedResourceClaimStatus allocatedResources resources nodeAllocatableResourceClaimStatuses',
  'core.v1.ReplicationControllerSpec': 'replicas minReadySeconds selector template',
  'core.v1.ReplicationControllerStatus':
    'replicas fullyLabeledReplicas readyReplicas availableReplicas observedGeneration conditions',
  'core.v1.ServiceSpec':
    'ports selector clusterIP clusterIPs type externalIPs sessionAffinity loadBalancerIP loadBalancerSourceRanges externalName externalTrafficPolicy healthCheckNodePort publishNotReadyAddresses sessionAffinityConfig ipFamilies ipFamilyPolicy allocateLoadBalancerNodePorts loadBalancerClass internalTrafficPolicy trafficDistribution',
  'core.v1.ServicePort': 'name protocol appProtocol port targetPort nodePort',
  'core.v1.EndpointAddress': 'ip hostname nodeName targetRef',
  'core.v1.NodeSpec': 'podCIDR podCIDRs providerID unschedulable taints configSource externalID',
  'core.v1.Secret': 'metadata immutable data stringData type',
  'core.v1.ConfigMap': 'metadata immutable data binaryData',
  'core.v1.SecurityContext':
    'capabilities privileged seLinuxOptions windowsOptions runAsUser runAsGroup runAsNonRoot readOnlyRootFilesystem allowPrivilegeEscalation procMount seccompProfile appArmorProfile',
  'apps.v1.DeploymentStatus':
    'observedGeneration replicas updatedReplicas readyReplicas availableReplicas unavailableReplicas terminatingReplicas conditions collisionCount',
  'apps.v1.DeploymentCondition': 'type status lastUpdateTime lastTransitionTime reason message',
  'apps.v1.ReplicaSetSpec': 'replicas minReadySeconds selector template',
  'apps.v1.ReplicaSetStatus':
    'replicas fullyLabeledReplicas readyReplicas availableReplicas terminatingReplicas observedGeneration conditions',
  'batch.v1.JobSpec':
    'parallelism completions activeDeadlineSeconds podFailurePolicy successPolicy backoffLimit backoffLimitPerIndex maxFailedIndexes selector manualSelector template ttlSecondsAfterFinished completionMode suspend podReplacementPolicy managedBy',
  'batch.v1.JobStatus':
    'conditions startTime completionTime active succeeded failed terminating completedIndexes failedIndexes uncountedTerminatedPods ready',
  'batch.v1.CronJobSpec':
    'schedule timeZone startingDeadlineSeconds concurrencyPolicy suspend jobTemplate successfulJobsHistoryLimit failedJobsHistoryLimit',
  'networking.v1.IngressSpec': 'ingressClassName defaultBackend tls rules',
  'networking.v1.HTTPIngressPath': 'path pathType backend',
  'networking.v1.IngressBackend': 'service resource',
  'autoscaling.v2.MetricSpec': 'type object pods resource containerResource external',
  'autoscaling.v2.HPAScalingRules': 'stabilizationWindowSeconds selectPolicy policies tolerance',
  'autoscaling.v2.MetricStatus': 'type object pods resource containerResource external',
  'meta.v1.OwnerReference': 'apiVersion kind name uid controller blockOwnerDeletion',
  'discovery.v1.EndpointSlice': 'metadata addressType endpoints ports',
  'authentication.v1.TokenRequestSpec': 'audiences expirationSeconds boundObjectRef',
};

/** The object with its keys as Go's encoder writes a typed object: in the order of the struct, `kind` first; maps sorted. */
export function inStructOrder(object: Json, release: KubectlRelease): Json {
  const kind = findByGvk(release, textAt(object, 'apiVersion'), textAt(object, 'kind'));
  const shape = kind === undefined ? undefined : shapeOf(kind, release);
  return shape === undefined ? sorted(object, ['kind', 'apiVersion', 'metadata']) : ordered(object, shape, release);
}

function ordered(object: Json, shape: StructShape, release: KubectlRelease): Json {
  // TypeMeta comes first where it is embedded.
  const own = fieldOrder(shape.name);
  const first = own.includes('apiVersion') ? own : ['kind', 'apiVersion', ...own];
  const inOrder = sorted(object, first);
  return Object.fromEntries(
    Object.entries(inOrder).map(([key, value]) => {
      const field = shape.fields.get(key);
      return [key, field === undefined ? value : valueInOrder(value, field.type, release)];
    }),
  );
}

function valueInOrder(value: unknown, type: TypeShape, release: KubectlRelease): unknown {
  if (type.kind === 'list' && Array.isArray(value)) return value.map((item) => valueInOrder(item, type.item, release));
  if (!isRecord(value)) return value;
  if (type.kind === 'map') {
    return Object.fromEntries(
      Object.entries(sorted(value, [])).map(([key, item]) => [key, valueInOrder(item, type.value, release)]),
    );
  }
  const shape = type.kind === 'struct' ? structShape(type.name, release) : undefined;
  return shape === undefined ? value : ordered(value, shape, release);
}

/** The names that `first` lists, then the others by the alphabet. */
function sorted(object: Json, first: readonly string[]): Json {
  const rest = Object.keys(object)
    .filter((key) => !first.includes(key))
    .sort();
  const keys = [...first.filter((key) => Object.hasOwn(object, key)), ...rest];
  return Object.fromEntries(keys.map((key) => [key, object[key]]));
}

const expanded = new Map<string, readonly string[]>();

function fieldOrder(name: string): readonly string[] {
  let order = expanded.get(name);
  if (order === undefined) {
    const prefix = name.slice(0, name.lastIndexOf('.') + 1);
    order = (orders[name] ?? protobufFields[name] ?? '')
      .split(' ')
      // `~VolumeSource`: the fields of that struct stand among these.
      .flatMap((field) => (field.startsWith('~') ? fieldOrder(prefix + field.slice(1)) : [field]));
    expanded.set(name, order);
  }
  return order;
}
