import type { Deployment, ReplicaSet } from '../../api/types.ts';
import { scaledValue } from '../int-or-percent.ts';
import { activeSets, byCreation, bySizeNewer, bySizeOlder, replicasOf, sum } from './replica-sets.ts';

function isRolling(deployment: Deployment): boolean {
  return deployment.spec?.strategy?.type === 'RollingUpdate';
}

/** Both bounds in Pods; both can't be 0 (ResolveFenceposts of pkg/controller/deployment/util/deployment_util.go). */
export function fenceposts(
  surge: number | string | undefined,
  unavailable: number | string | undefined,
  desired: number,
): { readonly surge: number; readonly unavailable: number } {
  const up = scaledValue(surge, desired, 'up');
  const down = scaledValue(unavailable, desired, 'down');
  return { surge: up, unavailable: up === 0 && down === 0 ? 1 : down };
}

function fencepostsOf(deployment: Deployment): { readonly surge: number; readonly unavailable: number } {
  const { maxSurge: surge, maxUnavailable: unavailable } = deployment.spec?.strategy?.rollingUpdate ?? {};
  return fenceposts(surge, unavailable, deployment.spec?.replicas ?? 0);
}

export function maxSurge(deployment: Deployment): number {
  return isRolling(deployment) ? fencepostsOf(deployment).surge : 0;
}

export function maxUnavailable(deployment: Deployment): number {
  const replicas = deployment.spec?.replicas ?? 0;
  if (!isRolling(deployment) || replicas === 0) return 0;
  return Math.min(fencepostsOf(deployment).unavailable, replicas);
}

/** How many replicas the ReplicaSet of the current template should have now (NewRSNewReplicas). `all` holds it too. */
export function newReplicas(deployment: Deployment, all: readonly ReplicaSet[], current: number): number {
  const desired = deployment.spec?.replicas ?? 0;
  if (!isRolling(deployment)) return desired;
  const most = desired + maxSurge(deployment);
  const total = sum(all, replicasOf);
  return total >= most ? current : current + Math.min(most - total, desired - current);
}

/** A ReplicaSet and the size that it gets. */
export interface Resize {
  readonly set: ReplicaSet;
  readonly replicas: number;
}

/**
 * How far old ReplicaSets may shrink now: first what is not healthy there, then as much as availability allows (reconcileOldReplicaSets of
 * pkg/controller/deployment/rolling.go).
 */
export function shrinkOldSets(
  deployment: Deployment,
  oldSets: readonly ReplicaSet[],
  current: ReplicaSet,
): readonly Resize[] {
  const old = [...activeSets(oldSets)].sort(byCreation);
  if (old.length === 0) return [];
  const minAvailable = (deployment.spec?.replicas ?? 0) - maxUnavailable(deployment);
  const newUnavailable = replicasOf(current) - (current.status?.availableReplicas ?? 0);
  const most = sum(old, replicasOf) + replicasOf(current) - minAvailable - newUnavailable;
  if (most <= 0) return [];

  const sizes = new Map(old.map((set) => [set, replicasOf(set)]));
  const resizes: Resize[] = [];
  const shrink = (set: ReplicaSet, by: number): void => {
    const replicas = sizes.get(set)! - by;
    sizes.set(set, replicas);
    resizes.push({ set, replicas });
  };
  let unhealthy = 0;
  for (const set of old) {
    if (unhealthy >= most) break;
    const broken = replicasOf(set) - (set.status?.availableReplicas ?? 0);
    if (broken === 0) continue;
    const by = Math.min(most - unhealthy, broken);
    shrink(set, by);
    unhealthy += by;
  }
  const spare = sum([...old, current], (set) => set.status?.availableReplicas) - minAvailable;
  let gone = 0;
  for (const set of old) {
    if (gone >= spare) break;
    const size = sizes.get(set)!;
    if (size === 0) continue;
    const by = Math.min(size, spare - gone);
    shrink(set, by);
    gone += by;
  }
  return resizes;
}

/**
 * The sizes of several ReplicaSets with Pods when the Deployment is scaled in the middle of a rollout: each takes its part of the difference, the
 * largest what is left over (scale of pkg/controller/deployment/sync.go).
 * @param maxBefore what the annotation says of the most Pods that the Deployment could have before
 */
export function scaleInProportion(
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  maxBefore: (set: ReplicaSet) => number | undefined,
): readonly Resize[] {
  const desired = deployment.spec?.replicas ?? 0;
  const allowed = desired > 0 ? desired + maxSurge(deployment) : 0;
  const toAdd = allowed - sum(sets, replicasOf);
  const sorted = [...sets];
  if (toAdd > 0) sorted.sort(bySizeNewer);
  if (toAdd < 0) sorted.sort(bySizeOlder);
  let added = 0;
  const sizes = sorted.map((set) => {
    const left = toAdd - added;
    if (replicasOf(set) === 0 || left === 0) return replicasOf(set);
    const fraction = fractionOf(deployment, set, maxBefore(set));
    const part = toAdd > 0 ? Math.min(fraction, left) : Math.max(fraction, left);
    added += part;
    return replicasOf(set) + part;
  });
  return sorted.map((set, i) => ({
    set,
    replicas: i === 0 ? Math.max(0, sizes[i]! + toAdd - added) : sizes[i]!,
  }));
}

/** getReplicaSetFraction: by how much this set grows if all grow alike; a half is rounded away from 0. */
function fractionOf(deployment: Deployment, set: ReplicaSet, annotated: number | undefined): number {
  const desired = deployment.spec?.replicas ?? 0;
  if (desired === 0) return -replicasOf(set);
  const before = annotated === undefined || annotated === 0 ? (deployment.status?.replicas ?? 0) : annotated;
  if (before === 0) return 0;
  const size = (replicasOf(set) * (desired + maxSurge(deployment))) / before;
  return Math.trunc(size < 0 ? size - 0.5 : size + 0.5) - replicasOf(set);
}
