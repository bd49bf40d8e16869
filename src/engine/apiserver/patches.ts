import { badRequest, invalidObject } from '../api/errors.ts';
import { invalid } from '../api/field.ts';
import { isObject, type JsonObject } from '../api/json.ts';
import type { Kind } from '../api/kinds.ts';
import { goKindOf, goMap, goTypeOf } from '../api/patch/go-values.ts';
import { applyJsonPatch } from '../api/patch/json-patch.ts';
import { applyMergePatch, own } from '../api/patch/merge-patch.ts';
import { patchTypeOf, untyped } from '../api/patch/schema.ts';
import { applyStrategicMergePatch, PatchError } from '../api/patch/strategic.ts';
import { StatusError } from '../api/status.ts';
import type { Release } from '../releases/index.ts';
import type { StoredObject } from './registry/strategy.ts';

export type PatchKind = 'strategic' | 'merge' | 'json';

/**
 * The object that a patch makes: k8s.io/apiserver/pkg/endpoints/handlers/patch.go.
 * @throws StatusError with the code and the words of the server for a patch that does not apply
 */
export function applyPatch(
  kind: Kind,
  object: StoredObject,
  patch: unknown,
  type: PatchKind,
  release: Release,
): StoredObject {
  if (type === 'json') return applyOperations(object, patch);
  if (!isObject(patch)) {
    const what = Array.isArray(patch)
      ? 'array'
      : patch === null
        ? 'null'
        : typeof patch === 'boolean'
          ? 'bool'
          : typeof patch;
    throw badRequest(`json: cannot unmarshal ${what} into Go value of type map[string]interface {}`);
  }
  if (type === 'merge') return applyMergePatch(object, patch) as StoredObject;
  try {
    const patched = applyStrategicMergePatch(object, patch, patchTypeOf(kind, release) ?? untyped);
    // What the object is comes from the path, not from the patch.
    return { ...patched, apiVersion: object.apiVersion, kind: object.kind } as StoredObject;
  } catch (error) {
    if (!(error instanceof PatchError)) throw error;
    throw error.malformed ? badRequest(error.message) : plainFailure(500, error.message);
  }
}

function applyOperations(object: StoredObject, patch: unknown): StoredObject {
  // Go leaves a list alone that it reads null into.
  if (patch === null) return object;
  if (!Array.isArray(patch)) {
    const what = isObject(patch) ? 'object' : typeof patch === 'boolean' ? 'bool' : typeof patch;
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${what} into Go value of type []handlers.jsonPatchOp`,
    );
  }
  if (patch.length > maxOperations) {
    throw tooManyOperations(patch.length);
  }
  try {
    const patched = applyJsonPatch(object, patch);
    if (!isObject(patched)) throw new PatchError('the patch does not leave an object');
    return patched as StoredObject;
  } catch (error) {
    if (error instanceof PatchError) throw rejected(error.message);
    throw error;
  }
}

/** handlers/patch.go maxJSONPatchOperations */
const maxOperations = 10_000;

function tooManyOperations(count: number): StatusError {
  return new StatusError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `Request entity too large: The allowed maximum operations in a JSON patch is ${maxOperations}, got ${count}`,
    reason: 'RequestEntityTooLarge',
    code: 413,
  });
}

/** NewGenericServerResponse(422): the reason why is not passed on. */
function rejected(_why: string): StatusError {
  return new StatusError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: 'the server rejected our request due to an error in our request',
    reason: 'Invalid',
    details: {},
    code: 422,
  });
}

function plainFailure(code: number, message: string): StatusError {
  return new StatusError({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, code });
}

/**
 * What the server says of a patched object that does not decode: the patch was to blame. A strategic merge patch is applied to
 * the decoded object, so its errors are those of runtime.DefaultUnstructuredConverter.
 */
export function undecodable(
  error: { readonly message: string },
  patch: unknown,
  patched: JsonObject,
  type: PatchKind,
  release: Release,
): StatusError {
  const value = type === 'strategic' ? goMap(patch) : JSON.stringify(patched);
  const detail = type === 'strategic' ? conversionError(error.message, patched) : error.message;
  return invalidObject({ group: '', kind: '' }, '', [invalid('patch', value, detail)], release);
}

const mismatch = /^json: cannot unmarshal \w+ into Go struct field \w+\.([\w.-]+) of type (.+)$/;

function conversionError(message: string, patched: JsonObject): string {
  const match = mismatch.exec(message);
  if (match === null) return message;
  const [, path = '', type = ''] = match;
  const value = valueBelow(patched, path.split('.'));
  if (type.startsWith('[]')) return `cannot restore slice from ${goKindOf(value)}`;
  if (type.startsWith('map[')) return `cannot restore map from ${goKindOf(value)}`;
  if (type === 'string') return `cannot convert ${goTypeOf(value)} to string`;
  if (/^(u?int\d*|float\d*|bool)$/.test(type)) return `unrecognized type: ${type}`;
  return `cannot restore struct from: ${goKindOf(value)}`;
}

/** The first value at a path whose list indices and map keys are left out, that is not of the kinds on the way. */
function valueBelow(value: unknown, path: readonly string[]): unknown {
  if (Array.isArray(value)) {
    for (const item of value as readonly unknown[]) {
      const found = valueBelow(item, path);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  const [name, ...rest] = path;
  if (name === undefined) {
    // A map of the wrong values: the path ends at the map.
    if (isObject(value)) return Object.values(value).find((member) => typeof member !== 'string') ?? value;
    return value;
  }
  return isObject(value) ? valueBelow(own(value, name), rest) : undefined;
}
