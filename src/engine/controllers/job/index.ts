import { controllerOf, isControlledBy } from '../../api/meta.ts';
import { selectorOfObject } from '../../api/selectors.ts';
import { jsonEqual } from '../../api/json.ts';
import type { Job, Pod } from '../../api/types.ts';
import type { StartController } from '../controller.ts';
import { objectKey, splitKey, WorkQueue } from '../work-queue.ts';
import type { JobController } from './context.ts';
import { OwnedPods } from './owned-pods.ts';
import { JobPods } from './pod-control.ts';
import { hasTrackingFinalizer, isFinished, isManagedElsewhere } from './pods.ts';
import { JobSync } from './sync.ts';
import { syncJobV120 } from './sync-v1-20.ts';

/** SyncJobBatchPeriod, v1.36: what Pods do is looked at a second later, all of it at once. */
const batchPeriod = 1000;

/** How a queue waits after an error: v1.20 makes Pods no sooner than that either (DefaultJobBackOff, MaxJobBackOff). */
const rateLimits = {
  '1.20': { baseDelay: 10_000, maxDelay: 360_000 },
  '1.36': { baseDelay: 1000, maxDelay: 60_000 },
};

/** Runs Jobs to their end (pkg/controller/job). */
export const job: StartController = ({ sim, client, release, recorder }) => {
  const older = release.name === '1.20';
  const events = recorder('job-controller');
  const owned = new OwnedPods(client);
  const control = new JobPods(client, events, (pod) => owned.observe(pod));
  const again = (key: string, delay: number): void => queue.addAfter(key, delay);
  const controller: JobController = { sim, client, events, owned, control, again };
  const jobs = new JobSync(controller);
  const generations = new Map<string, number | undefined>();

  const queue = new WorkQueue(
    sim,
    (key) => {
      const { namespace, name } = splitKey(key);
      const current = client.find('jobs', namespace, name);
      if (current === undefined) return undefined;
      if (older) return syncJobV120(controller, current);
      jobs.sync(current);
      return undefined;
    },
    rateLimits[release.name],
  );

  /** Pods of no Job, or of one that is over, have nobody who counts them. */
  const orphans = new WorkQueue(sim, (key) => {
    const { namespace, name } = splitKey(key);
    const pod = client.find('pods', namespace, name);
    if (pod === undefined || !hasTrackingFinalizer(pod)) return;
    const reference = controllerOf(pod);
    if (reference !== undefined) {
      if (reference.kind !== 'Job' || reference.apiVersion !== 'batch/v1') return;
      const owner = jobOf(pod);
      if (owner !== undefined && (isManagedElsewhere(owner) || !isFinished(owner))) return;
    }
    control.removeFinalizer(pod);
  });

  function jobOf(pod: Pod): Job | undefined {
    const reference = controllerOf(pod);
    if (reference?.kind !== 'Job') return undefined;
    const owner = client.find('jobs', pod.metadata?.namespace, reference.name);
    return owner !== undefined && isControlledBy(pod, owner) ? owner : undefined;
  }

  function enqueueForPod(pod: Pod, known: Pod | undefined, gone: boolean): void {
    if (controllerOf(pod) !== undefined) {
      const owner = jobOf(pod);
      const leaving = gone || pod.metadata?.deletionTimestamp !== undefined;
      if (hasTrackingFinalizer(pod) && leaving && (owner === undefined || isFinished(owner)))
        orphans.add(objectKey(pod));
      if (owner !== undefined) enqueue(objectKey(owner), !gone && !leaving && pod.status?.phase === 'Failed');
      return;
    }
    if (hasTrackingFinalizer(pod)) orphans.add(objectKey(pod));
    if (gone || (known !== undefined && jsonEqual(known.metadata?.labels, pod.metadata?.labels))) return;
    for (const candidate of client.list('jobs', { namespace: pod.metadata?.namespace ?? '' })) {
      if (!selectorOfObject(candidate.spec?.selector).matches(pod.metadata?.labels)) continue;
      enqueue(objectKey(candidate), false);
    }
  }

  /** v1.20 puts the back-off before the look at a failure; v1.36 gathers what Pods do. */
  function enqueue(key: string, isFailure: boolean): void {
    if (!older) queue.addAfter(key, batchPeriod);
    else queue.addAfter(key, isFailure ? queue.backOff(key) : 0);
  }

  const known = new Map<string, Pod>();
  const podWatch = client.watch('pods', {}, ({ type, object }) => {
    const key = objectKey(object);
    const before = known.get(key);
    const gone = type === 'DELETED';
    if (gone) {
      known.delete(key);
      owned.forget(object);
    } else {
      owned.observe(object);
      if (controllerOf(object) === undefined) known.set(key, object);
      else known.delete(key);
    }
    enqueueForPod(object, before, gone);
  });

  const jobWatch = client.watch('jobs', {}, ({ type, object }) => {
    const key = objectKey(object);
    const { uid = '', generation } = object.metadata ?? {};
    const changed = !generations.has(uid) || generations.get(uid) !== generation;
    if (type === 'DELETED') {
      generations.delete(uid);
      jobs.forget(object);
    } else generations.set(uid, generation);
    if (type === 'DELETED' || isFinished(object)) {
      for (const pod of owned.of(object)) if (hasTrackingFinalizer(pod)) orphans.add(objectKey(pod));
    }
    if (type === 'DELETED' || older || changed) queue.addAfter(key, 0);
    else if (!isFinished(object)) queue.addAfter(key, batchPeriod);
  });

  return {
    stop() {
      podWatch.stop();
      jobWatch.stop();
      queue.stop();
      orphans.stop();
    },
  };
};
