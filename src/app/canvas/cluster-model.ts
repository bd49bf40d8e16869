import { jsonEqual } from '../../engine/api/json.ts';
import { parseMilliValue, parseValue } from '../../engine/api/quantity.ts';
import type { Lease, Node, Pod, Resource, ResourceTypes } from '../../engine/api/types.ts';
import type { Release } from '../../engine/releases/release.ts';
import type { NodeRuntime, SandboxView, Trouble } from '../../session/protocol.ts';
import type { PodModel } from './pod-model.ts';
import { podModel } from './pod-model.ts';

export interface NodeModel {
  readonly name: string;
  readonly controlPlane: boolean;
  readonly address: string;
  readonly podCIDR: string;
  /** The Ready condition. */
  readonly ready: 'True' | 'False' | 'Unknown';
  /** What it is short of: MemoryPressure, DiskPressure, PIDPressure. */
  readonly pressures: readonly string[];
  readonly schedulable: boolean;
  readonly powered: boolean;
  readonly kubelet: 'running' | 'stopped';
  readonly cut: boolean;
  /** What hands made it suffer from. */
  readonly troubles: readonly Trouble[];
  /** Last sign of life in Unix milliseconds, from its Lease. */
  readonly renewedAt: number | undefined;
  /** When its first Pod will be evicted, in Unix milliseconds; set once the unreachable taint is there. */
  readonly evictsAt: number | undefined;
  readonly cpu: Share;
  readonly memory: Share;
  readonly pods: readonly PodModel[];
}

/** Requests against what the node offers: milli-CPUs or bytes. */
export interface Share {
  readonly requested: number;
  readonly allocatable: number;
}

export interface ClusterModel {
  readonly nodes: readonly NodeModel[];
  readonly waiting: readonly PodModel[];
  readonly podCount: number;
}

export interface Sources {
  readonly pods: ReadonlyMap<string, ResourceTypes['pods']>;
  readonly nodes: ReadonlyMap<string, ResourceTypes['nodes']>;
  readonly leases: ReadonlyMap<string, ResourceTypes['leases']>;
  readonly runtimes: ReadonlyMap<string, NodeRuntime>;
  readonly release: Release['name'];
  /** Kubernetes' own Pods (kube-system) are drawn only if asked for. */
  readonly shows: (namespace: string) => boolean;
}

const none: readonly Trouble[] = [];

/** The kinds that the picture is drawn from. */
export const pictureResources = ['pods', 'nodes', 'leases'] as const satisfies readonly Resource[];

/**
 * Everything that the picture shows, in the order in which it shows it. Pods keep their identity while nothing of theirs changes, and so do
 * the nodes of the model `before`.
 */
export function clusterModel(sources: Sources, before?: ClusterModel): ClusterModel {
  const oldNodes = new Map(before?.nodes.map((node) => [node.name, node]));
  const byNode = new Map<string, PodModel[]>();
  const requests = new Map<string, { cpu: number; memory: number }>();
  const waiting: PodModel[] = [];
  const earliestEviction = new Map<string, number>();
  let podCount = 0;
  for (const pod of sources.pods.values()) {
    const { shows, model, requests: own, toleration } = knownPod(pod, sources);
    if (model.node !== undefined) {
      const sum = requests.get(model.node);
      if (sum === undefined) requests.set(model.node, { ...own });
      else {
        sum.cpu += own.cpu;
        sum.memory += own.memory;
      }
    }
    if (!shows) continue;
    podCount++;
    if (model.node === undefined) {
      waiting.push(model);
      continue;
    }
    if (toleration !== undefined && !(toleration >= (earliestEviction.get(model.node) ?? Infinity)))
      earliestEviction.set(model.node, toleration);
    const there = byNode.get(model.node);
    if (there === undefined) byNode.set(model.node, [model]);
    else there.push(model);
  }
  const nodes = [...sources.nodes.values()]
    .map((node) => {
      const old = oldNodes.get(node.metadata?.name ?? '');
      const model = nodeModel(node, sources, byNode, requests, earliestEviction, old);
      return old !== undefined && sameNode(old, model) ? old : model;
    })
    .toSorted(byName);
  return { nodes, waiting: inOrder(waiting, before?.waiting), podCount };
}

const collator = new Intl.Collator('en', { numeric: true });
const byName = (a: { name: string }, b: { name: string }): number => collator.compare(a.name, b.name);
const byKey = (a: PodModel, b: PodModel): number => collator.compare(a.key, b.key);

/** By key. To compare names as people do is slow, so Pods of which none came or went stay in the order that they had. */
function inOrder(pods: readonly PodModel[], before: readonly PodModel[] | undefined): readonly PodModel[] {
  if (before?.length === pods.length) {
    const byName = new Map(pods.map((pod) => [pod.key, pod]));
    const ordered = before.flatMap((old) => byName.get(old.key) ?? []);
    if (ordered.length === pods.length) return ordered;
  }
  return pods.toSorted(byKey);
}

function sameNode(a: NodeModel, b: NodeModel): boolean {
  return (
    a.pods.length === b.pods.length &&
    a.pods.every((pod, index) => pod === b.pods[index]) &&
    jsonEqual({ ...a, pods: [] }, { ...b, pods: [] })
  );
}

/** What is made of a Pod, kept while the object lives. */
interface KnownPod {
  readonly shows: boolean;
  readonly requests: { readonly cpu: number; readonly memory: number };
  /** How long it stays on a node that does not answer, in ms; undefined: for ever, or it is leaving already. */
  readonly toleration: number | undefined;
  sandbox: SandboxView | undefined;
  pulls: NodeRuntime['pulls'] | undefined;
  model: PodModel;
}

const known = new WeakMap<Pod, KnownPod>();

