import { duplicate, invalid, omitValue, required, type FieldError } from '../../field.ts';
import { jsonEqual, type ReleaseRef } from '../../json.ts';
import { isConditionTrue, findCondition } from '../../meta.ts';
import type { Job } from '../../types.ts';
import { immutable } from '../rules.ts';
import { validateCounters } from '../workloads/counters.ts';
import { IndexesError, overlap, parseIndexes, type IndexInterval } from './indexes.ts';

/* pkg/apis/batch/validation/validation.go, ValidateJobStatusUpdate: a rule holds only where the change touches it. */

type Status = NonNullable<Job['status']>;

const field = 'status.conditions';
const conditionError = (detail: string): FieldError => invalid(field, omitValue, detail);

/** What the rules ask of a status. */
function facts(job: Job): {
  readonly status: Status;
  readonly complete: boolean;
  readonly failed: boolean;
  readonly finished: boolean;
  readonly failureTarget: boolean;
  readonly successCriteriaMet: boolean;
} {
  const status = job.status ?? ({} as Status);
  const is = (type: string): boolean => isConditionTrue(status.conditions, type);
  const [complete, failed] = [is('Complete'), is('Failed')];
  return {
    status,
    complete,
    failed,
    finished: complete || failed,
    failureTarget: is('FailureTarget'),
    successCriteriaMet: is('SuccessCriteriaMet'),
  };
}

export function validateJobStatusUpdate(job: Job, oldJob: Job, release: ReleaseRef): FieldError[] {
  const now = facts(job);
  const old = facts(oldJob);
  const { status } = now;
  const before = old.status;
  const errors = validateCounters(status, ['active', 'succeeded', 'failed', 'ready', 'terminating']);
  if (release.name === '1.20') return errors;
  errors.push(...validateUncounted(status));
  const changed = (name: keyof Status): boolean => !jsonEqual(status[name], before[name]);
  const turned = (name: 'complete' | 'failed' | 'finished' | 'failureTarget' | 'successCriteriaMet'): boolean =>
    now[name] !== old[name];
  const { startTime, completionTime } = status;

  if ((turned('complete') || turned('failed')) && now.complete && now.failed) {
    errors.push(conditionError('cannot set Complete=True and Failed=true conditions'));
  }
  if ((turned('complete') || turned('failureTarget')) && now.complete && now.failureTarget) {
    errors.push(conditionError('cannot set Complete=True and FailureTarget=true conditions'));
  }
  if (turned('complete') || changed('completionTime')) {
    if (completionTime !== undefined && !now.complete) {
      const detail = 'cannot set completionTime when there is no Complete=True condition';
      errors.push(invalid('status.completionTime', completionTime, detail));
    }
    if (completionTime === undefined && now.complete) {
      errors.push(required('status.completionTime', 'completionTime is required for Complete jobs'));
    }
  }
  if ((changed('startTime') || changed('completionTime')) && startTime !== undefined && completionTime !== undefined) {
    if (completionTime < startTime) {
      errors.push(invalid('status.completionTime', completionTime, 'must be equal to or after `startTime`'));
    }
  }
  if ((turned('failed') || changed('failedIndexes')) && now.failed && !now.failureTarget) {
    errors.push(conditionError('cannot set Failed=True condition without the FailureTarget=true condition'));
  }
  if ((turned('complete') || turned('successCriteriaMet')) && now.complete && !now.successCriteriaMet) {
    errors.push(conditionError('cannot set Complete=True condition without the SuccessCriteriaMet=true condition'));
  }
  if ((turned('finished') || changed('active')) && (status.active ?? 0) > 0 && now.finished) {
    errors.push(invalid('status.active', status.active, 'active>0 is invalid for finished job'));
  }
  const neverStarted = job.spec?.suspend === true && job.spec.completions === 0;
  if ((turned('finished') || changed('startTime')) && !neverStarted && startTime === undefined && now.finished) {
    errors.push(required('status.startTime', 'startTime is required for finished job'));
  }
  const uncounted = status.uncountedTerminatedPods;
  if ((turned('finished') || changed('uncountedTerminatedPods')) && now.finished && uncounted !== undefined) {
    if ((uncounted.failed?.length ?? 0) + (uncounted.succeeded?.length ?? 0) > 0) {
      const value = { Succeeded: uncounted.succeeded ?? null, Failed: uncounted.failed ?? null };
      errors.push(invalid('status.uncountedTerminatedPods', value, 'must be empty for finished job'));
    }
  }
  errors.push(...validateIndexes(job, changed('completedIndexes'), changed('failedIndexes')));
  if ((turned('finished') || changed('terminating')) && (status.terminating ?? 0) > 0 && now.finished) {
    errors.push(invalid('status.terminating', status.terminating, 'terminating>0 is invalid for finished job'));
  }
  if ((changed('ready') || changed('active')) && status.ready !== undefined && status.ready > (status.active ?? 0)) {
    errors.push(invalid('status.ready', status.ready, 'cannot set more ready pods than active'));
  }
  if (now.successCriteriaMet && now.failed) {
    errors.push(conditionError('cannot set SuccessCriteriaMet=True and Failed=true conditions'));
  }
  if (now.successCriteriaMet && now.failureTarget) {
    errors.push(conditionError('cannot set SuccessCriteriaMet=True and FailureTarget=true conditions'));
  }
  if (job.spec?.successPolicy !== undefined && !now.successCriteriaMet && now.complete) {
    errors.push(conditionError('cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True'));
  }
  errors.push(...validateProgress(job, now, old));
  return errors;
}

