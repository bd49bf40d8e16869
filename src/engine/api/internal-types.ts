/*
 * The API server's internal types (pkg/apis/core/types.go): their fields in the order of the struct, as its messages show them
 * when they print an object. Field: `GoName[=wireName]:type[+]`; type `s` string, `b` bool, `i` integer, `q` quantity, `x`
 * number or string, `j` as on the wire, `[`list, `{`map, `?`pointer, else a struct; `+` not in v1.20. Sources of volumes that
 * Podarium does not simulate are `j`.
 */

const text: Readonly<Record<string, string>> = {
  Affinity: 'NodeAffinity:?NodeAffinity PodAffinity:?PodAffinity PodAntiAffinity:?PodAntiAffinity',
  AppArmorProfile: 'Type:s LocalhostProfile:?s',
  CSIPersistentVolumeSource:
    'Driver:s VolumeHandle:s ReadOnly:b FSType:s VolumeAttributes:{s ControllerPublishSecretRef:?SecretReference NodeStageSecretRef:?SecretReference NodePublishSecretRef:?SecretReference ControllerExpandSecretRef:?SecretReference NodeExpandSecretRef:?SecretReference+',
  CSIVolumeSource: 'Driver:s ReadOnly:?b FSType:?s VolumeAttributes:{s NodePublishSecretRef:?LocalObjectReference',
  Capabilities: 'Add:[s Drop:[s',
  ClusterTrustBundleProjection: 'Name:?s SignerName:?s LabelSelector:?j Optional:?b Path:s',
  ConfigMapEnvSource: 'Name:s Optional:?b',
  ConfigMapKeySelector: 'Name:s Key:s Optional:?b',
  ConfigMapProjection: 'Name:s Items:[KeyToPath Optional:?b',
  ConfigMapVolumeSource: 'Name:s Items:[KeyToPath DefaultMode:?i Optional:?b',
  Container:
    'Name:s Image:s Command:[s Args:[s WorkingDir:s Ports:[ContainerPort EnvFrom:[EnvFromSource Env:[EnvVar Resources:ResourceRequirements ResizePolicy:[ContainerResizePolicy+ RestartPolicy:?s+ RestartPolicyRules:[ContainerRestartRule+ VolumeMounts:[VolumeMount VolumeDevices:[VolumeDevice LivenessProbe:?Probe ReadinessProbe:?Probe StartupProbe:?Probe Lifecycle:?Lifecycle TerminationMessagePath:s TerminationMessagePolicy:s ImagePullPolicy:s SecurityContext:?SecurityContext Stdin:b StdinOnce:b TTY:b',
  ContainerPort: 'Name:s HostPort:i ContainerPort:i Protocol:s HostIP:s',
  ContainerResizePolicy: 'ResourceName:s RestartPolicy:s',
  ContainerRestartRule: 'Action:s ExitCodes:?ContainerRestartRuleOnExitCodes',
  ContainerRestartRuleOnExitCodes: 'Operator:s Values:[i',
  DownwardAPIProjection: 'Items:[DownwardAPIVolumeFile',
  DownwardAPIVolumeFile: 'Path:s FieldRef:?ObjectFieldSelector ResourceFieldRef:?ResourceFieldSelector Mode:?i',
  DownwardAPIVolumeSource: 'Items:[DownwardAPIVolumeFile DefaultMode:?i',
  EmptyDirVolumeSource: 'Medium:s SizeLimit:?q',
  EnvFromSource: 'Prefix:s ConfigMapRef:?ConfigMapEnvSource SecretRef:?SecretEnvSource',
  EnvVar: 'Name:s Value:s ValueFrom:?EnvVarSource',
  EnvVarSource:
    'FieldRef:?ObjectFieldSelector ResourceFieldRef:?ResourceFieldSelector ConfigMapKeyRef:?ConfigMapKeySelector SecretKeyRef:?SecretKeySelector FileKeyRef:?FileKeySelector+',
  EphemeralContainer:
    'Name:s Image:s Command:[s Args:[s WorkingDir:s Ports:[ContainerPort EnvFrom:[EnvFromSource Env:[EnvVar Resources:ResourceRequirements ResizePolicy:[ContainerResizePolicy+ RestartPolicy:?s+ RestartPolicyRules:[ContainerRestartRule+ VolumeMounts:[VolumeMount VolumeDevices:[VolumeDevice LivenessProbe:?Probe ReadinessProbe:?Probe StartupProbe:?Probe Lifecycle:?Lifecycle TerminationMessagePath:s TerminationMessagePolicy:s ImagePullPolicy:s SecurityContext:?SecurityContext Stdin:b StdinOnce:b TTY:b TargetContainerName:s',
  EphemeralVolumeSource: 'VolumeClaimTemplate:?PersistentVolumeClaimTemplate',
  ExecAction: 'Command:[s',
  FileKeySelector: 'VolumeName:s Path:s Key:s Optional:?b',
  GRPCAction: 'Port:i Service:?s',
  GitRepoVolumeSource: 'Repository:s Revision:s Directory:s',
  HTTPGetAction: 'Path:s Port:x Host:s Scheme:s HTTPHeaders:[HTTPHeader',
  HTTPHeader: 'Name:s Value:s',
  HostAlias: 'IP:s Hostnames:[s',
  HostPathVolumeSource: 'Path:s Type:?s',
  ImageVolumeSource: 'Reference:s PullPolicy:s',
  KeyToPath: 'Key:s Path:s Mode:?i',
  Lifecycle: 'PostStart:?LifecycleHandler PreStop:?LifecycleHandler StopSignal:?s+',
  LifecycleHandler: 'Exec:?ExecAction HTTPGet:?HTTPGetAction TCPSocket:?TCPSocketAction Sleep:?SleepAction',
  LocalObjectReference: 'Name:s',
  LocalVolumeSource: 'Path:s FSType:?s',
  NFSVolumeSource: 'Server:s Path:s ReadOnly:b',
  NodeAffinity:
    'RequiredDuringSchedulingIgnoredDuringExecution:?NodeSelector PreferredDuringSchedulingIgnoredDuringExecution:[PreferredSchedulingTerm',
  NodeSelector: 'NodeSelectorTerms:[NodeSelectorTerm',
  NodeSelectorRequirement: 'Key:s Operator:s Values:[s',
  NodeSelectorTerm: 'MatchExpressions:[NodeSelectorRequirement MatchFields:[NodeSelectorRequirement',
  ObjectFieldSelector: 'APIVersion:s FieldPath:s',
  ObjectReference: 'Kind:s Namespace:s Name:s UID:s APIVersion:s ResourceVersion:s FieldPath:s',
  PersistentVolumeClaimSpec:
    'AccessModes:[s Selector:?j Resources:VolumeResourceRequirements VolumeName:s StorageClassName:?s VolumeMode:?s DataSource:?TypedLocalObjectReference DataSourceRef:?TypedObjectReference+ VolumeAttributesClassName:?s+',
  PersistentVolumeClaimTemplate: 'Spec:PersistentVolumeClaimSpec',
  PersistentVolumeClaimVolumeSource: 'ClaimName:s ReadOnly:b',
  PersistentVolumeSource:
    'GCEPersistentDisk:?j AWSElasticBlockStore:?j HostPath:?HostPathVolumeSource Glusterfs:?j NFS:?NFSVolumeSource RBD:?j Quobyte:?j ISCSI:?j FlexVolume:?j Cinder:?j CephFS:?j FC:?j Flocker:?j AzureFile:?j VsphereVolume:?j AzureDisk:?j PhotonPersistentDisk:?j PortworxVolume:?j ScaleIO:?j Local:?LocalVolumeSource StorageOS:?j CSI:?CSIPersistentVolumeSource',
  PodAffinity:
    'RequiredDuringSchedulingIgnoredDuringExecution:[PodAffinityTerm PreferredDuringSchedulingIgnoredDuringExecution:[WeightedPodAffinityTerm',
  PodAffinityTerm:
    'LabelSelector:?j Namespaces:[s TopologyKey:s NamespaceSelector:?j+ MatchLabelKeys:[s+ MismatchLabelKeys:[s+',
  PodAntiAffinity:
    'RequiredDuringSchedulingIgnoredDuringExecution:[PodAffinityTerm PreferredDuringSchedulingIgnoredDuringExecution:[WeightedPodAffinityTerm',
  PodCertificateProjection:
    'SignerName:s KeyType:s MaxExpirationSeconds:?i CredentialBundlePath:s KeyPath:s CertificateChainPath:s UserAnnotations:{s',
  PodDNSConfig: 'Nameservers:[s Searches:[s Options:[PodDNSConfigOption',
  PodDNSConfigOption: 'Name:s Value:?s',
  PodOS: 'Name:s',
  PodReadinessGate: 'ConditionType:s',
  PodResourceClaim: 'Name:s ResourceClaimName:?s ResourceClaimTemplateName:?s',
  PodSchedulingGate: 'Name:s',
  PodSchedulingGroup: 'PodGroupName:?s',
  PodSecurityContext:
    'HostNetwork:b HostPID:b HostIPC:b ShareProcessNamespace:?b HostUsers:?b+ SELinuxOptions:?SELinuxOptions WindowsOptions:?WindowsSecurityContextOptions RunAsUser:?i RunAsGroup:?i RunAsNonRoot:?b SupplementalGroups:[i SupplementalGroupsPolicy:?s+ FSGroup:?i FSGroupChangePolicy:?s Sysctls:[Sysctl SeccompProfile:?SeccompProfile AppArmorProfile:?AppArmorProfile+ SELinuxChangePolicy:?s+',
  PodSpec:
    'Volumes:[Volume InitContainers:[Container Containers:[Container EphemeralContainers:[EphemeralContainer RestartPolicy:s TerminationGracePeriodSeconds:?i ActiveDeadlineSeconds:?i DNSPolicy:s NodeSelector:{s ServiceAccountName:s AutomountServiceAccountToken:?b NodeName:s SecurityContext:?PodSecurityContext ImagePullSecrets:[LocalObjectReference Hostname:s Subdomain:s SetHostnameAsFQDN:?b Affinity:?Affinity SchedulerName:s Tolerations:[Toleration HostAliases:[HostAlias PriorityClassName:s Priority:?i PreemptionPolicy:?s DNSConfig:?PodDNSConfig ReadinessGates:[PodReadinessGate RuntimeClassName:?s Overhead:{q EnableServiceLinks:?b TopologySpreadConstraints:[TopologySpreadConstraint OS:?PodOS+ SchedulingGates:[PodSchedulingGate+ ResourceClaims:[PodResourceClaim+ Resources:?ResourceRequirements+ HostnameOverride:?s+ SchedulingGroup:?PodSchedulingGroup+',
  PreferredSchedulingTerm: 'Weight:i Preference:NodeSelectorTerm',
  Probe:
    'Exec:?ExecAction HTTPGet:?HTTPGetAction TCPSocket:?TCPSocketAction GRPC:?GRPCAction+ InitialDelaySeconds:i TimeoutSeconds:i PeriodSeconds:i SuccessThreshold:i FailureThreshold:i TerminationGracePeriodSeconds:?i+',
  ProjectedVolumeSource: 'Sources:[VolumeProjection DefaultMode:?i',
  ResourceClaim: 'Name:s Request:s',
  ResourceFieldSelector: 'ContainerName:s Resource:s Divisor:q',
  ResourceRequirements: 'Limits:{q Requests:{q Claims:[ResourceClaim+',
  SELinuxOptions: 'User:s Role:s Type:s Level:s',
  SeccompProfile: 'Type:s LocalhostProfile:?s',
  SecretEnvSource: 'Name:s Optional:?b',
  SecretKeySelector: 'Name:s Key:s Optional:?b',
  SecretProjection: 'Name:s Items:[KeyToPath Optional:?b',
  SecretReference: 'Name:s Namespace:s',
  SecretVolumeSource: 'SecretName:s Items:[KeyToPath DefaultMode:?i Optional:?b',
  SecurityContext:
    'Capabilities:?Capabilities Privileged:?b SELinuxOptions:?SELinuxOptions WindowsOptions:?WindowsSecurityContextOptions RunAsUser:?i RunAsGroup:?i RunAsNonRoot:?b ReadOnlyRootFilesystem:?b AllowPrivilegeEscalation:?b ProcMount:?s SeccompProfile:?SeccompProfile AppArmorProfile:?AppArmorProfile+',
  ServiceAccountTokenProjection: 'Audience:s ExpirationSeconds:i Path:s',
  SleepAction: 'Seconds:i',
  Sysctl: 'Name:s Value:s',
  TCPSocketAction: 'Port:x Host:s',
  Toleration: 'Key:s Operator:s Value:s Effect:s TolerationSeconds:?i',
  TopologySpreadConstraint:
    'MaxSkew:i TopologyKey:s WhenUnsatisfiable:s LabelSelector:?j MinDomains:?i+ NodeAffinityPolicy:?s+ NodeTaintsPolicy:?s+ MatchLabelKeys:[s+',
  TypedLocalObjectReference: 'APIGroup:?s Kind:s Name:s',
  TypedObjectReference: 'APIGroup:?s Kind:s Name:s Namespace:?s',
  Volume:
    'Name:s HostPath:?HostPathVolumeSource EmptyDir:?EmptyDirVolumeSource GCEPersistentDisk:?j AWSElasticBlockStore:?j GitRepo:?GitRepoVolumeSource Secret:?SecretVolumeSource NFS:?NFSVolumeSource ISCSI:?j Glusterfs:?j PersistentVolumeClaim:?PersistentVolumeClaimVolumeSource RBD:?j Quobyte:?j FlexVolume:?j Cinder:?j CephFS=cephfs:?j Flocker:?j DownwardAPI:?DownwardAPIVolumeSource FC:?j AzureFile:?j ConfigMap:?ConfigMapVolumeSource VsphereVolume:?j AzureDisk:?j PhotonPersistentDisk:?j Projected:?ProjectedVolumeSource PortworxVolume:?j ScaleIO:?j StorageOS=storageos:?j CSI:?CSIVolumeSource Ephemeral:?EphemeralVolumeSource Image:?ImageVolumeSource+',
  VolumeDevice: 'Name:s DevicePath:s',
  VolumeMount: 'Name:s ReadOnly:b RecursiveReadOnly:?s+ MountPath:s SubPath:s MountPropagation:?s SubPathExpr:s',
  VolumeProjection:
    'Secret:?SecretProjection DownwardAPI:?DownwardAPIProjection ConfigMap:?ConfigMapProjection ServiceAccountToken:?ServiceAccountTokenProjection ClusterTrustBundle:?ClusterTrustBundleProjection+ PodCertificate:?PodCertificateProjection+',
  VolumeResourceRequirements: 'Limits:{q Requests:{q',
  WeightedPodAffinityTerm: 'Weight:i PodAffinityTerm:PodAffinityTerm',
  WindowsSecurityContextOptions: 'GMSACredentialSpecName:?s GMSACredentialSpec:?s RunAsUserName:?s HostProcess:?b+',
};

