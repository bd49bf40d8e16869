import { jsonEqual } from '../../api/json.ts';
import { controllerReference, type OwnerReference } from '../../api/meta.ts';
import type { KubeObject, PersistentVolumeClaim, Pod, StatefulSet } from '../../api/types.ts';
import { isInRange } from './identity.ts';

type References = readonly OwnerReference[];

interface Policy {
  readonly whenDeleted: string;
  readonly whenScaled: string;
}

/** persistentVolumeClaimRetentionPolicy (v1.23 and later): all is kept if it says nothing. */
export function retentionOf(set: StatefulSet): Policy {
  const { whenDeleted = 'Retain', whenScaled = 'Retain' } = set.spec?.persistentVolumeClaimRetentionPolicy ?? {};
  return { whenDeleted, whenScaled };
}

/** The reference names the object, whatever its uid. */
function names(reference: OwnerReference, object: KubeObject, apiVersion: string, kind: string): boolean {
  return reference.apiVersion === apiVersion && reference.kind === kind && reference.name === object.metadata?.name;
}

/** A reference to one that had the same name and is gone (hasStaleOwnerRef of pkg/controller/statefulset/stateful_set_utils.go). */
export function isStale(claim: PersistentVolumeClaim, object: KubeObject, apiVersion: string, kind: string): boolean {
  const reference = claim.metadata?.ownerReferences?.find((one) => names(one, object, apiVersion, kind));
  return reference !== undefined && reference.uid !== object.metadata?.uid;
}

/** Somebody else controls the claim (hasUnexpectedController); under a policy that keeps all, that is nobody's business. */
export function hasForeignController(claim: PersistentVolumeClaim, set: StatefulSet, pod: Pod): boolean {
  const { whenDeleted, whenScaled } = retentionOf(set);
  if (whenDeleted === 'Retain' && whenScaled === 'Retain') return false;
  return (claim.metadata?.ownerReferences ?? []).some((reference) => {
    if (names(reference, set, 'apps/v1', 'StatefulSet')) return reference.uid !== set.metadata?.uid;
    if (names(reference, pod, 'v1', 'Pod')) return reference.uid !== pod.metadata?.uid;
    return reference.controller === true;
  });
}

/**
 * The owners that a claim should have, or undefined if they are right: the set, if claims go with it; the Pod, once it is scaled away and claims go
 * with that (isClaimOwnerUpToDate, updateClaimOwnerRefForSetAndPod).
 */
export function ownersToWrite(claim: PersistentVolumeClaim, set: StatefulSet, pod: Pod): References | undefined {
  if (isStale(claim, set, 'apps/v1', 'StatefulSet') || isStale(claim, pod, 'v1', 'Pod')) return undefined;
  const references = (claim.metadata?.ownerReferences ?? []) as References;
  const others = references.filter(
    (reference) => !names(reference, set, 'apps/v1', 'StatefulSet') && !names(reference, pod, 'v1', 'Pod'),
  );
  const wanted = hasForeignController(claim, set, pod) ? others : [...others, ...wantedOwners(set, pod)];
  return jsonEqual([...references].sort(byUid), [...wanted].sort(byUid)) ? undefined : wanted;
}

function wantedOwners(set: StatefulSet, pod: Pod): References {
  const { whenDeleted, whenScaled } = retentionOf(set);
  const gone = !isInRange(pod, set);
  if (whenScaled === 'Delete' && gone) return [controllerReference(pod, 'v1', 'Pod')];
  return whenDeleted === 'Delete' ? [controllerReference(set, 'apps/v1', 'StatefulSet')] : [];
}

function byUid(a: OwnerReference, b: OwnerReference): number {
  return a.uid < b.uid ? -1 : 1;
}