/** What never goes back. */
function validateProgress(job: Job, now: ReturnType<typeof facts>, old: ReturnType<typeof facts>): FieldError[] {
  const errors: FieldError[] = [];
  const { status } = now;
  const before = old.status;
  for (const [type, was, is] of [
    ['Failed', old.failed, now.failed],
    ['Complete', old.complete, now.complete],
    ['FailureTarget', old.failureTarget, now.failureTarget],
  ] as const) {
    if (was && !is) errors.push(conditionError(`cannot disable the terminal ${type}=True condition`));
  }
  const { completionMode, completions, parallelism } = job.spec ?? {};
  if ((status.failed ?? 0) < (before.failed ?? 0)) {
    errors.push(invalid('status.failed', status.failed ?? 0, 'cannot decrease the failed counter'));
  }
  // An Indexed Job whose completions follow its parallelism can be scaled down.
  if (completionMode !== 'Indexed' || completions !== parallelism) {
    if ((status.succeeded ?? 0) < (before.succeeded ?? 0)) {
      errors.push(invalid('status.succeeded', status.succeeded ?? 0, 'cannot decrease the succeeded counter'));
    }
  }
  const { completionTime, startTime } = status;
  if (completionTime !== undefined && before.completionTime !== undefined && completionTime !== before.completionTime) {
    errors.push(invalid('status.completionTime', completionTime, immutable));
  }
  const resuming =
    isConditionTrue(before.conditions, 'Suspended') &&
    findCondition(status.conditions, 'Suspended')?.status === 'False';
  if (startTime !== before.startTime && !resuming && before.startTime !== undefined && job.spec?.suspend !== true) {
    errors.push(invalid('status.startTime', startTime ?? null, 'field is immutable for unsuspended job once set'));
  }
  if (old.successCriteriaMet && !now.successCriteriaMet) {
    errors.push(conditionError('cannot disable the SuccessCriteriaMet=True condition'));
  }
  if (old.complete && !old.successCriteriaMet && now.successCriteriaMet) {
    errors.push(conditionError('cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions'));
  }
  return errors;
}

function validateUncounted({ uncountedTerminatedPods }: Status): FieldError[] {
  const seen = new Set<string>();
  const errors: FieldError[] = [];
  for (const name of ['succeeded', 'failed'] as const) {
    uncountedTerminatedPods?.[name]?.forEach((uid, i) => {
      const at = `status.uncountedTerminatedPods.${name}[${i}]`;
      if (uid === '') errors.push(invalid(at, uid, 'must not be empty'));
      else if (seen.has(uid)) errors.push(duplicate(at, uid));
      else seen.add(uid);
    });
  }
  return errors;
}

function validateIndexes(job: Job, completedChanged: boolean, failedChanged: boolean): FieldError[] {
  const { completions, completionMode, backoffLimitPerIndex } = job.spec ?? {};
  const { completedIndexes = '', failedIndexes } = job.status ?? {};
  const errors: FieldError[] = [];
  const intervals = (name: 'completedIndexes' | 'failedIndexes', report: boolean): IndexInterval[] => {
    const text = name === 'completedIndexes' ? completedIndexes : (failedIndexes ?? '');
    try {
      return parseIndexes(text, completions ?? 0);
    } catch (error) {
      if (!(error instanceof IndexesError)) throw error;
      if (report) errors.push(invalid(`status.${name}`, text, `error parsing ${name}: ${error.message}`));
      return [];
    }
  };
  const known = completions !== undefined;
  const completed = known ? intervals('completedIndexes', completedChanged) : [];
  const hasFailed = known && failedIndexes !== undefined;
  const failed = hasFailed ? intervals('failedIndexes', failedChanged && backoffLimitPerIndex !== undefined) : [];
  if (completedChanged && completedIndexes !== '' && completionMode !== 'Indexed') {
    const detail = 'cannot set non-empty completedIndexes when non-indexed completion mode';
    errors.push(invalid('status.completedIndexes', completedIndexes, detail));
  }
  if (failedChanged && failedIndexes !== undefined && backoffLimitPerIndex === undefined) {
    const detail = 'cannot set non-null failedIndexes when backoffLimitPerIndex is null';
    errors.push(invalid('status.failedIndexes', failedIndexes, detail));
  }
  const common = completedChanged || failedChanged ? overlap(completed, failed) : undefined;
  if (common !== undefined) {
    const detail = `failedIndexes and completedIndexes overlap at index: ${common}`;
    errors.push(invalid('status.failedIndexes', failedIndexes, detail));
  }
  return errors;
}
