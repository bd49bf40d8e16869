import { jsonEqual } from '../../api/json.ts';
import { findCondition } from '../../api/meta.ts';
import { formatTime } from '../../api/time.ts';
import type { Pod, ReplicaSet, ReplicationController } from '../../api/types.ts';
import type { Release } from '../../releases/index.ts';
import { isPodAvailable, readySince } from '../pod-availability.ts';

export type ReplicaOwner = ReplicaSet | ReplicationController;
export type ReplicaStatus = NonNullable<ReplicaSet['status']>;

export interface Observed {
  readonly active: readonly Pod[];
  /** Undefined where the kind or release does not count them. */
  readonly terminating: number | undefined;
  /** What creating or deleting Pods ended with. */
  readonly failure: string | undefined;
}

/** What was found of Pods, which never change: at every change of one Pod all Pods of its owner are counted again. */
const ready = new WeakMap<Pod, boolean>();

function isReady(pod: Pod): boolean {
  let known = ready.get(pod);
  if (known === undefined) ready.set(pod, (known = readySince(pod) !== undefined));
  return known;
}

/**
 * What the status says now (calculateStatus of pkg/controller/replicaset/replica_set_utils.go).
 * @param now Unix ms
 */
export function replicaStatus(
  owner: ReplicaOwner,
  { active, terminating, failure }: Observed,
  now: number,
  release: Release['name'],
): ReplicaStatus {
  const minReadySeconds = owner.spec?.minReadySeconds ?? 0;
  const labels = Object.entries(owner.spec?.template?.metadata?.labels ?? {});
  let [fullyLabeledReplicas, readyReplicas, availableReplicas] = [0, 0, 0];
  for (const pod of active) {
    const have = pod.metadata?.labels ?? {};
    if (labels.every(([key, value]) => have[key] === value)) fullyLabeledReplicas++;
    if (!isReady(pod)) continue;
    readyReplicas++;
    if (minReadySeconds === 0 || isPodAvailable(pod, minReadySeconds, now, release)) availableReplicas++;
  }
  const old = owner.status;
  const others = (old?.conditions ?? []).filter(({ type }) => type !== 'ReplicaFailure');
  const known = findCondition(old?.conditions, 'ReplicaFailure');
  const wanted = active.length - (owner.spec?.replicas ?? 0);
  const condition = known ?? {
    type: 'ReplicaFailure',
    status: 'True',
    ...(wanted === 0 ? {} : { reason: wanted < 0 ? 'FailedCreate' : 'FailedDelete' }),
    message: failure ?? '',
    lastTransitionTime: formatTime(now),
  };
  const conditions = failure === undefined ? others : known === undefined ? [...others, condition] : old?.conditions;
  return {
    replicas: active.length,
    ...(fullyLabeledReplicas === 0 ? {} : { fullyLabeledReplicas }),
    ...(readyReplicas === 0 ? {} : { readyReplicas }),
    ...(availableReplicas === 0 ? {} : { availableReplicas }),
    ...(terminating === undefined ? {} : { terminatingReplicas: terminating }),
    ...(old?.observedGeneration === undefined ? {} : { observedGeneration: old.observedGeneration }),
    ...(conditions === undefined || conditions.length === 0 ? {} : { conditions }),
  };
}

/** The status to write, or undefined if there is nothing new (updateReplicaSetStatus). */
export function statusToWrite(owner: ReplicaOwner, status: ReplicaStatus): ReplicaStatus | undefined {
  const next = { ...status, observedGeneration: owner.metadata?.generation ?? 0 };
  return jsonEqual(next, owner.status) ? undefined : next;
}
