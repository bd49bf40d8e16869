import { formatTime } from '../../api/time.ts';
import type { Job } from '../../api/types.ts';
import { objectKey } from '../work-queue.ts';
import { type BackOffRecord, nextBackOff, noFailures } from './backoff.ts';
import { claimPods } from './claim.ts';
import { countsAsFailure, isPodFailed, type JobController, type SyncContext, uncountedPods } from './context.ts';
import { evaluateEnd, untilDeadline } from './ending.ts';
import { manageJob } from './manage.ts';
import { isActive, isFinished, isManagedElsewhere, isReady, isTerminating, trackingFinalizer } from './pods.ts';
import { draftOf, ensureCondition, newCondition } from './status.ts';
import { trackAndRelease } from './tracking.ts';

/** Brings one Job forward: syncJob of pkg/controller/job/job_controller.go, v1.36. */
export class JobSync {
  /** By the uid of the Job. */
  readonly #backOffs = new Map<string, BackOffRecord>();

  constructor(private readonly controller: JobController) {}

  forget(job: Job): void {
    this.#backOffs.delete(job.metadata?.uid ?? '');
  }

  sync(job: Job): void {
    if (isManagedElsewhere(job) || job.spec === undefined) return;
    if (isFinished(job)) {
      this.forget(job);
      return;
    }
    const { sim } = this.controller;
    const context = this.#look(job);
    const { spec, status } = context;
    if (status.startTime === undefined && spec.suspend !== true) status.startTime = formatTime(sim.unixNow);
    evaluateEnd(context, sim.unixNow);
    const left = context.finished === undefined ? untilDeadline(spec, status.startTime, sim.unixNow) : undefined;
    if (left !== undefined) this.controller.again(context.key, left);

    const old = draftOf(job);
    const { error, suspensionChanged } =
      context.finished === undefined ? this.#manage(context) : { ...this.#stop(context), suspensionChanged: false };
    status.active = context.active;
    status.ready = context.ready;
    status.terminating = context.terminating;
    const changed =
      suspensionChanged ||
      status.active !== old.active ||
      status.ready !== old.ready ||
      status.terminating !== old.terminating;
    trackAndRelease(this.controller, context, changed, () =>
      this.#backOffs.set(job.metadata?.uid ?? '', context.backOff),
    );
    if (error !== undefined) throw error as Error;
  }

  #look(job: Job): SyncContext {
    const spec = job.spec!;
    const status = draftOf(job);
    const pods = claimPods(this.controller, job, [trackingFinalizer]);
    const activePods = pods.filter(isActive);
    const newSucceeded = uncountedPods(
      { spec, pods },
      status.uncountedSucceeded,
      (p) => p.status?.phase === 'Succeeded',
    );
    const newFailed = uncountedPods({ spec, pods }, status.uncountedFailed, (pod) => isPodFailed(pod, spec));
    const counted = newFailed.filter((pod) => countsAsFailure(pod, spec)).length;
    const record = this.#backOffs.get(job.metadata?.uid ?? '') ?? noFailures;
    return {
      job,
      key: objectKey(job),
      spec,
      pods,
      activePods,
      status,
      succeeded: status.succeeded + newSucceeded.length + status.uncountedSucceeded.length,
      failed: status.failed + counted + status.uncountedFailed.length,
      active: activePods.length,
      ready: activePods.filter(isReady).length,
      terminating: pods.filter(isTerminating).length,
      previousSucceededIndexes: [],
      succeededIndexes: [],
      failedIndexes: undefined,
      delayed: new Map(),
      backOff: nextBackOff(record, newSucceeded, newFailed),
      finished: undefined,
    };
  }

  /** The Job is over: what still runs is stopped, and only when all of it is on its way out the Job can be called finished. */
  #stop(context: SyncContext): { readonly error: unknown } {
    const { job, activePods } = context;
    const { deleted, error } = this.controller.control.deleteAll(job, activePods);
    if (deleted.length !== activePods.length) context.finished = undefined;
    context.active -= deleted.length;
    context.terminating += deleted.length;
    context.ready -= activePods.filter(isReady).length;
    return { error };
  }

  #manage(context: SyncContext): { readonly error: unknown; readonly suspensionChanged: boolean } {
    const { job, spec } = context;
    const now = this.controller.sim.unixNow;
    const deleting = job.metadata?.deletionTimestamp !== undefined;
    const error = deleting ? undefined : manageJob(this.controller, context);
    const reached = spec.completions === undefined ? context.succeeded > 0 : context.succeeded >= spec.completions;
    if (reached && context.active === 0) {
      const message = 'Reached expected number of succeeded pods';
      context.finished = newCondition('SuccessCriteriaMet', 'CompletionsReached', message, now);
      return { error, suspensionChanged: false };
    }
    return { error, suspensionChanged: !deleting && this.#noteSuspension(context, now) };
  }

  #noteSuspension({ job, spec, status }: SyncContext, now: number): boolean {
    const { events } = this.controller;
    const before = status.conditions;
    if (spec.suspend === true) {
      status.conditions = ensureCondition(before, newCondition('Suspended', 'JobSuspended', 'Job suspended', now));
      if (status.conditions === before) return false;
      events.event(job, 'Normal', 'Suspended', 'Job suspended');
      // MutableSchedulingDirectivesForSuspendedJobs.
      status.startTime = undefined;
      return true;
    }
    const resumed = newCondition('Suspended', 'JobResumed', 'Job resumed', now, 'False');
    status.conditions = ensureCondition(before, resumed);
    if (status.conditions === before) return false;
    events.event(job, 'Normal', 'Resumed', 'Job resumed');
    // activeDeadlineSeconds count the time of being active without a break.
    status.startTime = formatTime(now);
    return true;
  }
}
