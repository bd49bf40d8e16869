import type { DeleteOptions } from '../api/client.ts';
import { conflict } from '../api/errors.ts';
import type { Kind } from '../api/kinds.ts';
import { withMetadata } from '../api/meta.ts';
import { formatTime, parseTime } from '../api/time.ts';
import type { StoredObject, Strategy } from './registry/strategy.ts';

/** What a DELETE does to an object. */
export type DeletionOutcome =
  /** It goes now; `object`, if given, is its last state, which watchers see before. */
  | { readonly action: 'delete'; readonly object: StoredObject | undefined }
  /** It is marked, and somebody else finishes it: the kubelet, or whoever owns a finalizer. */
  | { readonly action: 'update'; readonly object: StoredObject }
  /** It is on its way already. */
  | { readonly action: 'none' };

const orphanFinalizer = 'orphan';
const foregroundFinalizer = 'foregroundDeletion';

/**
 * Decides a deletion, after rest.BeforeDelete and Store.updateForGracefulDeletionAndFinalizers
 * (k8s.io/apiserver/pkg/registry, both releases).
 * @throws StatusError Conflict where a precondition fails
 */
export function decideDeletion(
  kind: Kind,
  strategy: Strategy,
  object: StoredObject,
  options: DeleteOptions,
  now: number,
): DeletionOutcome {
  checkPreconditions(kind, object, options);
  const graceful = decideGrace(strategy, object, options, now);
  if (graceful === 'pending') return { action: 'none' };
  const finalizers = garbageCollectionFinalizers(strategy, object, options);
  const marked = graceful === undefined ? object : graceful.object;
  const next = sameNames(finalizers, marked.metadata?.finalizers ?? [])
    ? marked
    : withMetadata(marked, { finalizers: finalizers.length === 0 ? undefined : finalizers });
  if (finalizers.length > 0) {
    return { action: 'update', object: graceful === undefined ? markAsDeleting(next, now) : next };
  }
  if (graceful === undefined || graceful.seconds === 0) {
    return { action: 'delete', object: next === object ? undefined : next };
  }
  return { action: 'update', object: next };
}

function checkPreconditions(kind: Kind, object: StoredObject, { preconditions }: DeleteOptions): void {
  const { name = '', uid, resourceVersion } = object.metadata ?? {};
  // The message names the kind where other conflicts name the resource: rest/delete.go builds it so.
  const of = { group: kind.group, resource: kind.kind };
  if (preconditions?.uid !== undefined && preconditions.uid !== uid) {
    throw conflict(
      of,
      name,
      `the UID in the precondition (${preconditions.uid}) does not match the UID in record (${uid ?? ''}). The object might have been deleted and then recreated`,
    );
  }
  if (preconditions?.resourceVersion !== undefined && preconditions.resourceVersion !== resourceVersion) {
    throw conflict(
      of,
      name,
      `the ResourceVersion in the precondition (${preconditions.resourceVersion}) does not match the ResourceVersion in record (${resourceVersion ?? ''}). The object might have been modified`,
    );
  }
}

/** Undefined: the kind knows no grace. */
function decideGrace(
  strategy: Strategy,
  object: StoredObject,
  options: DeleteOptions,
  now: number,
): { readonly object: StoredObject; readonly seconds: number } | 'pending' | undefined {
  if (strategy.gracePeriod === undefined) return undefined;
  const asked = options.gracePeriodSeconds === undefined ? undefined : positive(options.gracePeriodSeconds);
  const { deletionTimestamp, deletionGracePeriodSeconds, generation } = object.metadata ?? {};
  if (deletionTimestamp !== undefined) {
    const current = deletionGracePeriodSeconds ?? 0;
    if (current === 0) return { object, seconds: 0 };
    // A second DELETE can only shorten the first one's grace.
    if (asked === undefined || asked >= current) return 'pending';
    let at = (parseTime(deletionTimestamp) ?? now) + (asked - current) * 1000;
    let seconds = asked;
    if (at < now) {
      at = now;
      if (seconds !== 0) seconds = 1;
    }
    return { object: withDeletion(object, at, seconds), seconds };
  }
  const seconds = positive(strategy.gracePeriod(object, options));
  const marked = withDeletion(object, now + seconds * 1000, seconds);
  return {
    object: generation !== undefined && generation > 0 ? withMetadata(marked, { generation: generation + 1 }) : marked,
    seconds,
  };
}

const positive = (seconds: number): number => (seconds < 0 ? 1 : seconds);

function withDeletion(object: StoredObject, at: number, seconds: number): StoredObject {
  return withMetadata(object, { deletionTimestamp: formatTime(at), deletionGracePeriodSeconds: seconds });
}

/** For kinds without grace that finalizers hold back. */
function markAsDeleting(object: StoredObject, now: number): StoredObject {
  const { deletionTimestamp, generation } = object.metadata ?? {};
  return withMetadata(object, {
    deletionTimestamp: deletionTimestamp ?? formatTime(now),
    deletionGracePeriodSeconds: 0,
    generation:
      deletionTimestamp === undefined && generation !== undefined && generation > 0 ? generation + 1 : generation,
  });
}

/** deletionFinalizersForGarbageCollection: what the propagation policy asks of the garbage collector. */
function garbageCollectionFinalizers(
  strategy: Strategy,
  object: StoredObject,
  { propagationPolicy }: DeleteOptions,
): readonly string[] {
  const current = object.metadata?.finalizers ?? [];
  const others = current.filter((name) => name !== orphanFinalizer && name !== foregroundFinalizer);
  if (strategy.garbageCollection === 'unsupported') return others;
  const chosen =
    propagationPolicy ??
    (current.includes(orphanFinalizer)
      ? 'Orphan'
      : current.includes(foregroundFinalizer)
        ? 'Foreground'
        : strategy.garbageCollection === 'orphan'
          ? 'Orphan'
          : 'Background');
  if (chosen === 'Orphan') return [...others, orphanFinalizer];
  return chosen === 'Foreground' ? [...others, foregroundFinalizer] : others;
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name) => b.includes(name));
}

/** Whether an update that emptied its finalizers finishes the object (Store.ShouldDeleteDuringUpdate). */
export function isFinished(strategy: Strategy, object: StoredObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds, finalizers } = object.metadata ?? {};
  return (
    deletionTimestamp !== undefined &&
    (deletionGracePeriodSeconds ?? 0) === 0 &&
    (finalizers ?? []).length === 0 &&
    strategy.hasPendingFinalizers?.(object) !== true
  );
}
