import { formatTime } from '../api/time.ts';
import type { Pod } from '../api/types.ts';
import type { Release } from '../releases/index.ts';
import { isKubeletCondition } from './conditions.ts';
import type { PodFailure } from './pod-failure.ts';

/**
 * Whether the status that a failure leaves says nothing of containers and conditions: that of a Pod which the kubelet did not take, and before v1.22
 * of one that it evicted (v1.20 eviction_manager.go, evictPod, whose status replaces the whole one).
 */
export function isBare(failure: PodFailure, release: Release): boolean {
  return failure.rejected === true || (failure.reason === 'Evicted' && release.name === '1.20');
}

/**
 * A merge patch from any status to the bare one (kubelet.go, rejectPod; status_manager.go, mergePodStatus).
 * @param now Unix ms.
 */
export function bareStatusPatch(
  { metadata, status = {} }: Pod,
  { reason, message }: PodFailure,
  release: Release,
  now: number,
): Readonly<Record<string, unknown>> {
  const conditions = (status.conditions ?? []).filter(({ type }) => !isKubeletCondition(type));
  const modern = release.name !== '1.20';
  return {
    ...Object.fromEntries(Object.keys(status).map((field) => [field, null])),
    phase: 'Failed',
    reason,
    message,
    startTime: status.startTime ?? formatTime(now),
    ...(conditions.length === 0 ? {} : { conditions }),
    ...(modern ? { qosClass: status.qosClass, observedGeneration: metadata?.generation } : {}),
  };
}
