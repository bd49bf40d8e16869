import { applyJsonPatch } from '../../engine/api/patch/json-patch.ts';
import { applyMergePatch } from '../../engine/api/patch/merge-patch.ts';
import { patchTypeOf } from '../../engine/api/patch/schema.ts';
import { applyStrategicMergePatch, PatchError } from '../../engine/api/patch/strategic.ts';
import { splitApiVersion } from '../client/rest-mapper.ts';
import type { Invocation } from '../command.ts';
import { JsonSyntaxError, parseJsonPrefix } from '../decode/json.ts';
import { CommandError } from '../errors.ts';
import { isRecord, textAt, type Json } from '../object.ts';
import { asTyped } from './typed.ts';

/** --overrides and --override-type: changes a generated object (kubectl/pkg/cmd/util/override_options.go). */
export function withOverrides({ flags, release }: Invocation, object: Json): Json {
  const fragment = flags.string('overrides');
  if (fragment === '') return object;
  const type = flags.has('override-type') ? flags.string('override-type') || 'merge' : 'merge';
  const before = asTyped(object, release);
  try {
    if (type === 'json') return settled(applyJsonPatch(before, parsed(fragment, 'json')), release);
    if (type === 'merge') return settled(applyMergePatch(before, parsed(fragment, 'merge')), release);
    if (type === 'strategic') {
      const [group, version] = splitApiVersion(textAt(object, 'apiVersion'));
      const schema = patchTypeOf({ group, version, kind: textAt(object, 'kind') }, release);
      const patch = parsed(fragment, 'strategic');
      if (schema === undefined || !isRecord(patch)) throw new CommandError('invalid JSON document');
      return settled(applyStrategicMergePatch(before, patch, schema), release);
    }
  } catch (error) {
    if (error instanceof PatchError) throw new CommandError(error.message);
    throw error;
  }
  throw new CommandError(`invalid override type: ${type}`);
}

function parsed(text: string, type: 'json' | 'merge' | 'strategic'): unknown {
  try {
    const { value, length } = parseJsonPrefix(text);
    if (text.slice(length).trim() === '') return value;
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    if (type === 'json') throw new CommandError(error.message);
  }
  throw new CommandError(type === 'merge' ? 'Invalid JSON Patch' : 'invalid JSON document');
}

function settled(value: unknown, release: Invocation['release']): Json {
  if (!isRecord(value)) throw new CommandError("Object 'Kind' is missing in the patched document");
  return asTyped(value, release);
}
