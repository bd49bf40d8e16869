import { safeEncode } from '../api/names.ts';
import type { Release } from '../releases/index.ts';
import type { PodTemplate } from './pod-control.ts';
import { fnv32a } from './fnv.ts';

export function templateHash(
  template: PodTemplate,
  collisionCount: number | undefined,
  release: Release['name'],
): string {
  const hash = fnv32a(`${release}${JSON.stringify(template)}${collisionCount ?? ''}`);
  return safeEncode(String(hash));
}
