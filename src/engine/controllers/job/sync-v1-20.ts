import { formatTime } from '../../api/time.ts';
import type { Job, Pod } from '../../api/types.ts';
import type { WorkOutcome } from '../work-queue.ts';
import { objectKey } from '../work-queue.ts';
import { claimPods } from './claim.ts';
import type { JobController, JobSpec } from './context.ts';
import { backoffLimitExceeded, deadlineExceeded, pastBackoffLimitOnFailure, untilDeadline } from './ending.ts';
import { byDeletionOrder, isActive, isFinished } from './pods.ts';
import { draftOf, newCondition, type StatusDraft, toStatus } from './status.ts';

/**
 * Brings one Job forward: syncJob of pkg/controller/job/job_controller.go, v1.20. It counts the Pods that are there, and the queue's rate limit
 * is the back-off: `retry` makes it longer, no answer forgets it.
 */
export function syncJobV120(controller: JobController, job: Job): WorkOutcome {
  if (isFinished(job) || job.spec === undefined) return undefined;
  const { sim, client } = controller;
  const { spec } = job;
  const now = sim.unixNow;
  const pods = claimPods(controller, job, []);
  const activePods = pods.filter(isActive);
  const old = draftOf(job);
  const status: StatusDraft = {
    ...old,
    active: activePods.length,
    succeeded: count(pods, 'Succeeded'),
    failed: count(pods, 'Failed'),
  };
  if (status.startTime === undefined) {
    status.startTime = formatTime(now);
    const left = untilDeadline(spec, formatTime(now), now);
    if (left !== undefined) controller.again(objectKey(job), (spec.activeDeadlineSeconds ?? 0) * 1000);
  }
  const newFailure = status.failed > old.failed;
  const end = failureOf(spec, pods, status, newFailure, now);
  const error =
    end === undefined ? manage(controller, job, activePods, status, now) : stop(controller, job, activePods, status);
  if (end !== undefined) {
    status.conditions = [...status.conditions, newCondition('Failed', ...end, now)];
    controller.events.event(job, 'Warning', ...end);
  }

  let forget = old.succeeded < status.succeeded;
  const finished = status.conditions.length !== old.conditions.length;
  if (status.active !== old.active || status.succeeded !== old.succeeded || status.failed !== old.failed || finished) {
    client.update('jobs', { ...job, status: toStatus(status, false) }, 'status');
    if (newFailure && !finished) {
      return 'retry';
    }
    forget = true;
  }
  if (error !== undefined) throw error as Error;
  return forget ? undefined : 'keep';
}

const count = (pods: readonly Pod[], phase: string): number => pods.filter((pod) => pod.status?.phase === phase).length;

function failureOf(
  spec: JobSpec,
  pods: readonly Pod[],
  { active, failed, startTime }: StatusDraft,
  newFailure: boolean,
  now: number,
): readonly [reason: string, message: string] | undefined {
  const exceeded = newFailure && active !== spec.parallelism && failed > (spec.backoffLimit ?? 0);
  if (exceeded || pastBackoffLimitOnFailure(spec, pods)) return backoffLimitExceeded;
  const left = untilDeadline(spec, startTime, now);
  return left !== undefined && left <= 0 ? deadlineExceeded : undefined;
}

function stop({ control }: JobController, job: Job, active: readonly Pod[], status: StatusDraft): unknown {
  const { error } = control.deleteAll(job, active);
  status.failed += active.length;
  status.active = 0;
  return error;
}

function manage(
  controller: JobController,
  job: Job,
  activePods: readonly Pod[],
  status: StatusDraft,
  now: number,
): unknown {
  const { spec } = job;
  const error = job.metadata?.deletionTimestamp === undefined ? adjust(controller, job, activePods, status) : undefined;
  const completions = spec?.completions;
  const complete =
    completions === undefined ? status.succeeded > 0 && status.active === 0 : status.succeeded >= completions;
  if (!complete) return error;
  const { events } = controller;
  if (completions !== undefined && status.active > 0) {
    const message = 'Too many active pods running after completion count reached';
    events.event(job, 'Warning', 'TooManyActivePods', message);
  }
  if (completions !== undefined && status.succeeded > completions) {
    const message = 'Too many succeeded pods running after completion count reached';
    events.event(job, 'Warning', 'TooManySucceededPods', message);
  }
  status.conditions = [...status.conditions, newCondition('Complete', '', '', now)];
  status.completionTime = formatTime(now);
  events.event(job, 'Normal', 'Completed', 'Job completed');
  return error;
}

function adjust({ control }: JobController, job: Job, activePods: readonly Pod[], status: StatusDraft): unknown {
  const { parallelism = 0, completions, template } = job.spec!;
  const active = activePods.length;
  if (active > parallelism) {
    const surplus = [...activePods].sort(byDeletionOrder).slice(0, active - parallelism);
    const { deleted, error } = control.deleteAll(job, surplus);
    status.active = active - deleted.length;
    return error;
  }
  let wanted = parallelism;
  if (completions !== undefined) wanted = Math.min(completions - status.succeeded, parallelism);
  else if (status.succeeded > 0) wanted = active;
  if (wanted <= active) return undefined;
  const { created, error } = control.createBatches(wanted - active, () => control.create(job, template));
  status.active = active + created;
  return error;
}
