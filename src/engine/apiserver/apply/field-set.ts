import { type JsonObject, setOwn } from '../../api/json.ts';

/**
 * A step of a path as fieldsV1 writes it: `f:NAME` of a field, `k:{...}` of an item by its keys, `v:...` of an item of a set,
 * `.` being the place itself (sigs.k8s.io/structured-merge-diff/v6/fieldpath/serialize-pe.go).
 */
export type PathElement = string;
export type FieldPath = readonly PathElement[];

export const fieldElement = (name: string): PathElement => `f:${name}`;
export const valueElement = (value: unknown): PathElement => `v:${JSON.stringify(value)}`;

export function keyElement(keys: Readonly<Record<string, unknown>>): PathElement {
  const sorted = Object.keys(keys).sort();
  return `k:{${sorted.map((key) => `${JSON.stringify(key)}:${JSON.stringify(keys[key])}`).join(',')}}`;
}

/** An immutable set of paths, as a tree: structured-merge-diff's fieldpath.Set. */
export class FieldSet {
  static readonly empty = new FieldSet(false, new Map());
  static readonly leaf = new FieldSet(true, new Map());

  constructor(
    /** Whether the path to here is in the set. */
    readonly self: boolean,
    readonly children: ReadonlyMap<PathElement, FieldSet>,
  ) {}

  get isEmpty(): boolean {
    return !this.self && this.children.size === 0;
  }

  child(element: PathElement): FieldSet {
    return this.children.get(element) ?? FieldSet.empty;
  }

  has(path: FieldPath): boolean {
    let set: FieldSet | undefined = this;
    for (const element of path) {
      set = set.children.get(element);
      if (set === undefined) return false;
    }
    return set.self;
  }

  union(other: FieldSet): FieldSet {
    if (other.isEmpty || other === this) return this;
    if (this.isEmpty) return other;
    const children = new Map(this.children);
    for (const [element, set] of other.children) {
      const mine = children.get(element);
      children.set(element, mine === undefined ? set : mine.union(set));
    }
    return new FieldSet(this.self || other.self, children);
  }

  difference(other: FieldSet): FieldSet {
    if (other.isEmpty || this.isEmpty) return this;
    return this.#zip(other, this.self && !other.self, (mine, theirs) => mine.difference(theirs));
  }

  intersection(other: FieldSet): FieldSet {
    if (this.isEmpty || other.isEmpty) return FieldSet.empty;
    return this.#zip(other, this.self && other.self, (mine, theirs) => mine.intersection(theirs));
  }

  /** Without the paths and all that lies below them. */
  without(paths: readonly FieldPath[]): FieldSet {
    let set: FieldSet = this;
    for (const path of paths) set = set.#cut(path);
    return set;
  }

  /** Every path below this one, in fieldpath.Set's order: at each level what is in the set itself, then what lies below. */
  *paths(prefix: FieldPath = []): Generator<FieldPath> {
    const sorted = this.#sorted();
    for (const element of sorted) if (this.children.get(element)!.self) yield [...prefix, element];
    for (const element of sorted) yield* this.children.get(element)!.paths([...prefix, element]);
  }

  /** metav1.FieldsV1 */
  toFieldsV1(): JsonObject {
    const out: Record<string, unknown> = {};
    for (const element of this.#sorted()) {
      const set = this.children.get(element)!;
      const below = set.toFieldsV1();
      setOwn(out, element, set.self && set.children.size > 0 ? { '.': {}, ...below } : below);
    }
    return out;
  }

  static fromFieldsV1(fields: JsonObject): FieldSet {
    const children = new Map<PathElement, FieldSet>();
    let self = Object.keys(fields).length === 0;
    for (const [element, below] of Object.entries(fields)) {
      if (element === '.') self = true;
      else children.set(element, FieldSet.fromFieldsV1((below ?? {}) as JsonObject));
    }
    return new FieldSet(self, children);
  }

  #zip(other: FieldSet, self: boolean, combine: (mine: FieldSet, theirs: FieldSet) => FieldSet): FieldSet {
    const children = new Map<PathElement, FieldSet>();
    for (const [element, mine] of this.children) {
      const set = combine(mine, other.child(element));
      if (!set.isEmpty) children.set(element, set);
    }
    return self || children.size > 0 ? new FieldSet(self, children) : FieldSet.empty;
  }

  #cut([element, ...rest]: FieldPath): FieldSet {
    if (element === undefined) return FieldSet.empty;
    const below = this.children.get(element);
    if (below === undefined) return this;
    const cut = below.#cut(rest);
    const children = new Map(this.children);
    if (cut.isEmpty) children.delete(element);
    else children.set(element, cut);
    return new FieldSet(this.self, children);
  }

  /** Fields, then items by key, by value, by index; each by its text. */
  #sorted(): PathElement[] {
    const rank = (element: PathElement): number => 'fkvi'.indexOf(element[0] ?? '');
    return [...this.children.keys()].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  }
}

/** A set under construction. */
export class FieldSetBuilder {
  readonly #root: MutableNode = { self: false, children: new Map() };

  insert(path: FieldPath): void {
    let node = this.#root;
    for (const element of path) {
      let next = node.children.get(element);
      if (next === undefined) node.children.set(element, (next = { self: false, children: new Map() }));
      node = next;
    }
    node.self = true;
  }

  build(): FieldSet {
    return freeze(this.#root);
  }
}

interface MutableNode {
  self: boolean;
  readonly children: Map<PathElement, MutableNode>;
}

function freeze(node: MutableNode): FieldSet {
  if (node.children.size === 0) return node.self ? FieldSet.leaf : FieldSet.empty;
  return new FieldSet(node.self, new Map([...node.children].map(([element, below]) => [element, freeze(below)])));
}

/** `.spec.containers[name="c"].image`, as errors write a path. */
export function formatPath(path: FieldPath): string {
  return path
    .map((element) => {
      const text = element.slice(2);
      if (element.startsWith('f:')) return `.${text}`;
      if (element.startsWith('v:')) return `[=${text}]`;
      if (element.startsWith('i:')) return `[${text}]`;
      const keys = JSON.parse(text) as Record<string, unknown>;
      const parts = Object.keys(keys)
        .sort()
        .map((key) => `${key}=${JSON.stringify(keys[key])}`);
      return `[${parts.join(',')}]`;
    })
    .join('');
}
