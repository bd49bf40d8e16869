import type { KubeObject } from '../api/types.ts';
import type { Simulation } from '../sim/simulation.ts';
import { type Change, type FieldIndex, type Store, storeKey } from './store.ts';

/** What a watcher wants to hear of. The more of it is indexed (`name`, `field`, `namespace`), the less a write costs. */
export interface WatchScope {
  /** The group-resource, e.g. `pods`. */
  readonly resource: string;
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  /** Equality on an indexed field: a kubelet's `spec.nodeName=node1`. */
  readonly field?: { readonly field: string; readonly value: string } | undefined;
  /** Everything that `name`, `field` and `namespace` do not say. */
  readonly matches?: ((object: KubeObject) => boolean) | undefined;
}

export interface StoreEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: KubeObject;
  readonly revision: number;
}

export interface StoreWatch {
  stop(): void;
}

type Deliver = (event: StoreEvent) => void;

class Watcher implements StoreWatch {
  stopped = false;
  constructor(
    readonly scope: WatchScope,
    /** Changes up to this revision are known to the watcher already. */
    readonly since: number,
    readonly deliver: Deliver,
    private readonly home: Set<Watcher>,
  ) {
    home.add(this);
  }

  stop(): void {
    this.stopped = true;
    this.home.delete(this);
  }

  selects(key: string, namespace: string, object: KubeObject, indexes: readonly FieldIndex[]): boolean {
    const { scope } = this;
    if (scope.name !== undefined && storeKey(scope.namespace, scope.name) !== key) return false;
    if (scope.namespace !== undefined && scope.namespace !== namespace) return false;
    if (scope.field !== undefined) {
      const { field, value } = scope.field;
      if (indexes.find((index) => index.field === field)?.valueOf(object) !== value) return false;
    }
    return scope.matches === undefined || scope.matches(object);
  }
}

/** The watchers of one resource, each in the narrowest set that its scope allows. */
class Audience {
  readonly everything = new Set<Watcher>();
  readonly byName = new Map<string, Set<Watcher>>();
  readonly byNamespace = new Map<string, Set<Watcher>>();
  readonly byField: Map<string, Map<string, Set<Watcher>>> = new Map();

  homeOf(scope: WatchScope): Set<Watcher> {
    if (scope.name !== undefined) return setIn(this.byName, storeKey(scope.namespace, scope.name));
    if (scope.field !== undefined) {
      let values = this.byField.get(scope.field.field);
      if (values === undefined) this.byField.set(scope.field.field, (values = new Map()));
      return setIn(values, scope.field.value);
    }
    if (scope.namespace !== undefined) return setIn(this.byNamespace, scope.namespace);
    return this.everything;
  }

  get size(): number {
    let size = this.everything.size;
    for (const sets of [this.byName, this.byNamespace, ...this.byField.values()]) {
      for (const watchers of sets.values()) size += watchers.size;
    }
    return size;
  }

  /** Calls `visit` for every watcher that may care for the change, each once. */
  each(change: Change, indexes: readonly FieldIndex[], visit: (watcher: Watcher) => void): void {
    visitAll(this.everything, visit);
    visitAll(this.byName.get(change.key), visit);
    if (change.namespace !== '') visitAll(this.byNamespace.get(change.namespace), visit);
    for (const [field, values] of this.byField) {
      const index = indexes.find((one) => one.field === field);
      if (index === undefined) continue;
      const value = index.valueOf(change.object);
      visitAll(values.get(value), visit);
      if (change.previous === undefined) continue;
      const before = index.valueOf(change.previous);
      if (before !== value) visitAll(values.get(before), visit);
    }
  }
}

function setIn(sets: Map<string, Set<Watcher>>, value: string): Set<Watcher> {
  let found = sets.get(value);
  if (found === undefined) sets.set(value, (found = new Set()));
  return found;
}

function visitAll(watchers: Set<Watcher> | undefined, visit: (watcher: Watcher) => void): void {
  if (watchers === undefined || watchers.size === 0) return;
  for (const watcher of watchers) visit(watcher);
}

/** Something to hand out: a change to whoever cares, or its initial events to one watcher. */
type Delivery = { readonly due: number } & (
  | { readonly change: Change }
  | { readonly watcher: Watcher; readonly initial: readonly StoreEvent[]; readonly onReady: (() => void) | undefined }
);

