import { safeEncode } from '../../api/names.ts';
import type { Release } from '../../releases/index.ts';
import type { PodTemplate } from '../pod-control.ts';
import { fnv32a } from './fnv.ts';
import { spew } from './spew.ts';

/**
 * The hash of a Pod template that names a Deployment's ReplicaSets and a DaemonSet's revisions, bit for bit (ComputeHash of
 * pkg/controller/controller_utils.go): FNV-1a over the template as go-spew prints it, and over the count of earlier collisions.
 */
export function templateHash(
  template: PodTemplate,
  collisionCount: number | undefined,
  release: Release['name'],
): string {
  const count = collisionCount === undefined ? [] : littleEndian(collisionCount);
  return safeEncode(String(fnv32a(spew('v1.PodTemplateSpec', template, release), count)));
}

/** A buffer of eight bytes of which the number takes the first four. */
function littleEndian(value: number): readonly number[] {
  return [value & 255, (value >>> 8) & 255, (value >>> 16) & 255, value >>> 24, 0, 0, 0, 0];
}
