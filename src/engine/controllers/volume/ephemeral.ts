import { controllerReference, isControlledBy } from '../../api/meta.ts';
import { isStatusError } from '../../api/status.ts';
import type { PersistentVolumeClaim, Pod } from '../../api/types.ts';
import type { StartController } from '../controller.ts';
import { objectKey, splitKey, WorkQueue } from '../work-queue.ts';

type Volume = NonNullable<NonNullable<Pod['spec']>['volumes']>[number];

/** Makes the claims of generic ephemeral volumes, owned by their Pods (pkg/controller/volume/ephemeral). Behind a gate that is off in v1.20. */
export const ephemeralVolume: StartController = ({ sim, client, release, recorder }) => {
  if (release.name === '1.20') return { stop() {} };
  const events = recorder('ephemeral_volume');

  function ensure(pod: Pod, volume: Volume): void {
    const { namespace, name: podName = '' } = pod.metadata ?? {};
    const name = `${podName}-${volume.name}`;
    const existing = client.find('persistentvolumeclaims', namespace, name);
    if (existing !== undefined) {
      if (isControlledBy(existing, pod)) return;
      const why = `PVC ${namespace ?? ''}/${name} was not created for pod ${namespace ?? ''}/${podName} (pod is not owner)`;
      events.event(pod, 'Warning', 'FailedBinding', `ephemeral volume ${volume.name}: ${why}`);
      return;
    }
    const template = volume.ephemeral?.volumeClaimTemplate;
    const { labels, annotations } = template?.metadata ?? {};
    const claim = {
      metadata: {
        name,
        ...(labels === undefined ? {} : { labels }),
        ...(annotations === undefined ? {} : { annotations }),
        ownerReferences: [controllerReference(pod, 'v1', 'Pod')],
      },
      spec: template?.spec,
    } as PersistentVolumeClaim;
    try {
      client.create('persistentvolumeclaims', namespace, claim);
    } catch (error) {
      if (!isStatusError(error)) throw error;
      const message = `ephemeral volume ${volume.name}: create PVC ${name}: ${error.message}`;
      events.event(pod, 'Warning', 'FailedBinding', message);
      throw error;
    }
  }

  const queue = new WorkQueue(sim, (key) => {
    const { namespace, name } = splitKey(key);
    const pod = client.find('pods', namespace, name);
    if (pod === undefined || pod.metadata?.deletionTimestamp !== undefined) return;
    for (const volume of pod.spec?.volumes ?? []) if (volume.ephemeral !== undefined) ensure(pod, volume);
  });
  const watch = client.watch('pods', {}, ({ type, object }) => {
    if (type !== 'ADDED') return;
    if (object.spec?.volumes?.some(({ ephemeral }) => ephemeral !== undefined) === true) queue.add(objectKey(object));
  });
  return {
    stop() {
      watch.stop();
      queue.stop();
    },
  };
};
