import type { Job, Pod } from '../../api/types.ts';
import type { ControllerContext, EventRecorder } from '../controller.ts';
import { type BackOffRecord } from './backoff.ts';
import { completionIndex, type Indexes } from './indexes.ts';
import type { OwnedPods } from './owned-pods.ts';
import type { JobPods } from './pod-control.ts';
import { matchPodFailurePolicy } from './pod-failure-policy.ts';
import { hasTrackingFinalizer } from './pods.ts';
import type { JobCondition, StatusDraft } from './status.ts';

export type JobSpec = NonNullable<Job['spec']>;

/** What the syncs of all Jobs share. */
export interface JobController extends Pick<ControllerContext, 'sim' | 'client'> {
  readonly events: EventRecorder;
  readonly control: JobPods;
  readonly owned: OwnedPods;
  /** Looks at the Job again after so many milliseconds. */
  again(key: string, delay: number): void;
}

/** syncJobCtx (pkg/controller/job/job_controller.go, v1.36): one look at one Job. */
export interface SyncContext {
  job: Job;
  readonly key: string;
  readonly spec: JobSpec;
  readonly pods: readonly Pod[];
  readonly activePods: readonly Pod[];
  readonly status: StatusDraft;
  /** What is counted once this sync is through. */
  succeeded: number;
  failed: number;
  /** Of Pods, now. */
  active: number;
  ready: number;
  terminating: number;
  previousSucceededIndexes: Indexes;
  succeededIndexes: Indexes;
  failedIndexes: Indexes | undefined;
  /** Under backoffLimitPerIndex the last failed Pod of an index stays until its replacement has taken over its counts. */
  delayed: ReadonlyMap<number, Pod>;
  backOff: BackOffRecord;
  /** How the Job ends, if it does. */
  finished: JobCondition | undefined;
}

export const isIndexed = ({ completionMode }: JobSpec): boolean => completionMode === 'Indexed';

/** Whether only Pods that have really ended are replaced, not those that are on their way out. */
export const onlyReplaceFailed = (spec: JobSpec): boolean =>
  spec.podReplacementPolicy === 'Failed' || spec.podFailurePolicy !== undefined;

export function isPodFailed(pod: Pod, spec: JobSpec): boolean {
  if (pod.status?.phase === 'Failed') return true;
  if (onlyReplaceFailed(spec)) return false;
  return pod.metadata?.deletionTimestamp !== undefined && pod.status?.phase !== 'Succeeded';
}

export const countsAsFailure = (pod: Pod, spec: JobSpec): boolean =>
  matchPodFailurePolicy(spec.podFailurePolicy, pod).counts;

/** An index that the Job still has; any Pod of a Job without indexes is valid. */
export function hasValidIndex(pod: Pod, spec: JobSpec): boolean {
  if (!isIndexed(spec)) return true;
  const index = completionIndex(pod);
  return index !== undefined && index < (spec.completions ?? 0);
}

/** Pods that status does not count yet. */
export function uncountedPods(
  { spec, pods }: Pick<SyncContext, 'spec' | 'pods'>,
  listed: readonly string[],
  holds: (pod: Pod) => boolean,
): readonly Pod[] {
  return pods.filter(
    (pod) =>
      hasTrackingFinalizer(pod) && !listed.includes(pod.metadata?.uid ?? '') && hasValidIndex(pod, spec) && holds(pod),
  );
}
