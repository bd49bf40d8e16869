import { describe, expect, test } from 'vitest';
import { refusal } from '../testing.ts';

type Manifest = Readonly<Record<string, unknown>>;

const o = (apiVersion: string, kind: string, spec?: object, more: object = {}): Manifest => ({
  apiVersion,
  kind,
  metadata: { name: 'a' },
  ...(spec === undefined ? {} : { spec }),
  ...more,
});

/** What the API server of v1.36.0 answers, word by word. */
describe('an object', () => {
  test.each<[string, Manifest, string]>([
    [
      'is an Ingress with rules',
      o('networking.k8s.io/v1', 'Ingress', {}),
      'spec: Invalid value: null: either `defaultBackend` or `rules` must be specified',
    ],
    [
      'is an Ingress with hosts and paths that can be asked for',
      o('networking.k8s.io/v1', 'Ingress', {
        rules: [
          {
            host: '1.2.3.4',
            http: {
              paths: [
                { pathType: 'Prefix', path: 'a//b', backend: { service: { name: 'x' } } },
                { pathType: 'Guess', path: '/', backend: {} },
              ],
            },
          },
          { host: '*' },
        ],
      }),
      '[spec.rules[0].host: Invalid value: "1.2.3.4": must be a DNS name, not an IP address, spec.rules[0].http.paths[0].path: Invalid value: "a//b": must be an absolute path, spec.rules[0].http.paths[0].path: Invalid value: "a//b": must not contain \'//\', spec.rules[0].http.paths[0].backend: Required value: port name or number is required, spec.rules[0].http.paths[1].pathType: Unsupported value: "Guess": supported values: "Exact", "ImplementationSpecific", "Prefix", spec.rules[0].http.paths[1].backend: Invalid value: "": resource or service backend is required, spec.rules[1].host: Invalid value: "*": a wildcard DNS-1123 subdomain must start with \'*.\', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, \'-\' or \'.\' and end with an alphanumeric character (e.g. \'*.example.com\', regex used for validation is \'\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\')]',
    ],
    [
      'is an IngressClass with a controller',
      o('networking.k8s.io/v1', 'IngressClass', { controller: 'nginx' }),
      'spec.controller: Invalid value: "nginx": must be a domain-prefixed path (such as "acme.io/foo")',
    ],
    [
      'is a NetworkPolicy with peers and ports',
      o('networking.k8s.io/v1', 'NetworkPolicy', {
        podSelector: {},
        ingress: [
          {
            from: [{}, { ipBlock: { cidr: '10.0.0.0/24', except: ['10.0.1.0/25', 'x'] } }],
            ports: [{ port: 80, endPort: 70 }, { protocol: 'ICMP' }],
          },
        ],
        policyTypes: ['Both'],
      }),
      '[spec.ingress[0].ports[0].endPort: Invalid value: 80: must be greater than or equal to `port`, spec.ingress[0].ports[1].protocol: Unsupported value: "ICMP": supported values: "TCP", "UDP", "SCTP", spec.ingress[0].from[0]: Required value: must specify a peer, spec.ingress[0].from[1].ipBlock.except[0]: Invalid value: "10.0.1.0/25": must be a strict subset of `cidr`, spec.ingress[0].from[1].ipBlock.except[1]: Invalid value: "x": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64), spec.policyTypes[0]: Unsupported value: "Both": supported values: "Ingress", "Egress"]',
    ],
    [
      'is a PodDisruptionBudget with one bound',
      o('policy/v1', 'PodDisruptionBudget', { minAvailable: 1, maxUnavailable: '500%' }),
      '[spec: Invalid value: {"MinAvailable":1,"Selector":null,"MaxUnavailable":"500%","UnhealthyPodEvictionPolicy":null}: minAvailable and maxUnavailable cannot be both set, spec.maxUnavailable: Invalid value: "500%": must not be greater than 100%]',
    ],
    [
      'is a PriorityClass below the system',
      {
        ...o('scheduling.k8s.io/v1', 'PriorityClass', undefined, { value: 2000000000, preemptionPolicy: 'Ask' }),
        metadata: { name: 'high' },
      },
      '[value: Forbidden: maximum allowed value of a user defined priority is 1000000000, preemptionPolicy: Unsupported value: "Ask": supported values: "PreemptLowerPriority", "Never"]',
    ],
    [
      'is a PriorityClass that the system does not own',
      { ...o('scheduling.k8s.io/v1', 'PriorityClass', undefined, { value: 5 }), metadata: { name: 'system-mine' } },
      "metadata.name: Forbidden: priority class names with 'system-' prefix are reserved for system use only. error: system-mine is not a known system priority class",
    ],
    [
      'is a StorageClass with a provisioner',
      o('storage.k8s.io/v1', 'StorageClass', undefined, {
        provisioner: 'a//b',
        reclaimPolicy: 'Recycle',
        volumeBindingMode: 'Later',
      }),
      "[provisioner: Invalid value: \"a//b\": a valid label key must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName'), reclaimPolicy: Unsupported value: \"Recycle\": supported values: \"Delete\", \"Retain\", volumeBindingMode: Unsupported value: \"Later\": supported values: \"Immediate\", \"WaitForFirstConsumer\"]",
    ],
    [
      'is a Lease that lasts',
      o('coordination.k8s.io/v1', 'Lease', { leaseDurationSeconds: 0, leaseTransitions: -1 }),
      '[spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0, spec.leaseTransitions: Invalid value: -1: must be greater than or equal to 0]',
    ],
    [
      'is an EndpointSlice of one family',
      {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: { name: 'a' },
        addressType: 'IPv4',
        endpoints: [{ addresses: ['::2', 'x'] }],
        ports: [{ name: 'A', protocol: 'ICMP' }],
      },
      '[ports[0].name: Invalid value: "A": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or \'-\', and must start and end with an alphanumeric character (e.g. \'my-name\',  or \'123-abc\', regex used for validation is \'[a-z0-9]([-a-z0-9]*[a-z0-9])?\'), ports[0].protocol: Unsupported value: "ICMP": supported values: "SCTP", "TCP", "UDP", endpoints[0].addresses: Invalid value: "::2": must be an IPv4 address, endpoints[0].addresses[1]: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)]',
    ],
    [
      'is an autoscaler with bounds and a target',
      o('autoscaling/v2', 'HorizontalPodAutoscaler', {
        minReplicas: 3,
        maxReplicas: 2,
        scaleTargetRef: { kind: 'a/b', name: '', apiVersion: 'v1' },
      }),
      '[spec.maxReplicas: Invalid value: 2: must be greater than or equal to `minReplicas`, spec.scaleTargetRef.kind: Invalid value: "a/b": may not contain \'/\', spec.scaleTargetRef.name: Required value, spec.scaleTargetRef.apiVersion: Invalid value: "v1": apiVersion must specify API group]',
    ],
    [
      'is an autoscaler with metrics that can be read',
      o('autoscaling/v2', 'HorizontalPodAutoscaler', {
        maxReplicas: 3,
        scaleTargetRef: { kind: 'Deployment', name: 'x', apiVersion: 'apps/v1' },
        metrics: [
          { type: 'Mood' },
          { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 0 } } },
          { type: 'Pods' },
        ],
      }),
      '[spec.metrics[0].type: Unsupported value: "Mood": supported values: "ContainerResource", "External", "Object", "Pods", "Resource", spec.metrics[1].resource.target.averageUtilization: Invalid value: 0: must be greater than 0, spec.metrics[2].pods: Required value: must populate information for the given metric source]',
    ],
  ])('%s', (_claim, manifest, message) => {
    expect(refusal(manifest)).toBe(message);
  });
});
