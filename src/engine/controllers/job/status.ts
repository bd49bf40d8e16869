import { formatTime } from '../../api/time.ts';
import type { Job } from '../../api/types.ts';

export type JobCondition = NonNullable<NonNullable<Job['status']>['conditions']>[number];

/** A Job's status while a sync works on it. */
export interface StatusDraft {
  startTime: string | undefined;
  completionTime: string | undefined;
  active: number;
  ready: number | undefined;
  terminating: number | undefined;
  succeeded: number;
  failed: number;
  completedIndexes: string;
  failedIndexes: string | undefined;
  /** UIDs of finished Pods that keep their finalizer until they have been counted. */
  uncountedSucceeded: readonly string[];
  uncountedFailed: readonly string[];
  conditions: readonly JobCondition[];
}

export function draftOf({ status }: Job): StatusDraft {
  return {
    startTime: status?.startTime,
    completionTime: status?.completionTime,
    active: status?.active ?? 0,
    ready: status?.ready,
    terminating: status?.terminating,
    succeeded: status?.succeeded ?? 0,
    failed: status?.failed ?? 0,
    completedIndexes: status?.completedIndexes ?? '',
    failedIndexes: status?.failedIndexes,
    uncountedSucceeded: status?.uncountedTerminatedPods?.succeeded ?? [],
    uncountedFailed: status?.uncountedTerminatedPods?.failed ?? [],
    conditions: status?.conditions ?? [],
  };
}

/** The draft as it stands on the wire, without what is zero there. */
export function toStatus(draft: StatusDraft, tracksFinalizers: boolean): NonNullable<Job['status']> {
  const { conditions, startTime, completionTime, active, ready, terminating, succeeded, failed } = draft;
  const { completedIndexes, failedIndexes, uncountedSucceeded, uncountedFailed } = draft;
  const uncounted = {
    ...(uncountedSucceeded.length === 0 ? {} : { succeeded: uncountedSucceeded }),
    ...(uncountedFailed.length === 0 ? {} : { failed: uncountedFailed }),
  };
  return {
    ...(conditions.length === 0 ? {} : { conditions }),
    ...(startTime === undefined ? {} : { startTime }),
    ...(completionTime === undefined ? {} : { completionTime }),
    ...(active === 0 ? {} : { active }),
    ...(succeeded === 0 ? {} : { succeeded }),
    ...(failed === 0 ? {} : { failed }),
    ...(terminating === undefined ? {} : { terminating }),
    ...(completedIndexes === '' ? {} : { completedIndexes }),
    ...(failedIndexes === undefined ? {} : { failedIndexes }),
    ...(tracksFinalizers ? { uncountedTerminatedPods: uncounted } : {}),
    ...(ready === undefined ? {} : { ready }),
  };
}

export function newCondition(
  type: string,
  reason: string,
  message: string,
  now: number,
  status = 'True',
): JobCondition {
  const time = formatTime(now);
  return {
    type,
    status,
    lastProbeTime: time,
    lastTransitionTime: time,
    ...(reason === '' ? {} : { reason }),
    ...(message === '' ? {} : { message }),
  };
}

/** The conditions with this one in them; the same list if it says nothing new. A condition that was never there does not become False. */
export function ensureCondition(conditions: readonly JobCondition[], next: JobCondition): readonly JobCondition[] {
  const index = conditions.findIndex(({ type }) => type === next.type);
  if (index < 0) return next.status === 'False' ? conditions : [...conditions, next];
  const old = conditions[index]!;
  if (old.status === next.status && old.reason === next.reason && old.message === next.message) return conditions;
  return conditions.map((condition, i) => (i === index ? next : condition));
}
