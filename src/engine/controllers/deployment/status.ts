import { findCondition } from '../../api/meta.ts';
import { formatTime, parseTime } from '../../api/time.ts';
import type { Deployment, ReplicaSet } from '../../api/types.ts';
import type { Release } from '../../releases/index.ts';
import { replicasOf, sum } from './replica-sets.ts';
import { maxUnavailable } from './rolling.ts';

export type DeploymentStatus = NonNullable<Deployment['status']>;
export type DeploymentCondition = NonNullable<DeploymentStatus['conditions']>[number];
type Conditions = readonly DeploymentCondition[];

/** No deadline and no limit are written as the greatest 32-bit number. */
const unlimited = 2 ** 31 - 1;

export function hasProgressDeadline(deployment: Deployment): boolean {
  const deadline = deployment.spec?.progressDeadlineSeconds;
  return deadline !== undefined && deadline !== unlimited;
}

export function hasHistoryLimit(deployment: Deployment): boolean {
  const limit = deployment.spec?.revisionHistoryLimit;
  return limit !== undefined && limit !== unlimited;
}

/** @param now Unix ms */
export function newCondition(
  type: string,
  status: 'True' | 'False' | 'Unknown',
  reason: string,
  message: string,
  now: number,
): DeploymentCondition {
  const time = formatTime(now);
  return { type, status, lastUpdateTime: time, lastTransitionTime: time, reason, message };
}

/** SetDeploymentCondition: the same status for the same reason is no news; otherwise the condition moves to the end. */
export function setCondition(conditions: Conditions | undefined, condition: DeploymentCondition): Conditions {
  const old = findCondition(conditions, condition.type);
  if (old?.status === condition.status && old.reason === condition.reason) return conditions ?? [];
  const lastTransitionTime = old?.status === condition.status ? old.lastTransitionTime : condition.lastTransitionTime;
  return [
    ...removeCondition(conditions, condition.type),
    { ...condition, ...(lastTransitionTime === undefined ? {} : { lastTransitionTime }) },
  ];
}

export function removeCondition(conditions: Conditions | undefined, type: string): Conditions {
  return (conditions ?? []).filter((condition) => condition.type !== type);
}

/** The counts, and whether enough is available (calculateStatus of pkg/controller/deployment/sync.go). */
export function deploymentStatus(
  deployment: Deployment,
  all: readonly ReplicaSet[],
  current: ReplicaSet | undefined,
  now: number,
  release: Release['name'],
): DeploymentStatus {
  const availableReplicas = sum(all, (set) => set.status?.availableReplicas);
  const enough = availableReplicas >= (deployment.spec?.replicas ?? 0) - maxUnavailable(deployment);
  const available = enough
    ? newCondition('Available', 'True', 'MinimumReplicasAvailable', 'Deployment has minimum availability.', now)
    : newCondition(
        'Available',
        'False',
        'MinimumReplicasUnavailable',
        'Deployment does not have minimum availability.',
        now,
      );
  return withoutZeros({
    observedGeneration: deployment.metadata?.generation,
    replicas: sum(all, (set) => set.status?.replicas),
    updatedReplicas: current?.status?.replicas,
    readyReplicas: sum(all, (set) => set.status?.readyReplicas),
    availableReplicas,
    unavailableReplicas: Math.max(0, sum(all, replicasOf) - availableReplicas),
    ...(release === '1.20' ? {} : { terminatingReplicas: terminatingOf(all) }),
    conditions: setCondition(deployment.status?.conditions, available),
    collisionCount: deployment.status?.collisionCount,
  });
}

/** Undefined while one of the ReplicaSets, though synced, does not say (GetTerminatingReplicaCountForReplicaSets). */
function terminatingOf(all: readonly ReplicaSet[]): number | undefined {
  let total = 0;
  for (const { status } of all) {
    if (status?.terminatingReplicas !== undefined) total += status.terminatingReplicas;
    else if ((status?.observedGeneration ?? 0) !== 0) return undefined;
  }
  return total;
}

/** Go's omitempty: numbers that are 0 are not written, but for those behind a pointer. */
function withoutZeros(status: {
  readonly [Key in keyof DeploymentStatus]: DeploymentStatus[Key] | undefined;
}): DeploymentStatus {
  const pointers: ReadonlySet<string> = new Set(['terminatingReplicas', 'collisionCount']);
  return Object.fromEntries(
    Object.entries(status).filter(([key, value]) => value !== undefined && (value !== 0 || pointers.has(key))),
  );
}

