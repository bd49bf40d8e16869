/*
 * How lists and maps merge: facts of the struct tags in k8s.io/api (patchStrategy, patchMergeKey) and of its markers (listType,
 * listMapKey, mapType). Strategic merge patches and `kubectl apply` go by the former, server-side apply by the latter.
 */

export interface MergeRule {
  /** `merge`, `retainKeys`, or both with a comma. */
  readonly strategy?: string;
  /** By which a strategic merge patch finds the item of a list; without it items are values of a set. */
  readonly mergeKey?: string;
  /** For server-side apply; undefined: atomic. */
  readonly list?: 'map' | 'set';
  /** The keys of a `map` list where they are not just `mergeKey`. */
  readonly keys?: readonly string[];
  /** A map that is replaced as a whole. */
  readonly map?: 'atomic';
}

type Rules = Readonly<Record<string, MergeRule>>;

const byName: MergeRule = { strategy: 'merge', mergeKey: 'name', list: 'map' };
const byType: MergeRule = { strategy: 'merge', mergeKey: 'type', list: 'map' };
const atomicMap: MergeRule = { map: 'atomic' };

/** `group.version.Type` -> field -> rule. */
const rules: Readonly<Record<string, Rules>> = {
  'apiextensions.v1.CustomResourceDefinitionStatus': { conditions: { list: 'map', keys: ['type'] } },
  'apiextensions.v1.JSONSchemaProps': {
    'x-kubernetes-validations': { strategy: 'merge', mergeKey: 'rule', list: 'map' },
  },
  'apps.v1.DaemonSetStatus': { conditions: byType },
  'apps.v1.DeploymentSpec': { strategy: { strategy: 'retainKeys' } },
  'apps.v1.DeploymentStatus': { conditions: byType },
  'apps.v1.ReplicaSetStatus': { conditions: byType },
  'apps.v1.StatefulSetStatus': { conditions: byType },
  'autoscaling.v2.HorizontalPodAutoscalerStatus': { conditions: byType },
  'batch.v1.JobStatus': { conditions: { strategy: 'merge', mergeKey: 'type' } },
  'batch.v1.PodFailurePolicyOnExitCodesRequirement': { values: { list: 'set' } },
  'batch.v1.UncountedTerminatedPods': { failed: { list: 'set' }, succeeded: { list: 'set' } },
  'core.v1.Container': {
    env: byName,
    ports: { strategy: 'merge', mergeKey: 'containerPort', list: 'map', keys: ['containerPort', 'protocol'] },
    volumeDevices: { strategy: 'merge', mergeKey: 'devicePath', list: 'map' },
    volumeMounts: { strategy: 'merge', mergeKey: 'mountPath', list: 'map' },
  },
  'core.v1.ContainerRestartRuleOnExitCodes': { values: { list: 'set' } },
  'core.v1.ContainerStatus': {
    allocatedResourcesStatus: byName,
    volumeMounts: { strategy: 'merge', mergeKey: 'mountPath', list: 'map' },
  },
  'core.v1.EphemeralContainer': {
    env: byName,
    ports: { strategy: 'merge', mergeKey: 'containerPort', list: 'map', keys: ['containerPort', 'protocol'] },
    volumeDevices: { strategy: 'merge', mergeKey: 'devicePath', list: 'map' },
    volumeMounts: { strategy: 'merge', mergeKey: 'mountPath', list: 'map' },
  },
  'core.v1.NamespaceStatus': { conditions: byType },
  'core.v1.NodeAllocatableResourceClaimStatus': { containers: { list: 'set' } },
  'core.v1.NodeSpec': { podCIDRs: { strategy: 'merge', list: 'set' } },
  'core.v1.NodeStatus': { addresses: byType, conditions: byType },
  'core.v1.PersistentVolumeClaimStatus': { conditions: byType },
  'core.v1.PodSpec': {
    containers: byName,
    ephemeralContainers: byName,
    hostAliases: { strategy: 'merge', mergeKey: 'ip', list: 'map' },
    imagePullSecrets: byName,
    initContainers: byName,
    nodeSelector: atomicMap,
    resourceClaims: { strategy: 'merge,retainKeys', mergeKey: 'name', list: 'map' },
    schedulingGates: byName,
    topologySpreadConstraints: {
      strategy: 'merge',
      mergeKey: 'topologyKey',
      list: 'map',
      keys: ['topologyKey', 'whenUnsatisfiable'],
    },
    volumes: { strategy: 'merge,retainKeys', mergeKey: 'name', list: 'map' },
  },
  'core.v1.PodStatus': {
    conditions: byType,
    hostIPs: { strategy: 'merge', mergeKey: 'ip' },
    podIPs: { strategy: 'merge', mergeKey: 'ip', list: 'map' },
    resourceClaimStatuses: { strategy: 'merge,retainKeys', mergeKey: 'name', list: 'map' },
  },
  'core.v1.ReplicationControllerSpec': { selector: atomicMap },
  'core.v1.ReplicationControllerStatus': { conditions: byType },
  'core.v1.ResourceRequirements': { claims: { list: 'map', keys: ['name'] } },
  'core.v1.ResourceStatus': { resources: { list: 'map', keys: ['resourceID'] } },
  'core.v1.ServiceAccount': { secrets: byName },
  'core.v1.ServiceSpec': {
    ports: { strategy: 'merge', mergeKey: 'port', list: 'map', keys: ['port', 'protocol'] },
    selector: atomicMap,
  },
  'core.v1.ServiceStatus': { conditions: byType },
  'discovery.v1.Endpoint': { addresses: { list: 'set' } },
  'discovery.v1beta1.Endpoint': { addresses: { list: 'set' } },
  'meta.v1.LabelSelectorRequirement': { key: { strategy: 'merge', mergeKey: 'key' } },
  'meta.v1.ObjectMeta': {
    finalizers: { strategy: 'merge', list: 'set' },
    ownerReferences: { strategy: 'merge', mergeKey: 'uid', list: 'map' },
  },
  'policy.v1.PodDisruptionBudgetSpec': { selector: { strategy: 'replace' } },
  'policy.v1.PodDisruptionBudgetStatus': { conditions: byType },
};

