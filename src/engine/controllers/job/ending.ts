import { findCondition } from '../../api/meta.ts';
import { parseTime } from '../../api/time.ts';
import type { Pod } from '../../api/types.ts';
import { isIndexed, isPodFailed, type JobSpec, type SyncContext } from './context.ts';
import { failedIndexesOf, podsWithDelayedDeletion } from './failed-indexes.ts';
import { completionIndex, readIndexes, totalIndexes, withIndexes } from './indexes.ts';
import { matchPodFailurePolicy } from './pod-failure-policy.ts';
import { hasTrackingFinalizer } from './pods.ts';
import { type JobCondition, newCondition } from './status.ts';
import { matchSuccessPolicy } from './success-policy.ts';

/* When a Job has failed or succeeded: the evaluations of syncJob (pkg/controller/job/job_controller.go, both releases). */

export const backoffLimitExceeded = ['BackoffLimitExceeded', 'Job has reached the specified backoff limit'] as const;
export const deadlineExceeded = ['DeadlineExceeded', 'Job was active longer than specified deadline'] as const;

/** Milliseconds until activeDeadlineSeconds are over; undefined without a deadline or while the Job is suspended. */
export function untilDeadline(spec: JobSpec, startTime: string | undefined, now: number): number | undefined {
  const { activeDeadlineSeconds, suspend } = spec;
  const start = startTime === undefined ? undefined : parseTime(startTime);
  if (activeDeadlineSeconds === undefined || start === undefined || suspend === true) return undefined;
  return start + activeDeadlineSeconds * 1000 - now;
}

/** Restarts of containers count towards backoffLimit where the kubelet does the restarting. */
export function pastBackoffLimitOnFailure(spec: JobSpec, pods: readonly Pod[]): boolean {
  if (spec.template.spec?.restartPolicy !== 'OnFailure') return false;
  let restarts = 0;
  for (const { status } of pods) {
    if (status?.phase !== 'Running' && status?.phase !== 'Pending') continue;
    const statuses = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
    for (const { restartCount } of statuses) restarts += restartCount;
  }
  const limit = spec.backoffLimit ?? 0;
  return limit === 0 ? restarts > 0 : restarts >= limit;
}

/** Counts the indexes of this sync and decides whether the Job ends, in kube's order: what was decided before comes first. */
export function evaluateEnd(context: SyncContext, now: number): void {
  const { spec, pods, status } = context;
  context.finished = endSoFar(context, now) ?? pastLimits(context, now);
  if (!isIndexed(spec)) return;

  const completions = spec.completions ?? 0;
  const succeeded = pods.filter(
    (pod) =>
      pod.status?.phase === 'Succeeded' &&
      hasTrackingFinalizer(pod) &&
      (completionIndex(pod) ?? completions) < completions,
  );
  context.previousSucceededIndexes = readIndexes(status.completedIndexes, completions);
  context.succeededIndexes = withIndexes(
    context.previousSucceededIndexes,
    succeeded.map((pod) => completionIndex(pod)!),
  );
  context.succeeded = totalIndexes(context.succeededIndexes);
  if (spec.backoffLimitPerIndex !== undefined) {
    context.failedIndexes = failedIndexesOf(context);
    context.finished ??= pastFailedIndexes(context, now);
    context.delayed = podsWithDelayedDeletion(context);
  }
  if (context.finished !== undefined) return;
  const rule = matchSuccessPolicy(spec.successPolicy, completions, context.succeededIndexes);
  if (rule !== undefined) context.finished = newCondition('SuccessCriteriaMet', 'SuccessPolicy', rule, now);
}

function endSoFar({ spec, pods, status }: SyncContext, now: number): JobCondition | undefined {
  const success = findCondition(status.conditions, 'SuccessCriteriaMet');
  if (success?.status === 'True') return success;
  const failure = findCondition(status.conditions, 'FailureTarget');
  if (failure?.status === 'True') return newCondition('Failed', failure.reason ?? '', failure.message ?? '', now);
  if (spec.podFailurePolicy === undefined) return undefined;
  for (const pod of pods) {
    if (!isPodFailed(pod, spec)) continue;
    const { jobFailure } = matchPodFailurePolicy(spec.podFailurePolicy, pod);
    if (jobFailure !== undefined) return newCondition('FailureTarget', 'PodFailurePolicy', jobFailure, now);
  }
  return undefined;
}

function pastLimits({ spec, pods, status, failed }: SyncContext, now: number): JobCondition | undefined {
  if (failed > (spec.backoffLimit ?? 0) || pastBackoffLimitOnFailure(spec, pods)) {
    return newCondition('FailureTarget', ...backoffLimitExceeded, now);
  }
  const left = untilDeadline(spec, status.startTime, now);
  return left !== undefined && left <= 0 ? newCondition('FailureTarget', ...deadlineExceeded, now) : undefined;
}

function pastFailedIndexes(context: SyncContext, now: number): JobCondition | undefined {
  const { spec, failedIndexes = [], succeededIndexes } = context;
  const failed = totalIndexes(failedIndexes);
  if (spec.maxFailedIndexes !== undefined && failed > spec.maxFailedIndexes) {
    const message = 'Job has exceeded the specified maximal number of failed indexes';
    return newCondition('FailureTarget', 'MaxFailedIndexesExceeded', message, now);
  }
  if (failed > 0 && failed + totalIndexes(succeededIndexes) >= (spec.completions ?? 0)) {
    return newCondition('FailureTarget', 'FailedIndexes', 'Job has failed indexes', now);
  }
  return undefined;
}
