import { isObject, jsonEqual, type JsonObject, setOwn } from '../json.ts';
import { goMap, goTypeOf } from './go-values.ts';
import { identityText, inElementOrder } from './element-order.ts';
import { own } from './merge-patch.ts';
import { type PatchField, type PatchType, untyped } from './schema.ts';

/*
 * Strategic merge patches: k8s.io/apimachinery/pkg/util/strategicpatch/patch.go (both releases). Objects merge, lists with a
 * merge key merge item by item, other lists are replaced, and directives say the rest.
 */

export const patchDirective = '$patch';
export const retainKeysDirective = '$retainKeys';
export const deleteFromListPrefix = '$deleteFromPrimitiveList/';
export const elementOrderPrefix = '$setElementOrder/';

/** A patch that cannot be applied. */
export class PatchError extends Error {
  constructor(
    message: string,
    /** The patch itself is malformed, rather than at odds with the object. */
    readonly malformed = false,
  ) {
    super(message);
    this.name = 'PatchError';
  }
}

interface MergeOptions {
  /** Two patches are made one: directives and nulls are kept for whoever applies the result. */
  readonly joining: boolean;
}

const applying: MergeOptions = { joining: false };
const joining: MergeOptions = { joining: true };

/** Applies a strategic merge patch. What it does not touch is shared with `original`; that itself comes back if nothing changes. */
export function applyStrategicMergePatch(original: JsonObject, patch: JsonObject, type: PatchType): JsonObject {
  return mergeObjects(original, patch, type, applying);
}

/** Joins two patches into one: where both speak of a field, the second wins. */
export function joinPatches(first: JsonObject, second: JsonObject, type: PatchType): JsonObject {
  return mergeObjects(first, second, type, joining);
}

function mergeObjects(original: JsonObject, patch: JsonObject, type: PatchType, options: MergeOptions): JsonObject {
  if (Object.hasOwn(patch, patchDirective)) {
    const { [patchDirective]: directive, ...rest } = patch;
    if (directive === 'replace') return rest;
    if (directive === 'delete') return {};
    throw badType(directive, patch);
  }
  // Copied at the first change.
  let result = retainKeys(original, patch, options);
  result = applyListDirectives(original, result, patch, type, options);
  for (const key of Object.keys(patch)) {
    if (key.charCodeAt(0) === dollar && isDirective(key)) continue;
    const value = patch[key];
    const before = result ?? original;
    const current = own(before, key);
    if (value === null) {
      if (current !== undefined) delete (result ??= { ...original })[key];
      if (options.joining) setOwn((result ??= { ...original }), key, null);
      continue;
    }
    const next = mergeValue(current, value, type.field(key), options, patch, key);
    if (next === undefined || (next === current && current !== undefined)) continue;
    setOwn((result ??= { ...original }), key, next);
  }
  return result ?? original;
}

const dollar = 36;

/** Directives beside the fields are handled before them. */
function isDirective(key: string): boolean {
  return key === retainKeysDirective || key.startsWith(deleteFromListPrefix) || key.startsWith(elementOrderPrefix);
}

function badType(directive: unknown, patch: unknown): PatchError {
  return new PatchError(`unknown patch type: ${String(directive)} in map: ${goMap(patch)}`);
}

/** Undefined: there is nothing to set. */
function mergeValue(
  current: unknown,
  value: unknown,
  field: PatchField | undefined,
  options: MergeOptions,
  patch: JsonObject,
  key: string,
): unknown {
  if (isObject(value)) {
    if (!isObject(current)) return withoutDirectives(value, options);
    return field?.replace === true ? value : mergeObjects(current, value, field?.type ?? untyped, options);
  }
  if (!Array.isArray(value)) return value;
  const items = value as readonly unknown[];
  const order = own(patch, elementOrderPrefix + key);
  if (field?.merge !== true) return jsonEqual(current, items) ? current : withoutDirectives(items, options);
  if (Array.isArray(order)) checkOrder(items, order, field);
  const server = Array.isArray(current) ? (current as readonly unknown[]) : undefined;
  const merged =
    server === undefined
      ? (withoutDirectives(items, options) as readonly unknown[])
      : mergeLists(server, items, field, options);
  const places = server === undefined ? [] : afterDeletions(server, merged, items, field);
  const next = Array.isArray(order) ? inElementOrder(merged, order, places, field.key) : merged;
  return server !== undefined && sameItems(next, server) ? current : next;
}

/**
 * What comes new into an object: without the nulls and the items with directives, which have nothing to work on
 * (removeDirectives, discardNullValuesFromPatch). While joining they stay.
 */
function withoutDirectives(value: unknown, options: MergeOptions): unknown {
  if (options.joining || isClean(value)) return value;
  if (Array.isArray(value)) {
    return value
      .filter((item) => !isObject(item) || !Object.hasOwn(item, patchDirective))
      .map((item) => withoutDirectives(item, options));
  }
  if (!isObject(value)) return value;
  if (Object.hasOwn(value, patchDirective)) return undefined;
  const kept: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    if (value[key] === null || (key.charCodeAt(0) === dollar && isDirective(key))) continue;
    const member = withoutDirectives(value[key], options);
    if (member !== undefined) setOwn(kept, key, member);
  }
  return kept;
}

function isClean(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isClean);
  for (const key of Object.keys(value)) {
    const member = (value as JsonObject)[key];
    if (member === null || key.charCodeAt(0) === dollar || !isClean(member)) return false;
  }
  return true;
}