export interface InternalField {
  readonly goName: string;
  readonly wireName: string;
  readonly type: string;
  /** v1.20 has no such field. */
  readonly newer: boolean;
}

const parsed = new Map<string, readonly InternalField[]>();

/** The fields of an internal struct; undefined for what is none. */
export function internalFields(type: string): readonly InternalField[] | undefined {
  const known = parsed.get(type);
  if (known !== undefined) return known;
  const source = Object.hasOwn(text, type) ? text[type] : undefined;
  if (source === undefined) return undefined;
  const fields = source.split(' ').map((token): InternalField => {
    const match = /^(\w+)(?:=([^:]+))?:([^+]+)(\+?)$/.exec(token);
    if (match === null) throw new Error(`internal types: ${token}`);
    const [, goName = '', wireName, fieldType = '', newer] = match;
    return { goName, wireName: wireName ?? wireNameOf(goName), type: fieldType, newer: newer === '+' };
  });
  parsed.set(type, fields);
  return fields;
}

/** `HTTPGet` -> `httpGet`, `Name` -> `name` */
function wireNameOf(goName: string): string {
  const acronym = /^[A-Z]+(?=[A-Z][a-z]|$|\d)/.exec(goName)?.[0] ?? '';
  return acronym.length > 1
    ? acronym.toLowerCase() + goName.slice(acronym.length)
    : goName.slice(0, 1).toLowerCase() + goName.slice(1);
}
