import { deepFreeze } from '../api/meta.ts';
import type { KubeObject } from '../api/types.ts';

/** One write, as etcd's watch would report it. */
export interface Change {
  /** Cluster-wide and without gaps: the object's resourceVersion. */
  readonly revision: number;
  /** Virtual milliseconds of the write. */
  readonly at: number;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** The group-resource, e.g. `pods`, `deployments.apps`. */
  readonly resource: string;
  /** `NAMESPACE/NAME`, or `NAME` of a cluster-scoped object. */
  readonly key: string;
  readonly namespace: string;
  readonly name: string;
  /** After the write; of a deletion, the last state with the deletion's resourceVersion. */
  readonly object: KubeObject;
  /** Before the write; undefined when it was created. */
  readonly previous: KubeObject | undefined;
}

/** A field that is looked up often enough to be kept as an index: `pods` by `spec.nodeName`. */
export interface FieldIndex {
  readonly field: string;
  valueOf(object: KubeObject): string;
}

export interface StoreOptions {
  /** Changes kept for watches and reads of the past; older ones are compacted away. */
  readonly historyLimit?: number;
  /** Indexes by group-resource. */
  readonly indexes?: Readonly<Record<string, readonly FieldIndex[]>>;
  /** Virtual milliseconds now, noted beside each change. */
  readonly now?: () => number;
}

type Bucket = Map<string, KubeObject>;

const nothing: ReadonlyMap<string, KubeObject> = new Map();

/** What the store holds of one resource: the objects in the order of their creation, and the same by namespace and field. */
class Table {
  readonly objects: Bucket = new Map();
  readonly namespaces = new Map<string, Bucket>();
  readonly indexes: { readonly index: FieldIndex; readonly values: Map<string, Bucket> }[];
  /** Keys as etcd orders them, until an object comes or goes. */
  sortedKeys: readonly string[] | undefined;

  constructor(indexes: readonly FieldIndex[]) {
    this.indexes = indexes.map((index) => ({ index, values: new Map() }));
  }

  set(key: string, namespace: string, object: KubeObject, previous: KubeObject | undefined): void {
    if (previous === undefined) this.sortedKeys = undefined;
    this.objects.set(key, object);
    if (namespace !== '') bucket(this.namespaces, namespace).set(key, object);
    for (const { index, values } of this.indexes) {
      const value = index.valueOf(object);
      if (previous !== undefined) {
        const before = index.valueOf(previous);
        if (before !== value) remove(values, before, key);
      }
      bucket(values, value).set(key, object);
    }
  }

  delete(key: string, namespace: string, previous: KubeObject): void {
    this.sortedKeys = undefined;
    this.objects.delete(key);
    if (namespace !== '') remove(this.namespaces, namespace, key);
    for (const { index, values } of this.indexes) remove(values, index.valueOf(previous), key);
  }
}

function bucket(buckets: Map<string, Bucket>, value: string): Bucket {
  let found = buckets.get(value);
  if (found === undefined) buckets.set(value, (found = new Map()));
  return found;
}

function remove(buckets: Map<string, Bucket>, value: string, key: string): void {
  const found = buckets.get(value);
  if (found === undefined) return;
  found.delete(key);
  if (found.size === 0) buckets.delete(value);
}

/** The key under which etcd would keep the object, below its resource. */
export function storeKey(namespace: string | undefined, name: string): string {
  return namespace === undefined || namespace === '' ? name : `${namespace}/${name}`;
}

/** The revision was compacted away: 410 Gone at the API. */
export class CompactedError extends Error {
  constructor(
    readonly revision: number,
    readonly oldest: number,
  ) {
    super(`too old resource version: ${revision} (${oldest})`);
    this.name = 'CompactedError';
  }
}

/**
 * The cluster's memory, after etcd: one revision counter for everything, the objects frozen, and every change kept until it is
 * compacted, so that a watch can start in the past and the past can be read. Versions of an object share what did not change.
 */
export class Store {
  #revision = 0;
  #compacted = 0;
  #tables = new Map<string, Table>();
  #history: Change[] = [];
  readonly #historyLimit: number;
  readonly #indexes: Readonly<Record<string, readonly FieldIndex[]>>;
  readonly #now: () => number;
  /** Told of every change, inside the write. */
  onChange: (change: Change) => void = () => {};

  constructor(options: StoreOptions = {}) {
    this.#historyLimit = options.historyLimit ?? 50_000;
    this.#indexes = options.indexes ?? {};
    this.#now = options.now ?? (() => 0);
  }

  /** Of the latest write; 0 in an empty store. */
  get revision(): number {
    return this.#revision;
  }

  /** Reads and watches of revisions before this one throw CompactedError. */
  get oldestRevision(): number {
    return this.#compacted;
  }

  get(resource: string, key: string): KubeObject | undefined {
    return this.#tables.get(resource)?.objects.get(key);
  }

