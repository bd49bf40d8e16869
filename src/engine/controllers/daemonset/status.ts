import type { DaemonSet, Pod } from '../../api/types.ts';
import type { Release } from '../../releases/index.ts';
import { isPodAvailable, isPodReady } from '../pod-availability.ts';
import { isUpdated, oldestFirst } from './daemon-pods.ts';

export type DaemonSetStatus = NonNullable<DaemonSet['status']>;

/**
 * The counts of a DaemonSet: on each node its oldest Pod counts (updateDaemonSetStatus of pkg/controller/daemon/daemon_controller.go).
 * @param nodes every node, whether a daemon should run there, and the set's Pods on it
 */
export function daemonSetStatus(
  set: DaemonSet,
  nodes: readonly { readonly run: boolean; readonly pods: readonly Pod[] }[],
  hash: string,
  now: number,
  release: Release['name'],
): DaemonSetStatus {
  let [desired, current, misscheduled, ready, updated, available] = [0, 0, 0, 0, 0, 0];
  for (const { run, pods } of nodes) {
    const [pod] = [...pods].sort(oldestFirst);
    if (!run) {
      if (pod !== undefined) misscheduled++;
      continue;
    }
    desired++;
    if (pod === undefined) continue;
    current++;
    if (isPodReady(pod)) ready++;
    if (isPodAvailable(pod, set.spec?.minReadySeconds ?? 0, now, release)) available++;
    if (isUpdated(pod, set, hash)) updated++;
  }
  const unavailable = desired - available;
  const { observedGeneration, collisionCount, conditions } = set.status ?? {};
  return {
    currentNumberScheduled: current,
    numberMisscheduled: misscheduled,
    desiredNumberScheduled: desired,
    numberReady: ready,
    ...(observedGeneration === undefined ? {} : { observedGeneration }),
    ...(updated === 0 ? {} : { updatedNumberScheduled: updated }),
    ...(available === 0 ? {} : { numberAvailable: available }),
    ...(unavailable === 0 ? {} : { numberUnavailable: unavailable }),
    ...(collisionCount === undefined ? {} : { collisionCount }),
    ...(conditions === undefined ? {} : { conditions }),
  };
}
