import type { ApiClient } from '../api/client.ts';
import { controllerReference, isConditionTrue } from '../api/meta.ts';
import type { Deployment, KubeObject, ReplicaSet, Service } from '../api/types.ts';
import type { Release } from '../releases/index.ts';

/** Where Pods find the name server: the tenth address of the Services' range, as kubeadm counts. */
export const dnsAddress = '10.96.0.10';
export const clusterDomain = 'cluster.local';

const namespace = 'kube-system';
const selector = { 'k8s-app': 'kube-dns' };
const megabyte = 1024 ** 2;

/** The CoreDNS of a release: kubeadm's DefaultImageVersion of the addon, and what it says of itself. */
interface Flavour {
  readonly image: string;
  readonly version: string;
  readonly build: string;
  readonly memory: number;
  readonly displayName: string;
  readonly taints: readonly string[];
  /** pod-template-hash of the Deployment that kubeadm writes. */
  readonly hash: string;
  readonly podSuffixes: readonly string[];
  readonly cache: string;
  readonly cacheTime: number;
  readonly reverseEndpoints: boolean;
}

export const flavours: Readonly<Record<Release['name'], Flavour>> = {
  '1.20': {
    image: 'registry.cn-hangzhou.aliyuncs.com/google_containers/coredns:1.7.0',
    version: '1.7.0',
    build: 'go1.14.4, f59c03d',
    memory: 12 * megabyte,
    displayName: 'KubeDNS',
    taints: ['node-role.kubernetes.io/master', 'node-role.kubernetes.io/control-plane'],
    hash: '7f89b7bc75',
    podSuffixes: ['5xhz7', 'r4vmq'],
    cache: '    cache 30\n',
    cacheTime: 30_000,
    reverseEndpoints: true,
  },
  '1.36': {
    image: 'registry.k8s.io/coredns/coredns:v1.14.2',
    version: '1.14.2',
    build: 'go1.26.1, dd1df4f',
    memory: 14 * megabyte,
    displayName: 'CoreDNS',
    taints: ['node-role.kubernetes.io/control-plane'],
    hash: '7d764666f9',
    podSuffixes: ['8wd4l', 'kq6xn'],
    cache: `    cache 30 {\n       disable success ${clusterDomain}\n       disable denial ${clusterDomain}\n    }\n`,
    cacheTime: 0,
    reverseEndpoints: false,
  },
};

function corefile({ cache }: Flavour): string {
  return (
    '.:53 {\n    errors\n    health {\n       lameduck 5s\n    }\n    ready\n' +
    `    kubernetes ${clusterDomain} in-addr.arpa ip6.arpa {\n       pods insecure\n       fallthrough in-addr.arpa ip6.arpa\n       ttl 30\n    }\n` +
    '    prometheus :9153\n    forward . /etc/resolv.conf {\n       max_concurrent 1000\n    }\n' +
    `${cache}    loop\n    reload\n    loadbalance\n}\n`
  );
}

/**
 * kubeadm's DNS addon (cmd/kubeadm/app/phases/addons/dns/manifests.go): the objects at once, the Pods when the control plane can take them. kubeadm
 * installs it while the control plane is the only node, so its Pods live there.
 */
