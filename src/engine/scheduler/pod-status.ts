import type { ApiClient } from '../api/client.ts';
import { findCondition, withCondition } from '../api/meta.ts';
import { isStatusError } from '../api/status.ts';
import { formatTime } from '../api/time.ts';
import type { Pod } from '../api/types.ts';
import type { Release } from '../releases/index.ts';

type Condition = NonNullable<NonNullable<Pod['status']>['conditions']>[number];

function condition(
  pod: Pod,
  release: Release,
  now: number,
  type: string,
  status: string,
  reason: string,
  message: string,
): Condition {
  return {
    type,
    status,
    reason,
    message,
    lastTransitionTime: formatTime(now),
    ...(release.name === '1.20' || pod.metadata?.generation === undefined
      ? {}
      : { observedGeneration: pod.metadata.generation }),
  };
}

function patch(client: ApiClient, pod: Pod, status: unknown): void {
  const { namespace, name = '' } = pod.metadata ?? {};
  try {
    client.patch('pods', namespace, name, { status }, { subresource: 'status' });
  } catch (error) {
    // Deleted in between: nothing is left to describe.
    if (!isStatusError(error)) throw error;
  }
}

/**
 * Says in the Pod's status that no node takes it (schedule_one.go, updatePod); writes nothing that is there already.
 * @param nominatedNode where it may go once the victims of its preemption are gone; '' clears it, undefined leaves it.
 */
export function markUnschedulable(
  client: ApiClient,
  pod: Pod,
  release: Release,
  now: number,
  message: string,
  nominatedNode: string | undefined,
): void {
  const old = findCondition(pod.status?.conditions, 'PodScheduled');
  const same = old?.status === 'False' && old.reason === 'Unschedulable' && old.message === message;
  const nominate = nominatedNode !== undefined && nominatedNode !== (pod.status?.nominatedNodeName ?? '');
  if (same && !nominate) return;
  const next = condition(pod, release, now, 'PodScheduled', 'False', 'Unschedulable', message);
  patch(client, pod, {
    conditions: [old?.status === 'False' ? { ...next, lastTransitionTime: old.lastTransitionTime } : next],
    ...(nominate ? { nominatedNodeName: nominatedNode === '' ? null : nominatedNode } : {}),
  });
}

/** From v1.26 a victim's status says why it goes (preemption/executor.go). */
export function markVictim(client: ApiClient, victim: Pod, release: Release, now: number): void {
  if (release.name === '1.20') return;
  const message = 'default-scheduler: preempting to accommodate a higher priority pod';
  const next = condition(victim, release, now, 'DisruptionTarget', 'True', 'PreemptionByScheduler', message);
  if (withCondition(victim.status?.conditions, next) === victim.status?.conditions) return;
  patch(client, victim, { conditions: [next] });
}