/** Types that server-side apply replaces as a whole. */
const atomicTypes: ReadonlySet<string> = new Set([
  'autoscaling.v1.CrossVersionObjectReference',
  'core.v1.ConfigMapKeySelector',
  'core.v1.EndpointAddress',
  'core.v1.EndpointPort',
  'core.v1.FileKeySelector',
  'core.v1.LocalObjectReference',
  'core.v1.NodeSelector',
  'core.v1.NodeSelectorTerm',
  'core.v1.ObjectFieldSelector',
  'core.v1.ObjectReference',
  'core.v1.ResourceFieldSelector',
  'core.v1.ScopeSelector',
  'core.v1.SecretKeySelector',
  'core.v1.SecretReference',
  'core.v1.TopologySelectorTerm',
  'core.v1.TypedLocalObjectReference',
  'discovery.v1.EndpointPort',
  'meta.v1.LabelSelector',
  'meta.v1.OwnerReference',
  'networking.v1.ServiceBackendPort',
]);

/** How a field of `group.version.Type` merges; undefined: by its type's nature (maps merge, lists are replaced). */
export function mergeRule(type: string, field: string): MergeRule | undefined {
  return rules[type]?.[field];
}

/** The keys that identify an item of the list for server-side apply; undefined unless the list is a `map`. */
export function listMapKeys(rule: MergeRule | undefined): readonly string[] | undefined {
  if (rule?.list !== 'map') return undefined;
  return rule.keys ?? (rule.mergeKey === undefined ? undefined : [rule.mergeKey]);
}

export function isAtomicType(type: string): boolean {
  return atomicTypes.has(type);
}

/** The fields of a type that have a rule. */
export function mergeRulesOf(type: string): Rules {
  return rules[type] ?? {};
}
