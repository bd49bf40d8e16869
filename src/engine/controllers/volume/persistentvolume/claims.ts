import type { ApiClient } from '../../../api/client.ts';
import {
  betaStorageProvisioner,
  bindCompleted,
  boundByController,
  claimHasClass,
  classOfClaim,
  classOfVolume,
  findMatchingVolume,
  hasAccessModesOf,
  hasModeOf,
  isLargeEnough,
  isVolumeBoundToClaim,
  selectedNode,
  storageProvisioner,
} from '../../../api/persistent-volumes.ts';
import { parseTime } from '../../../api/time.ts';
import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '../../../api/types.ts';
import type { Release } from '../../../releases/index.ts';
import { objectKey } from '../../work-queue.ts';
import type { Binding } from './binding.ts';
import { hasEnded, type PodsByClaim } from '../pods-by-claim.ts';

const defaultClassAnnotation = 'storageclass.kubernetes.io/is-default-class';

/** What becomes of a claim: syncClaim of pkg/controller/volume/persistentvolume/pv_controller.go, both releases. */
export class ClaimSync {
  constructor(
    private readonly client: ApiClient,
    private readonly release: Release,
    private readonly binding: Binding,
    private readonly pods: PodsByClaim,
  ) {}

  sync(claim: PersistentVolumeClaim): void {
    if (claim.metadata?.annotations?.[bindCompleted] !== undefined) this.#syncBound(claim);
    else if ((claim.spec?.volumeName ?? '') === '') this.#find(claim);
    else this.#bindRequested(claim);
  }

  #find(claim: PersistentVolumeClaim): void {
    const storageClass = this.#class(claim);
    const delayBinding = storageClass?.volumeBindingMode === 'WaitForFirstConsumer';
    const volume = this.#bestMatch(claim, delayBinding);
    if (volume !== undefined) {
      this.binding.bind(volume, claim);
      return;
    }
    if (this.#assignDefaultClass(claim)) return;
    if (delayBinding && claim.metadata?.annotations?.[selectedNode] === undefined) this.#sayWhatItWaitsFor(claim);
    else if (classOfClaim(claim) !== '') {
      this.#provision(claim, storageClass);
      return;
    } else {
      const message = 'no persistent volumes available for this claim and no storage class is set';
      this.binding.say(claim, 'Normal', 'FailedBinding', message);
    }
    this.binding.setClaimStatus(claim, 'Pending');
  }

  /** Volumes with fewer access modes come first: those with more may be wanted by another claim (index.go). */
  #bestMatch(claim: PersistentVolumeClaim, delayBinding: boolean): PersistentVolume | undefined {
    const byModes = new Map<string, PersistentVolume[]>();
    for (const volume of this.client.list('persistentvolumes')) {
      if (!hasAccessModesOf(volume, claim)) continue;
      const modes = [...(volume.spec?.accessModes ?? [])].sort().join();
      byModes.set(modes, [...(byModes.get(modes) ?? []), volume]);
    }
    const groups = [...byModes.values()].sort((a, b) => modesOf(a[0]) - modesOf(b[0]));
    for (const volumes of groups) {
      const found = findMatchingVolume(claim, volumes, { delayBinding });
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #class(claim: PersistentVolumeClaim): StorageClass | undefined {
    const name = classOfClaim(claim);
    return name === '' ? undefined : this.client.find('storageclasses', undefined, name);
  }

