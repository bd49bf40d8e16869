import { findCondition } from '../api/meta.ts';
import { parseTime } from '../api/time.ts';
import type { Pod } from '../api/types.ts';
import type { Release } from '../releases/index.ts';

/** Neither finished nor going (pkg/controller/controller_utils.go IsPodActive). */
export function isPodActive(pod: Pod): boolean {
  return !isPodTerminal(pod) && pod.metadata?.deletionTimestamp === undefined;
}

/** Going, and not finished (IsPodTerminating). */
export function isPodTerminating(pod: Pod): boolean {
  return !isPodTerminal(pod) && pod.metadata?.deletionTimestamp !== undefined;
}

export function isPodTerminal(pod: Pod): boolean {
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
}

export function isPodReady(pod: Pod): boolean {
  return readySince(pod) !== undefined;
}

/** Unix ms since which the Pod has been ready; undefined if it is not. */
export function readySince(pod: Pod): number | undefined {
  const ready = findCondition(pod.status?.conditions, 'Ready');
  if (ready?.status !== 'True') return undefined;
  return ready.lastTransitionTime === undefined ? 0 : (parseTime(ready.lastTransitionTime) ?? 0);
}

/**
 * Ready for `minReadySeconds` (pkg/api/v1/pod/util.go IsPodAvailable); in v1.20 the moment itself did not count yet.
 * @param now Unix ms
 */
export function isPodAvailable(pod: Pod, minReadySeconds: number, now: number, release: Release['name']): boolean {
  const since = readySince(pod);
  if (since === undefined) return false;
  if (minReadySeconds === 0) return true;
  const at = since + minReadySeconds * 1000;
  return release === '1.20' ? at < now : at <= now;
}

/** ms until the next of these Pods becomes available; undefined if none waits for it (FindMinNextPodAvailabilityCheck). */
export function nextAvailability(pods: readonly Pod[], minReadySeconds: number, now: number): number | undefined {
  let least: number | undefined;
  for (const pod of pods) {
    const since = readySince(pod);
    if (since === undefined) continue;
    const left = since + minReadySeconds * 1000 - now;
    if (left > 0 && (least === undefined || left < least)) least = left;
  }
  return least;
}
