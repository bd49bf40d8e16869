import { decode, DecodeError } from '../../engine/api/decode.ts';
import { findByGvk } from '../../engine/api/kinds.ts';
import { CommandError } from '../errors.ts';
import { textAt, withField, type Json } from '../object.ts';
import type { KubectlRelease } from '../releases.ts';

/**
 * The object as kubectl's compiled-in types write it: structs that are no pointers stand there empty (`resources: {}`,
 * `status: {}`), unknown fields are gone. Of kinds without a schema here only the metadata is
 * completed.
 */
export function asTyped(object: Json, release: KubectlRelease): Json {
  const kind = findByGvk(release, textAt(object, 'apiVersion'), textAt(object, 'kind'));
  if (kind === undefined) {
    const isDated = textAt(object, 'metadata', 'creationTimestamp') !== '';
    return isDated || release.name !== '1.20' ? object : withField(object, ['metadata', 'creationTimestamp'], null);
  }
  try {
    return decode(kind, object, release).object;
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw new CommandError(error.message);
  }
}