export function installDns(client: ApiClient, release: Release, controlPlane: string): void {
  const flavour = flavours[release.name];
  client.create('serviceaccounts', namespace, object('v1', 'ServiceAccount', { name: 'coredns', namespace }));
  client.create('configmaps', namespace, {
    ...object('v1', 'ConfigMap', { name: 'coredns', namespace }),
    data: { Corefile: corefile(flavour) },
  });
  client.create('services', namespace, dnsService(flavour));
  const deployment = client.create('deployments', namespace, {
    ...object('apps/v1', 'Deployment', { name: 'coredns', namespace, labels: selector }),
    spec: {
      replicas: flavour.podSuffixes.length,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } },
      selector: { matchLabels: selector },
      template: { metadata: { labels: selector }, spec: podSpec(flavour) },
    },
  } as unknown as Deployment);
  const labels = { ...selector, 'pod-template-hash': flavour.hash };
  const name = `coredns-${flavour.hash}`;
  const replicas = flavour.podSuffixes.length;
  const replicaSet = client.create('replicasets', namespace, {
    ...object('apps/v1', 'ReplicaSet', {
      name,
      namespace,
      labels,
      annotations: {
        'deployment.kubernetes.io/desired-replicas': String(replicas),
        'deployment.kubernetes.io/max-replicas': String(Math.ceil(replicas * 1.25)),
        'deployment.kubernetes.io/revision': '1',
      },
      ownerReferences: [controllerReference(deployment, 'apps/v1', 'Deployment')],
    }),
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: podSpec(flavour) },
    },
  } as unknown as ReplicaSet);
  for (const suffix of flavour.podSuffixes) {
    client.create('pods', namespace, {
      ...object('v1', 'Pod', {
        name: `${name}-${suffix}`,
        generateName: `${name}-`,
        namespace,
        labels,
        ownerReferences: [controllerReference(replicaSet, 'apps/v1', 'ReplicaSet')],
      }),
      spec: { ...podSpec(flavour), nodeName: controlPlane },
    });
  }
}

/** Calls `ready` once, when a node can take Pods. */
export function whenNodeReady(client: ApiClient, name: string, ready: () => void): void {
  const watch = client.watch('nodes', { fieldSelector: `metadata.name=${name}` }, ({ object: node }) => {
    if (!isConditionTrue(node.status?.conditions, 'Ready') || (node.spec?.podCIDR ?? '') === '') return;
    watch.stop();
    ready();
  });
}

function object(apiVersion: string, kind: string, metadata: object): KubeObject {
  return { apiVersion, kind, metadata };
}

function dnsService({ displayName }: Flavour): Service {
  return {
    ...object('v1', 'Service', {
      name: 'kube-dns',
      namespace,
      labels: { ...selector, 'kubernetes.io/cluster-service': 'true', 'kubernetes.io/name': displayName },
      annotations: { 'prometheus.io/port': '9153', 'prometheus.io/scrape': 'true' },
    }),
    spec: {
      clusterIP: dnsAddress,
      ports: [
        { name: 'dns', port: 53, protocol: 'UDP', targetPort: 53 },
        { name: 'dns-tcp', port: 53, protocol: 'TCP', targetPort: 53 },
        { name: 'metrics', port: 9153, protocol: 'TCP', targetPort: 9153 },
      ],
      selector,
    },
  } as unknown as Service;
}

function podSpec({ image, taints }: Flavour) {
  const probe = (path: string, port: number): object => ({ httpGet: { path, port, scheme: 'HTTP' } });
  return {
    priorityClassName: 'system-cluster-critical',
    serviceAccountName: 'coredns',
    tolerations: [
      { key: 'CriticalAddonsOnly', operator: 'Exists' },
      ...taints.map((key) => ({ key, effect: 'NoSchedule' })),
    ],
    nodeSelector: { 'kubernetes.io/os': 'linux' },
    containers: [
      {
        name: 'coredns',
        image,
        imagePullPolicy: 'IfNotPresent',
        resources: { limits: { memory: '170Mi' }, requests: { cpu: '100m', memory: '70Mi' } },
        args: ['-conf', '/etc/coredns/Corefile'],
        volumeMounts: [{ name: 'config-volume', mountPath: '/etc/coredns', readOnly: true }],
        ports: [
          { containerPort: 53, name: 'dns', protocol: 'UDP' },
          { containerPort: 53, name: 'dns-tcp', protocol: 'TCP' },
          { containerPort: 9153, name: 'metrics', protocol: 'TCP' },
        ],
        livenessProbe: {
          ...probe('/health', 8080),
          initialDelaySeconds: 60,
          timeoutSeconds: 5,
          successThreshold: 1,
          failureThreshold: 5,
        },
        readinessProbe: probe('/ready', 8181),
        securityContext: {
          allowPrivilegeEscalation: false,
          capabilities: { add: ['NET_BIND_SERVICE'], drop: ['all'] },
          readOnlyRootFilesystem: true,
        },
      },
    ],
    dnsPolicy: 'Default',
    volumes: [
      { name: 'config-volume', configMap: { name: 'coredns', items: [{ key: 'Corefile', path: 'Corefile' }] } },
    ],
  };
}
