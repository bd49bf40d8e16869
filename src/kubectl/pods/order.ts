import { parseTime } from '../../engine/api/time.ts';
import type { Pod } from '../../engine/api/types.ts';

/** Sorting of Pods so that the best one for a purpose comes first (kubectl/pkg/util/podutils). */
export type PodOrder = (a: Pod, b: Pod) => number;

/** The Pod whose logs are most worth reading: assigned, running, ready for long, restarted often, old. */
export const byLogging: PodOrder = (a, b) =>
  byAssigned(a, b) ||
  phaseRank(a) - phaseRank(b) ||
  Number(isReady(b)) - Number(isReady(a)) ||
  readyOrder(a, b) ||
  restarts(b) - restarts(a) ||
  created(a) - created(b);

/** The Pod to attach or forward to: the last one that a controller would delete (sort.Reverse(ActivePods)). */
export const byActivity: PodOrder = (a, b) =>
  byAssigned(a, b) ||
  phaseRank(a) - phaseRank(b) ||
  Number(isReady(b)) - Number(isReady(a)) ||
  Number(isDeleting(a)) - Number(isDeleting(b)) ||
  readyOrder(a, b) ||
  restarts(a) - restarts(b) ||
  created(a) - created(b);

function byAssigned(a: Pod, b: Pod): number {
  return Number((b.spec?.nodeName ?? '') !== '') - Number((a.spec?.nodeName ?? '') !== '');
}

const ranks: Readonly<Record<string, number>> = { Unknown: 1, Pending: 2 };

function phaseRank(pod: Pod): number {
  return ranks[pod.status?.phase ?? ''] ?? 0;
}

function isReady(pod: Pod): boolean {
  return readyCondition(pod)?.status === 'True';
}

function readyCondition(pod: Pod): { readonly status: string; readonly lastTransitionTime?: string } | undefined {
  return pod.status?.conditions?.find((condition) => condition.type === 'Ready');
}

/** Ready for longer comes first. */
function readyOrder(a: Pod, b: Pod): number {
  if (!isReady(a) || !isReady(b)) return 0;
  return timeOf(readyCondition(a)?.lastTransitionTime) - timeOf(readyCondition(b)?.lastTransitionTime);
}

function restarts(pod: Pod): number {
  return Math.max(0, ...(pod.status?.containerStatuses ?? []).map((status) => status.restartCount));
}

function isDeleting(pod: Pod): boolean {
  return pod.metadata?.deletionTimestamp !== undefined;
}

function created(pod: Pod): number {
  return timeOf(pod.metadata?.creationTimestamp);
}

function timeOf(text: string | undefined): number {
  return (text === undefined ? undefined : parseTime(text)) ?? Number.MAX_SAFE_INTEGER;
}
