import { shapes } from '../../generated/shapes.ts';
import type { ReleaseRef } from './json.ts';
import type { Kind } from './kinds.ts';

/** The type of a value on the wire. */
export type TypeShape =
  | { readonly kind: 'string' | 'bool' | 'int32' | 'int64' | 'number' | 'bytes' }
  | { readonly kind: 'quantity' | 'time' | 'microTime' | 'intOrString' }
  /** Any JSON value. */
  | { readonly kind: 'any' }
  | { readonly kind: 'list'; readonly item: TypeShape }
  | { readonly kind: 'map'; readonly value: TypeShape }
  /** `group.version.Type`: see structShape. */
  | { readonly kind: 'struct'; readonly name: string };

/**
 * How Go writes a field back: `always`, with its zero value if need be; not at its `zero` value; if it was given (`pointer`);
 * or as null if it was not.
 */
export type Presence = 'always' | 'zero' | 'pointer' | 'null';

export interface FieldShape {
  readonly name: string;
  readonly type: TypeShape;
  readonly required: boolean;
  readonly presence: Presence;
}

export interface StructShape {
  /** `group.version.Type` */
  readonly name: string;
  readonly fields: ReadonlyMap<string, FieldShape>;
  /** The fields that are written even if they were not given. */
  readonly always: readonly FieldShape[];
}

const scalars: Readonly<Record<string, TypeShape>> = {
  s: { kind: 'string' },
  b: { kind: 'bool' },
  i: { kind: 'int32' },
  l: { kind: 'int64' },
  n: { kind: 'number' },
  y: { kind: 'bytes' },
  q: { kind: 'quantity' },
  t: { kind: 'time' },
  u: { kind: 'microTime' },
  x: { kind: 'intOrString' },
  j: { kind: 'any' },
};

const marks: Readonly<Record<string, readonly [Presence, boolean]>> = {
  '+': ['always', false],
  '~': ['zero', false],
  '?': ['pointer', false],
  '^': ['null', false],
  '!': ['always', true],
  '*': ['zero', true],
  '&': ['pointer', true],
  '%': ['null', true],
};

const fieldPattern = /^([\w$-]+)([+~?^!*&%])(.+)$/;
const parsed: Readonly<Record<ReleaseRef['name'], Map<string, StructShape | undefined>>> = {
  '1.20': new Map(),
  '1.36': new Map(),
};

/** The shape of `core.v1.PodSpec` and its like; undefined if the release has no such type. */
export function structShape(name: string, release: ReleaseRef): StructShape | undefined {
  const cache = parsed[release.name];
  if (cache.has(name)) return cache.get(name);
  const text = textOf(name, release);
  const shape = text === undefined ? undefined : parseStruct(name, text);
  cache.set(name, shape);
  return shape;
}

function textOf(name: string, release: ReleaseRef): string | undefined {
  const entry = Object.hasOwn(shapes, name) ? shapes[name] : undefined;
  if (entry === undefined || typeof entry === 'string') return entry;
  const [today, before] = entry;
  // The store keeps a kind in one version whatever the release serves: v1.20 has no batch/v1 CronJob of its own.
  return (release.name === '1.20' ? (before ?? today) : today) ?? undefined;
}

function parseStruct(name: string, text: string): StructShape {
  const fields = new Map<string, FieldShape>();
  for (const token of text === '' ? [] : text.split(' ')) {
    const match = fieldPattern.exec(token);
    if (match === null) throw new Error(`schema: ${name}: ${token}`);
    const [presence, required] = marks[match[2]!]!;
    fields.set(match[1]!, { name: match[1]!, type: parseType(match[3]!, name), required, presence });
  }
  const always = [...fields.values()].filter((field) => field.presence === 'always' || field.presence === 'null');
  return { name, fields, always };
}

function parseType(code: string, parent: string): TypeShape {
  if (code.startsWith('[')) return { kind: 'list', item: parseType(code.slice(1), parent) };
  if (code.startsWith('{')) return { kind: 'map', value: parseType(code.slice(1), parent) };
  if (code.startsWith('.')) return { kind: 'struct', name: parent.slice(0, parent.lastIndexOf('.')) + code };
  return scalars[code] ?? { kind: 'struct', name: code };
}

/** `core.v1.Pod` of a kind; what its definition is called in the OpenAPI document ends in it. */
export function structNameOf(kind: {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}): string {
  const group = kind.group === '' ? 'core' : kind.group.split('.')[0]!;
  return `${group}.${kind.version}.${kind.kind}`;
}

/** The shape of a kind in the version in which it is served. */
export function shapeOf(kind: Kind, release: ReleaseRef): StructShape | undefined {
  return structShape(structNameOf(kind), release);
}

/** The field at a path of names (list indices and map keys left out): `spec.containers.image`. */
export function fieldAt(kind: Kind, path: readonly string[], release: ReleaseRef): FieldShape | undefined {
  let struct = shapeOf(kind, release);
  let field: FieldShape | undefined;
  for (const name of path) {
    field = struct?.fields.get(name);
    if (field === undefined) return undefined;
    const inner = innermost(field.type);
    struct = inner.kind === 'struct' ? structShape(inner.name, release) : undefined;
  }
  return field;
}

/** The type inside lists and maps. */
export function innermost(type: TypeShape): TypeShape {
  return type.kind === 'list' ? innermost(type.item) : type.kind === 'map' ? innermost(type.value) : type;
}