/**
 * Carries changes from the store to watchers, in the order of their revisions and a fixed virtual time after the write: one
 * event of the simulation for all the writes of an instant, however many watchers hear of them.
 */
export class WatchCache {
  readonly #audiences = new Map<string, Audience>();
  readonly #queue: Delivery[] = [];
  #lastDue = -1;

  constructor(
    private readonly store: Store,
    private readonly sim: Simulation,
    private readonly indexes: Readonly<Record<string, readonly FieldIndex[]>>,
    /** Virtual milliseconds from a write to its watchers. */
    readonly latency: number,
  ) {
    store.onChange = (change) => {
      if (this.#audiences.has(change.resource)) this.#enqueue({ due: this.sim.now + this.latency, change });
    };
  }

  /** Watches that are open. */
  get size(): number {
    let size = 0;
    for (const audience of this.#audiences.values()) size += audience.size;
    return size;
  }

  /**
   * Watches from a revision, or from `initial` (the state at the current revision, handed out as ADDED first).
   * `onReady` is called after the initial events.
   * @throws CompactedError
   */
  watch(
    scope: WatchScope,
    from: { readonly revision: number } | { readonly initial: Iterable<KubeObject> },
    deliver: Deliver,
    onReady?: () => void,
  ): StoreWatch {
    const indexes = this.indexes[scope.resource] ?? [];
    const now = this.store.revision;
    const initial: StoreEvent[] = [];
    if ('initial' in from) {
      for (const object of from.initial) initial.push({ type: 'ADDED', object, revision: now });
    }
    let audience = this.#audiences.get(scope.resource);
    if (audience === undefined) this.#audiences.set(scope.resource, (audience = new Audience()));
    const since = 'revision' in from ? Math.max(from.revision, now) : now;
    const missed = 'revision' in from && from.revision < now ? this.store.changesAfter(from.revision) : [];
    const watcher = new Watcher(scope, since, deliver, audience.homeOf(scope));
    for (const change of missed) {
      if (change.resource !== scope.resource) continue;
      const event = eventFor(change, watcher, indexes);
      if (event !== undefined) initial.push(event);
    }
    if (initial.length > 0 || onReady !== undefined) {
      this.#enqueue({ due: this.sim.now + this.latency, watcher, initial, onReady });
    }
    return watcher;
  }

  #enqueue(delivery: Delivery): void {
    this.#queue.push(delivery);
    if (delivery.due === this.#lastDue) return;
    this.#lastDue = delivery.due;
    this.sim.at(delivery.due, () => this.#deliver());
  }

  #deliver(): void {
    const due = this.sim.now;
    let count = 0;
    while (count < this.#queue.length && this.#queue[count]!.due <= due) count++;
    // Handlers write, which lengthens the queue: take what is due out of it first.
    for (const delivery of this.#queue.splice(0, count)) {
      if ('change' in delivery) this.#deliverChange(delivery.change);
      else {
        for (const event of delivery.initial) {
          if (delivery.watcher.stopped) break;
          delivery.watcher.deliver(event);
        }
        if (!delivery.watcher.stopped) delivery.onReady?.();
      }
    }
  }

  #deliverChange(change: Change): void {
    const indexes = this.indexes[change.resource] ?? [];
    this.#audiences.get(change.resource)?.each(change, indexes, (watcher) => {
      if (watcher.stopped || watcher.since >= change.revision) return;
      const event = eventFor(change, watcher, indexes);
      if (event !== undefined) watcher.deliver(event);
    });
  }
}

/**
 * A change as a watcher with a selector sees it: an object that begins to match is ADDED, one that ceases to is DELETED.
 * staging/src/k8s.io/apiserver/pkg/storage/cacher/cache_watcher.go convertToWatchEvent, both releases.
 */
function eventFor(change: Change, watcher: Watcher, indexes: readonly FieldIndex[]): StoreEvent | undefined {
  const { key, namespace, object, previous, revision } = change;
  const after = change.type !== 'DELETED' && watcher.selects(key, namespace, object, indexes);
  const before = previous !== undefined && watcher.selects(key, namespace, previous, indexes);
  if (after) return { type: before ? 'MODIFIED' : 'ADDED', object, revision };
  if (!before) return undefined;
  if (change.type === 'DELETED') return { type: 'DELETED', object, revision };
  const left = { ...previous, metadata: { ...previous.metadata, resourceVersion: String(revision) } };
  return { type: 'DELETED', object: Object.freeze(left), revision };
}