/** applyRetainKeysDirective: only the keys that the patch lists stay. */
function retainKeys(
  original: JsonObject,
  patch: JsonObject,
  options: MergeOptions,
): Record<string, unknown> | undefined {
  if (!Object.hasOwn(patch, retainKeysDirective)) return undefined;
  const list = patch[retainKeysDirective];
  if (options.joining) return { ...original, [retainKeysDirective]: list };
  if (!Array.isArray(list)) throw new PatchError('invalid patch format of retainKeys', true);
  const keys = new Set(list.map(String));
  for (const key of Object.keys(patch)) {
    if (patch[key] === null || keys.has(key) || (key.charCodeAt(0) === dollar && isDirective(key))) continue;
    throw new PatchError('invalid patch format of retainKeys', true);
  }
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(original)) if (keys.has(key)) setOwn(result, key, original[key]);
  return result;
}

/** Deletions from lists of scalars, and the order of lists that the patch does not otherwise touch. */
function applyListDirectives(
  original: JsonObject,
  copy: Record<string, unknown> | undefined,
  patch: JsonObject,
  type: PatchType,
  options: MergeOptions,
): Record<string, unknown> | undefined {
  let result = copy;
  const set = (key: string, value: unknown): void => setOwn((result ??= { ...original }), key, value);
  for (const directive of Object.keys(patch)) {
    if (directive.charCodeAt(0) !== dollar) continue;
    const value = patch[directive];
    if (directive.startsWith(deleteFromListPrefix)) {
      if (options.joining) {
        set(directive, value);
        continue;
      }
      const key = directive.slice(deleteFromListPrefix.length);
      const list = own(result ?? original, key);
      if (Array.isArray(value) && Array.isArray(list)) {
        set(
          key,
          list.filter((item) => !value.includes(item)),
        );
      }
    } else if (directive.startsWith(elementOrderPrefix)) {
      if (!Array.isArray(value)) {
        throw new PatchError(`expected a []interface {}, but received a ${goTypeOf(value)}`);
      }
      if (options.joining) set(directive, value);
      const key = directive.slice(elementOrderPrefix.length);
      const list = own(result ?? original, key);
      if (Object.hasOwn(patch, key) || !Array.isArray(list)) continue;
      const next = inElementOrder(list, value, list, type.field(key)?.key);
      if (!sameItems(next, list)) set(key, next);
    }
  }
  return result;
}

function mergeLists(
  original: readonly unknown[],
  patch: readonly unknown[],
  field: PatchField,
  options: MergeOptions,
): readonly unknown[] {
  const { key } = field;
  if (key === undefined) {
    // A list of scalars is a set.
    const merged = [...new Set([...original, ...patch])];
    return inElementOrder(merged, patch, original, undefined);
  }
  const plain: JsonObject[] = [];
  let kept = original;
  let replace = false;
  for (const item of patch) {
    if (!isObject(item)) throw new PatchError(`expected map, got ${goMap(item)}`);
    const directive = item[patchDirective];
    if (directive === undefined) plain.push(item);
    else if (directive === 'delete') {
      const identity = identityOf(item, key);
      kept = kept.filter((other) => !isObject(other) || !jsonEqual(other[key], identity));
    } else if (directive === 'replace') replace = true;
    else if (directive === 'merge') throw new PatchError('merging lists cannot yet be specified in the patch');
    else throw badType(directive, item);
  }
  if (replace) return plain;
  const merged = [...kept];
  // Items that come in the order in which they stand already stay where they are.
  let last = -1;
  let inPlace = true;
  for (const item of plain) {
    const identity = identityOf(item, key);
    const at = merged.findIndex((other) => isObject(other) && jsonEqual(other[key], identity));
    if (at <= last) inPlace = false;
    last = at;
    if (at < 0) merged.push(withoutDirectives(item, options));
    else merged[at] = mergeObjects(merged[at] as JsonObject, item, field.type, options);
  }
  return inPlace ? merged : inElementOrder(merged, plain, kept, key);
}

/**
 * Where items count as having stood for the order of the result. Go deletes from the server's list in its own memory and puts
 * what is new behind the rest: so new items take the places that deletions freed at the end, and this order shows.
 */
function afterDeletions(
  server: readonly unknown[],
  merged: readonly unknown[],
  patch: readonly unknown[],
  { key }: PatchField,
): readonly unknown[] {
  if (key === undefined || !patch.some((item) => isObject(item) && item[patchDirective] === 'delete')) return server;
  const left = new Set(merged.map((item) => identityText(item, key)));
  const before = new Set(server.map((item) => identityText(item, key)));
  const kept = server.filter((item) => left.has(identityText(item, key)));
  const added = patch.filter(
    (item) => isObject(item) && item[patchDirective] === undefined && !before.has(identityText(item, key)),
  );
  return [...kept, ...added].slice(0, server.length);
}

function identityOf(item: JsonObject, key: string): unknown {
  const identity = item[key];
  if (identity === undefined || identity === null) {
    throw new PatchError(`map: ${goMap(item)} does not contain declared merge key: ${key}`);
  }
  return identity;
}

/** validatePatchWithSetOrderList: the items of the patch must stand in the order that it asks for. */
function checkOrder(patch: readonly unknown[], order: readonly unknown[], { key }: PatchField): void {
  const items = patch.filter((item) => !isObject(item) || item[patchDirective] !== 'delete');
  let next = 0;
  for (const wanted of order) {
    if (next < items.length && identityText(items[next], key) === identityText(wanted, key)) next++;
  }
  if (next === items.length) return;
  throw new PatchError(
    `The order in patch list:\n${goMap(patch)}\n doesn't match $setElementOrder list:\n${goMap(order)}\n`,
  );
}

function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i]);
}
