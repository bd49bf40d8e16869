import type { ApiClient } from '../../api/client.ts';
import { isStatusError, StatusError } from '../../api/status.ts';
import type { PersistentVolumeClaim, Pod, StatefulSet } from '../../api/types.ts';
import { hasForeignController, isStale, ownersToWrite, retentionOf } from './claim-retention.ts';
import { claimsOf, ordinalOf } from './identity.ts';
import type { StatefulEvents } from './stateful-events.ts';

/** The claims of a set's Pods: made before the Pods, kept or given away as the policy says (pkg/controller/statefulset/stateful_pod_control.go). */
export class StatefulClaims {
  constructor(
    private readonly client: ApiClient,
    private readonly events: StatefulEvents,
  ) {}

  /** createPersistentVolumeClaims. @throws StatusError where one can't be made, or is on its way out */
  create(set: StatefulSet, pod: Pod): void {
    let first: StatusError | undefined;
    for (const claim of claimsOf(set, ordinalOf(pod)).values()) {
      const { namespace, name = '' } = claim.metadata ?? {};
      const there = this.client.find('persistentvolumeclaims', namespace, name);
      if (there?.metadata?.deletionTimestamp !== undefined) first ??= beingDeleted(name);
      if (there !== undefined) continue;
      try {
        this.client.create('persistentvolumeclaims', namespace, {
          ...claim,
          apiVersion: 'v1',
          kind: 'PersistentVolumeClaim',
        });
        this.events.claim(set, pod, name);
      } catch (error) {
        if (!isStatusError(error)) throw error;
        this.events.claim(set, pod, name, error);
        first ??= error;
      }
    }
    if (first !== undefined) throw first;
  }

  /** A claim is of the Pod that had this name before and goes with it: the new Pod must wait (PodClaimIsStale). */
  isStale(set: StatefulSet, pod: Pod): boolean {
    if (retentionOf(set).whenScaled === 'Retain') return false;
    return this.#existing(set, pod).some((claim) => isStale(claim, pod, 'v1', 'Pod'));
  }

  /** Whether all belong to whom the policy says (ClaimsMatchRetentionPolicy). */
  match(set: StatefulSet, pod: Pod): boolean {
    return this.#existing(set, pod).every((claim) => ownersToWrite(claim, set, pod) === undefined);
  }

  /** UpdatePodClaimForRetentionPolicy. */
  update(set: StatefulSet, pod: Pod): void {
    for (const claim of this.#existing(set, pod)) {
      if (hasForeignController(claim, set, pod)) {
        const name = claim.metadata?.name ?? '';
        const message = `PersistentVolumeClaim ${name} has a conflicting OwnerReference that acts as a manging controller, the retention policy is ignored for this claim`;
        this.events.warn(set, 'ConflictingController', message);
      }
      const ownerReferences = ownersToWrite(claim, set, pod);
      if (ownerReferences === undefined) continue;
      this.client.update('persistentvolumeclaims', {
        ...claim,
        metadata: { ...claim.metadata, ownerReferences },
      });
    }
  }

  #existing(set: StatefulSet, pod: Pod): readonly PersistentVolumeClaim[] {
    return [...claimsOf(set, ordinalOf(pod)).values()].flatMap(({ metadata }) => {
      const found = this.client.find('persistentvolumeclaims', metadata?.namespace, metadata?.name ?? '');
      return found === undefined ? [] : [found];
    });
  }
}

/** An error of the controller's own, that makes it try again. */
function beingDeleted(name: string): StatusError {
  const message = `pvc ${name} is being deleted`;
  return new StatusError({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message });
}
