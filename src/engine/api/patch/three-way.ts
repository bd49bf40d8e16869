import { isObject, jsonEqual, type JsonObject, setOwn } from '../json.ts';
import { identityText, inElementOrder } from './element-order.ts';
import { own } from './merge-patch.ts';
import { type PatchField, type PatchType, untyped } from './schema.ts';
import {
  deleteFromListPrefix,
  elementOrderPrefix,
  joinPatches,
  patchDirective,
  retainKeysDirective,
} from './strategic.ts';

/*
 * Making strategic merge patches: diffMaps, diffLists and CreateThreeWayMergePatch of
 * k8s.io/apimachinery/pkg/util/strategicpatch/patch.go (both releases). `kubectl apply` is built on this.
 */

interface DiffOptions {
  readonly ignoreDeletions: boolean;
  readonly ignoreChanges: boolean;
}

/** The patch that makes `modified` of `original`. */
export function createTwoWayMergePatch(original: JsonObject, modified: JsonObject, type: PatchType): JsonObject {
  return diffObjects(original, modified, type, { ignoreDeletions: false, ignoreChanges: false }, false);
}

/**
 * The patch of an apply: what `original` (the last applied configuration) had and `modified` has not is deleted, what differs
 * from `current` is set, everything else of `current` stays.
 */
export function createThreeWayMergePatch(
  original: JsonObject,
  modified: JsonObject,
  current: JsonObject,
  type: PatchType,
): JsonObject {
  const changes = diffObjects(current, modified, type, { ignoreDeletions: true, ignoreChanges: false }, false);
  const deletions = diffObjects(original, modified, type, { ignoreDeletions: false, ignoreChanges: true }, false);
  return joinPatches(deletions, changes, type);
}

function diffObjects(
  original: JsonObject,
  modified: JsonObject,
  type: PatchType,
  options: DiffOptions,
  retainKeys: boolean,
): JsonObject {
  const patch: Record<string, unknown> = {};
  for (const key of Object.keys(modified)) {
    const after = modified[key];
    if (after === undefined) continue;
    const before = own(original, key);
    if (before === undefined) {
      if (!options.ignoreChanges) setOwn(patch, key, after);
    } else if (key === patchDirective) {
      if (after !== before) patch[patchDirective] = after;
    } else if (isObject(before) && isObject(after)) diffMember(patch, key, before, after, type.field(key), options);
    else if (Array.isArray(before) && Array.isArray(after)) {
      diffList(patch, key, before, after, type.field(key), options);
    } else if (!options.ignoreChanges && !jsonEqual(before, after)) setOwn(patch, key, after);
  }
  if (!options.ignoreDeletions) {
    for (const key of Object.keys(original)) if (own(modified, key) === undefined) setOwn(patch, key, null);
  }
  const kept = Object.keys(modified).filter((key) => modified[key] !== undefined && modified[key] !== null);
  if (retainKeys && kept.length > 0) {
    const added = Object.keys(modified).some((key) => !Object.hasOwn(original, key));
    if (Object.keys(patch).length > 0 || added) patch[retainKeysDirective] = kept.sort();
  }
  return patch;
}

function diffMember(
  patch: Record<string, unknown>,
  key: string,
  before: JsonObject,
  after: JsonObject,
  field: PatchField | undefined,
  options: DiffOptions,
): void {
  if (field?.replace === true) {
    if (!options.ignoreChanges) setOwn(patch, key, after);
    return;
  }
  const below = diffObjects(before, after, field?.type ?? untyped, options, field?.retainKeys === true);
  if (Object.keys(below).length > 0) setOwn(patch, key, below);
}

function diffList(
  patch: Record<string, unknown>,
  key: string,
  before: readonly unknown[],
  after: readonly unknown[],
  field: PatchField | undefined,
  options: DiffOptions,
): void {
  if (field?.merge !== true) {
    if (!options.ignoreChanges && !jsonEqual(before, after)) setOwn(patch, key, after);
    return;
  }
  if (before.length === 0) {
    if (after.length > 0 && !options.ignoreChanges) setOwn(patch, key, after);
    return;
  }
  if (field.key === undefined) diffScalars(patch, key, before, after, options);
  else diffItems(patch, key, before, after, field, field.key, options);
}

function diffScalars(
  patch: Record<string, unknown>,
  key: string,
  before: readonly unknown[],
  after: readonly unknown[],
  options: DiffOptions,
): void {
  const added = options.ignoreChanges ? [] : after.filter((item) => !before.includes(item));
  const deleted = options.ignoreDeletions ? [] : [...new Set(before.filter((item) => !after.includes(item)))].sort();
  if (added.length > 0) setOwn(patch, key, added);
  if (deleted.length > 0) patch[deleteFromListPrefix + key] = deleted;
  // Go has sorted the original in place by now: only a list that is sorted needs no order of its own.
  const ordered =
    (!options.ignoreDeletions && deleted.length > 0) ||
    (!options.ignoreChanges && !jsonEqual([...before].sort(), after));
  if (ordered && after.length > 0) patch[elementOrderPrefix + key] = after;
}

function diffItems(
  patch: Record<string, unknown>,
  key: string,
  before: readonly unknown[],
  after: readonly unknown[],
  field: PatchField,
  mergeKey: string,
  options: DiffOptions,
): void {
  const find = (list: readonly unknown[], item: unknown): JsonObject | undefined => {
    const identity = identityText(item, mergeKey);
    return list.find((other): other is JsonObject => isObject(other) && identityText(other, mergeKey) === identity);
  };
  const changed: unknown[] = [];
  for (const item of after) {
    const old = find(before, item);
    if (old === undefined || !isObject(item)) {
      if (!options.ignoreChanges) changed.push(item);
      continue;
    }
    const below = diffObjects(old, item, field.type, options, field.retainKeys);
    if (Object.keys(below).length > 0) changed.push({ ...below, [mergeKey]: item[mergeKey] });
  }
  const deleted = options.ignoreDeletions
    ? []
    : before
        .filter((item) => find(after, item) === undefined)
        .map((item) => ({ [patchDirective]: 'delete', [mergeKey]: isObject(item) ? item[mergeKey] : undefined }))
        .sort((a, b) => (identityText(a, mergeKey) < identityText(b, mergeKey) ? -1 : 1));
  const list = [...inElementOrder(changed, after, after, mergeKey), ...deleted];
  if (list.length > 0) setOwn(patch, key, list);
  const moved = !options.ignoreChanges && (list.length > 0 || !sameOrder(before, after, mergeKey));
  if ((moved || (!options.ignoreDeletions && list.length > 0)) && after.length > 0) {
    patch[elementOrderPrefix + key] = after.map((item) => ({
      [mergeKey]: isObject(item) ? item[mergeKey] : undefined,
    }));
  }
}

function sameOrder(before: readonly unknown[], after: readonly unknown[], key: string): boolean {
  return (
    before.length === after.length && before.every((item, i) => identityText(item, key) === identityText(after[i], key))
  );
}
