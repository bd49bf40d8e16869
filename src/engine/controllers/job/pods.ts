import { findCondition, isConditionTrue } from '../../api/meta.ts';
import type { Job, Pod } from '../../api/types.ts';

export const trackingFinalizer = 'batch.kubernetes.io/job-tracking';

export function hasTrackingFinalizer(pod: Pod): boolean {
  return pod.metadata?.finalizers?.includes(trackingFinalizer) === true;
}

const isTerminal = (pod: Pod): boolean => pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';

/** pkg/controller/controller_utils.go IsPodActive. */
export function isActive(pod: Pod): boolean {
  return !isTerminal(pod) && pod.metadata?.deletionTimestamp === undefined;
}

export function isTerminating(pod: Pod): boolean {
  return !isTerminal(pod) && pod.metadata?.deletionTimestamp !== undefined;
}

export function isReady(pod: Pod): boolean {
  return isConditionTrue(pod.status?.conditions, 'Ready');
}

/** Complete or Failed: pkg/controller/job/util IsJobFinished. */
export function isFinished(job: Job): boolean {
  return ['Complete', 'Failed'].some((type) => isConditionTrue(job.status?.conditions, type));
}

/** Whether a controller other than the Job controller minds it. */
export function isManagedElsewhere(job: Job): boolean {
  const managedBy = job.spec?.managedBy;
  return managedBy !== undefined && managedBy !== 'kubernetes.io/job-controller';
}

const phaseOrder: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };

const restarts = (pod: Pod): number =>
  Math.max(0, ...(pod.status?.containerStatuses ?? []).map(({ restartCount }) => restartCount));

const readySince = (pod: Pod): string => findCondition(pod.status?.conditions, 'Ready')?.lastTransitionTime ?? '';

/**
 * Whom to delete first, as controller.ActivePods sorts: unassigned, pending, not ready, ready for a shorter time, restarted
 * more often, younger. Times as they stand on the wire compare as texts.
 */
export function byDeletionOrder(a: Pod, b: Pod): number {
  const assigned = (pod: Pod): number => ((pod.spec?.nodeName ?? '') === '' ? 0 : 1);
  const phase = (pod: Pod): number => phaseOrder[pod.status?.phase ?? ''] ?? 0;
  const ready = (pod: Pod): number => (isReady(pod) ? 1 : 0);
  const younger = (x = '', y = ''): number => (x === y ? 0 : x > y ? -1 : 1);
  return (
    assigned(a) - assigned(b) ||
    phase(a) - phase(b) ||
    ready(a) - ready(b) ||
    (ready(a) === 1 ? younger(readySince(a), readySince(b)) : 0) ||
    restarts(b) - restarts(a) ||
    younger(a.metadata?.creationTimestamp, b.metadata?.creationTimestamp)
  );
}
