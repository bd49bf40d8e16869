import type { Property } from './schema.ts';

/*
 * Where v1.20 differs from v1.21's first beta, and what the package of that beta leaves out or spoils.
 */

export const changes: {
  /** Fields that came later. */
  readonly absent: readonly string[];
  /** Fields to add or replace: definition -> field. */
  readonly added: Readonly<Record<string, Readonly<Record<string, Property>>>>;
  readonly formats: Readonly<Record<string, string>>;
  readonly descriptions: Readonly<Record<string, string>>;
} = {
  absent: [
    'io.k8s.api.apps.v1.RollingUpdateDaemonSet.maxSurge',
    'io.k8s.api.batch.v1.JobSpec.completionMode',
    'io.k8s.api.batch.v1.JobSpec.suspend',
    'io.k8s.api.batch.v1.JobStatus.completedIndexes',
    'io.k8s.api.batch.v1beta1.CronJobStatus.lastSuccessfulTime',
    'io.k8s.api.core.v1.PodAffinityTerm.namespaceSelector',
    'io.k8s.api.core.v1.Probe.terminationGracePeriodSeconds',
    'io.k8s.api.core.v1.ServiceSpec.internalTrafficPolicy',
    'io.k8s.api.core.v1.ServiceSpec.loadBalancerClass',
    'io.k8s.api.discovery.v1beta1.Endpoint.hints',
    'io.k8s.api.networking.v1.NetworkPolicyPort.endPort',
    'io.k8s.api.policy.v1beta1.PodDisruptionBudgetStatus.conditions',
  ],
  added: {
    'io.k8s.api.authorization.v1.ResourceRule': {
      resources: {
        type: { kind: 'array', item: { kind: 'name', name: 'string' } },
        required: false,
        description:
          'Resources is a list of resources this rule applies to.  "*" means all in the specified apiGroups.\n "*/foo" represents the subresource \'foo\' for all resources in the specified apiGroups.',
      },
      verbs: {
        type: { kind: 'array', item: { kind: 'name', name: 'string' } },
        required: true,
        description:
          'Verb is a list of kubernetes resource API verbs, like: get, list, watch, create, update, delete, proxy.  "*" means all.',
      },
    },
    'io.k8s.api.core.v1.EphemeralVolumeSource': {
      readOnly: {
        type: { kind: 'name', name: 'boolean' },
        required: false,
        description: 'Specifies a read-only configuration for the volume. Defaults to false (read/write).',
      },
    },
    'io.k8s.api.events.v1.Event': {
      metadata: {
        type: { kind: 'name', name: 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta' },
        required: true,
        description: '',
      },
    },
    'io.k8s.api.networking.v1.IngressClassSpec': {
      parameters: {
        type: { kind: 'name', name: 'io.k8s.api.core.v1.TypedLocalObjectReference' },
        required: false,
        description:
          'Parameters is a link to a custom resource containing additional configuration for the controller. This is optional if the controller does not require extra parameters.',
      },
    },
    'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps': {
      'x-kubernetes-embedded-resource': {
        type: { kind: 'name', name: 'boolean' },
        required: false,
        description:
          'x-kubernetes-embedded-resource defines that the value is an embedded Kubernetes runtime.Object, with TypeMeta and ObjectMeta. The type must be object. It is allowed to further restrict the embedded object. kind, apiVersion and metadata are validated automatically. x-kubernetes-preserve-unknown-fields is allowed to be true, but does not have to be if the object is fully specified (up to kind, apiVersion, metadata).',
      },
      'x-kubernetes-int-or-string': {
        type: { kind: 'name', name: 'boolean' },
        required: false,
        description:
          'x-kubernetes-int-or-string specifies that this value is either an integer or a string. If this is true, an empty type is allowed and type as child of anyOf is permitted if following one of the following patterns:\n\n1) anyOf:\n   - type: integer\n   - type: string\n2) allOf:\n   - anyOf:\n     - type: integer\n     - type: string\n   - ... zero or more',
      },
      'x-kubernetes-list-map-keys': {
        type: { kind: 'array', item: { kind: 'name', name: 'string' } },
        required: false,
        description:
          'x-kubernetes-list-map-keys annotates an array with the x-kubernetes-list-type `map` by specifying the keys used as the index of the map.\n\nThis tag MUST only be used on lists that have the "x-kubernetes-list-type" extension set to "map". Also, the values specified for this attribute must be a scalar typed field of the child structure (no nesting is supported).\n\nThe properties specified must either be required or have a default value, to ensure those properties are present for all list items.',
      },
      'x-kubernetes-list-type': {
        type: { kind: 'name', name: 'string' },
        required: false,
        description:
          'x-kubernetes-list-type annotates an array to further describe its topology. This extension must only be used on lists and may have 3 possible values:\n\n1) `atomic`: the list is treated as a single entity, like a scalar.\n     Atomic lists will be entirely replaced when updated. This extension\n     may be used on any type of list (struct, scalar, ...).\n2) `set`:\n     Sets are lists that must not have multiple items with the same value. Each\n     value must be a scalar, an object with x-kubernetes-map-type `atomic` or an\n     array with x-kubernetes-list-type `atomic`.\n3) `map`:\n     These lists are like maps in that their elements have a non-index key\n     used to identify them. Order is preserved upon merge. The map tag\n     must only be used on a list with elements of type object.\nDefaults to atomic for arrays.',
      },
      'x-kubernetes-map-type': {
        type: { kind: 'name', name: 'string' },
        required: false,
        description:
          'x-kubernetes-map-type annotates an object to further describe its topology. This extension must only be used when type is object and may have 2 possible values:\n\n1) `granular`:\n     These maps are actual maps (key-value pairs) and each fields are independent\n     from each other (they can each be manipulated by separate actors). This is\n     the default behaviour for all maps.\n2) `atomic`: the list is treated as a single entity, like a scalar.\n     Atomic maps will be entirely replaced when updated.',
      },
      'x-kubernetes-preserve-unknown-fields': {
        type: { kind: 'name', name: 'boolean' },
        required: false,
        description:
          'x-kubernetes-preserve-unknown-fields stops the API server decoding step from pruning fields which are not specified in the validation schema. This affects fields recursively, but switches back to normal pruning behaviour if nested properties or additionalProperties are specified in the schema. This can either be true or undefined. False is forbidden.',
      },
    },
  },
  formats: {
    'io.k8s.api.autoscaling.v2beta2.HorizontalPodAutoscalerStatus.observedGeneration': 'int64',
    'io.k8s.api.batch.v1beta1.CronJobSpec.startingDeadlineSeconds': 'int64',
    'io.k8s.api.policy.v1beta1.PodDisruptionBudgetStatus.observedGeneration': 'int64',
  },
  descriptions: {
    'io.k8s.api.apps.v1.RollingUpdateDaemonSet.maxUnavailable':
      'The maximum number of DaemonSet pods that can be unavailable during the update. Value can be an absolute number (ex: 5) or a percentage of total number of DaemonSet pods at the start of the update (ex: 10%). Absolute number is calculated from percentage by rounding up. This cannot be 0. Default value is 1. Example: when this is set to 30%, at most 30% of the total number of nodes that should be running the daemon pod (i.e. status.desiredNumberScheduled) can have their pods stopped for an update at any given time. The update starts by stopping at most 30% of those DaemonSet pods and then brings up new DaemonSet pods in their place. Once the new pods are available, it then proceeds onto other DaemonSet pods, thus ensuring that at least 70% of original number of DaemonSet pods are available at all times during the update.',
    'io.k8s.api.batch.v1.JobSpec.activeDeadlineSeconds':
      'Specifies the duration in seconds relative to the startTime that the job may be active before the system tries to terminate it; value must be positive integer',
    'io.k8s.api.batch.v1.JobStatus.conditions':
      'The latest available observations of an object\'s current state. When a job fails, one of the conditions will have type == "Failed". More info: https://kubernetes.io/docs/concepts/workloads/controllers/jobs-run-to-completion/',
    'io.k8s.api.batch.v1.JobStatus.startTime':
      'Represents time when the job was acknowledged by the job controller. It is not guaranteed to be set in happens-before order across separate operations. It is represented in RFC3339 form and is in UTC.',
    'io.k8s.api.core.v1.ConfigMap.immutable':
      'Immutable, if set to true, ensures that data stored in the ConfigMap cannot be updated (only object metadata can be modified). If not set to true, the field can be modified at any time. Defaulted to nil. This is a beta field enabled by ImmutableEphemeralVolumes feature gate.',
    'io.k8s.api.core.v1.Container.resources':
      'Compute Resources required by this container. Cannot be updated. More info: https://kubernetes.io/docs/concepts/configuration/manage-compute-resources-container/',
    'io.k8s.api.core.v1.LimitRangeList.items':
      'Items is a list of LimitRange objects. More info: https://kubernetes.io/docs/concepts/configuration/manage-compute-resources-container/',
    'io.k8s.api.core.v1.PodAffinityTerm.namespaces':
      'namespaces specifies which namespaces the labelSelector applies to (matches against); null or empty list means "this pod\'s namespace"',
    'io.k8s.api.core.v1.PodSpec.terminationGracePeriodSeconds':
      'Optional duration in seconds the pod needs to terminate gracefully. May be decreased in delete request. Value must be non-negative integer. The value zero indicates delete immediately. If this value is nil, the default grace period will be used instead. The grace period is the duration in seconds after the processes running in the pod are sent a termination signal and the time when the processes are forcibly halted with a kill signal. Set this value longer than the expected cleanup time for your process. Defaults to 30 seconds.',
    'io.k8s.api.core.v1.ResourceRequirements.limits':
      'Limits describes the maximum amount of compute resources allowed. More info: https://kubernetes.io/docs/concepts/configuration/manage-compute-resources-container/',
    'io.k8s.api.core.v1.ResourceRequirements.requests':
      'Requests describes the minimum amount of compute resources required. If Requests is omitted for a container, it defaults to Limits if that is explicitly specified, otherwise to an implementation-defined value. More info: https://kubernetes.io/docs/concepts/configuration/manage-compute-resources-container/',
    'io.k8s.api.core.v1.Secret.immutable':
      'Immutable, if set to true, ensures that data stored in the Secret cannot be updated (only object metadata can be modified). If not set to true, the field can be modified at any time. Defaulted to nil. This is a beta field enabled by ImmutableEphemeralVolumes feature gate.',
    'io.k8s.api.core.v1.Secret.stringData':
      'stringData allows specifying non-binary secret data in string form. It is provided as a write-only convenience method. All keys and values are merged into the data field on write, overwriting any existing values. It is never output when reading from the API.',
    'io.k8s.api.core.v1.ServiceSpec.externalName':
      'externalName is the external reference that discovery mechanisms will return as an alias for this service (e.g. a DNS CNAME record). No proxying will be involved.  Must be a lowercase RFC-1123 hostname (https://tools.ietf.org/html/rfc1123) and requires Type to be',
    'io.k8s.api.core.v1.ServiceSpec.topologyKeys':
      'topologyKeys is a preference-order list of topology keys which implementations of services should use to preferentially sort endpoints when accessing this Service, it can not be used at the same time as externalTrafficPolicy=Local. Topology keys must be valid label keys and at most 16 keys may be specified. Endpoints are chosen based on the first topology key with available backends. If this field is specified and all entries have no backends that match the topology of the client, the service has no backends for that client and connections should fail. The special value "*" may be used to mean "any topology". This catch-all value, if used, only makes sense as the last value in the list. If this is not specified or empty, no topology constraints will be applied. This field is alpha-level and is only honored by servers that enable the ServiceTopology feature.',
    'io.k8s.api.core.v1.Volume.ephemeral':
      "Ephemeral represents a volume that is handled by a cluster storage driver (Alpha feature). The volume's lifecycle is tied to the pod that defines it - it will be created before the pod starts, and deleted when the pod is removed.\n\nUse this if: a) the volume is only needed while the pod runs, b) features of normal volumes like restoring from snapshot or capacity\n   tracking are needed,\nc) the storage driver is specified through a storage class, and d) the storage driver supports dynamic volume provisioning through\n   a PersistentVolumeClaim (see EphemeralVolumeSource for more\n   information on the connection between this volume type\n   and PersistentVolumeClaim).\n\nUse PersistentVolumeClaim or one of the vendor-specific APIs for volumes that persist for longer than the lifecycle of an individual pod.\n\nUse CSI for light-weight local ephemeral volumes if the CSI driver is meant to be used that way - see the documentation of the driver for more information.\n\nA pod can use both types of ephemeral volumes and persistent volumes at the same time.",
    'io.k8s.api.events.v1.Event.metadata': '',
    'io.k8s.api.networking.v1.NetworkPolicyPort.port':
      'The port on the given protocol. This can either be a numerical or named port on a pod. If this field is not provided, this matches all port names and numbers.',
    'io.k8s.api.networking.v1.NetworkPolicySpec.policyTypes':
      'List of rule types that the NetworkPolicy relates to. Valid options are "Ingress", "Egress", or "Ingress,Egress". If this field is not specified, it will default based on the existence of Ingress or Egress rules; policies that contain an Egress section are assumed to affect Egress, and all policies (whether or not they contain an Ingress section) are assumed to affect Ingress. If you want to write an egress-only policy, you must explicitly specify policyTypes [ "Egress" ]. Likewise, if you want to write a policy that specifies that no egress is allowed, you must specify a policyTypes value that include "Egress" (since such a policy would not include an Egress section and would otherwise default to just [ "Ingress" ]). This field is beta-level in 1.8',
    'io.k8s.api.policy.v1beta1.PodDisruptionBudgetSpec.selector':
      'Label query over pods whose evictions are managed by the disruption budget.',
    'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrArray':
      'JSONSchemaPropsOrArray represents a value that can either be a JSONSchemaProps or an array of JSONSchemaProps. Mainly here for serialization purposes.',
    'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrBool':
      'JSONSchemaPropsOrBool represents JSONSchemaProps or a boolean value. Defaults to true for the boolean property.',
    'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrStringArray':
      'JSONSchemaPropsOrStringArray represents a JSONSchemaProps or a string array.',
    'io.k8s.apimachinery.pkg.api.resource.Quantity':
      'Quantity is a fixed-point representation of a number. It provides convenient marshaling/unmarshaling in JSON and YAML, in addition to String() and AsInt64() accessors.\n\nThe serialization format is:\n\n<quantity>        ::= <signedNumber><suffix>\n  (Note that <suffix> may be empty, from the "" case in <decimalSI>.)\n<digit>           ::= 0 | 1 | ... | 9 <digits>          ::= <digit> | <digit><digits> <number>          ::= <digits> | <digits>.<digits> | <digits>. | .<digits> <sign>            ::= "+" | "-" <signedNumber>    ::= <number> | <sign><number> <suffix>          ::= <binarySI> | <decimalExponent> | <decimalSI> <binarySI>        ::= Ki | Mi | Gi | Ti | Pi | Ei\n  (International System of units; See: http://physics.nist.gov/cuu/Units/binary.html)\n<decimalSI>       ::= m | "" | k | M | G | T | P | E\n  (Note that 1024 = 1Ki but 1000 = 1k; I didn\'t choose the capitalization.)\n<decimalExponent> ::= "e" <signedNumber> | "E" <signedNumber>\n\nNo matter which of the three exponent forms is used, no quantity may represent a number greater than 2^63-1 in magnitude, nor may it have more than 3 decimal places. Numbers larger or more precise will be capped or rounded up. (E.g.: 0.1m will rounded up to 1m.) This may be extended in the future if we require larger or smaller quantities.\n\nWhen a Quantity is parsed from a string, it will remember the type of suffix it had, and will use the same type again when it is serialized.\n\nBefore serializing, Quantity will be put in "canonical form". This means that Exponent/suffix will be adjusted up or down (with a corresponding increase or decrease in Mantissa) such that:\n  a. No precision is lost\n  b. No fractional digits will be emitted\n  c. The exponent (or suffix) is as large as possible.\nThe sign will be omitted unless the number is negative.\n\nExamples:\n  1.5 will be serialized as "1500m"\n  1.5Gi will be serialized as "1536Mi"\n\nNote that the quantity will NEVER be internally represented by a floating point number. That is the whole point of this exercise.\n\nNon-canonical values will still parse as long as they are well formed, but will be re-emitted in their canonical form. (So always use canonical form, or don\'t diff.)\n\nThis format is intended to make it difficult to use these numbers without writing some sort of special handling code in the hopes that that will cause implementors to also use a fixed point implementation.',
    'io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime': 'MicroTime is version of Time with microsecond level precision.',
    'io.k8s.apimachinery.pkg.apis.meta.v1.Time':
      'Time is a wrapper around time.Time which supports correct marshaling to YAML and JSON.  Wrappers are provided for many of the factory methods that the time package offers.',
  },
};
