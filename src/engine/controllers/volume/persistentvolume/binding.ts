import { jsonEqual } from '../../../api/json.ts';
import { bindCompleted, bindVolumeToClaim, boundByController } from '../../../api/persistent-volumes.ts';
import type { ApiClient } from '../../../api/client.ts';
import type { PersistentVolume, PersistentVolumeClaim } from '../../../api/types.ts';
import type { EventRecorder } from '../../controller.ts';

/** The writes of the binder: each saves what changed, and answers the object as it is now (pv_controller.go). */
export class Binding {
  constructor(
    private readonly client: ApiClient,
    private readonly events: EventRecorder,
  ) {}

  say(
    about: PersistentVolume | PersistentVolumeClaim,
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
  ): void {
    this.events.event(about, type, reason, message);
  }

  /** Volume first, then claim; an error in between is mended by the next sync. */
  bind(volume: PersistentVolume, claim: PersistentVolumeClaim): void {
    const bound = bindVolumeToClaim(volume, claim);
    const saved = bound === volume ? volume : this.client.update('persistentvolumes', bound);
    this.setVolumePhase(saved, 'Bound');
    this.setClaimStatus(this.#bindClaim(claim, saved), 'Bound', saved);
  }

  #bindClaim(claim: PersistentVolumeClaim, volume: PersistentVolume): PersistentVolumeClaim {
    const name = volume.metadata?.name ?? '';
    const annotations: Record<string, string> = { ...claim.metadata?.annotations };
    const binds = claim.spec?.volumeName !== name;
    if (binds) annotations[boundByController] ??= 'yes';
    if (!binds && annotations[bindCompleted] !== undefined) return claim;
    annotations[bindCompleted] ??= 'yes';
    const next = { ...claim, metadata: { ...claim.metadata, annotations }, spec: { ...claim.spec, volumeName: name } };
    return this.client.update('persistentvolumeclaims', next as PersistentVolumeClaim);
  }

  /** Takes the volume back from a claim that is bound elsewhere; what its maker meant it for, it stays meant for. */
  unbind(volume: PersistentVolume): void {
    const { [boundByController]: byController, ...annotations } = volume.metadata?.annotations ?? {};
    const { claimRef, ...spec } = volume.spec ?? {};
    const { uid: _uid, ...meant } = claimRef ?? {};
    const next =
      byController === undefined
        ? { ...volume, spec: { ...spec, claimRef: meant } }
        : {
            ...volume,
            metadata: {
              ...volume.metadata,
              annotations: Object.keys(annotations).length === 0 ? undefined : annotations,
            },
            spec,
          };
    this.setVolumePhase(this.client.update('persistentvolumes', next as PersistentVolume), 'Available');
  }

  setVolumePhase(volume: PersistentVolume, phase: string, message = ''): PersistentVolume {
    if (volume.status?.phase === phase) return volume;
    const { message: _message, ...status } = volume.status ?? {};
    const next = { ...status, phase, ...(message === '' ? {} : { message }) };
    return this.client.update('persistentvolumes', { ...volume, status: next }, 'status');
  }

  failVolume(volume: PersistentVolume, reason: string, message: string): void {
    if (volume.status?.phase === 'Failed') return;
    this.say(this.setVolumePhase(volume, 'Failed', message), 'Warning', reason, message);
  }

  setClaimStatus(claim: PersistentVolumeClaim, phase: string, volume?: PersistentVolume): PersistentVolumeClaim {
    const {
      accessModes: _modes,
      capacity,
      phase: before,
      currentVolumeAttributesClassName,
      ...rest
    } = claim.status ?? {};
    const modes = volume?.spec?.accessModes;
    const attributes =
      before === 'Pending' ? volume?.spec?.volumeAttributesClassName : currentVolumeAttributesClassName;
    const size = before === phase ? capacity : volume?.spec?.capacity;
    const status =
      volume === undefined
        ? { ...rest, phase }
        : {
            ...rest,
            phase,
            ...(modes === undefined ? {} : { accessModes: modes }),
            ...(size === undefined ? {} : { capacity: size }),
            ...(attributes === undefined ? {} : { currentVolumeAttributesClassName: attributes }),
          };
    if (jsonEqual(status, claim.status)) return claim;
    return this.client.update('persistentvolumeclaims', { ...claim, status }, 'status');
  }

  loseClaim(claim: PersistentVolumeClaim, reason: string, message: string): void {
    if (claim.status?.phase === 'Lost') return;
    this.say(this.setClaimStatus(claim, 'Lost'), 'Warning', reason, message);
  }
}
