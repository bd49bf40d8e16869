import { formatTime } from '../api/time.ts';
import type { Node } from '../api/types.ts';
import type { Release } from '../releases/index.ts';
import type { ContainerRuntime } from '../runtime/cri.ts';

export interface NodeFacts {
  readonly name: string;
  readonly address: string;
  readonly controlPlane: boolean;
  readonly cores: number;
  /** Bytes. */
  readonly memory: number;
  readonly release: Release;
  /** Of this boot; the machine's own stays. */
  readonly bootId: string;
  readonly machineId: string;
}

/** What the kubelet keeps for itself: its hard eviction threshold memory.available<100Mi. */
const evictionMemory = 100 * 1024 * 1024;
/** Bytes of a node's disk. */
export const diskBytes = 41_152_736 * 1024;
const maxPods = '110';

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

/** What the kubelet says of each pressure, where there is none and where there is (nodestatus/setters.go); the reasons name the Events. */
const pressures = [
  {
    type: 'MemoryPressure',
    False: ['KubeletHasSufficientMemory', 'kubelet has sufficient memory available', 'NodeHasSufficientMemory'],
    True: ['KubeletHasInsufficientMemory', 'kubelet has insufficient memory available', 'NodeHasInsufficientMemory'],
  },
  {
    type: 'DiskPressure',
    False: ['KubeletHasNoDiskPressure', 'kubelet has no disk pressure', 'NodeHasNoDiskPressure'],
    True: ['KubeletHasDiskPressure', 'kubelet has disk pressure', 'NodeHasDiskPressure'],
  },
  {
    type: 'PIDPressure',
    False: ['KubeletHasSufficientPID', 'kubelet has sufficient PID available', 'NodeHasSufficientPID'],
    True: ['KubeletHasInsufficientPID', 'kubelet has insufficient PID available', 'NodeHasInsufficientPID'],
  },
] as const;

/** The Events about pressures that are news against what the node said before. */
export function pressureEvents(old: Node, under: readonly string[]): readonly string[] {
  return pressures.flatMap((pressure) => {
    const status = under.includes(pressure.type) ? 'True' : 'False';
    const before = old.status?.conditions?.find(({ type }) => type === pressure.type)?.status;
    return before === status ? [] : [pressure[status][2]];
  });
}

/** The Node as the kubelet of a kubeadm cluster registers it (pkg/kubelet/kubelet_node_status.go). */
export function nodeObject({ name, controlPlane, release }: NodeFacts): Node {
  const roles = release.name === '1.20' ? ['control-plane', 'master'] : ['control-plane'];
  const taint = release.name === '1.20' ? 'node-role.kubernetes.io/master' : 'node-role.kubernetes.io/control-plane';
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'beta.kubernetes.io/arch': 'amd64',
        'beta.kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        ...(controlPlane
          ? {
              ...Object.fromEntries(roles.map((role) => [`node-role.kubernetes.io/${role}`, ''])),
              'node.kubernetes.io/exclude-from-external-load-balancers': '',
            }
          : {}),
      },
      annotations: {
        'kubeadm.alpha.kubernetes.io/cri-socket':
          release.runtime.name === 'docker' ? '/var/run/dockershim.sock' : 'unix:///var/run/containerd/containerd.sock',
        'node.alpha.kubernetes.io/ttl': '0',
        'volumes.kubernetes.io/controller-managed-attach-detach': 'true',
      },
    },
    spec: controlPlane ? { taints: [{ key: taint, effect: 'NoSchedule' }] } : {},
  };
}

/** What containerd can do with its default handler and with the one that has its name; the simulated one has no user namespaces. */
const runtimeHandlers = ['', 'runc'].map((name) => ({
  name,
  features: { recursiveReadOnlyMounts: true, userNamespaces: false },
}));

/** The largest images, with no more than a few of their names (--node-status-max-images; nodestatus/setters.go). */
const mostImages = 50;
const mostNames = 5;

function nodeImages(runtime: ContainerRuntime): readonly { names: readonly string[]; sizeBytes: number }[] {
  return [...runtime.images()]
    .sort((a, b) => b.size - a.size)
    .slice(0, mostImages)
    .map(({ tags, digests, size }) => ({ names: [...digests, ...tags].slice(0, mostNames), sizeBytes: size }));
}

/** The status that the kubelet posts; conditions keep the time of their last change. */
export function nodeStatus(
  facts: NodeFacts,
  runtime: ContainerRuntime,
  old: Node,
  now: number,
  under: readonly string[],
): NonNullable<Node['status']> {
  const { release } = facts;
  const time = formatTime(now);
  const ready: Condition = {
    type: 'Ready',
    status: 'True',
    reason: 'KubeletReady',
    message: 'kubelet is posting ready status',
  };
  const pressed = pressures.map((pressure): Condition => {
    const status = under.includes(pressure.type) ? 'True' : 'False';
    return { type: pressure.type, status, reason: pressure[status][0], message: pressure[status][1] };
  });
  const conditions = [...pressed, ready].map((condition) => {
    const before = old.status?.conditions?.find(({ type }) => type === condition.type);
    const since = before?.status === condition.status ? before.lastTransitionTime : undefined;
    return { ...condition, lastHeartbeatTime: time, lastTransitionTime: since ?? time };
  });
  const kibibytes = Math.floor(facts.memory / 1024);
  const capacity = {
    cpu: String(facts.cores),
    'ephemeral-storage': `${diskBytes / 1024}Ki`,
    'hugepages-2Mi': '0',
    memory: `${kibibytes}Ki`,
    pods: maxPods,
  };
  return {
    addresses: [
      { type: 'InternalIP', address: facts.address },
      { type: 'Hostname', address: facts.name },
    ],
    allocatable: {
      // Extended resources are whatever somebody else wrote into the capacity (nodestatus/setters.go, MachineInfo).
      ...old.status?.capacity,
      ...capacity,
      // nodefs.available<10% is kept for the kubelet.
      'ephemeral-storage': String(Math.floor(diskBytes * 0.9)),
      memory: `${kibibytes - evictionMemory / 1024}Ki`,
    },
    capacity,
    conditions,
    daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
    images: nodeImages(runtime),
    ...(release.name === '1.20' ? {} : { features: { supplementalGroupsPolicy: true }, runtimeHandlers }),
    nodeInfo: {
      architecture: 'amd64',
      bootID: facts.bootId,
      containerRuntimeVersion: `${release.runtime.name}://${release.runtime.version}`,
      kernelVersion: release.name === '1.20' ? '4.18.0-305.el8.x86_64' : '6.12.0-55.el10.x86_64',
      kubeProxyVersion: release.name === '1.20' ? release.gitVersion : '',
      kubeletVersion: release.gitVersion,
      machineID: facts.machineId.replaceAll('-', ''),
      operatingSystem: 'linux',
      osImage: release.name === '1.20' ? 'CentOS Linux 8' : 'CentOS Stream 10',
      systemUUID: facts.machineId,
    },
  } as unknown as NonNullable<Node['status']>;
}