function knownPod(pod: Pod, sources: Sources): KnownPod {
  const runtime = sources.runtimes.get(pod.spec?.nodeName ?? '');
  const sandbox = newestSandbox(runtime, pod.metadata?.uid);
  const pulls = pod.status?.phase === 'Pending' ? runtime?.pulls : undefined;
  const one = known.get(pod);
  if (one !== undefined && one.pulls === pulls && one.sandbox === sandbox) return one;
  const model = podModel(pod, sandbox, pulls ?? [], sources.release);
  if (one !== undefined) return Object.assign(one, { sandbox, pulls, model });
  const shows = sources.shows(pod.metadata?.namespace ?? '');
  const fresh = { shows, requests: requestsOf(pod), toleration: tolerationOf(pod), sandbox, pulls, model };
  known.set(pod, fresh);
  return fresh;
}

const sandboxes = new WeakMap<NodeRuntime, ReadonlyMap<string, SandboxView>>();

function newestSandbox(runtime: NodeRuntime | undefined, uid: string | undefined): SandboxView | undefined {
  if (runtime === undefined || uid === undefined) return undefined;
  let newest = sandboxes.get(runtime);
  if (newest === undefined) sandboxes.set(runtime, (newest = newestSandboxes(runtime)));
  return newest.get(uid);
}

/** Of every Pod's sandboxes the newest, by the Pod's UID. */
function newestSandboxes(runtime: NodeRuntime): ReadonlyMap<string, SandboxView> {
  const newest = new Map<string, SandboxView>();
  for (const sandbox of runtime.sandboxes) {
    const known = newest.get(sandbox.podUid);
    if (known === undefined || sandbox.attempt >= known.attempt) newest.set(sandbox.podUid, sandbox);
  }
  return newest;
}

function nodeModel(
  node: Node,
  sources: Sources,
  byNode: ReadonlyMap<string, PodModel[]>,
  requests: ReadonlyMap<string, { cpu: number; memory: number }>,
  evictions: ReadonlyMap<string, number>,
  before: NodeModel | undefined,
): NodeModel {
  const name = node.metadata?.name ?? '';
  const runtime = sources.runtimes.get(name);
  const taints = node.spec?.taints ?? [];
  const unreachable = taints.find((one) => one.key === 'node.kubernetes.io/unreachable' && one.effect === 'NoExecute');
  const tolerated = evictions.get(name);
  const ready = node.status?.conditions?.find((one) => one.type === 'Ready')?.status;
  const requested = requests.get(name);
  return {
    name,
    controlPlane: taints.some((one) => /^node-role\.kubernetes\.io\/(master|control-plane)$/.test(one.key)),
    address: node.status?.addresses?.find((one) => one.type === 'InternalIP')?.address ?? runtime?.address ?? '',
    podCIDR: node.spec?.podCIDR ?? runtime?.podCIDR ?? '',
    pressures: (node.status?.conditions ?? [])
      .filter((one) => one.type.endsWith('Pressure') && one.status === 'True')
      .map((one) => one.type),
    ready: ready === 'True' || ready === 'False' ? ready : 'Unknown',
    schedulable: node.spec?.unschedulable !== true,
    powered: runtime?.powered ?? true,
    kubelet: runtime?.kubelet ?? 'running',
    cut: (runtime?.cutFrom.length ?? 0) > 0,
    troubles: runtime?.troubles ?? none,
    renewedAt: renewTime(sources.leases.get(`kube-node-lease/${name}`)),
    evictsAt:
      unreachable?.timeAdded === undefined || tolerated === undefined
        ? undefined
        : Date.parse(unreachable.timeAdded) + tolerated,
    cpu: { requested: requested?.cpu ?? 0, allocatable: parseMilliValue(node.status?.allocatable?.['cpu']) },
    memory: { requested: requested?.memory ?? 0, allocatable: parseValue(node.status?.allocatable?.['memory']) },
    pods: inOrder(byNode.get(name) ?? [], before?.pods),
  };
}

function renewTime(lease: Lease | undefined): number | undefined {
  const time = lease?.spec?.renewTime;
  // MicroTime: six digits of a second. Date.parse keeps three.
  return time === undefined ? undefined : Date.parse(String(time));
}

/** The scheduler counts every Pod that is bound and not finished; init containers count by their largest. */
function requestsOf({ spec, status }: Pod): { readonly cpu: number; readonly memory: number } {
  const total = { cpu: 0, memory: 0 };
  if (spec === undefined || status?.phase === 'Succeeded' || status?.phase === 'Failed') return total;
  for (const container of spec.containers ?? []) {
    total.cpu += parseMilliValue(container.resources?.requests?.['cpu']);
    total.memory += parseValue(container.resources?.requests?.['memory']);
  }
  for (const container of spec.initContainers ?? []) {
    const cpu = parseMilliValue(container.resources?.requests?.['cpu']);
    const memory = parseValue(container.resources?.requests?.['memory']);
    if (container.restartPolicy === 'Always') {
      total.cpu += cpu;
      total.memory += memory;
    } else {
      total.cpu = Math.max(total.cpu, cpu);
      total.memory = Math.max(total.memory, memory);
    }
  }
  return total;
}

/** How long the Pod tolerates the unreachable taint, in ms. */
function tolerationOf(pod: Pod): number | undefined {
  if (pod.metadata?.deletionTimestamp !== undefined) return undefined;
  const toleration = pod.spec?.tolerations?.find(
    (one) =>
      (one.key === 'node.kubernetes.io/unreachable' || (one.key === undefined && one.operator === 'Exists')) &&
      (one.effect === undefined || one.effect === 'NoExecute'),
  );
  if (toleration !== undefined && toleration.tolerationSeconds === undefined) return undefined;
  return (toleration?.tolerationSeconds ?? 0) * 1000;
}
