import type { PersistentVolume } from '../../api/types.ts';
import { type Volume, type VolumeContext } from './volume-context.ts';

/** What a volume's claim leads to: the PersistentVolume, or why there is none yet. */
export type Claimed =
  | { readonly volume: PersistentVolume; readonly readOnly: boolean }
  /** The text that the kubelet puts behind `error processing PVC NAMESPACE/NAME: `, with that. */
  | { readonly problem: string };

/** The claim that a volume names, or the one that was made for it (component-helpers/storage/ephemeral, VolumeClaimName). */
function claimOf(
  { pod }: VolumeContext,
  volume: Volume,
): { readonly name: string; readonly readOnly: boolean } | undefined {
  const { persistentVolumeClaim, ephemeral, name } = volume;
  if (persistentVolumeClaim !== undefined) {
    return { name: persistentVolumeClaim.claimName, readOnly: persistentVolumeClaim.readOnly === true };
  }
  return ephemeral === undefined ? undefined : { name: `${pod.metadata?.name}-${name}`, readOnly: false };
}

/** Follows a claim to its volume (desired_state_of_world_populator.go, createVolumeSpec); undefined for a volume without one. */
export function claimedVolume(context: VolumeContext, volume: Volume): Claimed | undefined {
  const wanted = claimOf(context, volume);
  if (wanted === undefined) return undefined;
  const { client, pod } = context;
  const { namespace = '' } = pod.metadata ?? {};
  const claim = client.find('persistentvolumeclaims', namespace, wanted.name);
  const problem = (text: string): Claimed => ({ problem: `error processing PVC ${namespace}/${wanted.name}: ${text}` });
  if (claim === undefined) {
    return problem(`failed to fetch PVC from API server: persistentvolumeclaims "${wanted.name}" not found`);
  }
  if (
    volume.ephemeral !== undefined &&
    !claim.metadata?.ownerReferences?.some(({ uid }) => uid === pod.metadata?.uid)
  ) {
    return {
      problem: `PVC ${namespace}/${wanted.name} was not created for pod ${namespace}/${pod.metadata?.name} (pod is not owner)`,
    };
  }
  const protectedClaim = claim.metadata?.finalizers?.includes('kubernetes.io/pvc-protection') === true;
  if (claim.metadata?.deletionTimestamp !== undefined && !protectedClaim) return problem('PVC is being deleted');
  if (claim.status?.phase !== 'Bound') return problem('PVC is not bound');
  const name = claim.spec?.volumeName ?? '';
  if (name === '') return problem('PVC has empty pvc.Spec.VolumeName');
  const found = client.find('persistentvolumes', undefined, name);
  if (found === undefined) {
    return problem(`failed to fetch PV ${name} from API server: persistentvolumes "${name}" not found`);
  }
  const { claimRef } = found.spec ?? {};
  if (claimRef === undefined) {
    return problem(
      `found PV object ${name} but it has a nil pv.Spec.ClaimRef indicating it is not yet bound to the claim`,
    );
  }
  if (claimRef.uid !== claim.metadata?.uid) {
    return problem(
      `found PV object ${name} but its pv.Spec.ClaimRef.UID ${claimRef.uid} does not point to claim.UID ${claim.metadata?.uid}`,
    );
  }
  return { volume: found, readOnly: wanted.readOnly };
}
