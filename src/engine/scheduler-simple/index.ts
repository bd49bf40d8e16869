import type { ApiClient } from '../api/client.ts';
import { withCondition } from '../api/meta.ts';
import { isStatusError } from '../api/status.ts';
import { formatTime } from '../api/time.ts';
import type { Pod } from '../api/types.ts';
import type { EventRecorder } from '../controllers/controller.ts';
import { objectKey } from '../controllers/work-queue.ts';
import type { Release } from '../releases/index.ts';
import type { Simulation, Timer } from '../sim/simulation.ts';
import { unschedulableMessage } from './explain.ts';
import { NodeInfo } from './node-info.ts';
import { plugins } from './plugins/index.ts';
import type { CycleState, Plugin, Rejection } from './plugins/plugin.ts';

/** How the scheduler came to a decision about one Pod. */
export interface SchedulingDecision {
  readonly at: number;
  readonly pod: Pod;
  /** The chosen node; undefined: none fits. */
  readonly node: string | undefined;
  readonly nodes: readonly {
    readonly node: string;
    /** The plugin that refused the node, and why. */
    readonly refused?: { readonly plugin: string; readonly reasons: readonly string[] };
    /** Weighted scores by plugin; only of nodes that passed every filter. */
    readonly scores?: Readonly<Record<string, number>>;
  }[];
}

export interface SchedulerOptions {
  readonly sim: Simulation;
  readonly client: ApiClient;
  readonly release: Release;
  readonly recorder: (component: string) => EventRecorder;
  readonly onDecision?: (decision: SchedulingDecision) => void;
}

export interface Scheduler {
  /** Pods bound so far. */
  readonly bindings: number;
  stop(): void;
}

/** Seconds that a Pod's attempts are apart at first and at most (podInitialBackoffSeconds, podMaxBackoffSeconds). */
const firstBackOff = 1_000;
const longestBackOff = 10_000;
/** How long an unschedulable Pod waits for an event that could help before it is tried again anyway. */
const unschedulableTimeout = { '1.20': 60_000, '1.36': 300_000 } as const;
/** Virtual ms that one scheduling cycle takes. */
const cycleTime = 1;

interface Waiting {
  pod: Pod;
  attempts: number;
  timer: Timer | undefined;
  /** Not before this time, once something has changed. */
  backOffUntil: number;
  state: 'active' | 'backoff' | 'unschedulable' | 'gated';
}