/** DeploymentComplete: all are of the newest template and available, and no other is left. */
export function isComplete(deployment: Deployment, status: DeploymentStatus): boolean {
  const desired = deployment.spec?.replicas ?? 0;
  return (
    (status.updatedReplicas ?? 0) === desired &&
    (status.replicas ?? 0) === desired &&
    (status.availableReplicas ?? 0) === desired &&
    (status.observedGeneration ?? 0) >= (deployment.metadata?.generation ?? 0)
  );
}

/** DeploymentProgressing: more new, ready or available Pods, or fewer old ones, than the status said before. */
export function isProgressing(before: DeploymentStatus | undefined, after: DeploymentStatus): boolean {
  const old = (status: DeploymentStatus | undefined): number =>
    (status?.replicas ?? 0) - (status?.updatedReplicas ?? 0);
  return (
    (after.updatedReplicas ?? 0) > (before?.updatedReplicas ?? 0) ||
    old(after) < old(before) ||
    (after.readyReplicas ?? 0) > (before?.readyReplicas ?? 0) ||
    (after.availableReplicas ?? 0) > (before?.availableReplicas ?? 0)
  );
}

/** DeploymentTimedOut: no progress for longer than the deadline; a rollout that is done can't be late. */
export function isTimedOut(deployment: Deployment, status: DeploymentStatus, now: number): boolean {
  const condition = findCondition(status.conditions, 'Progressing');
  if (!hasProgressDeadline(deployment) || condition === undefined) return false;
  if (condition.reason === 'NewReplicaSetAvailable') return false;
  if (condition.reason === 'ProgressDeadlineExceeded') return true;
  return deadlineOf(deployment, condition) < now;
}

/** Unix ms. */
export function deadlineOf(deployment: Deployment, condition: DeploymentCondition): number {
  return (parseTime(condition.lastUpdateTime ?? '') ?? 0) + (deployment.spec?.progressDeadlineSeconds ?? 0) * 1000;
}

/** The status in a rollout: the counts, the condition Progressing, and what the ReplicaSets fail with (syncRolloutStatus of progress.go). */
export function rolloutStatus(
  deployment: Deployment,
  all: readonly ReplicaSet[],
  current: ReplicaSet | undefined,
  now: number,
  release: Release['name'],
): DeploymentStatus {
  const status = deploymentStatus(deployment, all, current, now, release);
  let conditions = progressConditions(deployment, status, current, now);
  const failure = replicaFailure(current === undefined ? all : [current, ...all]);
  conditions =
    failure === undefined ? removeCondition(conditions, 'ReplicaFailure') : setCondition(conditions, failure);
  return { ...status, conditions };
}

function progressConditions(
  deployment: Deployment,
  status: DeploymentStatus,
  current: ReplicaSet | undefined,
  now: number,
): Conditions {
  const conditions = status.conditions ?? [];
  if (!hasProgressDeadline(deployment)) return removeCondition(conditions, 'Progressing');
  const before = findCondition(deployment.status?.conditions, 'Progressing');
  const settled =
    (status.replicas ?? 0) === (status.updatedReplicas ?? 0) && before?.reason === 'NewReplicaSetAvailable';
  if (settled) return conditions;
  const what =
    current === undefined
      ? `Deployment "${deployment.metadata?.name ?? ''}"`
      : `ReplicaSet "${current.metadata?.name ?? ''}"`;
  const condition = (to: 'True' | 'False', reason: string, message: string): DeploymentCondition =>
    newCondition('Progressing', to, reason, `${what} ${message}`, now);
  if (isComplete(deployment, status)) {
    return setCondition(conditions, condition('True', 'NewReplicaSetAvailable', 'has successfully progressed.'));
  }
  if (isProgressing(deployment.status, status)) {
    // Progress for the same reason is news all the same: lastUpdateTime moves, and with it the deadline.
    const progressing = condition('True', 'ReplicaSetUpdated', 'is progressing.');
    const since = before?.status === 'True' ? before.lastTransitionTime : undefined;
    return setCondition(removeCondition(conditions, 'Progressing'), {
      ...progressing,
      ...(since === undefined ? {} : { lastTransitionTime: since }),
    });
  }
  if (isTimedOut(deployment, status, now)) {
    return setCondition(conditions, condition('False', 'ProgressDeadlineExceeded', 'has timed out progressing.'));
  }
  return conditions;
}

/** getReplicaFailures: that of the newest ReplicaSet before those of the others. */
function replicaFailure(sets: readonly ReplicaSet[]): DeploymentCondition | undefined {
  for (const set of sets) {
    const condition = findCondition(set.status?.conditions, 'ReplicaFailure');
    if (condition === undefined) continue;
    const { lastTransitionTime } = condition;
    return { ...condition, ...(lastTransitionTime === undefined ? {} : { lastUpdateTime: lastTransitionTime }) };
  }
  return undefined;
}
