import type { ApiClient, Watch } from '../api/client.ts';
import { ApiUnreachable } from '../api/client.ts';
import { jsonEqual } from '../api/json.ts';
import { isStatusError } from '../api/status.ts';
import type { Namespace, Pod, Service } from '../api/types.ts';
import type { EventRecorder } from '../controllers/controller.ts';
import { objectKey } from '../controllers/work-queue.ts';
import type { Release } from '../releases/index.ts';
import type { Simulation, Timer } from '../sim/simulation.ts';
import { Cache } from './cache.ts';
import type { ClusterEvent } from './cluster-event.ts';
import { findFeasible, scoreNodes, type Scores, type Verdict } from './evaluate.ts';
import { fitError, noNodes } from './explain.ts';
import { nodeChanges } from './node-changes.ts';
import { markUnschedulable, markVictim } from './pod-status.ts';
import { type Enabled, profiles } from './plugins/index.ts';
import type { Cycle } from './plugins/plugin.ts';
import { podInfo, type PodInfo } from './pod-info.ts';
import { preempt, type PreemptionResult } from './preemption.ts';
import { type QueuedPod, SchedulingQueue } from './queue.ts';
import { type SchedulingDecision, traceNodes } from './trace.ts';
import { bindVolumes, unboundClaims } from './volume-wait.ts';

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

export const schedulerName = 'default-scheduler';

/** Virtual ms that one scheduling cycle takes. */
const cycleTime = 1;
/** How soon a binding that failed because the API server was out of reach is tried again, ms. */
const unreachablePause = 1_000;

const hasEnded = (pod: Pod): boolean => pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';

/** kube-scheduler: one Pod after another, filter, score, bind (pkg/scheduler/schedule_one.go). */
export class KubeScheduler implements Scheduler {
  bindings = 0;
  readonly #sim: Simulation;
  readonly #client: ApiClient;
  readonly #release: Release;
  readonly #events: EventRecorder;
  readonly #onDecision: ((decision: SchedulingDecision) => void) | undefined;
  readonly #profile: readonly Enabled[];
  readonly #random;
  readonly #cache = new Cache();
  readonly #queue: SchedulingQueue;
  readonly #watches: Watch[] = [];
  readonly #services = new Map<string, Map<string, Readonly<Record<string, string>>>>();
  readonly #namespaces = new Map<string, Namespace>();
  /** Pods with a node whose claims are still being provisioned there, and the node. */
  readonly #waitingForVolumes = new Map<string, { readonly info: PodInfo; readonly node: string }>();
  readonly #cycle: Cycle;
  #nextStart = 0;
  #running: Timer | undefined;
  #stopped = false;

  constructor({ sim, client, release, recorder, onDecision }: SchedulerOptions) {
    this.#sim = sim;
    this.#client = client;
    this.#release = release;
    this.#events = recorder(schedulerName);
    this.#onDecision = onDecision;
    this.#profile = profiles[release.name];
    this.#random = sim.random.fork('scheduler');
    this.#queue = new SchedulingQueue(sim, release, () => this.#wake());
    this.#cycle = {
      release,
      nodes: this.#cache.nodes,
      nodesWithAffinity: this.#cache.nodesWithAffinity,
      imageNodes: this.#cache.imageNodes,
      client,
      serviceSelectors: (namespace) => [...(this.#services.get(namespace)?.values() ?? [])],
      namespaceLabels: (namespace) => this.#namespaces.get(namespace)?.metadata?.labels,
    };
    this.#watch();
  }

  stop(): void {
    this.#stopped = true;
    this.#running?.cancel();
    this.#queue.stop();
    for (const watch of this.#watches) watch.stop();
  }

  #wake(): void {
    if (this.#stopped || this.#running !== undefined || !this.#queue.ready) return;
    this.#running = this.#sim.after(cycleTime, () => {
      this.#running = undefined;
      const next = this.#queue.pop();
      if (next !== undefined) this.#scheduleOne(next);
      this.#wake();
    });
  }

