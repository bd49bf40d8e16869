import type { Cluster } from '../engine/cluster.ts';
import type { Written } from '../engine/apiserver/server.ts';
import type { Event, Pod } from '../engine/api/types.ts';
import type { SchedulingDecision } from '../engine/scheduler/index.ts';
import { changedPaths } from './changed-paths.ts';
import type { PodName } from './protocol.ts';

/** One step of a Pod's way through the cluster. `at` is virtual ms. */
export type TraceStep = WriteStep | GoneStep | DecisionStep | EventStep;

/** A request that changed the Pod: what the API server made of it, and the revision that etcd gave it. */
export interface WriteStep {
  readonly kind: 'write';
  readonly at: number;
  readonly revision: number;
  /** The client, as in managedFields: kubectl-create, kube-scheduler, kubelet; undefined: the API server itself. */
  readonly by: string | undefined;
  readonly verb: 'create' | 'bind' | 'update' | 'delete';
  readonly subresource: string | undefined;
  /** Paths that the client changed. */
  readonly changed: readonly string[];
  /** Paths that defaulting filled in; of a creation. */
  readonly defaulted: readonly string[];
  /** Paths that admission or the server's own strategy set. */
  readonly admitted: readonly string[];
  /** Who watches Pods and heard of it. */
  readonly heard: readonly ('scheduler' | 'controllers' | `kubelet ${string}`)[];
}

export interface GoneStep {
  readonly kind: 'gone';
  readonly at: number;
  readonly revision: number;
}

/** The scheduler looked at the nodes. */
export interface DecisionStep {
  readonly kind: 'decision';
  readonly at: number;
  readonly node: string | undefined;
  readonly message: string | undefined;
  readonly nodes: SchedulingDecision['nodes'];
}

/** Somebody said what it did. */
export interface EventStep {
  readonly kind: 'event';
  readonly at: number;
  readonly source: string;
  readonly node: string | undefined;
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly count: number;
}

/** Writes and decisions of Pods that are remembered; of older ones only their Events tell. */
const memory = 4000;

/** What the server stamps itself says nothing of a request. */
const stamps: ReadonlySet<string> = new Set([
  'apiVersion',
  'kind',
  'metadata.creationTimestamp',
  'metadata.generation',
  'metadata.resourceVersion',
  'metadata.uid',
  'metadata.managedFields',
]);

/** Listens to one cluster, so that afterwards the way of a Pod can be told step by step. */
export class TraceLog {
  readonly #writes: { readonly at: number; readonly write: Written }[] = [];
  readonly #decisions: SchedulingDecision[] = [];
  /** When each Event was first written, by its uid: its own times are whole seconds. */
  readonly #said = new Map<string, number>();

  constructor(private readonly cluster: Cluster) {
    const { server, sim } = cluster;
    server.onWrite = (write) => {
      if (write.stored.kind === 'Event' && write.before === undefined) this.#say(write.stored.metadata?.uid ?? '');
      if (write.stored.kind !== 'Pod') return;
      this.#writes.push({ at: sim.now, write });
      if (this.#writes.length > 2 * memory) this.#writes.splice(0, memory);
    };
    cluster.onDecision((decision) => {
      this.#decisions.push(decision);
      if (this.#decisions.length > 2 * memory) this.#decisions.splice(0, memory);
    });
  }

  /** The way of the newest Pod of a name, the oldest step first; empty if there never was one that is remembered. */
  of({ namespace, name }: PodName): TraceStep[] {
    const own = this.#writes.filter(
      ({ write: { stored } }) => stored.metadata?.namespace === namespace && stored.metadata.name === name,
    );
    const uid = own.at(-1)?.write.stored.metadata?.uid;
    if (uid === undefined) return [];
    const steps: TraceStep[] = [
      ...own.filter(({ write }) => write.stored.metadata?.uid === uid).map(({ at, write }) => writeStep(at, write)),
      ...this.#decisions.filter(({ pod }) => pod.metadata?.uid === uid).map(decisionStep),
      ...this.#events(uid),
      ...this.#end(`${namespace}/${name}`, uid),
    ];
    return steps
      .map((step, i) => ({ step, i }))
      .sort((a, b) => a.step.at - b.step.at || rank(a.step) - rank(b.step) || a.i - b.i)
      .map(({ step }) => step);
  }

  #say(uid: string): void {
    this.#said.set(uid, this.cluster.sim.now);
    const [oldest] = this.#said.keys();
    if (this.#said.size > memory && oldest !== undefined) this.#said.delete(oldest);
  }

  #events(uid: string): EventStep[] {
    const { store } = this.cluster.server;
    const steps: EventStep[] = [];
    for (const object of store.objects('/events').values()) {
      const event = object as Event;
      if (event.involvedObject.uid !== uid) continue;
      const at = this.#said.get(event.metadata.uid ?? '');
      if (at === undefined) continue;
      steps.push({
        kind: 'event',
        at,
        source: event.source?.component ?? event.reportingComponent ?? '',
        node: event.source?.host,
        type: event.type ?? 'Normal',
        reason: event.reason ?? '',
        message: event.message ?? '',
        count: event.count ?? 1,
      });
    }
    return steps;
  }

  #end(key: string, uid: string): GoneStep[] {
    const { store } = this.cluster.server;
    if (store.get('/pods', key)?.metadata?.uid === uid) return [];
    const last = store
      .changesAfter(store.oldestRevision)
      .findLast((change) => change.resource === '/pods' && change.key === key && change.type === 'DELETED');
    return last === undefined ? [] : [{ kind: 'gone', at: last.at, revision: last.revision }];
  }
}

/** What happens at one moment is told in the order of the cause. */
function rank(step: TraceStep): number {
  if (step.kind === 'write') return step.verb === 'create' ? 0 : 2;
  return { decision: 1, event: 3, gone: 4 }[step.kind];
}

function decisionStep({ at, node, message, nodes }: SchedulingDecision): DecisionStep {
  return { kind: 'decision', at, node, message, nodes };
}

function writeStep(
  at: number,
  { revision, before, given, defaulted, stored, manager, subresource }: Written,
): WriteStep {
  const node = (stored as Pod).spec?.nodeName;
  const bound = node !== undefined && (before as Pod | undefined)?.spec?.nodeName === undefined && before !== undefined;
  const deleted = stored.metadata?.deletionTimestamp !== undefined && before?.metadata?.deletionTimestamp === undefined;
  return {
    kind: 'write',
    at,
    revision,
    by: manager,
    verb: before === undefined ? 'create' : deleted ? 'delete' : bound ? 'bind' : 'update',
    subresource,
    changed:
      before === undefined
        ? changedPaths({ metadata: {}, spec: {} }, given ?? {}, new Set([...stamps, 'status']))
        : changedPaths(before, defaulted, stamps),
    defaulted: given === undefined ? [] : changedPaths(given, defaulted, stamps),
    admitted: changedPaths(defaulted, stored, stamps),
    heard: ['scheduler', 'controllers', ...(node === undefined ? [] : [`kubelet ${node}` as const])],
  };
}
