import type { ReleaseRef } from '../json.ts';
import type { Kind } from '../kinds.ts';
import type { KubeObject } from '../types.ts';

/** Fills in what the API server fills in; answers the same object if nothing is missing. */
export type Defaulter = (object: never, release: ReleaseRef) => KubeObject;

/** By the storage of the kind. A new kind adds its line. */
const defaulters: Readonly<Record<string, Defaulter>> = {};

/**
 * The object (in its hub version) with kube's defaults (pkg/apis/GROUP/VERSION/defaults.go). Pure: unchanged parts are
 * shared with the input.
 */
export function applyDefaults<O extends KubeObject>(kind: Kind, object: O, release: ReleaseRef): O {
  const defaulter = defaulters[kind.storage ?? ''];
  return defaulter === undefined ? object : (defaulter(object as never, release) as O);
}
