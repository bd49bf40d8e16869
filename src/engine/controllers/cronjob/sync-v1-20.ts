import { jsonEqual } from '../../api/json.ts';
import { isStatusError } from '../../api/status.ts';
import { formatTime } from '../../api/time.ts';
import type { CronJob, Job } from '../../api/types.ts';
import { ScheduleError } from '../../api/validation/batch/cron-schedule.ts';
import type { ControllerContext, EventRecorder } from '../controller.ts';
import { namespaceIsTerminating } from '../pod-control.ts';
import { CronJobJobs, draftOf, endOf, toStatus } from './jobs.ts';
import { lastUnmetTime, timingOf } from './missed.ts';
import { zonedSchedule } from './next.ts';
import { formatRfc1123 } from './rfc1123.ts';

/** One CronJob in one round of pkg/controller/cronjob/cronjob_controller.go, v1.20. */
export function syncCronJobV120(
  { sim, client }: Pick<ControllerContext, 'sim' | 'client'>,
  events: EventRecorder,
  cronJob: CronJob,
  jobs: readonly Job[],
): void {
  const work = new CronJobJobs(client, events, cronJob, draftOf(cronJob), 'batch/v1beta1');
  observeJobs(work, jobs);
  startIfDue(work, client, sim.unixNow);
  work.cleanUp(jobs);
  const status = toStatus(work.draft);
  if (jsonEqual(status, toStatus(draftOf(cronJob)))) return;
  try {
    client.update('cronjobs', { ...cronJob, status }, 'status');
  } catch (error) {
    // The next round, ten seconds later, tries again.
    if (!isStatusError(error)) throw error;
  }
}

function observeJobs(work: CronJobJobs, jobs: readonly Job[]): void {
  const children = new Set(jobs.map(({ metadata }) => metadata?.uid));
  for (const job of jobs) {
    const name = job.metadata?.name ?? '';
    const end = endOf(job);
    if (end === undefined && !work.isActive(job)) {
      work.say('Warning', 'UnexpectedJob', `Saw a job that the controller did not create or forgot: ${name}`);
    } else if (end !== undefined && work.isActive(job)) {
      work.dropActive(job.metadata?.uid);
      work.say('Normal', 'SawCompletedJob', `Saw completed job: ${name}, status: ${end}`);
    }
  }
  for (const { name = '', uid } of work.draft.active) {
    if (children.has(uid)) continue;
    work.say('Normal', 'MissingJob', `Active job went missing: ${name}`);
    work.dropActive(uid);
  }
}

function dueTime(work: CronJobJobs, now: number): number | undefined {
  const { schedule, startingDeadlineSeconds } = work.cronJob.spec!;
  const fail = (why: string): undefined =>
    work.say('Warning', 'FailedNeedsStart', `Cannot determine if job needs to be started: ${why}`) as undefined;
  let due: number | 'many' | undefined;
  try {
    due = lastUnmetTime(zonedSchedule(schedule, undefined), timingOf(work.cronJob), now);
  } catch (error) {
    if (!(error instanceof ScheduleError) && !(error instanceof RangeError)) throw error;
    return fail(`unparseable schedule: ${schedule} : ${error.message}`);
  }
  if (due === 'many') {
    return fail(
      'too many missed start time (> 100). Set or decrease .spec.startingDeadlineSeconds or check clock skew',
    );
  }
  if (due !== undefined && due + (startingDeadlineSeconds ?? Number.POSITIVE_INFINITY) * 1000 < now) {
    work.say('Warning', 'MissSchedule', `Missed scheduled time to start a job: ${formatRfc1123(due, '+0000')}`);
    return undefined;
  }
  return due;
}

function startIfDue(work: CronJobJobs, client: ControllerContext['client'], now: number): void {
  const { cronJob, draft } = work;
  const { metadata, spec } = cronJob;
  if (metadata?.deletionTimestamp !== undefined || spec === undefined || spec.suspend === true) return;
  const due = dueTime(work, now);
  if (due === undefined) return;
  if (spec.concurrencyPolicy === 'Forbid' && draft.active.length > 0) return;
  if (spec.concurrencyPolicy === 'Replace' && work.replaceActive() !== undefined) return;
  try {
    const name = `${metadata?.name ?? ''}-${Math.floor(due / 1000)}`;
    const job = client.create('jobs', metadata?.namespace, work.template(name, {}));
    work.say('Normal', 'SuccessfulCreate', `Created job ${name}`);
    work.noteStarted(job);
    draft.lastScheduleTime = formatTime(due);
  } catch (error) {
    if (!isStatusError(error)) throw error;
    if (namespaceIsTerminating(error)) return;
    work.say('Warning', 'FailedCreate', `Error creating job: ${error.message}`);
  }
}
