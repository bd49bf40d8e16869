import { findCondition, withCondition } from '../api/meta.ts';
import { isStatusError } from '../api/status.ts';
import type { Taint } from '../api/taints.ts';
import { formatTime } from '../api/time.ts';
import type { Node, Pod } from '../api/types.ts';
import type { StartController } from './controller.ts';

/** pkg/controller/nodelifecycle: how often it looks, and how long a node that never reported may take to. */
const monitorPeriod = 5_000;
const startupGracePeriod = 60_000;

/** Conditions that the kubelet posts; all of them become Unknown with a silent node. */
const kubeletConditions = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'] as const;

/** nodeConditionToTaintKeyStatusMap: which NoSchedule taint a condition's status stands for. */
const noScheduleTaints: readonly { readonly condition: string; readonly status: string; readonly key: string }[] = [
  { condition: 'Ready', status: 'False', key: 'node.kubernetes.io/not-ready' },
  { condition: 'Ready', status: 'Unknown', key: 'node.kubernetes.io/unreachable' },
  { condition: 'MemoryPressure', status: 'True', key: 'node.kubernetes.io/memory-pressure' },
  { condition: 'DiskPressure', status: 'True', key: 'node.kubernetes.io/disk-pressure' },
  { condition: 'NetworkUnavailable', status: 'True', key: 'node.kubernetes.io/network-unavailable' },
  { condition: 'PIDPressure', status: 'True', key: 'node.kubernetes.io/pid-pressure' },
];

const noExecuteKeys: Readonly<Record<string, string>> = {
  False: 'node.kubernetes.io/not-ready',
  Unknown: 'node.kubernetes.io/unreachable',
};

const managedNoSchedule = new Set([...noScheduleTaints.map((taint) => taint.key), 'node.kubernetes.io/unschedulable']);

/**
 * The taints that a node should carry for its conditions, with the others left as they are. New NoExecute taints bear the time.
 * @param evict whether the Ready condition has been bad for long enough to drive Pods away.
 */
