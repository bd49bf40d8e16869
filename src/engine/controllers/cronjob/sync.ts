import { isControlledBy } from '../../api/meta.ts';
import { isStatusError } from '../../api/status.ts';
import { formatTime, parseTime } from '../../api/time.ts';
import type { CronJob, Job } from '../../api/types.ts';
import { ScheduleError } from '../../api/validation/batch/cron-schedule.ts';
import type { ControllerContext, EventRecorder } from '../controller.ts';
import { namespaceIsTerminating } from '../pod-control.ts';
import { CronJobJobs, draftOf, endOf, toStatus } from './jobs.ts';
import { missedTimes, timingOf, untilNext } from './missed.ts';
import { type ZonedSchedule, zonedSchedule } from './next.ts';
import { formatRfc1123 } from './rfc1123.ts';

const scheduledAnnotation = 'batch.kubernetes.io/cronjob-scheduled-timestamp';

/**
 * Brings one CronJob forward: pkg/controller/cronjob/cronjob_controllerv2.go, v1.36. Returns the milliseconds until it is to be looked at again.
 */
export function syncCronJob(
  { sim, client }: Pick<ControllerContext, 'sim' | 'client'>,
  events: EventRecorder,
  cronJob: CronJob,
  jobs: readonly Job[],
): number | undefined {
  const work = new CronJobJobs(client, events, cronJob, draftOf(cronJob), 'batch/v1');
  let failure: unknown;
  let again: number | undefined;
  work.cleanUp(jobs);
  observeJobs(work, jobs, client);
  try {
    again = startIfDue(work, client, sim.unixNow);
  } catch (error) {
    if (!isStatusError(error)) throw error;
    failure = error;
  }
  client.update('cronjobs', { ...cronJob, status: toStatus(work.draft) }, 'status');
  if (failure !== undefined) throw failure as Error;
  return again;
}

/** Notes which Jobs have ended or gone. */
function observeJobs(work: CronJobJobs, jobs: readonly Job[], client: ControllerContext['client']): void {
  const { draft } = work;
  for (const job of jobs) {
    const name = job.metadata?.name ?? '';
    const end = endOf(job);
    if (end === undefined) {
      if (!work.isActive(job)) {
        work.say('Warning', 'UnexpectedJob', `Saw a job that the controller did not create or forgot: ${name}`);
      }
      continue;
    }
    if (work.isActive(job)) {
      work.dropActive(job.metadata?.uid);
      work.say('Normal', 'SawCompletedJob', `Saw completed job: ${name}, condition: ${end}`);
    }
    const completed = job.status?.completionTime;
    if (end === 'Complete' && completed !== undefined) {
      if ((parseTime(completed) ?? 0) > (parseTime(draft.lastSuccessfulTime ?? '') ?? 0)) {
        draft.lastSuccessfulTime = completed;
      }
    }
  }
  for (const { namespace, name = '', uid } of draft.active) {
    if (client.find('jobs', namespace, name)?.metadata?.uid === uid) continue;
    work.say('Normal', 'MissingJob', `Active job went missing: ${name}`);
    work.dropActive(uid);
  }
}

function scheduleOf(work: CronJobJobs): ZonedSchedule | undefined {
  const { schedule, timeZone } = work.cronJob.spec!;
  if (schedule.includes('TZ')) {
    const message = `CRON_TZ or TZ used in schedule "${schedule}" is not officially supported, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details`;
    work.say('Warning', 'UnsupportedSchedule', message);
  }
  try {
    return zonedSchedule(schedule, timeZone);
  } catch (error) {
    if (error instanceof ScheduleError) {
      work.say('Warning', 'UnparseableSchedule', `unparseable schedule: "${schedule}" : ${error.message}`);
    } else if (error instanceof RangeError) {
      work.say(
        'Warning',
        'UnknownTimeZone',
        `invalid timeZone: "${timeZone ?? ''}": unknown time zone ${timeZone ?? ''}`,
      );
    } else throw error;
    return undefined;
  }
}

function startIfDue(work: CronJobJobs, client: ControllerContext['client'], now: number): number | undefined {
  const { cronJob, draft } = work;
  const { metadata, spec } = cronJob;
  if (metadata?.deletionTimestamp !== undefined || spec === undefined || spec.suspend === true) return undefined;
  const schedule = scheduleOf(work);
  if (schedule === undefined) return undefined;
  const timing = timingOf(cronJob);
  const found = missedTimes(schedule, timing, now);
  if (found === undefined) {
    const why = 'time difference between two schedules is less than 1 second';
    work.say('Warning', 'InvalidSchedule', `invalid schedule: ${spec.schedule} : ${why}`);
    return undefined;
  }
  const next = (): number | undefined => untilNext(schedule, timing, now);
  const due = found.recent;
  if (due === undefined) return next();
  if (found.missed === 'many') {
    const message = 'too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew';
    work.say('Warning', 'TooManyMissedTimes', message);
  }
  if (due + (spec.startingDeadlineSeconds ?? Number.POSITIVE_INFINITY) * 1000 < now) {
    work.say('Warning', 'MissSchedule', `Missed scheduled time to start a job: ${formatRfc1123(due, 'UTC')}`);
    return next();
  }
  const name = `${metadata?.name ?? ''}-${Math.floor(due / 60_000)}`;
  if (draft.active.some((one) => one.name === name) || draft.lastScheduleTime === formatTime(due)) return next();
  if (spec.concurrencyPolicy === 'Forbid' && draft.active.length > 0) {
    const message = 'Not starting job because prior execution is running and concurrency policy is Forbid';
    work.say('Normal', 'JobAlreadyActive', message);
    return next();
  }
  if (spec.concurrencyPolicy === 'Replace' && work.replaceActive() !== undefined) return next();

  const job = createJob(work, client, work.template(name, { [scheduledAnnotation]: schedule.zone.format(due) }));
  if (job === undefined) return undefined;
  work.noteStarted(job);
  draft.lastScheduleTime = formatTime(due);
  return next();
}

/** The Job, also one of an earlier sync that was not entered; undefined if it is somebody else's. */
function createJob(work: CronJobJobs, client: ControllerContext['client'], job: Job): Job | undefined {
  const { namespace } = work.cronJob.metadata ?? {};
  try {
    const created = client.create('jobs', namespace, job);
    work.say('Normal', 'SuccessfulCreate', `Created job ${created.metadata?.name ?? ''}`);
    return created;
  } catch (error) {
    if (isStatusError(error, 'AlreadyExists')) {
      const existing = client.get('jobs', namespace, job.metadata?.name ?? '');
      return isControlledBy(existing, work.cronJob) && !work.isActive(existing) ? existing : undefined;
    }
    if (isStatusError(error) && !namespaceIsTerminating(error)) {
      work.say('Warning', 'FailedCreate', `Error creating job: ${error.message}`);
    }
    throw error;
  }
}