/** kube-scheduler: one Pod after another, filter, score, bind (pkg/scheduler/schedule_one.go). */
export function createScheduler({ sim, client, release, recorder, onDecision }: SchedulerOptions): Scheduler {
  const events = recorder('default-scheduler');
  const random = sim.random.fork('scheduler');
  const nodes = new Map<string, NodeInfo>();
  const placed = new Map<string, string>();
  const waiting = new Map<string, Waiting>();
  const active: string[] = [];
  let bindings = 0;
  let running: Timer | undefined;
  let stopped = false;

  function wake(): void {
    if (stopped || running !== undefined || active.length === 0) return;
    running = sim.after(cycleTime, () => {
      running = undefined;
      const key = active.shift();
      const entry = key === undefined ? undefined : waiting.get(key);
      if (key !== undefined && entry?.state === 'active') scheduleOne(key, entry);
      wake();
    });
  }

  function activate(key: string, entry: Waiting): void {
    entry.timer?.cancel();
    entry.timer = undefined;
    entry.state = 'active';
    const priority = entry.pod.spec?.priority ?? 0;
    let at = active.length;
    while (at > 0 && (waiting.get(active[at - 1]!)?.pod.spec?.priority ?? 0) < priority) at--;
    active.splice(at, 0, key);
    wake();
  }

  /** Something changed that could make room: every unschedulable Pod is tried again when its back-off is over. */
  function moveAll(): void {
    for (const [key, entry] of waiting) {
      if (entry.state !== 'unschedulable') continue;
      entry.timer?.cancel();
      entry.state = 'backoff';
      entry.timer = sim.at(entry.backOffUntil, () => activate(key, entry));
    }
  }

  function scheduleOne(key: string, entry: Waiting): void {
    const { pod } = entry;
    entry.attempts++;
    const state: CycleState = { release, nodes: [...nodes.values()] };
    const rejections: Rejection[] = [];
    const refused = new Map<string, { plugin: string; reasons: readonly string[] }>();
    const feasible = state.nodes.filter((node) => {
      for (const plugin of plugins) {
        const rejection = plugin.filter?.(pod, node, state);
        if (rejection === undefined) continue;
        rejections.push(rejection);
        refused.set(node.name, { plugin: plugin.name, reasons: rejection.reasons });
        return false;
      }
      return true;
    });
    if (feasible.length === 0) {
      report(pod, undefined, state, refused, new Map());
      fail(key, entry, unschedulableMessage(release, rejections));
      return;
    }
    const scores = scoreNodes(pod, feasible, state);
    const total = (node: NodeInfo): number => Object.values(scores.get(node.name) ?? {}).reduce((a, b) => a + b, 0);
    let best: NodeInfo[] = [];
    let bestScore = -1;
    for (const node of feasible) {
      const score = total(node);
      if (score > bestScore) {
        bestScore = score;
        best = [node];
      } else if (score === bestScore) best.push(node);
    }
    const chosen = best[random.integer(0, best.length - 1)]!;
    report(pod, chosen.name, state, refused, scores);
    waiting.delete(key);
    try {
      client.bind(pod.metadata?.namespace ?? '', pod.metadata?.name ?? '', chosen.name);
    } catch (error) {
      // Deleted or bound in between: there is nothing left to place.
      if (!isStatusError(error)) throw error;
      return;
    }
    // The scheduler assumes the Pod on the node at once; the watch confirms it later.
    chosen.add(key, pod);
    placed.set(key, chosen.name);
    bindings++;
    events.event(pod, 'Normal', 'Scheduled', `Successfully assigned ${key} to ${chosen.name}`);
  }

  function report(
    pod: Pod,
    node: string | undefined,
    state: CycleState,
    refused: ReadonlyMap<string, { plugin: string; reasons: readonly string[] }>,
    scores: ReadonlyMap<string, Readonly<Record<string, number>>>,
  ): void {
    onDecision?.({
      at: sim.now,
      pod,
      node,
      nodes: state.nodes.map(({ name }) => {
        const refusal = refused.get(name);
        const own = scores.get(name);
        return {
          node: name,
          ...(refusal === undefined ? {} : { refused: refusal }),
          ...(own === undefined ? {} : { scores: own }),
        };
      }),
    });
  }

  function fail(key: string, entry: Waiting, message: string): void {
    const { pod } = entry;
    events.event(pod, 'Warning', 'FailedScheduling', message);
    entry.backOffUntil = sim.now + Math.min(firstBackOff * 2 ** (entry.attempts - 1), longestBackOff);
    entry.state = 'unschedulable';
    entry.timer = sim.after(unschedulableTimeout[release.name], () => activate(key, entry));
    condition(pod, 'Unschedulable', message);
  }

  function condition(pod: Pod, reason: string, message: string): void {
    const known = pod.status?.conditions?.find(({ type }) => type === 'PodScheduled');
    if (known?.status === 'False' && known.reason === reason && known.message === message) return;
    const conditions = withCondition(pod.status?.conditions, {
      type: 'PodScheduled',
      status: 'False',
      reason,
      message,
      lastTransitionTime: formatTime(sim.unixNow),
    });
    const { namespace, name = '' } = pod.metadata ?? {};
    try {
      client.patch('pods', namespace, name, { status: { conditions } }, { subresource: 'status' });
    } catch (error) {
      if (!isStatusError(error)) throw error;
    }
  }

  const podWatch = client.watch('pods', {}, ({ type, object: pod }) => {
    const key = objectKey(pod);
    const node = pod.spec?.nodeName ?? '';
    const ended = pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
    if (node !== '') {
      drop(key);
      const before = placed.get(key);
      if (type === 'DELETED' || ended) {
        if (before === undefined) return;
        placed.delete(key);
        nodes.get(before)?.remove(key);
        moveAll();
      } else {
        placed.set(key, node);
        nodes.get(node)?.add(key, pod);
      }
      return;
    }
    if (type === 'DELETED' || pod.metadata?.deletionTimestamp !== undefined) {
      drop(key);
      return;
    }
    if ((pod.spec?.schedulerName ?? 'default-scheduler') !== 'default-scheduler' || placed.has(key)) return;
    const known = waiting.get(key);
    const gated = (pod.spec?.schedulingGates ?? []).length > 0;
    if (known === undefined) {
      const entry: Waiting = { pod, attempts: 0, timer: undefined, backOffUntil: 0, state: gated ? 'gated' : 'active' };
      waiting.set(key, entry);
      if (gated) condition(pod, 'SchedulingGated', 'Scheduling is blocked due to non-empty scheduling gates');
      else activate(key, entry);
      return;
    }
    const changed = known.pod.spec !== pod.spec || known.pod.metadata?.labels !== pod.metadata?.labels;
    known.pod = pod;
    if (known.state === 'gated' && !gated) activate(key, known);
    else if (known.state === 'unschedulable' && changed) activate(key, known);
  });

  function drop(key: string): void {
    waiting.get(key)?.timer?.cancel();
    waiting.delete(key);
  }

  const nodeWatch = client.watch('nodes', {}, ({ type, object: node }) => {
    const name = node.metadata?.name ?? '';
    const known = nodes.get(name);
    if (type === 'DELETED') {
      nodes.delete(name);
    } else if (known === undefined) {
      const info = new NodeInfo(node);
      nodes.set(name, info);
      for (const pod of client.list('pods', { fieldSelector: `spec.nodeName=${name}` })) {
        if (pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed') continue;
        info.add(objectKey(pod), pod);
        placed.set(objectKey(pod), name);
      }
      moveAll();
    } else {
      const before = known.node;
      known.node = node;
      // A heartbeat alone makes no room.
      if (
        before.spec !== node.spec ||
        before.metadata?.labels !== node.metadata?.labels ||
        before.status?.allocatable !== node.status?.allocatable
      )
        moveAll();
    }
  });

  return {
    get bindings() {
      return bindings;
    },
    stop() {
      stopped = true;
      podWatch.stop();
      nodeWatch.stop();
      running?.cancel();
      for (const { timer } of waiting.values()) timer?.cancel();
    },
  };
}

/** Every scoring plugin's weighted, normalized score of every node that passed the filters. */
function scoreNodes(pod: Pod, feasible: readonly NodeInfo[], state: CycleState): Map<string, Record<string, number>> {
  const result = new Map<string, Record<string, number>>(feasible.map((node) => [node.name, {}]));
  if (feasible.length < 2) return result;
  for (const plugin of plugins) {
    if (plugin.score === undefined) continue;
    const raw = feasible.map((node) => plugin.score!(pod, node, state));
    const normalized = normalize(plugin, raw);
    feasible.forEach((node, i) => {
      result.get(node.name)![plugin.name] = normalized[i]! * (plugin.weight ?? 1);
    });
  }
  return result;
}

/** helper.DefaultNormalizeScore: to 0..100 against the highest, reversed where less is better. */
function normalize(plugin: Plugin, scores: readonly number[]): readonly number[] {
  if (plugin.normalize === undefined) return scores;
  const highest = Math.max(...scores);
  const reverse = plugin.normalize === 'lower-is-better';
  if (highest === 0) return scores.map(() => (reverse ? 100 : 0));
  return scores.map((score) => {
    const scaled = Math.floor((score * 100) / highest);
    return reverse ? 100 - scaled : scaled;
  });
}
