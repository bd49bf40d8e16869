import type { ApiClient } from '../../../api/client.ts';
import { hasModeOf, provisionedBy } from '../../../api/persistent-volumes.ts';
import type { PersistentVolume } from '../../../api/types.ts';
import type { Binding } from './binding.ts';

/** What becomes of a volume: syncVolume of pkg/controller/volume/persistentvolume/pv_controller.go, both releases. */
export class VolumeSync {
  constructor(
    private readonly client: ApiClient,
    private readonly binding: Binding,
    /** Looks at a claim that could be bound now. */
    private readonly enqueueClaim: (key: string) => void,
  ) {}

  sync(volume: PersistentVolume): void {
    const { metadata, spec } = volume;
    const reference = spec?.claimRef;
    if (reference === undefined || (reference.uid ?? '') === '') {
      this.binding.setVolumePhase(volume, 'Available');
      return;
    }
    const { namespace = '', name = '', uid } = reference;
    const found = this.client.find('persistentvolumeclaims', namespace, name);
    const claim = found?.metadata?.uid === uid ? found : undefined;
    if (claim === undefined) {
      this.#reclaim(volume);
    } else if ((claim.spec?.volumeName ?? '') === '') {
      if (hasModeOf(volume, claim)) {
        this.enqueueClaim(`${namespace}/${name}`);
        return;
      }
      const why = 'due to incompatible volumeMode.';
      const toVolume = `Cannot bind PersistentVolume to requested PersistentVolumeClaim "${name}" ${why}`;
      const toClaim = `Cannot bind PersistentVolume "${metadata?.name ?? ''}" to requested PersistentVolumeClaim ${why}`;
      this.binding.say(volume, 'Warning', 'VolumeMismatch', toVolume);
      this.binding.say(claim, 'Warning', 'VolumeMismatch', toClaim);
    } else if (claim.spec?.volumeName === metadata?.name) {
      this.binding.setVolumePhase(volume, 'Bound');
    } else if (
      metadata?.annotations?.[provisionedBy] !== undefined &&
      spec?.persistentVolumeReclaimPolicy === 'Delete'
    ) {
      this.#reclaim(volume);
    } else {
      this.binding.unbind(volume);
    }
  }

  #reclaim(volume: PersistentVolume): void {
    const phase = volume.status?.phase;
    const released =
      phase === 'Released' || phase === 'Failed' ? volume : this.binding.setVolumePhase(volume, 'Released');
    switch (volume.spec?.persistentVolumeReclaimPolicy) {
      case 'Delete':
        this.#delete(released);
        return;
      case 'Recycle':
        this.binding.failVolume(released, 'VolumeFailedRecycle', 'No recycler plugin found for the volume!');
        return;
      default:
    }
  }

  /** Of the volumes in the tree only hostPath can be deleted by the controller; what was provisioned is deleted by its provisioner. */
  #delete(volume: PersistentVolume): void {
    const { metadata, spec } = volume;
    const provisioner = metadata?.annotations?.[provisionedBy] ?? '';
    if ((provisioner !== '' && !provisioner.startsWith('kubernetes.io/')) || spec?.csi !== undefined) return;
    const name = metadata?.name ?? '';
    if (spec?.hostPath === undefined) {
      const message = `error getting deleter volume plugin for volume "${name}": no deletable volume plugin matched`;
      this.binding.failVolume(volume, 'VolumeFailedDelete', message);
    } else if (!/^\/tmp\/.+/.test(spec.hostPath.path)) {
      const message = `host_path deleter only supports /tmp/.+ but received provided ${spec.hostPath.path}`;
      this.binding.failVolume(volume, 'VolumeFailedDelete', message);
    } else if (metadata?.deletionTimestamp === undefined) {
      this.client.delete('persistentvolumes', undefined, name);
    }
  }
}
