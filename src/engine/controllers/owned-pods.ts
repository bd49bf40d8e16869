import type { Watch } from '../api/client.ts';
import { jsonEqual } from '../api/json.ts';
import { controllerOf } from '../api/meta.ts';
import type { LabelSelector } from '../api/selectors.ts';
import type { KubeObject, Pod } from '../api/types.ts';
import type { Expectations } from './expectations.ts';
import type { Informer } from './informer.ts';
import { isPodActive, isPodReady, isPodTerminal, readySince } from './pod-availability.ts';
import { objectKey } from './work-queue.ts';

/** One kind of owners, and what is to happen when something about their Pods changes. */
export interface PodOwners<O extends KubeObject> {
  readonly kind: string;
  readonly owners: Informer<O>;
  readonly pods: Informer<Pod>;
  selectorOf(owner: O): LabelSelector;
  wake(key: string): void;
  readonly expectations?: Expectations;
  /** A Pod of the owner has become ready. */
  onReady?(key: string, owner: O): void;
}

/**
 * Wakes owners for their Pods: what ReplicaSet, DaemonSet and StatefulSet controllers do in addPod, updatePod and deletePod (pkg/controller). An orphan
 * wakes whoever selects it.
 */
export function watchOwnedPods<O extends KubeObject>(row: PodOwners<O>): Watch {
  const { kind, owners, pods, expectations } = row;

  function ownerOf(pod: Pod): O | undefined {
    const reference = controllerOf(pod);
    if (reference?.kind !== kind) return undefined;
    const owner = owners.find(pod.metadata?.namespace, reference.name);
    return owner?.metadata?.uid === reference.uid ? owner : undefined;
  }

  function wakeMatching(pod: Pod): void {
    for (const owner of owners.in(pod.metadata?.namespace ?? '')) {
      if (row.selectorOf(owner).matches(pod.metadata?.labels)) row.wake(objectKey(owner));
    }
  }

  return pods.listen(({ type, object, previous }) => {
    if (previous !== undefined && type === 'MODIFIED' && !concernsOwner(previous, object)) return;
    const owner = ownerOf(object);
    if (type === 'DELETED' || object.metadata?.deletionTimestamp !== undefined) {
      if (owner === undefined) return;
      const key = objectKey(owner);
      expectations?.deletionObserved(key, objectKey(object));
      row.wake(key);
      return;
    }
    const before = previous === undefined ? undefined : ownerOf(previous);
    if (before !== undefined && before !== owner) row.wake(objectKey(before));
    if (controllerOf(object) === undefined) {
      wakeMatching(object);
      return;
    }
    if (owner === undefined) return;
    const key = objectKey(owner);
    if (previous === undefined) expectations?.creationObserved(key);
    row.wake(key);
    if (previous !== undefined && isPodReady(object) && !isPodReady(previous)) row.onReady?.(key, owner);
  });
}

/**
 * Whether a change of a Pod can change anything for its owner: most of a Pod's status can't, and a thousand Pods on their way to Running make
 * thousands of such changes. The real controllers sync at each and find nothing to do.
 */
export function concernsOwner(previous: Pod, current: Pod): boolean {
  return (
    isPodActive(previous) !== isPodActive(current) ||
    isPodTerminal(previous) !== isPodTerminal(current) ||
    previous.status?.phase !== current.status?.phase ||
    readySince(previous) !== readySince(current) ||
    controllerOf(previous)?.uid !== controllerOf(current)?.uid ||
    !jsonEqual(previous.metadata?.labels, current.metadata?.labels)
  );
}
