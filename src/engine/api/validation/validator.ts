import type { FieldError } from '../field.ts';
import type { ReleaseRef } from '../json.ts';
import type { KubeObject } from '../types.ts';

/** The rules of one kind; objects come in the hub version, decoded and defaulted. */
export interface Validator<O extends KubeObject = KubeObject> {
  create(object: O, release: ReleaseRef): FieldError[];
  update(object: O, old: O, release: ReleaseRef, subresource: string | undefined): FieldError[];
}
