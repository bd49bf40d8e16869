import type { FieldError } from '../field.ts';
import type { ReleaseRef } from '../json.ts';
import type { Kind } from '../kinds.ts';
import type { KubeObject } from '../types.ts';
import { persistentVolumeClaimValidator } from './persistent-volume-claim.ts';
import { podValidator } from './pod/pod.ts';
import type { Validator } from './validator.ts';

export type { FieldError } from '../field.ts';

/** By the storage of the kind. A new kind adds its line. */
const validators: Readonly<Record<string, Validator<never>>> = {
  '/persistentvolumeclaims': persistentVolumeClaimValidator,
  '/pods': podValidator,
};

/** What is wrong with a new object, in kube's order; nothing if it may be stored. */
export function validateCreate(kind: Kind, object: KubeObject, release: ReleaseRef): FieldError[] {
  return validators[kind.storage ?? '']?.create(object as never, release) ?? [];
}

/** What is wrong with a change; `subresource` is `status`, `scale`, `resize`, `ephemeralcontainers` or undefined. */
export function validateUpdate(
  kind: Kind,
  object: KubeObject,
  old: KubeObject,
  release: ReleaseRef,
  subresource?: string,
): FieldError[] {
  return validators[kind.storage ?? '']?.update(object as never, old as never, release, subresource) ?? [];
}
