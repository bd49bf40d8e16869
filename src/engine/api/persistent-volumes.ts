import { compareQuantities, parseQuantity } from './quantity.ts';
import { selectorOfObject } from './selectors.ts';
import type { PersistentVolume, PersistentVolumeClaim } from './types.ts';

/* What binds claims and volumes: k8s.io/component-helpers/storage/volume/{helpers,pv_helpers}.go. */

export const bindCompleted = 'pv.kubernetes.io/bind-completed';
export const boundByController = 'pv.kubernetes.io/bound-by-controller';
export const selectedNode = 'volume.kubernetes.io/selected-node';
export const provisionedBy = 'pv.kubernetes.io/provisioned-by';
export const storageProvisioner = 'volume.kubernetes.io/storage-provisioner';
export const betaStorageProvisioner = 'volume.beta.kubernetes.io/storage-provisioner';
const betaStorageClass = 'volume.beta.kubernetes.io/storage-class';

/** The class that a claim asks for; '' for none. */
export function classOfClaim({ metadata, spec }: PersistentVolumeClaim): string {
  return metadata?.annotations?.[betaStorageClass] ?? spec?.storageClassName ?? '';
}

export function classOfVolume({ metadata, spec }: PersistentVolume): string {
  return metadata?.annotations?.[betaStorageClass] ?? spec?.storageClassName ?? '';
}

/** Whether the claim says anything about its class, '' too. */
export function claimHasClass({ metadata, spec }: PersistentVolumeClaim): boolean {
  return metadata?.annotations?.[betaStorageClass] !== undefined || spec?.storageClassName !== undefined;
}

export function requestedStorage({ spec }: PersistentVolumeClaim): string {
  return spec?.resources?.requests?.['storage'] ?? '0';
}

const compareTexts = (a: string, b: string): number => compareQuantities(parseQuantity(a), parseQuantity(b));

export function isLargeEnough(volume: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  return compareTexts(volume.spec?.capacity?.['storage'] ?? '0', requestedStorage(claim)) >= 0;
}

export function hasModeOf(volume: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  return (volume.spec?.volumeMode ?? 'Filesystem') === (claim.spec?.volumeMode ?? 'Filesystem');
}

export function hasAccessModesOf(volume: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  return (claim.spec?.accessModes ?? []).every((mode) => volume.spec?.accessModes?.includes(mode) === true);
}

/** Whether the volume is bound to this claim, or meant for it by whoever made it. */
export function isVolumeBoundToClaim(volume: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  const reference = volume.spec?.claimRef;
  const { name, namespace, uid } = claim.metadata ?? {};
  if (reference?.name !== name || reference?.namespace !== namespace) return false;
  return (reference?.uid ?? '') === '' || reference?.uid === uid;
}

export interface MatchOptions {
  /** The scheduler's question whether the volume can be reached from the node that it looks at. */
  readonly isReachable?: (volume: PersistentVolume) => boolean;
  /** Names of volumes that other claims of the Pod have taken. */
  readonly excluded?: ReadonlySet<string>;
  /** The controller's view of a claim that waits for its consumer: only a volume that is meant for it will do. */
  readonly delayBinding?: boolean;
}

/** FindMatchingVolume: the volume that is meant for the claim, else the smallest that is free and will do. */
export function findMatchingVolume(
  claim: PersistentVolumeClaim,
  volumes: readonly PersistentVolume[],
  { isReachable, excluded, delayBinding = false }: MatchOptions = {},
): PersistentVolume | undefined {
  const selector = claim.spec?.selector === undefined ? undefined : selectorOfObject(claim.spec.selector);
  let smallest: PersistentVolume | undefined;
  for (const volume of volumes) {
    const { metadata, spec, status } = volume;
    if (excluded?.has(metadata?.name ?? '') === true) continue;
    const meant = isVolumeBoundToClaim(volume, claim);
    if (spec?.claimRef !== undefined && !meant) continue;
    if (!isLargeEnough(volume, claim) || !hasModeOf(volume, claim)) continue;
    if ((claim.spec?.volumeAttributesClassName ?? '') !== (spec?.volumeAttributesClassName ?? '')) continue;
    if (metadata?.deletionTimestamp !== undefined) continue;
    if (meant) return isReachable?.(volume) === false ? undefined : volume;
    if (delayBinding || status?.phase !== 'Available') continue;
    if (selector?.matches(metadata?.labels) === false) continue;
    if (classOfVolume(volume) !== classOfClaim(claim)) continue;
    if (!hasAccessModesOf(volume, claim) || isReachable?.(volume) === false) continue;
    if (smallest === undefined || compareTexts(capacity(smallest), capacity(volume)) > 0) smallest = volume;
  }
  return smallest;
}

const capacity = (volume: PersistentVolume): string => volume.spec?.capacity?.['storage'] ?? '0';

/** The volume with a reference to the claim (GetBindVolumeToClaim); the same object where it has one. */
export function bindVolumeToClaim(volume: PersistentVolume, claim: PersistentVolumeClaim): PersistentVolume {
  const { name, namespace, uid, resourceVersion } = claim.metadata ?? {};
  const reference = volume.spec?.claimRef;
  const annotations = volume.metadata?.annotations;
  const marks = !isVolumeBoundToClaim(volume, claim) && annotations?.[boundByController] === undefined;
  if (reference?.name === name && reference?.namespace === namespace && reference?.uid === uid && !marks) return volume;
  const claimRef = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name, namespace, uid, resourceVersion };
  return {
    ...volume,
    ...(marks ? { metadata: { ...volume.metadata, annotations: { ...annotations, [boundByController]: 'yes' } } } : {}),
    spec: { ...volume.spec, claimRef },
  } as PersistentVolume;
}
