import { controllerOf, isControlledBy } from '../../api/meta.ts';
import type { CronJob, Job } from '../../api/types.ts';
import type { Controller, ControllerContext, StartController } from '../controller.ts';
import { objectKey, splitKey, WorkQueue } from '../work-queue.ts';
import { timingOf, untilNext } from './missed.ts';
import { zonedSchedule } from './next.ts';
import { syncCronJob } from './sync.ts';
import { syncCronJobV120 } from './sync-v1-20.ts';

/** v1.20 looks at everything this often. */
const pollPeriod = 10_000;

/** Makes Jobs at the times of a schedule (pkg/controller/cronjob): by polling in v1.20, each at its time in v1.36. */
export const cronJob: StartController = (context) => (context.release.name === '1.20' ? poll(context) : watch(context));

function poll(context: ControllerContext): Controller {
  const { sim, client, recorder } = context;
  const events = recorder('cronjob-controller');
  function turn(): void {
    const cronJobs = client.list('cronjobs');
    if (cronJobs.length > 0) {
      const byParent = new Map<string | undefined, Job[]>();
      for (const job of client.list('jobs')) {
        const parent = controllerOf(job)?.uid;
        byParent.set(parent, [...(byParent.get(parent) ?? []), job]);
      }
      for (const one of cronJobs) syncCronJobV120(context, events, one, byParent.get(one.metadata?.uid) ?? []);
    }
    timer = sim.after(pollPeriod, turn);
  }
  let timer = sim.after(0, turn);
  return { stop: () => timer.cancel() };
}

function watch(context: ControllerContext): Controller {
  const { sim, client, recorder } = context;
  const events = recorder('cronjob-controller');
  const schedules = new Map<string, string>();
  const queue = new WorkQueue(sim, (key) => {
    const { namespace = '', name } = splitKey(key);
    const current = client.find('cronjobs', namespace, name);
    if (current === undefined) return;
    const jobs = client.list('jobs', { namespace }).filter((job) => controllerOf(job)?.name === name);
    const again = syncCronJob(context, events, current, jobs);
    if (again !== undefined) queue.addAfter(key, again);
  });

  function ownerOf(job: Job): CronJob | undefined {
    const reference = controllerOf(job);
    if (reference?.kind !== 'CronJob') return undefined;
    const owner = client.find('cronjobs', job.metadata?.namespace, reference.name);
    return owner !== undefined && isControlledBy(job, owner) ? owner : undefined;
  }

  const cronJobs = client.watch('cronjobs', {}, ({ type, object }) => {
    const key = objectKey(object);
    const { schedule = '', timeZone = '' } = object.spec ?? {};
    const before = schedules.get(key);
    const now = `${timeZone} ${schedule}`;
    if (type === 'DELETED') schedules.delete(key);
    else schedules.set(key, now);
    // Another schedule is looked at when it is due: what it would have started in the past is not made up for now.
    if (type === 'MODIFIED' && before !== undefined && before !== now) {
      const again = untilNext(zonedSchedule(schedule, object.spec?.timeZone), timingOf(object), sim.unixNow);
      if (again !== undefined) queue.addAfter(key, again);
    } else queue.add(key);
  });
  const jobs = client.watch('jobs', {}, ({ object }) => {
    const owner = ownerOf(object);
    if (owner !== undefined) queue.add(objectKey(owner));
  });
  return {
    stop() {
      cronJobs.stop();
      jobs.stop();
      queue.stop();
    },
  };
}
