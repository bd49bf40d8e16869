import { isObject, jsonEqual, type JsonObject, setOwn } from '../json.ts';

/**
 * Applies a JSON merge patch (RFC 7386). What the patch does not touch is shared with `target`, and `target` itself comes back
 * if nothing changes.
 */
export function applyMergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const original: JsonObject = isObject(target) ? target : {};
  const result: Record<string, unknown> = { ...original };
  let changed = !isObject(target);
  for (const key of Object.keys(patch)) {
    const value = patch[key];
    if (value === null) {
      if (!Object.hasOwn(result, key)) continue;
      delete result[key];
      changed = true;
      continue;
    }
    const current = own(original, key);
    const next = applyMergePatch(current, value);
    if (next === current && current !== undefined) continue;
    setOwn(result, key, next);
    changed = true;
  }
  return changed ? result : target;
}

/** The merge patch that makes `modified` of `original`, as jsonmergepatch.CreateMergePatch does. */
export function createMergePatch(original: unknown, modified: unknown): JsonObject {
  const patch: Record<string, unknown> = {};
  const before: JsonObject = isObject(original) ? original : {};
  const after: JsonObject = isObject(modified) ? modified : {};
  for (const key of Object.keys(after)) {
    const [old, now] = [own(before, key), after[key]];
    if (jsonEqual(old, now)) continue;
    setOwn(patch, key, isObject(old) && isObject(now) ? createMergePatch(old, now) : now);
  }
  for (const key of Object.keys(before)) if (own(after, key) === undefined) setOwn(patch, key, null);
  return patch;
}

/**
 * The merge patch of a three-way apply, for kinds without a patch schema (jsonmergepatch.CreateThreeWayJSONMergePatch): what
 * `original` had and `modified` has not is deleted, what differs from `current` is set, the rest stays.
 */
export function createThreeWayJsonMergePatch(original: unknown, modified: unknown, current: unknown): JsonObject {
  const additions = keep(createMergePatch(current, modified), (value) => value !== null);
  const deletions = keep(createMergePatch(original, modified), (value) => value === null);
  return combine(deletions, additions);
}

/** The parts of a patch whose leaves pass the test. */
function keep(patch: JsonObject, test: (leaf: unknown) => boolean): JsonObject {
  const kept: Record<string, unknown> = {};
  for (const key of Object.keys(patch)) {
    const value = patch[key];
    if (isObject(value)) {
      const below = keep(value, test);
      if (Object.keys(below).length > 0 || (test(value) && Object.keys(value).length === 0)) setOwn(kept, key, below);
    } else if (test(value)) setOwn(kept, key, value);
  }
  return kept;
}

/** Two patches as one; where both speak of a field, `second` wins. */
function combine(first: JsonObject, second: JsonObject): JsonObject {
  const result: Record<string, unknown> = { ...first };
  for (const key of Object.keys(second)) {
    const [a, b] = [own(first, key), second[key]];
    setOwn(result, key, isObject(a) && isObject(b) ? combine(a, b) : b);
  }
  return result;
}

/** A member of the object itself, never one of its prototype (`toString`). */
export function own(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
