import type { Pod } from '../../api/types.ts';
import {
  countsAsFailure,
  hasValidIndex,
  isIndexed,
  isPodFailed,
  type JobController,
  type SyncContext,
} from './context.ts';
import { completionIndex, formatIndexes, hasIndex, totalIndexes, withIndexes } from './indexes.ts';
import { hasTrackingFinalizer } from './pods.ts';
import { ensureCondition, type JobCondition, newCondition, type StatusDraft, toStatus } from './status.ts';

/** MaxUncountedPods: how many UIDs one status may list. */
const mostUncounted = 500;

/**
 * Counts finished Pods exactly once (trackJobStatusAndRemoveFinalizers of pkg/controller/job/job_controller.go, v1.36): their UIDs go into
 * status, then their finalizers go, then the UIDs become numbers, and last, when none is left to count, the Job is finished.
 * @param needsFlush whether status has other news to be written.
 * @param beforeFinalizers is called once the UIDs are written.
 */
export function trackAndRelease(
  controller: JobController,
  context: SyncContext,
  needsFlush: boolean,
  beforeFinalizers: () => void,
): void {
  const { status, pods, spec } = context;
  const indexed = isIndexed(spec);
  const ordered = indexed ? [...pods].sort(byIndex) : pods;
  const held = new Set(ordered.filter(hasTrackingFinalizer).map(uidOf));
  let flush = countReleased(status, held) || needsFlush;

  const released: Pod[] = [];
  const newIndexes: number[] = [];
  const succeeded = [...status.uncountedSucceeded];
  const failed = [...status.uncountedFailed];
  let full = false;
  for (const pod of ordered) {
    const uid = uidOf(pod);
    if (!held.has(uid) || !isReleasable(context, pod)) continue;
    released.push(pod);
    if (pod.status?.phase === 'Succeeded' && !failed.includes(uid)) {
      const index = completionIndex(pod);
      if (!indexed) {
        if (!succeeded.includes(uid)) succeeded.push(uid);
      } else if (hasValidIndex(pod, spec) && !hasIndex(context.previousSucceededIndexes, index!))
        newIndexes.push(index!);
    } else if (isPodFailed(pod, spec) || endsOthers(context.finished)) {
      // Once a Job has failed, whatever has not ended counts as failed.
      if (!failed.includes(uid) && hasValidIndex(pod, spec) && countsAsFailure(pod, spec)) failed.push(uid);
    }
    full = newIndexes.length + succeeded.length + failed.length >= mostUncounted;
    if (full) break;
  }
  flush ||= newIndexes.length > 0;
  flush ||= succeeded.length !== status.uncountedSucceeded.length || failed.length !== status.uncountedFailed.length;
  status.uncountedSucceeded = succeeded;
  status.uncountedFailed = failed;
  if (indexed) flush = writeIndexes(context, newIndexes) || flush;
  flush = announceEnd(context, controller.sim.unixNow) || flush;

  if (flush) {
    write(controller, context);
    beforeFinalizers();
  }
  for (const pod of released) if (controller.control.removeFinalizer(pod)) held.delete(uidOf(pod));
  flush = countReleased(status, held);
  const ended = full ? undefined : finish(context, controller.sim.unixNow);
  if (!flush && ended === undefined) return;
  write(controller, context);
  if (ended !== undefined) recordEnd(controller, context, ended);
}

const uidOf = (pod: Pod): string => pod.metadata?.uid ?? '';
const byIndex = (a: Pod, b: Pod): number => (completionIndex(a) ?? -1) - (completionIndex(b) ?? -1);
const endsOthers = (end: JobCondition | undefined): boolean => end !== undefined && end.type !== 'SuccessCriteriaMet';

function write({ client }: JobController, context: SyncContext): void {
  context.job = client.update('jobs', { ...context.job, status: toStatus(context.status, true) }, 'status');
}

/** Turns UIDs whose Pods have lost the finalizer, or are gone, into numbers. */
function countReleased(status: StatusDraft, held: ReadonlySet<string>): boolean {
  const succeeded = status.uncountedSucceeded.filter((uid) => held.has(uid));
  const failed = status.uncountedFailed.filter((uid) => held.has(uid));
  const released =
    succeeded.length !== status.uncountedSucceeded.length || failed.length !== status.uncountedFailed.length;
  status.succeeded += status.uncountedSucceeded.length - succeeded.length;
  status.failed += status.uncountedFailed.length - failed.length;
  status.uncountedSucceeded = succeeded;
  status.uncountedFailed = failed;
  return released;
}

function isReleasable({ job, spec, finished, delayed }: SyncContext, pod: Pod): boolean {
  if (job.metadata?.deletionTimestamp !== undefined || finished !== undefined) return true;
  if (pod.status?.phase === 'Succeeded') return true;
  if (!isPodFailed(pod, spec)) return false;
  const index = completionIndex(pod);
  return index === undefined || uidOf(delayed.get(index) ?? {}) !== uidOf(pod);
}

function writeIndexes(context: SyncContext, newIndexes: readonly number[]): boolean {
  const { status } = context;
  context.succeededIndexes = withIndexes(context.succeededIndexes, newIndexes);
  const completed = formatIndexes(context.succeededIndexes);
  const failed = context.failedIndexes === undefined ? undefined : formatIndexes(context.failedIndexes);
  const changed = completed !== status.completedIndexes || failed !== status.failedIndexes;
  status.succeeded = totalIndexes(context.succeededIndexes);
  status.completedIndexes = completed;
  status.failedIndexes = failed;
  return changed;
}

/** FailureTarget and SuccessCriteriaMet stand in status before any finalizer goes; what follows them is Failed or Complete. */
function announceEnd(context: SyncContext, now: number): boolean {
  const { finished, status } = context;
  const final = finished?.type === 'FailureTarget' ? 'Failed' : 'Complete';
  if (finished === undefined || (finished.type !== 'FailureTarget' && finished.type !== 'SuccessCriteriaMet'))
    return false;
  const announced = status.conditions.some(({ type, status: value }) => type === finished.type && value === 'True');
  if (!announced) status.conditions = [...status.conditions, finished];
  context.finished = newCondition(final, finished.reason ?? '', finished.message ?? '', now);
  return !announced;
}

/** Adds Complete or Failed, unless something is left to count or to end. */
function finish({ finished, status, terminating }: SyncContext, now: number): JobCondition | undefined {
  if (finished === undefined || terminating > 0) return undefined;
  if (status.uncountedSucceeded.length + status.uncountedFailed.length > 0) return undefined;
  const condition = newCondition(finished.type, finished.reason ?? '', finished.message ?? '', now);
  status.conditions = ensureCondition(status.conditions, condition);
  if (finished.type === 'Complete') status.completionTime = condition.lastTransitionTime;
  return condition;
}

function recordEnd({ events }: JobController, { job, spec, status }: SyncContext, end: JobCondition): void {
  if (end.type !== 'Complete') {
    events.event(job, 'Warning', end.reason ?? '', end.message ?? '');
    return;
  }
  if (spec.completions !== undefined && status.succeeded > spec.completions) {
    const message = 'Too many succeeded pods running after completion count reached';
    events.event(job, 'Warning', 'TooManySucceededPods', message);
  }
  events.event(job, 'Normal', 'Completed', 'Job completed');
}
