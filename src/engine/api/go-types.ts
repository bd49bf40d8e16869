/*
 * Facts of k8s.io/api's types.go that the schema does not tell and the decoder's errors show (`... Go struct field
 * PodSpec.spec.restartPolicy of type v1.RestartPolicy`).
 */

/** Go type -> the fields (`group.version.Type.field`) that have it, where it does not follow from the schema. */
const fieldsByGoType: Readonly<Record<string, string>> = {
  '[]types.UID': 'batch.v1.UncountedTerminatedPods.failed batch.v1.UncountedTerminatedPods.succeeded',
  '[]v1.Capability': 'core.v1.Capabilities.add core.v1.Capabilities.drop',
  '[]v1.FinalizerName': 'core.v1.NamespaceSpec.finalizers',
  '[]v1.IPFamily': 'core.v1.ServiceSpec.ipFamilies',
  '[]v1.PersistentVolumeAccessMode':
    'core.v1.PersistentVolumeClaimSpec.accessModes core.v1.PersistentVolumeSpec.accessModes',
  '[]v1.PolicyType': 'networking.v1.NetworkPolicySpec.policyTypes',
  '[]v1.ResourceQuotaScope': 'core.v1.ResourceQuotaSpec.scopes',
  'map[string][]uint8': 'core.v1.ConfigMap.binaryData core.v1.Secret.data',
  'map[string]v1.ExtraValue': 'authentication.v1.UserInfo.extra',
  'types.UID':
    'authentication.v1.BoundObjectReference.uid core.v1.ObjectReference.uid meta.v1.ObjectMeta.uid meta.v1.OwnerReference.uid meta.v1.Preconditions.uid meta.v1.StatusDetails.uid',
  'v1.AddressType': 'discovery.v1.EndpointSlice.addressType',
  'v1.AppArmorProfileType': 'core.v1.AppArmorProfile.type',
  'v1.AzureDataDiskCachingMode': 'core.v1.AzureDiskVolumeSource.cachingMode',
  'v1.AzureDataDiskKind': 'core.v1.AzureDiskVolumeSource.kind',
  'v1.CompletionMode': 'batch.v1.JobSpec.completionMode',
  'v1.ConcurrencyPolicy': 'batch.v1.CronJobSpec.concurrencyPolicy',
  'v1.ConditionStatus': 'batch.v1.PodFailurePolicyOnPodConditionsPattern.status',
  'v1.ContainerRestartPolicy': 'core.v1.Container.restartPolicy core.v1.EphemeralContainer.restartPolicy',
  'v1.ContainerRestartRuleAction': 'core.v1.ContainerRestartRule.action',
  'v1.ContainerRestartRuleOnExitCodesOperator': 'core.v1.ContainerRestartRuleOnExitCodes.operator',
  'v1.ConversionStrategyType': 'apiextensions.v1.CustomResourceConversion.strategy',
  'v1.CoordinatedLeaseStrategy': 'coordination.v1.LeaseSpec.strategy',
  'v1.DNSPolicy': 'core.v1.PodSpec.dnsPolicy',
  'v1.DaemonSetUpdateStrategyType': 'apps.v1.DaemonSetUpdateStrategy.type',
  'v1.DeletionPropagation': 'meta.v1.DeleteOptions.propagationPolicy',
  'v1.DeploymentStrategyType': 'apps.v1.DeploymentStrategy.type',
  'v1.FieldSelectorOperator': 'meta.v1.FieldSelectorRequirement.operator',
  'v1.FieldValueErrorReason': 'apiextensions.v1.ValidationRule.reason',
  'v1.HostPathType': 'core.v1.HostPathVolumeSource.type',
  'v1.IPFamilyPolicy': 'core.v1.ServiceSpec.ipFamilyPolicy',
  'v1.JSONSchemaDefinitions': 'apiextensions.v1.JSONSchemaProps.definitions',
  'v1.JSONSchemaDependencies': 'apiextensions.v1.JSONSchemaProps.dependencies',
  'v1.LabelSelectorOperator': 'meta.v1.LabelSelectorRequirement.operator',
  'v1.LimitType': 'core.v1.LimitRangeItem.type',
  'v1.LoadBalancerIPMode': 'core.v1.LoadBalancerIngress.ipMode',
  'v1.ManagedFieldsOperationType': 'meta.v1.ManagedFieldsEntry.operation',
  'v1.MountPropagationMode': 'core.v1.VolumeMount.mountPropagation',
  'v1.NodeInclusionPolicy':
    'core.v1.TopologySpreadConstraint.nodeAffinityPolicy core.v1.TopologySpreadConstraint.nodeTaintsPolicy',
  'v1.NodeSelectorOperator': 'core.v1.NodeSelectorRequirement.operator',
  'v1.OSName': 'core.v1.PodOS.name',
  'v1.PathType': 'networking.v1.HTTPIngressPath.pathType',
  'v1.PersistentVolumeClaimRetentionPolicyType':
    'apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy.whenDeleted apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy.whenScaled',
  'v1.PersistentVolumeMode': 'core.v1.PersistentVolumeClaimSpec.volumeMode core.v1.PersistentVolumeSpec.volumeMode',
  'v1.PersistentVolumeReclaimPolicy':
    'core.v1.PersistentVolumeSpec.persistentVolumeReclaimPolicy storage.v1.StorageClass.reclaimPolicy',
  'v1.PodConditionType': 'batch.v1.PodFailurePolicyOnPodConditionsPattern.type core.v1.PodReadinessGate.conditionType',
  'v1.PodFSGroupChangePolicy': 'core.v1.PodSecurityContext.fsGroupChangePolicy',
  'v1.PodFailurePolicyAction': 'batch.v1.PodFailurePolicyRule.action',
  'v1.PodFailurePolicyOnExitCodesOperator': 'batch.v1.PodFailurePolicyOnExitCodesRequirement.operator',
  'v1.PodManagementPolicyType': 'apps.v1.StatefulSetSpec.podManagementPolicy',
  'v1.PodReplacementPolicy': 'batch.v1.JobSpec.podReplacementPolicy',
  'v1.PodSELinuxChangePolicy': 'core.v1.PodSecurityContext.seLinuxChangePolicy',
  'v1.PreemptionPolicy': 'core.v1.PodSpec.preemptionPolicy scheduling.v1.PriorityClass.preemptionPolicy',
  'v1.ProcMountType': 'core.v1.SecurityContext.procMount',
  'v1.Protocol':
    'core.v1.ContainerPort.protocol core.v1.EndpointPort.protocol core.v1.ServicePort.protocol discovery.v1.EndpointPort.protocol discovery.v1beta1.EndpointPort.protocol networking.v1.NetworkPolicyPort.protocol',
  'v1.PullPolicy':
    'core.v1.Container.imagePullPolicy core.v1.EphemeralContainer.imagePullPolicy core.v1.ImageVolumeSource.pullPolicy',
  'v1.RecursiveReadOnlyMode': 'core.v1.VolumeMount.recursiveReadOnly',
  'v1.ResourceList':
    'core.v1.LimitRangeItem.default core.v1.LimitRangeItem.defaultRequest core.v1.LimitRangeItem.max core.v1.LimitRangeItem.maxLimitRequestRatio core.v1.LimitRangeItem.min core.v1.PersistentVolumeSpec.capacity core.v1.PodSpec.overhead core.v1.ResourceQuotaSpec.hard core.v1.ResourceRequirements.limits core.v1.ResourceRequirements.requests core.v1.VolumeResourceRequirements.limits core.v1.VolumeResourceRequirements.requests',
  'v1.ResourceName':
    'autoscaling.v2.ContainerResourceMetricSource.name autoscaling.v2.ResourceMetricSource.name autoscaling.v2beta2.ContainerResourceMetricSource.name autoscaling.v2beta2.ResourceMetricSource.name core.v1.ContainerResizePolicy.resourceName',
  'v1.ResourceQuotaScope': 'core.v1.ScopedResourceSelectorRequirement.scopeName',
  'v1.ResourceResizeRestartPolicy': 'core.v1.ContainerResizePolicy.restartPolicy',
  'v1.ResourceScope': 'apiextensions.v1.CustomResourceDefinitionSpec.scope',
  'v1.RestartPolicy': 'core.v1.PodSpec.restartPolicy',
  'v1.ScopeSelectorOperator': 'core.v1.ScopedResourceSelectorRequirement.operator',
  'v1.SeccompProfileType': 'core.v1.SeccompProfile.type',
  'v1.SecretType': 'core.v1.Secret.type',
  'v1.ServiceAffinity': 'core.v1.ServiceSpec.sessionAffinity',
  'v1.ServiceExternalTrafficPolicy': 'core.v1.ServiceSpec.externalTrafficPolicy',
  'v1.ServiceInternalTrafficPolicy': 'core.v1.ServiceSpec.internalTrafficPolicy',
  'v1.ServiceType': 'core.v1.ServiceSpec.type',
  'v1.Signal': 'core.v1.Lifecycle.stopSignal',
  'v1.StatefulSetUpdateStrategyType': 'apps.v1.StatefulSetUpdateStrategy.type',
  'v1.StorageMedium': 'core.v1.EmptyDirVolumeSource.medium',
  'v1.SupplementalGroupsPolicy': 'core.v1.PodSecurityContext.supplementalGroupsPolicy',
  'v1.TaintEffect': 'core.v1.Taint.effect core.v1.Toleration.effect',
  'v1.TerminationMessagePolicy':
    'core.v1.Container.terminationMessagePolicy core.v1.EphemeralContainer.terminationMessagePolicy',
  'v1.TolerationOperator': 'core.v1.Toleration.operator',
  'v1.URIScheme': 'core.v1.HTTPGetAction.scheme',
  'v1.UnhealthyPodEvictionPolicyType': 'policy.v1.PodDisruptionBudgetSpec.unhealthyPodEvictionPolicy',
  'v1.UnsatisfiableConstraintAction': 'core.v1.TopologySpreadConstraint.whenUnsatisfiable',
  'v1.VolumeBindingMode': 'storage.v1.StorageClass.volumeBindingMode',
  'v1beta1.AddressType': 'discovery.v1beta1.EndpointSlice.addressType',
  'v1beta1.ConcurrencyPolicy': 'batch.v1beta1.CronJobSpec.concurrencyPolicy',
  'v2.HPAScalingPolicyType': 'autoscaling.v2.HPAScalingPolicy.type',
  'v2.MetricSourceType': 'autoscaling.v2.MetricSpec.type',
  'v2.MetricTargetType': 'autoscaling.v2.MetricTarget.type',
  'v2.ScalingPolicySelect': 'autoscaling.v2.HPAScalingRules.selectPolicy',
  'v2beta2.HPAScalingPolicyType': 'autoscaling.v2beta2.HPAScalingPolicy.type',
  'v2beta2.MetricSourceType': 'autoscaling.v2beta2.MetricSpec.type',
  'v2beta2.MetricTargetType': 'autoscaling.v2beta2.MetricTarget.type',
  'v2beta2.ScalingPolicySelect': 'autoscaling.v2beta2.HPAScalingRules.selectPolicy',
};

