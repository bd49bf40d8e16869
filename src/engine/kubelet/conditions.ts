import { findCondition } from '../api/meta.ts';
import type { ContainerStatus, Pod } from '../api/types.ts';
import type { Release } from '../releases/index.ts';

export type PodCondition = NonNullable<NonNullable<Pod['status']>['conditions']>[number];

/** How a resize of the Pod stands. */
export interface ResizeConditions {
  readonly pending?: PodCondition | undefined;
  readonly inProgress?: PodCondition | undefined;
}

const kubeletConditions: ReadonlySet<string> = new Set([
  'PodScheduled',
  'Ready',
  'Initialized',
  'ContainersReady',
  'PodReadyToStartContainers',
  'PodResizeInProgress',
  'PodResizePending',
  'AllContainersRestarting',
]);

/** Whether the kubelet alone says it (pkg/kubelet/types/pod_status.go, PodConditionByKubelet). */
export const isKubeletCondition = (type: string): boolean => kubeletConditions.has(type);

/** Conditions that go when the kubelet no longer gives them. */
const resizeConditions: ReadonlySet<string> = new Set(['PodResizePending', 'PodResizeInProgress']);

interface Verdict {
  readonly type: string;
  readonly status: 'True' | 'False';
  readonly reason?: string;
  readonly message?: string;
}

/** `[a b]`, as Go prints a slice. */
const names = (statuses: readonly string[]): string => `[${statuses.join(' ')}]`;

const statusOf = (name: string, statuses: readonly ContainerStatus[]): ContainerStatus | undefined =>
  statuses.find((status) => status.name === name);

/**
 * The kubelet's conditions of a Pod (pkg/kubelet/status/generate.go), each keeping the time of its last change.
 * @param sandboxReady whether the Pod's sandbox runs with its network (PodReadyToStartContainers, from v1.29).
 * @param now RFC 3339.
 * @param more conditions that the caller makes.
 */
export function podConditions(
  pod: Pod,
  phase: string,
  initStatuses: readonly ContainerStatus[],
  statuses: readonly ContainerStatus[],
  sandboxReady: boolean,
  release: Release,
  now: string,
  more: readonly PodCondition[] = [],
): readonly PodCondition[] {
  const done = phase === 'Succeeded';
  const spec = pod.spec!;
  const verdicts: Verdict[] = [];
  if (release.name !== '1.20') {
    verdicts.push({ type: 'PodReadyToStartContainers', status: sandboxReady ? 'True' : 'False' });
  }

  const unfinished = (spec.initContainers ?? [])
    .filter((container) => {
      const status = statusOf(container.name, initStatuses);
      if (container.restartPolicy === 'Always') return status?.started !== true;
      return !(status?.ready === true);
    })
    .map(({ name }) => name);
  // Once a main container has run the Pod has been initialized, though its sidecars may restart (v1.28 and later).
  const initialized =
    release.name !== '1.20' &&
    statuses.some(({ state }) => state?.running !== undefined || state?.terminated !== undefined);
  verdicts.push(
    done
      ? { type: 'Initialized', status: 'True', reason: 'PodCompleted' }
      : unfinished.length === 0 || initialized
        ? { type: 'Initialized', status: 'True' }
        : {
            type: 'Initialized',
            status: 'False',
            reason: 'ContainersNotInitialized',
            message: `containers with incomplete status: ${names(unfinished)}`,
          },
  );

  const sidecars = (spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  const unready = [...sidecars, ...spec.containers]
    .filter(({ name }) => (statusOf(name, statuses) ?? statusOf(name, initStatuses))?.ready !== true)
    .map(({ name }) => name);
  const containersReady: Verdict = done
    ? { type: 'ContainersReady', status: 'False', reason: 'PodCompleted' }
    : phase === 'Failed' && release.name !== '1.20'
      ? { type: 'ContainersReady', status: 'False', reason: 'PodFailed' }
      : unready.length > 0
        ? {
            type: 'ContainersReady',
            status: 'False',
            reason: 'ContainersNotReady',
            message: `containers with unready status: ${names(unready)}`,
          }
        : { type: 'ContainersReady', status: 'True' };

  const missingGates = (spec.readinessGates ?? [])
    .map(({ conditionType }) => conditionType)
    .filter((type) => findCondition(pod.status?.conditions, type)?.status !== 'True');
  const ready: Verdict =
    containersReady.status === 'True' && missingGates.length > 0
      ? {
          type: 'Ready',
          status: 'False',
          reason: 'ReadinessGatesNotReady',
          message: missingGates
            .map((gate) =>
              findCondition(pod.status?.conditions, gate) === undefined
                ? `corresponding condition of pod readiness gate "${gate}" does not exist.`
                : `the status of pod readiness gate "${gate}" is not "True", but ${findCondition(pod.status?.conditions, gate)!.status}`,
            )
            .join(', '),
        }
      : { ...containersReady, type: 'Ready' };
  verdicts.push(ready, containersReady, { type: 'PodScheduled', status: 'True' });

  const own = verdicts.map((verdict): PodCondition => {
    const before = findCondition(pod.status?.conditions, verdict.type);
    const since = before?.status === verdict.status ? (before.lastTransitionTime ?? now) : now;
    const generation = release.name === '1.20' ? undefined : pod.metadata?.generation;
    return {
      ...verdict,
      lastProbeTime: null,
      lastTransitionTime: since,
      ...(generation === undefined ? {} : { observedGeneration: generation }),
    } as unknown as PodCondition;
  });
  const given = [...own, ...more];
  const others = (pod.status?.conditions ?? []).filter(
    ({ type }) => !given.some((condition) => condition.type === type) && !resizeConditions.has(type),
  );
  return [...given, ...others];
}
