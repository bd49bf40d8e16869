import type { StartController } from '../../controller.ts';
import { objectKey, splitKey, WorkQueue } from '../../work-queue.ts';
import { Binding } from './binding.ts';
import { ClaimSync } from './claims.ts';
import { PodsByClaim } from '../pods-by-claim.ts';
import { VolumeSync } from './volumes.ts';

/** PVClaimBinderSyncPeriod: how often what is not settled is looked at again. */
const resyncPeriod = 15_000;

/** Binds claims to volumes and reclaims what is released (pkg/controller/volume/persistentvolume). */
export const persistentVolumeBinder: StartController = ({ sim, client, release, recorder }) => {
  const binding = new Binding(client, recorder('persistentvolume-controller'));
  const pods = new PodsByClaim(client, () => {});
  const claims = new ClaimSync(client, release, binding, pods);
  const claimQueue = new WorkQueue(sim, (key) => {
    const { namespace, name } = splitKey(key);
    const claim = client.find('persistentvolumeclaims', namespace, name);
    if (claim !== undefined) claims.sync(claim);
  });
  const volumes = new VolumeSync(client, binding, (key) => claimQueue.add(key));
  const volumeQueue = new WorkQueue(sim, (name) => {
    const volume = client.find('persistentvolumes', undefined, name);
    if (volume !== undefined) volumes.sync(volume);
  });

  const claimWatch = client.watch('persistentvolumeclaims', {}, ({ type, object }) => {
    claimQueue.add(objectKey(object));
    // The volume of a claim that has gone is released.
    const volume = object.spec?.volumeName ?? '';
    if (type === 'DELETED' && volume !== '') volumeQueue.add(volume);
  });
  const volumeWatch = client.watch('persistentvolumes', {}, ({ type, object }) => {
    volumeQueue.add(objectKey(object));
    const claim = object.spec?.claimRef;
    if (type === 'DELETED' && claim !== undefined) claimQueue.add(`${claim.namespace ?? ''}/${claim.name ?? ''}`);
  });

  /** The real one looks at everything; what is bound or available only changes by what the watches tell. */
  function resync(): void {
    for (const claim of client.list('persistentvolumeclaims')) {
      if (claim.status?.phase !== 'Bound') claimQueue.add(objectKey(claim));
    }
    for (const volume of client.list('persistentvolumes')) {
      if (volume.status?.phase !== 'Bound' && volume.status?.phase !== 'Available') volumeQueue.add(objectKey(volume));
    }
    timer = sim.after(resyncPeriod, resync);
  }
  let timer = sim.after(resyncPeriod, resync);
  return {
    stop() {
      timer.cancel();
      claimWatch.stop();
      volumeWatch.stop();
      pods.stop();
      claimQueue.stop();
      volumeQueue.stop();
    },
  };
};
