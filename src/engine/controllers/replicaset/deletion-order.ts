import { parseTime } from '../../api/time.ts';
import type { Pod } from '../../api/types.ts';
import type { Release } from '../../releases/index.ts';
import { isPodActive, readySince } from '../pod-availability.ts';

const phaseOrdinal: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };

const deletionCost = 'controller.kubernetes.io/pod-deletion-cost';

interface Candidate {
  readonly pod: Pod;
  /** Active Pods of the same workload on the same node. */
  readonly rank: number;
}

/** Below 0: `a` goes before `b`. */
type Criterion = (a: Candidate, b: Candidate, now: number) => number;

const ordinal = ({ pod }: Candidate): number => phaseOrdinal[pod.status?.phase ?? ''] ?? 0;
const isReady = ({ pod }: Candidate): number => (readySince(pod) === undefined ? 0 : 1);

const unassignedFirst: Criterion = (a, b) =>
  Number((a.pod.spec?.nodeName ?? '') !== '') - Number((b.pod.spec?.nodeName ?? '') !== '');
const earlierPhaseFirst: Criterion = (a, b) => ordinal(a) - ordinal(b);
const unreadyFirst: Criterion = (a, b) => isReady(a) - isReady(b);
const cheaperFirst: Criterion = (a, b) => costOf(a.pod) - costOf(b.pod);
const doubledUpFirst: Criterion = (a, b) => b.rank - a.rank;
const restartedMoreFirst: Criterion = (a, b) => restarts(b.pod) - restarts(a.pod);
const sidecarRestartedMoreFirst: Criterion = (a, b) => sidecarRestarts(b.pod) - sidecarRestarts(a.pod);
const readyLaterFirst: Criterion = (a, b) => laterFirst(readySince(a.pod), readySince(b.pod));
const newerFirst: Criterion = (a, b) => laterFirst(createdAt(a.pod), createdAt(b.pod));

/** LogarithmicScaleDown: ages of one power of two count the same; then the UID decides, which is as good as chance. */
const readyLaterByPowers: Criterion = (a, b, now) =>
  laterByPowers(readySince(a.pod), readySince(b.pod), now) ?? byUid(a.pod, b.pod);
const newerByPowers: Criterion = (a, b, now) =>
  laterByPowers(createdAt(a.pod), createdAt(b.pod), now) ?? byUid(a.pod, b.pod);

/** ActivePodsWithRanks.Less of pkg/controller/controller_utils.go: the first criterion that tells two Pods apart decides. */
const criteria: Readonly<Record<Release['name'], readonly Criterion[]>> = {
  '1.20': [
    unassignedFirst,
    earlierPhaseFirst,
    unreadyFirst,
    doubledUpFirst,
    readyLaterFirst,
    restartedMoreFirst,
    newerFirst,
  ],
  '1.36': [
    unassignedFirst,
    earlierPhaseFirst,
    unreadyFirst,
    cheaperFirst,
    doubledUpFirst,
    readyLaterByPowers,
    restartedMoreFirst,
    sidecarRestartedMoreFirst,
    newerByPowers,
  ],
};

/**
 * The `count` Pods that go first when there are too many (getPodsToDelete of pkg/controller/replicaset/replica_set.go).
 * @param related Pods of all the ReplicaSets of the same Deployment; those on one node with many of them go earlier
 * @param now Unix ms
 */
export function podsToDelete(
  pods: readonly Pod[],
  related: readonly Pod[],
  count: number,
  now: number,
  release: Release['name'],
): readonly Pod[] {
  if (count >= pods.length) return pods;
  const onNode = new Map<string, number>();
  for (const pod of related) {
    if (!isPodActive(pod)) continue;
    const node = pod.spec?.nodeName ?? '';
    onNode.set(node, (onNode.get(node) ?? 0) + 1);
  }
  const candidates = pods.map((pod): Candidate => ({ pod, rank: onNode.get(pod.spec?.nodeName ?? '') ?? 0 }));
  candidates.sort((a, b) => {
    for (const criterion of criteria[release]) {
      const order = criterion(a, b, now);
      if (order !== 0) return order;
    }
    return 0;
  });
  return candidates.slice(0, count).map(({ pod }) => pod);
}

function costOf(pod: Pod): number {
  const text = pod.metadata?.annotations?.[deletionCost] ?? '';
  return /^(-?[1-9]\d*|0)$/.test(text) ? Number(text) : 0;
}

function restarts(pod: Pod): number {
  return Math.max(0, ...(pod.status?.containerStatuses ?? []).map(({ restartCount }) => restartCount));
}

function sidecarRestarts(pod: Pod): number {
  const sidecars = new Set(
    (pod.spec?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always').map(({ name }) => name),
  );
  const statuses = (pod.status?.initContainerStatuses ?? []).filter(({ name }) => sidecars.has(name));
  return Math.max(0, ...statuses.map(({ restartCount }) => restartCount));
}

function createdAt(pod: Pod): number {
  return parseTime(pod.metadata?.creationTimestamp ?? '') ?? 0;
}

function laterFirst(a: number | undefined, b: number | undefined): number {
  return a === undefined || b === undefined ? 0 : b - a;
}

/** 0 where both are of one moment or one is missing, undefined where their ages are of one power of two. */
function laterByPowers(a: number | undefined, b: number | undefined, now: number): number | undefined {
  if (a === undefined || b === undefined || a === b) return 0;
  const order = rankOfAge(now - a) - rankOfAge(now - b);
  return order === 0 ? undefined : order;
}

/** logarithmicRankDiff counts in nanoseconds. */
function rankOfAge(ms: number): number {
  return ms > 0 ? Math.floor(Math.log2(ms * 1e6)) : -1;
}

function byUid(a: Pod, b: Pod): number {
  return (a.metadata?.uid ?? '') < (b.metadata?.uid ?? '') ? -1 : 1;
}
