import { badRequest } from '../api/errors.ts';
import { isObject } from '../api/json.ts';
import type { Kind } from '../api/kinds.ts';
import { applyJsonPatch } from '../api/patch/json-patch.ts';
import { applyMergePatch } from '../api/patch/merge-patch.ts';
import { patchTypeOf, untyped } from '../api/patch/schema.ts';
import { applyStrategicMergePatch, PatchError } from '../api/patch/strategic.ts';
import type { Release } from '../releases/index.ts';
import type { StoredObject } from './registry/strategy.ts';

export type PatchKind = 'strategic' | 'merge' | 'json';

/**
 * The object that a patch makes.
 * @throws StatusError BadRequest for a patch that does not apply
 */
export function applyPatch(
  kind: Kind,
  object: StoredObject,
  patch: unknown,
  type: PatchKind,
  release: Release,
): StoredObject {
  const patched = patchValue(kind, object, patch, type, release);
  if (!isObject(patched)) throw badRequest('the patch does not leave an object');
  return patched as StoredObject;
}

function patchValue(kind: Kind, object: StoredObject, patch: unknown, type: PatchKind, release: Release): unknown {
  try {
    if (type === 'json') return applyJsonPatch(object, patch);
    if (!isObject(patch)) throw new PatchError('json: cannot unmarshal into Go value of type map[string]interface {}');
    if (type === 'merge') return applyMergePatch(object, patch);
    return applyStrategicMergePatch(object, patch, patchTypeOf(kind, release) ?? untyped);
  } catch (error) {
    if (error instanceof PatchError) throw badRequest(error.message);
    throw error;
  }
}
