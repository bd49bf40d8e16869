import type { Pod, StatefulSet } from '../../api/types.ts';
import type { Release } from '../../releases/index.ts';
import { isPodAvailable, isPodReady } from '../pod-availability.ts';
import { revisionOfPod } from './identity.ts';

export type StatefulSetStatus = NonNullable<StatefulSet['status']>;

export interface Counts {
  readonly replicas: number;
  readonly ready: number;
  readonly available: number;
  readonly current: number;
  readonly updated: number;
}

/** computeReplicaStatus of pkg/controller/statefulset/stateful_set_control.go. */
export function countPods(
  set: StatefulSet,
  pods: readonly Pod[],
  revisions: { readonly current: string; readonly update: string },
  now: number,
  release: Release['name'],
): Counts {
  let [replicas, ready, available, current, updated] = [0, 0, 0, 0, 0];
  for (const pod of pods) {
    replicas++;
    if (pod.status?.phase === 'Running' && isPodReady(pod)) {
      ready++;
      if (isPodAvailable(pod, set.spec?.minReadySeconds ?? 0, now, release)) available++;
    }
    if (pod.metadata?.deletionTimestamp !== undefined) continue;
    if (revisionOfPod(pod) === revisions.current) current++;
    if (revisionOfPod(pod) === revisions.update) updated++;
  }
  return { replicas, ready, available, current, updated };
}

/**
 * The status as it is written: a rolling update is complete when every Pod is of the new revision and ready, and then that becomes the current one
 * (completeRollingUpdate). v1.20 does not count available Pods.
 */
export function statefulSetStatus(
  set: StatefulSet,
  { replicas, ready, available, current, updated }: Counts,
  revisions: { readonly current: string; readonly update: string },
  collisionCount: number,
  release: Release['name'],
): StatefulSetStatus {
  const desired = set.spec?.replicas ?? 0;
  const complete =
    set.spec?.updateStrategy?.type === 'RollingUpdate' &&
    updated === desired &&
    ready === desired &&
    replicas === desired;
  const currentReplicas = complete ? updated : Math.max(0, current);
  const { conditions } = set.status ?? {};
  return {
    observedGeneration: set.metadata?.generation ?? 0,
    replicas,
    ...(ready === 0 ? {} : { readyReplicas: ready }),
    ...(currentReplicas === 0 ? {} : { currentReplicas }),
    ...(updated === 0 ? {} : { updatedReplicas: updated }),
    currentRevision: complete ? revisions.update : revisions.current,
    updateRevision: revisions.update,
    collisionCount,
    ...(conditions === undefined ? {} : { conditions }),
    // Not behind omitempty since v1.24.
    ...(release === '1.20' ? {} : { availableReplicas: available }),
  } as StatefulSetStatus;
}
