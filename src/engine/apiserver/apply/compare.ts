import { isObject, jsonEqual, type JsonObject } from '../../api/json.ts';
import { own } from '../../api/patch/merge-patch.ts';
import type { FieldSet } from './field-set.ts';
import {
  fieldElement,
  type FieldPath,
  FieldSetBuilder,
  keyElement,
  type PathElement,
  valueElement,
} from './field-set.ts';
import type { FieldType } from './field-type.ts';

/** What differs between two versions of an object. */
export interface Comparison {
  readonly added: FieldSet;
  readonly modified: FieldSet;
  readonly removed: FieldSet;
}

/** structured-merge-diff typed/compare.go. Parts that are the very same object are not looked into. */
export function compare(before: unknown, after: unknown, type: FieldType): Comparison {
  const sets = { added: new FieldSetBuilder(), modified: new FieldSetBuilder(), removed: new FieldSetBuilder() };
  walk(before, after, type, [], sets);
  return { added: sets.added.build(), modified: sets.modified.build(), removed: sets.removed.build() };
}

interface Builders {
  readonly added: FieldSetBuilder;
  readonly modified: FieldSetBuilder;
  readonly removed: FieldSetBuilder;
}

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0);

/** `undefined` is not there; null is there. */
function walk(before: unknown, after: unknown, type: FieldType, path: FieldPath, sets: Builders): void {
  if (before === after) return;
  const items = itemsOf(type, before, after);
  if (items === undefined || (isEmpty(before) && isEmpty(after))) {
    if (before === undefined) sets.added.insert(path);
    else if (after === undefined) sets.removed.insert(path);
    else if (!jsonEqual(before, after)) sets.modified.insert(path);
    return;
  }
  const [left, right] = [items(before), items(after)];
  for (const [element, { value, type: below }] of left) {
    walk(value, right.get(element)?.value, below, [...path, element], sets);
  }
  for (const [element, { value, type: below }] of right) {
    if (!left.has(element)) walk(undefined, value, below, [...path, element], sets);
  }
  // The place itself came or went with what is in it; the root always is.
  if (path.length === 0) return;
  if (before === undefined) sets.added.insert(path);
  else if (after === undefined) sets.removed.insert(path);
}

interface Item {
  readonly value: unknown;
  readonly type: FieldType;
}

type Items = ReadonlyMap<PathElement, Item>;

/** How to take values of the type apart; undefined for what is one piece. */
export function itemsOf(type: FieldType, ...values: readonly unknown[]): ((value: unknown) => Items) | undefined {
  switch (type.kind) {
    case 'scalar':
    case 'atomic':
      return undefined;
    case 'map':
      return values.some(isObject) ? (value) => membersOf(value, type) : undefined;
    case 'set':
      return (value) =>
        new Map(listOf(value).map((item) => [valueElement(item), { value: item, type: { kind: 'scalar' } }]));
    case 'list':
      return (value) =>
        new Map(listOf(value).map((item) => [itemElement(item, type.keys), { value: item, type: type.item }]));
  }
}

function membersOf(value: unknown, type: FieldType & { readonly kind: 'map' }): Items {
  const members = new Map<PathElement, Item>();
  if (!isObject(value)) return members;
  for (const name of Object.keys(value)) {
    const member = value[name];
    if (member !== undefined) members.set(fieldElement(name), { value: member, type: type.member(name) });
  }
  return members;
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as readonly unknown[]) : []);

export function itemElement(item: unknown, keys: readonly string[]): PathElement {
  const object: JsonObject = isObject(item) ? item : {};
  const values: Record<string, unknown> = {};
  for (const key of keys) {
    const value = own(object, key);
    // What the server defaults is part of the key even where the client leaves it out.
    values[key] = value ?? keyDefaults[key] ?? null;
  }
  return keyElement(values);
}

const keyDefaults: Readonly<Record<string, unknown>> = { protocol: 'TCP' };

/** All that an object says, as a set: structured-merge-diff typed/tofieldset.go. */
export function fieldSetOf(value: unknown, type: FieldType): FieldSet {
  const builder = new FieldSetBuilder();
  collect(value, type, [], builder);
  return builder.build();
}

function collect(value: unknown, type: FieldType, path: FieldPath, builder: FieldSetBuilder): void {
  const items = itemsOf(type, value);
  if (items === undefined) {
    builder.insert(path);
    return;
  }
  for (const [element, { value: below, type: belowType }] of items(value)) {
    const next = [...path, element];
    collect(below, belowType, next, builder);
    const declared = type.kind === 'map' && type.declares(element.slice(2));
    const bare = below === null || (isObject(below) && Object.keys(below).length === 0);
    if (bare || !declared) builder.insert(next);
  }
}