export function taintsFor(node: Node, now: string): readonly Taint[] {
  const conditions = node.status?.conditions;
  const old = node.spec?.taints ?? [];
  const wanted: Taint[] = noScheduleTaints
    .filter(({ condition, status }) => findCondition(conditions, condition)?.status === status)
    .map(({ key }) => ({ key, effect: 'NoSchedule' }));
  if (node.spec?.unschedulable === true) wanted.push({ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' });
  const noExecute = noExecuteKeys[findCondition(conditions, 'Ready')?.status ?? ''];
  if (noExecute !== undefined) wanted.push({ key: noExecute, effect: 'NoExecute' });
  const kept = old.filter(
    ({ key, effect }) =>
      !(effect === 'NoSchedule' && managedNoSchedule.has(key)) &&
      !(effect === 'NoExecute' && Object.values(noExecuteKeys).includes(key)),
  );
  const same = (taint: Taint): Taint | undefined =>
    old.find(({ key, effect }) => key === taint.key && effect === taint.effect);
  return [...kept, ...wanted.map((taint) => same(taint) ?? { ...taint, timeAdded: now })];
}

interface Health {
  lastLease: string | undefined;
  lastHeartbeat: string | undefined;
  /** When a sign of life was last seen, virtual ms. */
  seenAt: number;
  ready: string | undefined;
}

/**
 * Watches the nodes' leases and status: a node that is silent for longer than the grace period gets Ready=Unknown and taints, and its
 * Pods get Ready=False (pkg/controller/nodelifecycle/node_lifecycle_controller.go).
 */
export const nodeLifecycle: StartController = ({ sim, client, release, recorder }) => {
  const events = recorder('node-controller');
  const health = new Map<string, Health>();
  const gracePeriod = release.nodeMonitorGracePeriod * 1000;

  const now = (): string => formatTime(sim.unixNow);

  function observe(node: Node): Health {
    const name = node.metadata?.name ?? '';
    const heartbeat = findCondition(node.status?.conditions, 'Ready')?.lastHeartbeatTime;
    const renewed = client.find('leases', 'kube-node-lease', name)?.spec?.renewTime;
    const known = health.get(name);
    if (known === undefined) {
      const fresh = { lastLease: renewed, lastHeartbeat: heartbeat, seenAt: sim.now, ready: undefined };
      health.set(name, fresh);
      events.event(node, 'Normal', 'RegisteredNode', `Node ${name} event: Registered Node ${name} in Controller`);
      return fresh;
    }
    if (renewed !== known.lastLease || heartbeat !== known.lastHeartbeat) {
      known.lastLease = renewed;
      known.lastHeartbeat = heartbeat;
      known.seenAt = sim.now;
    }
    return known;
  }

  function markUnknown(node: Node): Node {
    let conditions = node.status?.conditions ?? [];
    for (const type of kubeletConditions) {
      const current = findCondition(conditions, type);
      if (current?.status === 'Unknown') continue;
      conditions = withCondition(conditions, {
        type,
        status: 'Unknown',
        reason: current === undefined ? 'NodeStatusNeverUpdated' : 'NodeStatusUnknown',
        message: current === undefined ? 'Kubelet never posted node status.' : 'Kubelet stopped posting node status.',
        lastHeartbeatTime: current?.lastHeartbeatTime ?? node.metadata?.creationTimestamp ?? now(),
        lastTransitionTime: now(),
      });
    }
    if (conditions === node.status?.conditions) return node;
    return client.update('nodes', { ...node, status: { ...node.status, conditions } }, 'status');
  }

  /**
   * The Pods of a node that is not ready are not ready either. Under v1.20 the phase of a Pod whose node is silent becomes Unknown with reason
   * NodeLost, so that the fifth phase of the documentation can be seen.
   */
  function markPods(node: Node, lost: boolean): void {
    const nodeName = node.metadata?.name ?? '';
    for (const pod of client.list('pods', { fieldSelector: `spec.nodeName=${nodeName}` })) {
      const ready = findCondition(pod.status?.conditions, 'Ready');
      const terminal = pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
      const unknown = lost && release.nodeLossSetsPhaseUnknown && !terminal && pod.status?.phase !== 'Unknown';
      const change = ready !== undefined && ready.status !== 'False';
      if (!unknown && !change) continue;
      const status: Record<string, unknown> = {};
      if (change) {
        status['conditions'] = withCondition(pod.status?.conditions, {
          ...ready,
          status: 'False',
          lastTransitionTime: now(),
        });
      }
      if (unknown) {
        status['phase'] = 'Unknown';
        status['reason'] = 'NodeLost';
        status['message'] = `Node ${nodeName} which was running pod ${pod.metadata?.name ?? ''} is unresponsive`;
      }
      writePodStatus(pod, status);
      if (change) events.event(pod, 'Warning', 'NodeNotReady', 'Node is not ready');
    }
  }

  function writePodStatus(pod: Pod, status: unknown): void {
    const { namespace, name = '' } = pod.metadata ?? {};
    try {
      client.patch('pods', namespace, name, { status }, { subresource: 'status', type: 'merge' });
    } catch (error) {
      if (!isStatusError(error, 'NotFound')) throw error;
    }
  }

  function syncTaints(node: Node): void {
    const taints = taintsFor(node, now());
    const old = node.spec?.taints ?? [];
    if (taints.length === old.length && taints.every((taint, i) => taint === old[i])) return;
    const change = { spec: { taints: taints.length === 0 ? null : taints } };
    client.patch('nodes', undefined, node.metadata?.name ?? '', change, { type: 'merge' });
  }

  function monitor(node: Node): void {
    const known = observe(node);
    const posted = findCondition(node.status?.conditions, 'Ready') !== undefined;
    const silent = sim.now - known.seenAt;
    const current = silent > (posted ? gracePeriod : startupGracePeriod) ? markUnknown(node) : node;
    const ready = findCondition(current.status?.conditions, 'Ready')?.status;
    if (ready !== 'True' && known.ready === 'True') {
      const name = node.metadata?.name ?? '';
      events.event(node, 'Normal', 'NodeNotReady', `Node ${name} status is now: NodeNotReady`);
    }
    if (ready !== undefined && ready !== 'True') markPods(current, ready === 'Unknown');
    known.ready = ready;
    const latest = client.find('nodes', undefined, node.metadata?.name ?? '');
    if (latest !== undefined) syncTaints(latest);
  }

  function pass(): void {
    const nodes = client.list('nodes');
    const names = new Set(nodes.map((node) => node.metadata?.name ?? ''));
    for (const name of [...health.keys()]) if (!names.has(name)) health.delete(name);
    for (const node of nodes) {
      try {
        monitor(node);
      } catch (error) {
        // Somebody else wrote the node in between; the next pass sees it.
        if (!isStatusError(error, 'Conflict') && !isStatusError(error, 'NotFound')) throw error;
      }
    }
  }

  // Taints follow the conditions at once, not at the next pass: the kubelet's return must free its node.
  const watch = client.watch('nodes', {}, ({ type, object }) => {
    if (type === 'DELETED') {
      const { name = '' } = object.metadata ?? {};
      health.delete(name);
      events.event(object, 'Normal', 'RemovingNode', `Node ${name} event: Removing Node ${name} from Controller`);
      return;
    }
    const current = client.find('nodes', undefined, object.metadata?.name ?? '');
    if (current === undefined) return;
    try {
      syncTaints(current);
    } catch (error) {
      if (!isStatusError(error)) throw error;
    }
  });
  let timer = sim.after(monitorPeriod, function turn() {
    pass();
    timer = sim.after(monitorPeriod, turn);
  });
  return {
    stop() {
      watch.stop();
      timer.cancel();
    },
  };
};
