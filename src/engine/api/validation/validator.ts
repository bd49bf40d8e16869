import type { FieldError } from '../field.ts';
import type { ReleaseRef } from '../json.ts';
import type { Kind } from '../kinds.ts';
import type { KubeObject } from '../types.ts';

/** The rules of one kind; objects come in the hub version, decoded and defaulted. `kind` is as the request named it. */
export interface Validator<O extends KubeObject = KubeObject> {
  create(object: O, release: ReleaseRef, kind: Kind): FieldError[];
  update(object: O, old: O, release: ReleaseRef, subresource: string | undefined, kind: Kind): FieldError[];
}
