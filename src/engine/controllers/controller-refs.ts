import type { ApiClient } from '../api/client.ts';
import { controllerOf, controllerReference } from '../api/meta.ts';
import type { LabelSelector } from '../api/selectors.ts';
import { isStatusError } from '../api/status.ts';
import type { KubeObject, Resource, ResourceTypes } from '../api/types.ts';

/** A controller's object that owns others: its kind as an owner reference names it, and what it selects. */
export interface Claimant {
  readonly owner: KubeObject;
  readonly apiVersion: string;
  readonly kind: string;
  readonly selector: LabelSelector;
  /** What a candidate must be besides. */
  readonly accepts?: (candidate: KubeObject) => boolean;
}

/** What ClaimObject decides about one candidate (pkg/controller/controller_ref_manager.go). */
export function decideClaim(claimant: Claimant, candidate: KubeObject): 'own' | 'adopt' | 'release' | 'ignore' {
  const { owner, selector, accepts } = claimant;
  const controller = controllerOf(candidate);
  const matches = selector.matches(candidate.metadata?.labels) && accepts?.(candidate) !== false;
  const leaving = owner.metadata?.deletionTimestamp !== undefined;
  if (controller !== undefined) {
    if (controller.uid !== owner.metadata?.uid) return 'ignore';
    if (matches) return 'own';
    return leaving ? 'ignore' : 'release';
  }
  if (leaving || !matches || candidate.metadata?.deletionTimestamp !== undefined) return 'ignore';
  return owner.metadata?.namespace === candidate.metadata?.namespace ? 'adopt' : 'ignore';
}

/** Adopts orphans that match, lets go what matches no longer, and answers what is the claimant's. */
export function claim<R extends Resource>(
  client: ApiClient,
  resource: R,
  claimant: Claimant,
  candidates: readonly ResourceTypes[R][],
): readonly ResourceTypes[R][] {
  const claimed: ResourceTypes[R][] = [];
  for (const candidate of candidates) {
    const decision = decideClaim(claimant, candidate);
    if (decision === 'own') claimed.push(candidate);
    else if (decision === 'adopt') {
      const adopted = adopt(client, resource, claimant, candidate);
      if (adopted !== undefined) claimed.push(adopted);
    } else if (decision === 'release') release(client, resource, claimant, candidate);
  }
  return claimed;
}

/** ownerRefControllerPatch; the uid in it is a precondition. */
function adopt<R extends Resource>(
  client: ApiClient,
  resource: R,
  { owner, apiVersion, kind }: Claimant,
  candidate: ResourceTypes[R],
): ResourceTypes[R] | undefined {
  const { namespace, name = '', uid } = candidate.metadata ?? {};
  const ownerReferences = [controllerReference(owner, apiVersion, kind)];
  try {
    return client.patch(resource, namespace, name, { metadata: { uid, ownerReferences } });
  } catch (error) {
    if (isStatusError(error, 'NotFound')) return undefined;
    throw error;
  }
}

/** GenerateDeleteOwnerRefStrategicMergeBytes; an object that is gone, or another one by now, is none of ours. */
function release<R extends Resource>(
  client: ApiClient,
  resource: R,
  { owner }: Claimant,
  candidate: ResourceTypes[R],
): void {
  const { namespace, name = '', uid } = candidate.metadata ?? {};
  const ownerReferences = [{ $patch: 'delete', uid: owner.metadata?.uid }];
  try {
    client.patch(resource, namespace, name, { metadata: { uid, ownerReferences } });
  } catch (error) {
    if (!isStatusError(error, 'NotFound') && !isStatusError(error, 'Invalid')) throw error;
  }
}
