import { describe, expect, test } from 'vitest';
import { refusal } from '../../testing.ts';

type Manifest = Readonly<Record<string, unknown>>;

const o = (apiVersion: string, kind: string, spec?: object, more: object = {}): Manifest => ({
  apiVersion,
  kind,
  metadata: { name: 'a' },
  ...(spec === undefined ? {} : { spec }),
  ...more,
});

/** What the API server of v1.36.0 answers, word by word. */
describe('an object of the core group', () => {
  test.each<[string, Manifest, string]>([
    ['is a Service with ports', o('v1', 'Service', {}), 'spec.ports: Required value'],
    [
      'is a Service with ports that exist, each once, and named',
      o('v1', 'Service', { ports: [{ port: 0 }, { port: 80, name: 'a' }, { port: 80, name: 'a' }] }),
      '[spec.ports[0].name: Required value, spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive, spec.ports[0].targetPort: Invalid value: 0: must be between 1 and 65535, inclusive, spec.ports[2].name: Duplicate value: "a", spec.ports[2]: Duplicate value: {"Name":"","Protocol":"TCP","AppProtocol":null,"Port":80,"TargetPort":0,"NodePort":0}]',
    ],
    [
      'is a Service of a type',
      o('v1', 'Service', { type: 'Magic', ports: [{ port: 80 }], sessionAffinity: 'Love' }),
      '[spec.sessionAffinity: Unsupported value: "Love": supported values: "ClientIP", "None", spec.type: Unsupported value: "Magic": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"]',
    ],
    [
      'is a Service with node ports where they are opened',
      o('v1', 'Service', { ports: [{ port: 80, nodePort: 30000 }] }),
      "spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'",
    ],
    [
      'is a Service that names what is outside',
      o('v1', 'Service', { type: 'ExternalName' }),
      'spec.externalName: Required value',
    ],
    [
      'is a Service without a cluster IP or with node ports',
      o('v1', 'Service', { type: 'NodePort', clusterIP: 'None', clusterIPs: ['None'], ports: [{ port: 80 }] }),
      'spec.clusterIPs[0]: Invalid value: "None": may not be set to \'None\' for NodePort services',
    ],
    [
      'is a Service with addresses from outside',
      o('v1', 'Service', {
        ports: [{ port: 80 }],
        externalIPs: ['1.2.3', '127.0.0.1', '1.02.3.4'],
        loadBalancerSourceRanges: ['1.2.3.4'],
      }),
      '[spec.externalIPs[0]: Invalid value: "1.2.3": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff), spec.externalIPs[1]: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128), spec.externalIPs[2]: Invalid value: "1.02.3.4": must not have leading 0s, spec.LoadBalancerSourceRanges: Forbidden: may only be used when `type` is \'LoadBalancer\', spec.LoadBalancerSourceRanges[0]: Invalid value: "1.2.3.4": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)]',
    ],
    [
      'is a Service with policies where they matter',
      o('v1', 'Service', {
        ports: [{ port: 80 }],
        externalTrafficPolicy: 'Local',
        internalTrafficPolicy: 'Lost',
        healthCheckNodePort: 5,
      }),
      '[spec.externalTrafficPolicy: Invalid value: "Local": may only be set for externally-accessible services, spec.healthCheckNodePort: Invalid value: 5: may only be set when `type` is \'LoadBalancer\' and `externalTrafficPolicy` is \'Local\', spec.internalTrafficPolicy: Unsupported value: "Lost": supported values: "Cluster", "Local"]',
    ],
    [
      'is a Node with taints that can be tolerated',
      o('v1', 'Node', {
        taints: [
          { key: 'a b', effect: 'Maybe' },
          { key: 'a', effect: 'NoSchedule' },
          { key: 'a', effect: 'NoSchedule' },
        ],
      }),
      '[metadata.taints[0].key: Invalid value: "a b": name part must consist of alphanumeric characters, \'-\', \'_\' or \'.\', and must start and end with an alphanumeric character (e.g. \'MyName\',  or \'my.name\',  or \'123-abc\', regex used for validation is \'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]\'), metadata.taints[0].effect: Unsupported value: "Maybe": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute", metadata.taints[2]: Duplicate value: {"Key":"a","Value":"","Effect":"NoSchedule","TimeAdded":null}: taints must be unique by key and effect pair]',
    ],
    [
      'is a Node that counts Pods in one',
      o('v1', 'Node', undefined, { status: { capacity: { pods: '1.5' }, allocatable: { cpu: 1 } } }),
      'status.capacity.pods: Invalid value: "1500m": must be an integer',
    ],
    [
      'is a Namespace with a label for a name',
      { ...o('v1', 'Namespace', undefined), metadata: { name: 'a.b' } },
      'metadata.name: Invalid value: "a.b": must not contain dots',
    ],
    [
      'is a ConfigMap with keys that are file names',
      o('v1', 'ConfigMap', undefined, { data: { '..': '' }, binaryData: { '..': '' } }),
      '[data[..]: Invalid value: "..": must not be \'..\', data[..]: Invalid value: "..": duplicate of key present in binaryData, binaryData[..]: Invalid value: "..": must not be \'..\']',
    ],
    [
      'is a Secret with what its type needs',
      o('v1', 'Secret', undefined, { type: 'kubernetes.io/tls' }),
      '[data[tls.crt]: Required value, data[tls.key]: Required value]',
    ],
    [
      'is a Secret with a JSON document where its type needs one',
      o('v1', 'Secret', undefined, {
        type: 'kubernetes.io/dockerconfigjson',
        stringData: { '.dockerconfigjson': '{x' },
      }),
      'data[.dockerconfigjson]: Invalid value: "<secret contents redacted>": invalid character \'x\' looking for beginning of object key string',
    ],
    [
      'is a LimitRange that can be kept',
      o('v1', 'LimitRange', {
        limits: [
          { type: 'Container', min: { cpu: 4 }, max: { cpu: 2 }, default: { cpu: 3 }, defaultRequest: { cpu: 5 } },
        ],
      }),
      '[spec.limits[0].min[cpu]: Invalid value: "4": min value 4 is greater than max value 2, spec.limits[0].defaultRequest[cpu]: Invalid value: "5": default request value 5 is greater than max value 2, spec.limits[0].defaultRequest[cpu]: Invalid value: "5": default request value 5 is greater than default limit value 3, spec.limits[0].default[cpu]: Invalid value: "4": min value 4 is greater than default value 3, spec.limits[0].default[cpu]: Invalid value: "2": default value 3 is greater than max value 2]',
    ],
    [
      'is a ResourceQuota of what can be counted',
      o('v1', 'ResourceQuota', { hard: { pods: '1.5' }, scopes: ['BestEffort', 'NotBestEffort'] }),
      '[spec.hard[pods]: Invalid value: "1500m": must be an integer, spec.scopes: Invalid value: ["BestEffort","NotBestEffort"]: conflicting scopes]',
    ],
    [
      'is a PersistentVolume with a size and a source',
      o('v1', 'PersistentVolume', {}),
      '[spec.accessModes: Required value, spec.capacity: Required value, spec.capacity: Unsupported value: null: supported values: "storage", spec: Required value: must specify a volume type]',
    ],
    [
      'is a PersistentVolume of one node',
      o('v1', 'PersistentVolume', {
        capacity: { storage: '1Gi' },
        accessModes: ['ReadWriteOnce'],
        local: { path: '/a/../b' },
      }),
      '[spec.local.path: Invalid value: "/a/../b": must not contain \'..\', spec.nodeAffinity: Required value: Local volume requires node affinity]',
    ],
    [
      'is a claim for something',
      o('v1', 'PersistentVolumeClaim', {}),
      '[spec.accessModes: Required value: at least 1 access mode is required, spec.resources[storage]: Required value]',
    ],
    [
      'is Endpoints that can be reached',
      o('v1', 'Endpoints', undefined, {
        subsets: [{}, { addresses: [{ ip: '127.0.0.1' }, { ip: 'x' }], ports: [{ port: 0 }] }],
      }),
      '[subsets[0]: Required value: must specify `addresses` or `notReadyAddresses`, subsets[1].addresses[0].ip: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128), subsets[1].addresses[1].ip: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff), subsets[1].addresses[1].ip: Invalid value: "x": must be a valid IP address, subsets[1].ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive]',
    ],
    [
      'is an Event of its namespace',
      o('v1', 'Event', undefined, { involvedObject: { kind: 'Pod', namespace: 'other' } }),
      'involvedObject.namespace: Invalid value: "other": does not match event.namespace',
    ],
  ])('%s', (_claim, manifest, message) => {
    expect(refusal(manifest)).toBe(message);
  });
});
