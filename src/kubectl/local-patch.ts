import { applyJsonPatch } from '../engine/api/patch/json-patch.ts';
import { applyMergePatch } from '../engine/api/patch/merge-patch.ts';
import { patchTypeOf } from '../engine/api/patch/schema.ts';
import { applyStrategicMergePatch, PatchError } from '../engine/api/patch/strategic.ts';
import { splitApiVersion } from './client/rest-mapper.ts';
import type { PatchType } from './client/write.ts';
import { CommandError } from './errors.ts';
import { isRecord, textAt, type Json } from './object.ts';
import type { KubectlRelease } from './releases.ts';

/** Applies a patch without the server (patch.go getPatchedJSON). */
export function patchLocally(object: Json, type: PatchType, patch: unknown, release: KubectlRelease): Json {
  try {
    if (type === 'json') return asObject(applyJsonPatch(object, patch));
    if (type === 'merge') return asObject(applyMergePatch(object, patch));
    const kind = textAt(object, 'kind');
    const [group, version] = splitApiVersion(textAt(object, 'apiVersion'));
    const schema = patchTypeOf({ group, version, kind }, release);
    if (schema === undefined) {
      const refusal =
        release.name === '1.20'
          ? 'cannot apply strategic merge patch for'
          : 'strategic merge patch is not supported for';
      throw new CommandError(`${refusal} ${group}/${version}, Kind=${kind} locally, try --type merge`);
    }
    return applyStrategicMergePatch(object, asObject(patch), schema);
  } catch (error) {
    if (error instanceof PatchError) throw new CommandError(error.message);
    throw error;
  }
}

function asObject(value: unknown): Json {
  if (isRecord(value)) return value;
  throw new CommandError("Object 'Kind' is missing in the patched document");
}
