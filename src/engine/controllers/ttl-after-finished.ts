import { parseTime } from '../api/time.ts';
import type { Job } from '../api/types.ts';
import type { StartController } from './controller.ts';
import { objectKey, splitKey, WorkQueue } from './work-queue.ts';

/** When the Job goes, in Unix milliseconds; undefined if it is not over or has no ttlSecondsAfterFinished. */
export function expiryOf({ metadata, spec, status }: Job): number | undefined {
  const ttl = spec?.ttlSecondsAfterFinished;
  if (ttl === undefined || metadata?.deletionTimestamp !== undefined) return undefined;
  const end = status?.conditions?.find(
    ({ type, status: value }) => (type === 'Complete' || type === 'Failed') && value === 'True',
  );
  const finished = parseTime(end?.lastTransitionTime ?? '');
  return finished === undefined ? undefined : finished + ttl * 1000;
}

/** Deletes finished Jobs with their Pods (pkg/controller/ttlafterfinished). Alpha and off in v1.20, whose API server drops the field. */
export const ttlAfterFinished: StartController = ({ sim, client, release }) => {
  if (release.name === '1.20') return { stop() {} };
  const queue = new WorkQueue(sim, (key) => {
    const { namespace, name } = splitKey(key);
    const job = client.find('jobs', namespace, name);
    const expiry = job === undefined ? undefined : expiryOf(job);
    if (job === undefined || expiry === undefined) return;
    if (expiry > sim.unixNow) {
      queue.addAfter(key, expiry - sim.unixNow);
      return;
    }
    const { uid } = job.metadata ?? {};
    client.delete('jobs', namespace, name, {
      propagationPolicy: 'Foreground',
      ...(uid === undefined ? {} : { preconditions: { uid } }),
    });
  });
  const watch = client.watch('jobs', {}, ({ type, object }) => {
    if (type !== 'DELETED' && expiryOf(object) !== undefined) queue.add(objectKey(object));
  });
  return {
    stop() {
      watch.stop();
      queue.stop();
    },
  };
};
