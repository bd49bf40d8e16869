import type { ApiClient } from '../../api/client.ts';
import type { PersistentVolume, PersistentVolumeClaim, Pod } from '../../api/types.ts';
import type { StartController } from '../controller.ts';
import { objectKey, splitKey, WorkQueue } from '../work-queue.ts';
import { claimKeysOf, hasEnded, PodsByClaim } from './pods-by-claim.ts';

const claimFinalizer = 'kubernetes.io/pvc-protection';
const volumeFinalizer = 'kubernetes.io/pv-protection';

/** Adds the finalizer to what is alive and takes it from what is going and no longer in use. */
function protect(
  client: ApiClient,
  resource: 'persistentvolumeclaims' | 'persistentvolumes',
  object: PersistentVolume | PersistentVolumeClaim,
  finalizer: string,
  isUsed: () => boolean,
): void {
  const { namespace, name = '', finalizers = [], deletionTimestamp } = object.metadata ?? {};
  const has = finalizers.includes(finalizer);
  if (deletionTimestamp === undefined ? has : !has || isUsed()) return;
  const next = has ? finalizers.filter((one) => one !== finalizer) : [...finalizers, finalizer];
  const change = { metadata: { finalizers: next.length === 0 ? null : next } };
  client.patch(resource, namespace, name, change, { type: 'merge' });
}

/** A Pod holds its claims from when it is placed until it is gone; an ephemeral volume's claim only while the Pod runs. */
function holds(pod: Pod, key: string): boolean {
  if ((pod.spec?.nodeName ?? '') === '' || !claimKeysOf(pod).includes(key)) return false;
  const ephemeralOnly = pod.spec?.volumes?.every(
    ({ persistentVolumeClaim }) =>
      persistentVolumeClaim === undefined || !key.endsWith(`/${persistentVolumeClaim.claimName}`),
  );
  return ephemeralOnly !== true || !hasEnded(pod);
}

/** Keeps claims that Pods use (pkg/controller/volume/pvcprotection). */
export const persistentVolumeClaimProtection: StartController = ({ sim, client }) => {
  const queue = new WorkQueue(sim, (key) => {
    const { namespace, name } = splitKey(key);
    const claim = client.find('persistentvolumeclaims', namespace, name);
    if (claim === undefined) return;
    const isUsed = (): boolean => pods.of(key).some((pod) => holds(pod, key));
    protect(client, 'persistentvolumeclaims', claim, claimFinalizer, isUsed);
  });
  const pods = new PodsByClaim(client, (pod, gone) => {
    if (gone || hasEnded(pod)) for (const key of claimKeysOf(pod)) queue.add(key);
  });
  const watch = client.watch('persistentvolumeclaims', {}, ({ type, object }) => {
    if (type !== 'DELETED') queue.add(objectKey(object));
  });
  return {
    stop() {
      watch.stop();
      pods.stop();
      queue.stop();
    },
  };
};

/** Keeps volumes that are bound (pkg/controller/volume/pvprotection). */
export const persistentVolumeProtection: StartController = ({ sim, client }) => {
  const queue = new WorkQueue(sim, (name) => {
    const volume = client.find('persistentvolumes', undefined, name);
    if (volume === undefined) return;
    protect(client, 'persistentvolumes', volume, volumeFinalizer, () => volume.status?.phase === 'Bound');
  });
  const watch = client.watch('persistentvolumes', {}, ({ type, object }) => {
    if (type !== 'DELETED') queue.add(objectKey(object));
  });
  return {
    stop() {
      watch.stop();
      queue.stop();
    },
  };
};