  /** All objects of a resource, in the order of their creation. */
  objects(resource: string): ReadonlyMap<string, KubeObject> {
    return this.#tables.get(resource)?.objects ?? nothing;
  }

  inNamespace(resource: string, namespace: string): ReadonlyMap<string, KubeObject> {
    return this.#tables.get(resource)?.namespaces.get(namespace) ?? nothing;
  }

  /** The objects whose indexed field has a value; undefined if the field is not indexed. */
  byField(resource: string, field: string, value: string): ReadonlyMap<string, KubeObject> | undefined {
    const table = this.#table(resource);
    for (const { index, values } of table.indexes) if (index.field === field) return values.get(value) ?? nothing;
    return undefined;
  }

  /** Keys in etcd's order, by bytes, which is the order of lists. */
  sortedKeys(resource: string): readonly string[] {
    const table = this.#tables.get(resource);
    if (table === undefined) return [];
    return (table.sortedKeys ??= [...table.objects.keys()].sort());
  }

  /** The resources that ever held an object. */
  resources(): readonly string[] {
    return [...this.#tables.keys()];
  }

  /** Writes a new version, stamped with the new revision and frozen. */
  put(resource: string, namespace: string, name: string, object: KubeObject): KubeObject {
    const table = this.#table(resource);
    const key = storeKey(namespace, name);
    const previous = table.objects.get(key);
    const stored = this.#stamp(object);
    table.set(key, namespace, stored, previous);
    this.#record(previous === undefined ? 'ADDED' : 'MODIFIED', resource, key, namespace, name, stored, previous);
    return stored;
  }

  /** Removes an object; `last` is its final state if that differs. Answers the state that watchers see. */
  delete(resource: string, namespace: string, name: string, last?: KubeObject): KubeObject | undefined {
    const table = this.#table(resource);
    const key = storeKey(namespace, name);
    const previous = table.objects.get(key);
    if (previous === undefined) return undefined;
    const final = this.#stamp(last ?? previous);
    table.delete(key, namespace, previous);
    this.#record('DELETED', resource, key, namespace, name, final, previous);
    return final;
  }

  /**
   * The changes after `revision`, oldest first.
   * @throws CompactedError
   */
  changesAfter(revision: number): readonly Change[] {
    if (revision < this.#compacted) throw new CompactedError(revision, this.#compacted);
    // Revisions have no gaps, so the place of one in the history is arithmetic.
    return this.#history.slice(revision - this.#compacted);
  }

  /**
   * The objects of a resource as they were at `revision`, in etcd's order.
   * @throws CompactedError
   */
  at(resource: string, revision: number): readonly KubeObject[] {
    if (revision < this.#compacted) throw new CompactedError(revision, this.#compacted);
    if (revision >= this.#revision) return this.sortedKeys(resource).map((key) => this.get(resource, key)!);
    const undone = new Map<string, KubeObject | undefined>();
    for (const change of this.changesAfter(revision)) {
      if (change.resource === resource && !undone.has(change.key)) undone.set(change.key, change.previous);
    }
    const past = new Map(this.objects(resource));
    for (const [key, previous] of undone) {
      if (previous === undefined) past.delete(key);
      else past.set(key, previous);
    }
    return [...past.keys()].sort().map((key) => past.get(key)!);
  }

  /** The latest revision written at or before a virtual time, if it is still kept. */
  revisionAt(time: number): number | undefined {
    let low = 0;
    let high = this.#history.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#history[middle]!.at <= time) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return this.#compacted === 0 ? 0 : undefined;
    return this.#history[low - 1]!.revision;
  }

  /** Forgets the changes up to and including `revision`. */
  compact(revision: number): void {
    const target = Math.min(revision, this.#revision);
    if (target <= this.#compacted) return;
    this.#history = this.#history.slice(target - this.#compacted);
    this.#compacted = target;
  }

  #table(resource: string): Table {
    let table = this.#tables.get(resource);
    if (table === undefined) this.#tables.set(resource, (table = new Table(this.#indexes[resource] ?? [])));
    return table;
  }

  #stamp(object: KubeObject): KubeObject {
    const metadata = { ...object.metadata, resourceVersion: String(this.#revision + 1) };
    return deepFreeze({ ...object, metadata });
  }

  #record(
    type: Change['type'],
    resource: string,
    key: string,
    namespace: string,
    name: string,
    object: KubeObject,
    previous: KubeObject | undefined,
  ): void {
    const revision = ++this.#revision;
    const change: Change = { revision, at: this.#now(), type, resource, key, namespace, name, object, previous };
    this.#history.push(change);
    // Compact a quarter at a time, so that the copy is paid for by many writes.
    if (this.#history.length > this.#historyLimit * 1.25) this.compact(revision - this.#historyLimit);
    this.onChange(change);
  }
}
