import { isObject, type JsonObject, setOwn } from '../../api/json.ts';
import { own } from '../../api/patch/merge-patch.ts';
import { itemElement, itemsOf } from './compare.ts';
import { fieldElement, type FieldSet, valueElement } from './field-set.ts';
import type { FieldType } from './field-type.ts';

/**
 * The live object with what an apply configuration says: structured-merge-diff typed/merge.go. Items of the configuration
 * come in its order; what else is live stays behind its neighbours.
 */
export function mergeApplied(live: unknown, applied: unknown, type: FieldType): unknown {
  if (applied === undefined || applied === live) return live;
  if (live === undefined || live === null || applied === null) return applied;
  switch (type.kind) {
    case 'scalar':
    case 'atomic':
      return applied;
    case 'map': {
      if (!isObject(live) || !isObject(applied)) return applied;
      const result: Record<string, unknown> = { ...live };
      for (const name of Object.keys(applied)) {
        setOwn(result, name, mergeApplied(own(live, name), applied[name], type.member(name)));
      }
      return result;
    }
    case 'set':
      return mergeLists(live, applied, valueElement, (_before, after) => after);
    case 'list':
      return mergeLists(
        live,
        applied,
        (item) => itemElement(item, type.keys),
        (before, after) => mergeApplied(before, after, type.item),
      );
  }
}

/** typed/merge.go visitListItems: both orders are kept as far as they agree; where they do not, the applied one counts. */
function mergeLists(
  live: unknown,
  applied: unknown,
  identify: (item: unknown) => string,
  merge: (before: unknown, after: unknown) => unknown,
): unknown {
  if (!Array.isArray(live) || !Array.isArray(applied)) return applied;
  const left = (live as readonly unknown[]).map((item) => ({ id: identify(item), item }));
  const right = (applied as readonly unknown[]).map((item) => ({ id: identify(item), item }));
  const known = new Map(left.map(({ id, item }) => [id, item]));
  const wanted = new Set(right.map(({ id }) => id));
  const shared = right.filter(({ id }) => known.has(id)).map(({ id }) => id);
  const done = new Set<string>();
  const result: unknown[] = [];
  let [i, j, s] = [0, 0, 0];
  const takeRight = (): void => {
    const { id, item } = right[j++]!;
    result.push(known.has(id) ? merge(known.get(id), item) : item);
    done.add(id);
    if (shared[s] === id) s++;
  };
  while (i < left.length || j < right.length) {
    const l = left[i];
    if (l !== undefined && j < right.length) {
      if (l.id === right[j]!.id) {
        i++;
        takeRight();
        continue;
      }
      // In both, but not the one whose turn it is.
      if (wanted.has(l.id) && s < shared.length && shared[s] !== l.id) {
        i++;
        continue;
      }
    }
    if (l !== undefined && !wanted.has(l.id)) {
      result.push(l.item);
      i++;
      continue;
    }
    if (l !== undefined && done.has(l.id)) i++;
    if (j < right.length) takeRight();
  }
  return result;
}

/**
 * What an applier gave up and nobody else owns goes: merge/update.go prune.
 * @param last what the applier owned before.
 * @param owned what everybody, the applier included, owns now.
 */
export function prune(merged: JsonObject, last: FieldSet, owned: FieldSet, type: FieldType): JsonObject {
  if (last.isEmpty) return merged;
  return pruneBelow(merged, last, owned, type) as JsonObject;
}

/** An item or member goes if it was applied, is no longer, and holds nothing that somebody owns. */
function pruneBelow(value: unknown, last: FieldSet, owned: FieldSet, type: FieldType): unknown {
  const items = itemsOf(type, value);
  if (items === undefined || last.isEmpty) return value;
  const gone = new Set<string>();
  const changed = new Map<string, unknown>();
  for (const [element, { value: below, type: belowType }] of items(value)) {
    const mine = last.child(element);
    if (mine.isEmpty) continue;
    const theirs = owned.child(element);
    if (theirs.isEmpty && isNamed(mine, belowType)) gone.add(element);
    else {
      const next = pruneBelow(below, mine, theirs, belowType);
      if (next !== below) changed.set(element, next);
    }
  }
  if (gone.size === 0 && changed.size === 0) return value;
  return rebuild(value, type, gone, changed);
}

/** EnsureNamedFieldsAreMembers: owning anything below a struct's field counts as owning the field. */
function isNamed(mine: FieldSet, type: FieldType): boolean {
  return mine.self || type.kind === 'map' || type.kind === 'list' || type.kind === 'set';
}

function rebuild(
  value: unknown,
  type: FieldType,
  gone: ReadonlySet<string>,
  changed: ReadonlyMap<string, unknown>,
): unknown {
  if (Array.isArray(value)) {
    const element =
      type.kind === 'list'
        ? (item: unknown): string => itemElement(item, type.keys)
        : (item: unknown) => valueElement(item);
    return (value as readonly unknown[])
      .filter((item) => !gone.has(element(item)))
      .map((item) => (changed.has(element(item)) ? changed.get(element(item)) : item));
  }
  const result: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value as JsonObject)) {
    const element = fieldElement(name);
    if (!gone.has(element)) setOwn(result, name, changed.has(element) ? changed.get(element) : member);
  }
  return result;
}
