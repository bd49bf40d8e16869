import { createMergePatch } from '../../engine/api/patch/merge-patch.ts';
import { patchTypeOf } from '../../engine/api/patch/schema.ts';
import { createTwoWayMergePatch } from '../../engine/api/patch/three-way.ts';
import type { PatchType } from '../client/write.ts';
import type { Json } from '../object.ts';
import type { KubectlRelease } from '../releases.ts';
import type { Info } from '../resource-builder/info.ts';

export interface ObjectPatch {
  readonly type: PatchType;
  /** Empty if nothing changes. */
  readonly patch: Json;
}

/** The strategic merge patch from one state of an object to another; a merge patch for kinds without a schema. */
export function patchBetween(
  mapping: Info['mapping'],
  before: Json,
  after: Json,
  release: KubectlRelease,
): ObjectPatch {
  const schema = patchTypeOf(mapping, release);
  return schema === undefined
    ? { type: 'merge', patch: createMergePatch(before, after) }
    : { type: 'strategic', patch: createTwoWayMergePatch(before, after, schema) };
}