  /** From v1.28 on a claim that was made before there was a default class gets it later. */
  #assignDefaultClass(claim: PersistentVolumeClaim): boolean {
    if (this.release.name === '1.20' || claimHasClass(claim)) return false;
    const created = (one: StorageClass): number => parseTime(one.metadata?.creationTimestamp ?? '') ?? 0;
    const [newest] = this.client
      .list('storageclasses')
      .filter(({ metadata }) => metadata?.annotations?.[defaultClassAnnotation] === 'true')
      .sort((a, b) => created(b) - created(a));
    if (newest === undefined) return false;
    const spec = { ...claim.spec, storageClassName: newest.metadata?.name };
    this.client.update('persistentvolumeclaims', { ...claim, spec } as PersistentVolumeClaim);
    return true;
  }

  #sayWhatItWaitsFor(claim: PersistentVolumeClaim): void {
    const waiting = this.pods.of(objectKey(claim)).filter((pod) => !hasEnded(pod) && (pod.spec?.nodeName ?? '') === '');
    const names = waiting.map(({ metadata }) => metadata?.name ?? '').join(',');
    if (waiting.length === 0) {
      const message = 'waiting for first consumer to be created before binding';
      this.binding.say(claim, 'Normal', 'WaitForFirstConsumer', message);
    } else {
      const message = `waiting for pod${waiting.length > 1 ? 's' : ''} ${names} to be scheduled`;
      this.binding.say(claim, 'Normal', 'WaitForPodScheduled', message);
    }
  }

  /** Nothing is provisioned in the controller: it asks whoever answers to the class's provisioner. */
  #provision(claim: PersistentVolumeClaim, storageClass: StorageClass | undefined): void {
    const fail = (message: string): void => this.binding.say(claim, 'Warning', 'ProvisioningFailed', message);
    if (storageClass === undefined) {
      fail(`storageclass.storage.k8s.io "${classOfClaim(claim)}" not found`);
      return;
    }
    const { provisioner } = storageClass;
    if (provisioner.startsWith('kubernetes.io/')) {
      fail(`no volume plugin matched name: ${provisioner}`);
      return;
    }
    const older = this.release.name === '1.20';
    const names = older ? [betaStorageProvisioner] : [betaStorageProvisioner, storageProvisioner];
    if (claim.metadata?.annotations?.[names.at(-1)!] !== provisioner) {
      const annotations = Object.fromEntries(names.map((name) => [name, provisioner]));
      const { namespace, name = '' } = claim.metadata ?? {};
      this.client.patch('persistentvolumeclaims', namespace, name, { metadata: { annotations } }, { type: 'merge' });
    }
    const message = older
      ? `waiting for a volume to be created, either by external provisioner "${provisioner}" or manually created by system administrator`
      : `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`;
    this.binding.say(claim, 'Normal', 'ExternalProvisioning', message);
  }

  #bindRequested(claim: PersistentVolumeClaim): void {
    const name = claim.spec?.volumeName ?? '';
    const volume = this.client.find('persistentvolumes', undefined, name);
    if (volume === undefined) {
      this.binding.setClaimStatus(claim, 'Pending');
    } else if (volume.spec?.claimRef === undefined) {
      const mismatch = mismatchOf(volume, claim);
      if (mismatch === undefined) {
        this.binding.bind(volume, claim);
        return;
      }
      this.binding.say(claim, 'Warning', 'VolumeMismatch', `Cannot bind to requested volume "${name}": ${mismatch}`);
      this.binding.setClaimStatus(claim, 'Pending');
    } else if (isVolumeBoundToClaim(volume, claim)) {
      this.binding.bind(volume, claim);
    } else {
      this.binding.say(claim, 'Warning', 'FailedBinding', `volume "${name}" already bound to a different claim.`);
      if (claim.metadata?.annotations?.[boundByController] === undefined) this.binding.setClaimStatus(claim, 'Pending');
    }
  }

  #syncBound(claim: PersistentVolumeClaim): void {
    const name = claim.spec?.volumeName ?? '';
    const lost = 'Data on the volume is lost!';
    if (name === '') {
      this.binding.loseClaim(claim, 'ClaimLost', `Bound claim has lost reference to PersistentVolume. ${lost}`);
      return;
    }
    const volume = this.client.find('persistentvolumes', undefined, name);
    const owner = volume?.spec?.claimRef;
    if (volume === undefined) {
      this.binding.loseClaim(claim, 'ClaimLost', `Bound claim has lost its PersistentVolume. ${lost}`);
    } else if (owner === undefined || owner.uid === claim.metadata?.uid) {
      this.binding.bind(volume, claim);
    } else {
      const message = 'Two claims are bound to the same volume, this one is bound incorrectly';
      this.binding.loseClaim(claim, 'ClaimMisbound', message);
    }
  }
}

const modesOf = (volume: PersistentVolume | undefined): number => volume?.spec?.accessModes?.length ?? 0;

/** checkVolumeSatisfyClaim: why the volume that a claim names won't do. */
function mismatchOf(volume: PersistentVolume, claim: PersistentVolumeClaim): string | undefined {
  const { metadata, spec } = volume;
  if (metadata?.deletionTimestamp !== undefined) return `the volume is marked for deletion "${metadata.name ?? ''}"`;
  if (!isLargeEnough(volume, claim)) return 'requested PV is too small';
  if (classOfVolume(volume) !== classOfClaim(claim)) return 'storageClassName does not match';
  if ((spec?.volumeAttributesClassName ?? '') !== (claim.spec?.volumeAttributesClassName ?? '')) {
    return 'volumeAttributesClassName does not match';
  }
  if (!hasModeOf(volume, claim)) return 'incompatible volumeMode';
  return hasAccessModesOf(volume, claim) ? undefined : 'incompatible accessMode';
}
