import type { Pod } from '../../api/types.ts';
import { finishTime } from './backoff.ts';
import { hasValidIndex, isPodFailed, type JobSpec, type SyncContext, uncountedPods } from './context.ts';
import { completionIndex, hasIndex, type Indexes, indexesOf, readIndexes, withIndexes } from './indexes.ts';
import { matchPodFailurePolicy } from './pod-failure-policy.ts';
import { hasTrackingFinalizer } from './pods.ts';

/* backoffLimitPerIndex: pkg/controller/job/indexed_job_utils.go, v1.36. */

const failureCountAnnotation = 'batch.kubernetes.io/job-index-failure-count';
const ignoredFailureCountAnnotation = 'batch.kubernetes.io/job-index-ignored-failure-count';

function count(pod: Pod, annotation: string): number {
  const value = Number(pod.metadata?.annotations?.[annotation] ?? '0');
  return Number.isInteger(value) && value >= 0 ? value : 0;
}

/** Failures of the index before this Pod, those that a policy ignores too. */
export function failuresBefore(pod: Pod): number {
  return count(pod, failureCountAnnotation) + count(pod, ignoredFailureCountAnnotation);
}

function isIndexFailed(pod: Pod, spec: JobSpec): boolean {
  if (!isPodFailed(pod, spec)) return false;
  const { action, counts } = matchPodFailurePolicy(spec.podFailurePolicy, pod);
  if (action === 'FailIndex') return true;
  return counts && count(pod, failureCountAnnotation) >= (spec.backoffLimitPerIndex ?? 0);
}

/** The indexes given up, those of `status.failedIndexes` first. */
export function failedIndexesOf(context: SyncContext): Indexes {
  const { spec, pods, status } = context;
  const failed = pods.filter(
    (pod) => hasValidIndex(pod, spec) && hasTrackingFinalizer(pod) && isIndexFailed(pod, spec),
  );
  return withIndexes(readIndexes(status.failedIndexes, spec.completions ?? 0), indexesOf(failed));
}

/** The last failed Pod of each index that waits for its replacement. */
export function podsWithDelayedDeletion(context: SyncContext): ReadonlyMap<number, Pod> {
  const { spec, activePods, succeededIndexes, failedIndexes = [] } = context;
  const active = new Set(indexesOf(activePods));
  const delayed = new Map<number, Pod>();
  for (const pod of uncountedPods(context, [], (candidate) => isPodFailed(candidate, spec))) {
    const index = completionIndex(pod)!;
    if (active.has(index) || hasIndex(succeededIndexes, index) || hasIndex(failedIndexes, index)) continue;
    const other = delayed.get(index);
    const later =
      other === undefined || (failuresBefore(other) <= failuresBefore(pod) && finishTime(pod) >= finishTime(other));
    if (later) delayed.set(index, pod);
  }
  return delayed;
}

/** The counts that a replacement bears. */
export function failureAnnotations(spec: JobSpec, replaced: Pod | undefined): Record<string, string> {
  if (replaced === undefined) return { [failureCountAnnotation]: '0' };
  const { counts } = matchPodFailurePolicy(spec.podFailurePolicy, replaced);
  const failures = count(replaced, failureCountAnnotation) + (counts ? 1 : 0);
  const ignored = count(replaced, ignoredFailureCountAnnotation) + (counts ? 0 : 1);
  return {
    [failureCountAnnotation]: String(failures),
    ...(ignored === 0 ? {} : { [ignoredFailureCountAnnotation]: String(ignored) }),
  };
}
