import { describe, expect, test } from 'vitest';
import { refusal } from '../../testing.ts';

type Manifest = Readonly<Record<string, unknown>>;

const c = (more: object = {}): object => ({ name: 'c', image: 'i', ...more });
const podOf = (spec: object): Manifest => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec });
const ctr = (more: object): Manifest => podOf({ containers: [c(more)] });

/** What the API server of v1.36.0 answers, word by word. */
describe('a Pod', () => {
  test.each<[string, Manifest, string]>([
    ['needs a container', podOf({ containers: [] }), 'spec.containers: Required value'],
    [
      'needs names and images of its containers',
      podOf({ containers: [{}] }),
      '[spec.containers[0].name: Required value, spec.containers[0].image: Required value]',
    ],
    [
      'has each container name once',
      podOf({ containers: [c(), c()] }),
      'spec.containers[1].name: Duplicate value: "c"',
    ],
    [
      'has names in lower case',
      { ...podOf({ containers: [c({ name: 'C_1' })] }), metadata: { name: 'A_b' } },
      "[metadata.name: Invalid value: \"A_b\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*'), spec.containers[0].name: Invalid value: \"C_1\": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')]",
    ],
    [
      'has images without spaces around them',
      ctr({ image: ' i ' }),
      'spec.containers[0].image: Invalid value: " i ": must not have leading or trailing whitespace',
    ],
    [
      'has policies that there are',
      podOf({
        containers: [c({ imagePullPolicy: 'Sometimes', terminationMessagePolicy: 'Both' })],
        restartPolicy: 'Often',
        dnsPolicy: 'Mine',
      }),
      '[spec.containers[0].terminationMessagePolicy: Unsupported value: "Both": supported values: "File", "FallbackToLogsOnError", spec.containers[0].imagePullPolicy: Unsupported value: "Sometimes": supported values: "Always", "IfNotPresent", "Never", spec.restartPolicy: Unsupported value: "Often": supported values: "Always", "OnFailure", "Never", spec.dnsPolicy: Unsupported value: "Mine": supported values: "ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"]',
    ],
    [
      'has ports that exist',
      ctr({ ports: [{ containerPort: 0 }, { containerPort: 70000, protocol: 'ICMP', name: 'Web_1' }] }),
      '[spec.containers[0].ports[0].containerPort: Required value, spec.containers[0].ports[1].name: Invalid value: "Web_1": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-), spec.containers[0].ports[1].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive, spec.containers[0].ports[1].protocol: Unsupported value: "ICMP": supported values: "SCTP", "TCP", "UDP"]',
    ],
    [
      'has each port name once',
      ctr({
        ports: [
          { containerPort: 80, name: 'a' },
          { containerPort: 81, name: 'a' },
        ],
      }),
      'spec.containers[0].ports[1].name: Duplicate value: "a"',
    ],
    [
      'takes a host port once',
      ctr({
        ports: [
          { containerPort: 80, hostPort: 80 },
          { containerPort: 81, hostPort: 80 },
        ],
      }),
      'spec.containers[0].ports[1].hostPort: Duplicate value: "TCP//80"',
    ],
    [
      'has host ports as on the host',
      podOf({ hostNetwork: true, containers: [c({ ports: [{ containerPort: 80, hostPort: 81 }] })] }),
      'spec.containers[0].ports[0].hostPort: Invalid value: 81: must match `containerPort` when `hostNetwork` is true',
    ],
    [
      'names its variables',
      ctr({ env: [{ name: '', value: 'x' }, { name: 'a=b' }] }),
      '[spec.containers[0].env[0].name: Required value, spec.containers[0].env[1].name: Invalid value: "a=b": a valid environment variable name must consist only of printable ASCII characters other than \'=\']',
    ],
    [
      'has variables with one source',
      ctr({
        env: [
          { name: 'A', value: 'x', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
          { name: 'B', valueFrom: {} },
        ],
      }),
      '[spec.containers[0].env[0].valueFrom: Invalid value: "": may not be specified when `value` is not empty, spec.containers[0].env[1].valueFrom: Invalid value: "": must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`]',
    ],
    [
      'has fields in its environment that can be there',
      ctr({
        env: [
          { name: 'A', valueFrom: { fieldRef: { fieldPath: 'spec.image' } } },
          { name: 'B', valueFrom: { resourceFieldRef: { resource: 'limits.disk' } } },
        ],
      }),
      '[spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Invalid value: "spec.image": error converting fieldPath: field label not supported: spec.image, spec.containers[0].env[1].valueFrom.resourceFieldRef.resource: Unsupported value: "limits.disk": supported values: "limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage", "requests.memory"]',
    ],
    [
      'has keys of ConfigMaps and Secrets',
      ctr({
        env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: '', key: 'a b' } } }],
        envFrom: [{}, { prefix: '1=', secretRef: { name: 'A' } }],
      }),
      "[spec.containers[0].env[0].valueFrom.configMapKeyRef.name: Invalid value: \"\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*'), spec.containers[0].env[0].valueFrom.configMapKeyRef.key: Invalid value: \"a b\": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+'), spec.containers[0].envFrom: Invalid value: \"\": must specify one of: `configMapRef` or `secretRef`, spec.containers[0].envFrom[1].prefix: Invalid value: \"1=\": a valid environment variable name must consist only of printable ASCII characters other than '=', spec.containers[0].envFrom[1].secretRef.name: Invalid value: \"A\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')]",
    ],
    [
      'mounts volumes that it has',
      ctr({
        volumeMounts: [
          { name: 'x', mountPath: '' },
          { name: 'x', mountPath: '/a', subPath: '../b' },
        ],
      }),
      '[spec.containers[0].volumeMounts[0].name: Not found: "x", spec.containers[0].volumeMounts[0].mountPath: Required value, spec.containers[0].volumeMounts[1].name: Not found: "x", spec.containers[0].volumeMounts.subPath: Invalid value: "../b": must not contain \'..\']',
    ],
    [
      'mounts one volume at a path',
      podOf({
        volumes: [{ name: 'v' }],
        containers: [
          c({
            volumeMounts: [
              { name: 'v', mountPath: '/a' },
              { name: 'v', mountPath: '/a' },
            ],
          }),
        ],
      }),
      'spec.containers[0].volumeMounts[1].mountPath: Invalid value: "/a": must be unique',
    ],
    [
      'has volumes of one kind',
      podOf({
        containers: [c()],
        volumes: [
          { name: 'V', emptyDir: {}, hostPath: { path: '/x' } },
          { name: 'w', secret: {} },
          { name: 'w', hostPath: { path: '/../x', type: 'Disk' } },
        ],
      }),
      '[spec.volumes[0].hostPath: Forbidden: may not specify more than 1 volume type, spec.volumes[0].name: Invalid value: "V": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or \'-\', and must start and end with an alphanumeric character (e.g. \'my-name\',  or \'123-abc\', regex used for validation is \'[a-z0-9]([-a-z0-9]*[a-z0-9])?\'), spec.volumes[1].secret.secretName: Required value, spec.volumes[2].hostPath.path: Invalid value: "/../x": must not contain \'..\', spec.volumes[2].hostPath.type: Unsupported value: "Disk": supported values: "", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"]',
    ],
    [
      'has file modes',
      podOf({
        containers: [c()],
        volumes: [
          { name: 'v', configMap: { name: 'x', defaultMode: 512, items: [{ key: '', path: '/abs', mode: -1 }] } },
        ],
      }),
      '[spec.volumes[0].configMap.defaultMode: Invalid value: 512: must be a number between 0 and 0777 (octal), both inclusive, spec.volumes[0].configMap.items[0].key: Required value, spec.volumes[0].configMap.items[0].path: Invalid value: "/abs": must be a relative path, spec.volumes[0].configMap.items[0].mode: Invalid value: -1: must be a number between 0 and 0777 (octal), both inclusive]',
    ],
    [
      'has probes with one action',
      ctr({
        livenessProbe: {},
        readinessProbe: { exec: { command: [] }, tcpSocket: { port: 0 } },
        startupProbe: { httpGet: { port: 'x_y', path: '' }, periodSeconds: -1, successThreshold: 2 },
      }),
      '[spec.containers[0].livenessProbe: Required value: must specify a handler type, spec.containers[0].readinessProbe.exec.command: Required value, spec.containers[0].readinessProbe.tcpSocket: Forbidden: may not specify more than 1 handler type, spec.containers[0].startupProbe.httpGet.port: Invalid value: "x_y": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-), spec.containers[0].startupProbe.periodSeconds: Invalid value: -1: must be greater than or equal to 0, spec.containers[0].startupProbe.successThreshold: Invalid value: 2: must be 1]',
    ],
    [
      'succeeds once where more means nothing',
      ctr({ livenessProbe: { exec: { command: ['x'] }, successThreshold: 2 } }),
      'spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1',
    ],
    [
      'has lifecycle hooks with one action',
      ctr({ lifecycle: { preStop: {}, postStart: { sleep: { seconds: 0 }, exec: { command: ['x'] } } } }),
      '[spec.containers[0].lifecycle.postStart.sleep: Forbidden: may not specify more than 1 handler type, spec.containers[0].lifecycle.preStop: Required value: must specify a handler type]',
    ],
    [
      'requests no more than its limits',
      ctr({ resources: { requests: { cpu: '2' }, limits: { cpu: '1' } } }),
      'spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1',
    ],
    [
      'asks for resources that there are',
      ctr({ resources: { limits: { disk: '1', 'example.com/gpu': '0.5', memory: '-1' } } }),
      '[spec.containers[0].resources.limits[disk]: Invalid value: "disk": must be a standard resource type or fully qualified, spec.containers[0].resources.limits[disk]: Invalid value: "disk": must be a standard resource for containers, spec.containers[0].resources.limits[example.com/gpu]: Invalid value: "500m": must be an integer, spec.containers[0].resources.limits[memory]: Invalid value: "-1": must be greater than or equal to 0, spec.containers[0].resources.requests[disk]: Invalid value: "disk": must be a standard resource type or fully qualified, spec.containers[0].resources.requests[disk]: Invalid value: "disk": must be a standard resource for containers, spec.containers[0].resources.requests[example.com/gpu]: Invalid value: "500m": must be an integer, spec.containers[0].resources.requests[memory]: Invalid value: "-1": must be greater than or equal to 0]',
    ],
    [
      'has init containers without probes',
      podOf({ containers: [c()], initContainers: [c({ name: 'i', readinessProbe: { exec: { command: ['x'] } } })] }),
      'spec.initContainers[0].readinessProbe: Forbidden: may not be set for init containers without restartPolicy=Always',
    ],
    [
      'has tolerations that can be met',
      podOf({
        containers: [c()],
        tolerations: [
          { key: 'a b' },
          { operator: 'Equal' },
          { key: 'a', operator: 'Exists', value: 'b' },
          { key: 'a', effect: 'Maybe' },
          { key: 'a', tolerationSeconds: 5 },
        ],
      }),
      '[spec.tolerations[0].key: Invalid value: "a b": name part must consist of alphanumeric characters, \'-\', \'_\' or \'.\', and must start and end with an alphanumeric character (e.g. \'MyName\',  or \'my.name\',  or \'123-abc\', regex used for validation is \'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]\'), spec.tolerations[1].operator: Invalid value: "Equal": operator must be Exists when `key` is empty, which means "match all values and all keys", spec.tolerations[2].operator: Invalid value: "b": value must be empty when `operator` is \'Exists\', spec.tolerations[3].effect: Unsupported value: "Maybe": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute", spec.tolerations[4].effect: Invalid value: "": effect must be \'NoExecute\' when `tolerationSeconds` is set]',
    ],
    [
      'has affinities that can be met',
      podOf({
        containers: [c()],
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [{ matchExpressions: [{ key: 'a', operator: 'In' }] }],
            },
          },
          podAntiAffinity: {
            preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 0, podAffinityTerm: { topologyKey: '' } }],
          },
        },
      }),
      "[spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn', spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight: Invalid value: 0: must be in the range 1-100, spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].podAffinityTerm.topologyKey: Required value: can not be empty, spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].podAffinityTerm.topologyKey: Invalid value: \"\": name part must be non-empty, spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].podAffinityTerm.topologyKey: Invalid value: \"\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')]",
    ],
    [
      'is spread by keys that there are',
      podOf({
        containers: [c()],
        topologySpreadConstraints: [{ maxSkew: 0, topologyKey: '', whenUnsatisfiable: 'Panic' }],
      }),
      '[spec.topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero, spec.topologySpreadConstraints[0].topologyKey: Required value: can not be empty, spec.topologySpreadConstraints[0].whenUnsatisfiable: Unsupported value: "Panic": supported values: "DoNotSchedule", "ScheduleAnyway"]',
    ],
    [
      'has a security context that can be',
      podOf({
        containers: [
          c({
            securityContext: {
              runAsUser: -1,
              privileged: true,
              allowPrivilegeEscalation: false,
              seccompProfile: { type: 'Localhost' },
            },
          }),
        ],
        securityContext: { sysctls: [{ name: 'a b', value: '' }], fsGroup: -1 },
      }),
      '[spec.containers[0].securityContext.runAsUser: Invalid value: -1: must be between 0 and 2147483647, inclusive, spec.containers[0].securityContext.seccompProfile.localhostProfile: Required value: must be set when seccomp type is Localhost, spec.containers[0].securityContext: Invalid value: {"Capabilities":null,"Privileged":true,"SELinuxOptions":null,"WindowsOptions":null,"RunAsUser":-1,"RunAsGroup":null,"RunAsNonRoot":null,"ReadOnlyRootFilesystem":null,"AllowPrivilegeEscalation":false,"ProcMount":null,"SeccompProfile":{"Type":"Localhost","LocalhostProfile":null},"AppArmorProfile":null}: cannot set `allowPrivilegeEscalation` to false and `privileged` to true, spec.securityContext.fsGroup: Invalid value: -1: must be between 0 and 2147483647, inclusive, spec.securityContext.sysctls[0].name: Invalid value: "a b": must have at most 253 characters and match regex ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$]',
    ],
    [
      'has times that can be',
      podOf({ containers: [c()], activeDeadlineSeconds: 0, terminationGracePeriodSeconds: -5 }),
      'spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive',
    ],
    [
      'resolves names as it says',
      podOf({
        containers: [c()],
        dnsPolicy: 'None',
        dnsConfig: { nameservers: ['x'], searches: ['A b'] },
        hostAliases: [{ ip: 'x', hostnames: ['A'] }],
        hostname: 'A',
        subdomain: 'b.c',
      }),
      "[spec.dnsConfig.nameservers[0]: Invalid value: \"x\": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff), spec.dnsConfig.searches[0]: Invalid value: \"A b\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*'), spec.hostname: Invalid value: \"A\": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?'), spec.subdomain: Invalid value: \"b.c\": must not contain dots, spec.hostAliases[0].ip: Invalid value: \"x\": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff), spec.hostAliases[0].hostnames[0]: Invalid value: \"A\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')]",
    ],
    [
      'has no ephemeral containers from the start',
      podOf({ containers: [c()], ephemeralContainers: [c({ name: 'e' })] }),
      'spec.ephemeralContainers: Forbidden: cannot be set on create',
    ],
    [
      'has labels, annotations and finalizers with names',
      {
        ...podOf({ containers: [c()] }),
        metadata: {
          name: 'a',
          labels: { 'a b': 'c d' },
          annotations: { 'A B': '' },
          finalizers: ['x'],
          ownerReferences: [{ kind: 'x', name: '', uid: '', apiVersion: '' }],
        },
      },
      "[metadata.labels: Invalid value: \"a b\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]'), metadata.labels: Invalid value: \"c d\": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?'), metadata.annotations: Invalid value: \"A B\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]'), metadata.ownerReferences.apiVersion: Invalid value: \"\": version must not be empty, metadata.ownerReferences.name: Invalid value: \"\": must not be empty, metadata.ownerReferences.uid: Invalid value: \"\": must not be empty, metadata.finalizers[0]: Invalid value: \"x\": name is neither a standard finalizer name nor is it fully qualified]",
    ],
  ])('%s', (_claim, manifest, message) => {
    expect(refusal(manifest)).toBe(message);
  });
});
