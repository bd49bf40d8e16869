import { bindCompleted, classOfClaim, findMatchingVolume, requestedStorage } from '../../api/persistent-volumes.ts';
import { compareQuantities, parseQuantity, type Quantity } from '../../api/quantity.ts';
import type { Node, PersistentVolume, PersistentVolumeClaim, Pod } from '../../api/types.ts';
import { matchesTerm } from '../../api/node-selector.ts';
import { type Cycle, type Plugin, type Rejection, unresolvable } from './plugin.ts';

type Term = Parameters<typeof matchesTerm>[0];

const lostToday = 'node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)';
const lostV120 = 'pvc(s) bound to non-existent pv(s)';

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
  return (claim.spec?.volumeName ?? '') !== '' && claim.metadata?.annotations?.[bindCompleted] !== undefined;
}

function waitsForConsumer(claim: PersistentVolumeClaim, cycle: Cycle): boolean {
  const name = classOfClaim(claim);
  if (name === '') return false;
  return cycle.client.find('storageclasses', undefined, name)?.volumeBindingMode === 'WaitForFirstConsumer';
}

function onNode(volume: PersistentVolume, node: Parameters<typeof matchesTerm>[1]): boolean {
  const required = volume.spec?.nodeAffinity?.required;
  return required === undefined || required.nodeSelectorTerms.some((term) => matchesTerm(term as Term, node));
}

/**
 * Which free volume each of the claims would get on a node, the smallest claim first, and which would get none (volumebinding/binder.go,
 * findMatchingVolumes).
 */
export function matchClaims(
  claims: readonly PersistentVolumeClaim[],
  volumes: readonly PersistentVolume[],
  node: Node,
): {
  readonly matched: readonly (readonly [claim: PersistentVolumeClaim, volume: PersistentVolume])[];
  readonly unmatched: readonly PersistentVolumeClaim[];
} {
  const size = (claim: PersistentVolumeClaim): Quantity => parseQuantity(requestedStorage(claim));
  const sorted = [...claims].sort((a, b) => compareQuantities(size(a), size(b)));
  const matched: [PersistentVolumeClaim, PersistentVolume][] = [];
  const excluded = new Set<string>();
  const unmatched = sorted.filter((claim) => {
    const volume = findMatchingVolume(claim, volumes, { excluded, isReachable: (one) => onNode(one, node) });
    if (volume === undefined) return true;
    excluded.add(volume.metadata?.name ?? '');
    matched.push([claim, volume]);
    return false;
  });
  return { matched, unmatched };
}

/** Whether somebody could make a volume for the claim on the node (checkVolumeProvisions). */
function canProvision(claim: PersistentVolumeClaim, node: Node, { client }: Cycle): boolean {
  const storageClass = client.find('storageclasses', undefined, classOfClaim(claim));
  const provisioner = storageClass?.provisioner ?? '';
  if (provisioner === '' || provisioner === 'kubernetes.io/no-provisioner') return false;
  const topologies = storageClass?.allowedTopologies ?? [];
  if (topologies.length === 0) return true;
  return topologies.some((term) =>
    (term.matchLabelExpressions ?? []).every(({ key, values }) => values.includes(node.metadata?.labels?.[key] ?? '')),
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
    const older = cycle.release.name === '1.20';
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
    if (lost.length > 0) return everywhere(older ? lostV120 : lostToday);
    const conflict = older
      ? 'node(s) had volume node affinity conflict'
      : "node(s) didn't match PersistentVolume's node affinity";
    const volumes = delayed.length === 0 ? [] : cycle.client.list('persistentvolumes');
    return ({ node }) => {
      const reasons: string[] = [];
      if (!bound.every((volume) => onNode(volume, node))) reasons.push(conflict);
      if (!matchClaims(delayed, volumes, node).unmatched.every((claim) => canProvision(claim, node, cycle))) {
        reasons.push("node(s) didn't find available persistent volumes to bind");
      }
      return reasons.length === 0 ? undefined : { reasons, resolvable: false };
    };
  },
};