  #scheduleOne(queued: QueuedPod): void {
    const { info } = queued;
    const verdict = findFeasible(info, this.#cycle, this.#profile, this.#nextStart, (node, pod) =>
      this.#cache.nominatedOn(node, pod),
    );
    this.#nextStart = verdict.nextStart;
    if (verdict.feasible.length === 0) {
      this.#refuse(queued, verdict);
      return;
    }
    // With a single candidate there is nothing to weigh.
    const scores =
      verdict.feasible.length === 1 ? undefined : scoreNodes(info, this.#cycle, this.#profile, verdict.feasible);
    const chosen = verdict.feasible[scores === undefined ? 0 : this.#best(scores)]!;
    this.#report(queued, verdict, scores, { node: chosen.name });
    this.#queue.remove(info.key);
    this.#cache.forget(info.key);
    // The Pod counts on its node from now on; the watch confirms it later.
    this.#cache.place(info, chosen.name);
    this.#bind(info, chosen.name);
  }

  /** selectHost: one of the best, by the seeded random. */
  #best({ totals }: Scores): number {
    let best: number[] = [];
    let highest = -Infinity;
    totals.forEach((total, i) => {
      if (total > highest) {
        highest = total;
        best = [i];
      } else if (total === highest) best.push(i);
    });
    return best[best.length === 1 ? 0 : this.#random.integer(0, best.length - 1)]!;
  }

  #bind(info: PodInfo, node: string): void {
    try {
      if (unboundClaims(info, this.#client).length > 0) {
        this.#waitingForVolumes.set(info.key, { info, node });
        bindVolumes(info, node, this.#client);
        return;
      }
      this.#client.bind(info.namespace, info.pod.metadata?.name ?? '', node);
    } catch (error) {
      if (error instanceof ApiUnreachable) {
        this.#sim.after(unreachablePause, () => {
          if (!this.#stopped && this.#cache.placement(info.key) === node) this.#bind(info, node);
        });
        return;
      }
      // Deleted or bound by somebody else in between: there is nothing left to place.
      if (!isStatusError(error)) throw error;
      this.#waitingForVolumes.delete(info.key);
      this.#cache.remove(info.key);
      this.#queue.happened('AssignedPodDelete');
      return;
    }
    this.#waitingForVolumes.delete(info.key);
    this.bindings++;
    this.#events.event(info.pod, 'Normal', 'Scheduled', `Successfully assigned ${info.key} to ${node}`, undefined, {
      action: 'Binding',
    });
  }

  #refuse(queued: QueuedPod, verdict: Verdict): void {
    const { info } = queued;
    let message = noNodes;
    let nominated: string | undefined;
    if (this.#cache.nodes.length > 0) {
      const result = this.#preempt(info, verdict);
      if (result.node === undefined)
        message = fitError(this.#release, verdict, this.#cache.nodes.length, result.message);
      else message = fitError(this.#release, verdict, this.#cache.nodes.length);
      nominated = result.node ?? '';
    }
    this.#report(queued, verdict, undefined, {
      node: undefined,
      message,
      ...(nominated === undefined || nominated === '' ? {} : { nominatedNode: nominated }),
    });
    this.#queue.refused(queued, this.#undoneBy(verdict));
    if (nominated !== undefined && nominated !== '') this.#cache.nominate(info, nominated);
    try {
      this.#events.event(info.pod, 'Warning', 'FailedScheduling', message, undefined, { action: 'Scheduling' });
      markUnschedulable(this.#client, info.pod, this.#release, this.#sim.unixNow, message, nominated);
    } catch (error) {
      if (!(error instanceof ApiUnreachable)) throw error;
    }
  }

  #preempt(info: PodInfo, verdict: Verdict): PreemptionResult {
    const result = preempt(info, this.#cycle, this.#profile, verdict);
    if (result.node === undefined) return result;
    for (const victim of result.victims) {
      const { namespace, name = '' } = victim.pod.metadata ?? {};
      try {
        markVictim(this.#client, victim.pod, this.#release, this.#sim.unixNow);
        this.#client.delete('pods', namespace, name);
      } catch (error) {
        if (error instanceof ApiUnreachable) return { message: error.message };
        if (!isStatusError(error)) throw error;
        continue;
      }
      const by =
        this.#release.name === '1.20'
          ? `Preempted by ${info.key} on node ${result.node}`
          : `Preempted by pod ${info.pod.metadata?.uid ?? ''} on node ${result.node}`;
      this.#events.event(victim.pod, 'Normal', 'Preempted', by, undefined, { action: 'Preempting', related: info.pod });
    }
    return result;
  }

  /** The events that could undo one of the refusals. */
  #undoneBy(verdict: Verdict): ReadonlySet<ClusterEvent> | undefined {
    if (this.#cache.nodes.length === 0) return new Set(['NodeAdd']);
    const plugins = new Set([...verdict.refused.values()].map(({ plugin }) => plugin));
    if (verdict.narrowedBy !== undefined) plugins.add(verdict.narrowedBy);
    const events = new Set<ClusterEvent>();
    for (const { plugin } of this.#profile) {
      if (!plugins.has(plugin.name)) continue;
      if (plugin.undoneBy === undefined) return undefined;
      for (const event of plugin.undoneBy) events.add(event);
    }
    return events;
  }

  #report(
    { info, attempts }: QueuedPod,
    verdict: Verdict,
    scores: Scores | undefined,
    outcome: Pick<SchedulingDecision, 'node' | 'nominatedNode' | 'message'>,
  ): void {
    if (this.#onDecision === undefined) return;
    let nodes: SchedulingDecision['nodes'] | undefined;
    this.#onDecision({
      at: this.#sim.now,
      pod: info.pod,
      attempts,
      get nodes() {
        return (nodes ??= traceNodes(verdict, scores));
      },
      ...outcome,
    });
  }

  #watch(): void {
    this.#watches.push(
      this.#client.watch('nodes', {}, ({ type, object }) => {
        if (type === 'DELETED') {
          this.#cache.removeNode(object.metadata?.name ?? '');
          return;
        }
        const { before } = this.#cache.setNode(object);
        if (before === undefined) this.#queue.happened('NodeAdd');
        else for (const event of nodeChanges(before, object)) this.#queue.happened(event);
      }),
      this.#client.watch('pods', {}, ({ type, object }) => this.#podChanged(type, object)),
      this.#client.watch('services', {}, ({ type, object }) => this.#serviceChanged(type, object)),
      this.#client.watch('namespaces', {}, ({ type, object }) => {
        const name = object.metadata?.name ?? '';
        const before = this.#namespaces.get(name);
        if (type === 'DELETED') this.#namespaces.delete(name);
        else this.#namespaces.set(name, object);
        if (!jsonEqual(before?.metadata?.labels, object.metadata?.labels)) this.#queue.happened('Namespace');
      }),
      this.#client.watch('persistentvolumeclaims', {}, ({ object }) => {
        this.#queue.happened('PersistentVolumeClaim');
        for (const { info, node } of [...this.#waitingForVolumes.values()]) {
          if (info.namespace !== object.metadata?.namespace) continue;
          if (unboundClaims(info, this.#client).length === 0) this.#bind(info, node);
        }
      }),
      this.#client.watch('persistentvolumes', {}, () => this.#queue.happened('PersistentVolume')),
      this.#client.watch('storageclasses', {}, () => this.#queue.happened('StorageClass')),
    );
  }

  #podChanged(type: 'ADDED' | 'MODIFIED' | 'DELETED', pod: Pod): void {
    const key = objectKey(pod);
    const node = pod.spec?.nodeName ?? '';
    if (node !== '') {
      this.#queue.remove(key);
      this.#cache.forget(key);
      if (type === 'DELETED' || hasEnded(pod)) {
        if (this.#cache.remove(key)) this.#queue.happened('AssignedPodDelete');
        return;
      }
      const known = this.#cache.placement(key);
      this.#cache.place(podInfo(pod), node);
      this.#queue.happened(known === undefined ? 'AssignedPodAdd' : 'AssignedPodUpdate');
      return;
    }
    if (type === 'DELETED' || pod.metadata?.deletionTimestamp !== undefined) {
      this.#queue.remove(key);
      this.#cache.forget(key);
      this.#waitingForVolumes.delete(key);
      if (this.#cache.remove(key)) this.#queue.happened('AssignedPodDelete');
      return;
    }
    // Somebody else's Pod stays Pending without a word if nobody answers to its schedulerName.
    if ((pod.spec?.schedulerName ?? schedulerName) !== schedulerName || this.#cache.placement(key) !== undefined)
      return;
    const known = this.#queue.get(key);
    if (known === undefined || known.info.pod.metadata?.uid !== pod.metadata?.uid) {
      this.#queue.remove(key);
      this.#queue.add(podInfo(pod));
      return;
    }
    const before = known.info.pod;
    const changed = !jsonEqual(before.spec, pod.spec) || !jsonEqual(before.metadata?.labels, pod.metadata?.labels);
    this.#queue.update(podInfo(pod), changed);
  }

  #serviceChanged(type: 'ADDED' | 'MODIFIED' | 'DELETED', service: Service): void {
    const { namespace = '', name = '' } = service.metadata ?? {};
    const selector = service.spec?.selector;
    let services = this.#services.get(namespace);
    if (type === 'DELETED' || selector === undefined || Object.keys(selector).length === 0) {
      services?.delete(name);
      return;
    }
    if (services === undefined) this.#services.set(namespace, (services = new Map()));
    services.set(name, selector);
  }
}