const goTypeByField = new Map<string, string>();
for (const [goType, fields] of Object.entries(fieldsByGoType)) {
  for (const field of fields.split(' ')) goTypeByField.set(field, goType);
}

/** The Go type of a field that has a name of its own. */
export function namedGoType(type: string, field: string): string | undefined {
  return goTypeByField.get(`${type}.${field}`);
}

/** Structs with an embedded one: its name, and the fields that are (or, with `!`, are not) its. */
const embedded: Readonly<Record<string, readonly [string, string]>> = {
  'core.v1.ConfigMapEnvSource': ['LocalObjectReference', 'name'],
  'core.v1.ConfigMapKeySelector': ['LocalObjectReference', 'name'],
  'core.v1.ConfigMapProjection': ['LocalObjectReference', 'name'],
  'core.v1.ConfigMapVolumeSource': ['LocalObjectReference', 'name'],
  'core.v1.SecretEnvSource': ['LocalObjectReference', 'name'],
  'core.v1.SecretKeySelector': ['LocalObjectReference', 'name'],
  'core.v1.SecretProjection': ['LocalObjectReference', 'name'],
  'core.v1.EphemeralContainer': ['EphemeralContainerCommon', '!targetContainerName'],
  'core.v1.PersistentVolumeSpec': [
    'PersistentVolumeSource',
    '!accessModes capacity claimRef mountOptions nodeAffinity persistentVolumeReclaimPolicy storageClassName volumeAttributesClassName volumeMode',
  ],
  'core.v1.Probe': ['ProbeHandler', 'exec grpc httpGet tcpSocket'],
  'core.v1.Volume': ['VolumeSource', '!name'],
  'networking.v1.IngressRule': ['IngressRuleValue', 'http'],
};

/** The embedded struct that holds the field; Go's errors name it in the path. */
export function embeddedStruct(type: string, field: string): string | undefined {
  const entry = embedded[type];
  if (entry === undefined) return undefined;
  const [name, fields] = entry;
  return fields.replace('!', '').split(' ').includes(field) !== fields.startsWith('!') ? name : undefined;
}
