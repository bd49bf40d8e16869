import type { PersistentVolume, PersistentVolumeClaim, Pod } from '../../api/types.ts';
import { compareQuantities, parseQuantity } from '../../api/quantity.ts';
import { matchesTerm } from './node-affinity.ts';
import { type Cycle, type Plugin, type Rejection, unresolvable } from './plugin.ts';

type Term = Parameters<typeof matchesTerm>[0];

const everywhere = (reason: string): { everywhere: Rejection } => ({ everywhere: unresolvable(reason) });

/** The names of the claims that a Pod mounts; generic ephemeral volumes have a claim of their own. */
export function claimNames(pod: Pod): readonly string[] {
  return (pod.spec?.volumes ?? []).flatMap(({ name, persistentVolumeClaim, ephemeral }) => {
    if (persistentVolumeClaim !== undefined) return [persistentVolumeClaim.claimName];
    return ephemeral === undefined ? [] : [`${pod.metadata?.name ?? ''}-${name}`];
  });
}

/** Bound in both directions' eyes: the claim names its volume and the controller has said so. */
export function isBound(claim: PersistentVolumeClaim): boolean {
  return (
    (claim.spec?.volumeName ?? '') !== '' &&
    claim.metadata?.annotations?.['pv.kubernetes.io/bind-completed'] !== undefined
  );
}

function waitsForConsumer(claim: PersistentVolumeClaim, cycle: Cycle): boolean {
  const name = claim.spec?.storageClassName ?? '';
  if (name === '') return false;
  return cycle.client.find('storageclasses', undefined, name)?.volumeBindingMode === 'WaitForFirstConsumer';
}

function onNode(volume: PersistentVolume, node: Parameters<typeof matchesTerm>[1]): boolean {
  const required = volume.spec?.nodeAffinity?.required;
  return required === undefined || required.nodeSelectorTerms.some((term) => matchesTerm(term as Term, node));
}

/** Whether a free volume satisfies a claim (component-helpers storage/volume, FindMatchingVolume), its node left aside. */
function satisfies(volume: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  const { spec } = volume;
  if (spec?.claimRef !== undefined || volume.status?.phase !== 'Available') return false;
  if ((spec?.storageClassName ?? '') !== (claim.spec?.storageClassName ?? '')) return false;
  if (!(claim.spec?.accessModes ?? []).every((mode) => spec?.accessModes?.includes(mode) === true)) return false;
  const wanted = claim.spec?.resources?.requests?.['storage'];
  const has = spec?.capacity?.['storage'];
  return (
    wanted === undefined || (has !== undefined && compareQuantities(parseQuantity(has), parseQuantity(wanted)) >= 0)
  );
}

/** plugins/volumebinding: claims must exist, be bound or be bindable on the node. */
export const volumeBinding: Plugin = {
  name: 'VolumeBinding',
  undoneBy: ['PersistentVolumeClaim', 'PersistentVolume', 'StorageClass', 'NodeAdd', 'NodeLabel'],
  filter({ pod, namespace }, cycle) {
    const names = claimNames(pod);
    if (names.length === 0) return undefined;
    const bound: PersistentVolume[] = [];
    const delayed: PersistentVolumeClaim[] = [];
    const lost: string[] = [];
    let immediate = false;
    for (const name of names) {
      const claim = cycle.client.find('persistentvolumeclaims', namespace, name);
      if (claim === undefined) {
        const ephemeral = !(pod.spec?.volumes ?? []).some((v) => v.persistentVolumeClaim?.claimName === name);
        return everywhere(
          ephemeral
            ? `waiting for ephemeral volume controller to create the persistentvolumeclaim "${name}"`
            : `persistentvolumeclaim "${name}" not found`,
        );
      }
      const volumeName = claim.spec?.volumeName ?? '';
      if (claim.status?.phase === 'Lost') {
        return everywhere(`persistentvolumeclaim "${name}" bound to non-existent persistentvolume "${volumeName}"`);
      }
      if (claim.metadata?.deletionTimestamp !== undefined) {
        return everywhere(`persistentvolumeclaim "${name}" is being deleted`);
      }
      if (isBound(claim)) {
        const volume = cycle.client.find('persistentvolumes', undefined, volumeName);
        if (volume === undefined) lost.push(volumeName);
        else bound.push(volume);
      } else if (waitsForConsumer(claim, cycle) && volumeName === '') delayed.push(claim);
      else immediate = true;
    }
    if (immediate) return everywhere('pod has unbound immediate PersistentVolumeClaims');
    if (lost.length > 0) {
      return everywhere('node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)');
    }
    const conflict = unresolvable(
      cycle.release.name === '1.20'
        ? 'node(s) had volume node affinity conflict'
        : "node(s) didn't match PersistentVolume's node affinity",
    );
    const unbindable = unresolvable("node(s) didn't find available persistent volumes to bind");
    const volumes = delayed.length === 0 ? [] : cycle.client.list('persistentvolumes');
    return ({ node }) => {
      if (!bound.every((volume) => onNode(volume, node))) return conflict;
      for (const claim of delayed) {
        if (volumes.some((volume) => satisfies(volume, claim) && onNode(volume, node))) continue;
        const provisioner = cycle.client.find(
          'storageclasses',
          undefined,
          claim.spec?.storageClassName ?? '',
        )?.provisioner;
        if (provisioner === undefined || provisioner === 'kubernetes.io/no-provisioner') return unbindable;
      }
      return undefined;
    };
  },
};
