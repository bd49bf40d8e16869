import { findCondition } from '../../api/meta.ts';
import { formatTime, parseTime } from '../../api/time.ts';
import type { Pod, PodDisruptionBudget } from '../../api/types.ts';
import type { Release } from '../../releases/index.ts';
import { scaledValue } from '../int-or-percent.ts';
import { isPodReady } from '../pod-availability.ts';

export type BudgetStatus = NonNullable<PodDisruptionBudget['status']>;
type DisruptedPods = Readonly<Record<string, string>>;

/** How long the controller believes an eviction that the API server allowed, ms (DeletionTimeout of pkg/controller/disruption/disruption.go). */
export const deletionTimeout = 120_000;

/** Whether the budget asks for the scale of the Pods' controllers: for all but a plain number of Pods that must be there. */
export function needsScale({ spec }: PodDisruptionBudget): boolean {
  return spec?.maxUnavailable !== undefined || typeof spec?.minAvailable === 'string';
}

/**
 * How many Pods there should be, and how many of them healthy (getExpectedPodCount).
 * @param scale what the Pods' controllers are scaled to, together
 */
export function expectation(
  { spec }: PodDisruptionBudget,
  pods: number,
  scale: number,
): { readonly expected: number; readonly desiredHealthy: number } {
  if (spec?.maxUnavailable !== undefined) {
    return { expected: scale, desiredHealthy: Math.max(0, scale - scaledValue(spec.maxUnavailable, scale, 'up')) };
  }
  const least = spec?.minAvailable;
  if (typeof least === 'string') return { expected: scale, desiredHealthy: scaledValue(least, scale, 'up') };
  return least === undefined ? { expected: 0, desiredHealthy: 0 } : { expected: pods, desiredHealthy: least };
}

/** Ready Pods that neither go nor are about to (countHealthyPods). `now` is Unix ms. */
export function countHealthy(pods: readonly Pod[], disrupted: DisruptedPods, now: number): number {
  return pods.filter((pod) => {
    if (pod.metadata?.deletionTimestamp !== undefined || !isPodReady(pod)) return false;
    const at = disrupted[pod.metadata?.name ?? ''];
    return at === undefined || (parseTime(at) ?? 0) + deletionTimeout <= now;
  }).length;
}

export interface Disrupted {
  /** Pods whose eviction was allowed and that do not go yet. */
  readonly pods: DisruptedPods;
  /** Pods that should have gone long ago. */
  readonly overdue: readonly Pod[];
  /** ms until one of them becomes overdue. */
  readonly recheck: number | undefined;
}

/** buildDisruptedPodMap. */
export function stillDisrupted(budget: PodDisruptionBudget, pods: readonly Pod[], now: number): Disrupted {
  const known = budget.status?.disruptedPods ?? {};
  const left: Record<string, string> = {};
  const overdue: Pod[] = [];
  let recheck: number | undefined;
  for (const pod of pods) {
    const name = pod.metadata?.name ?? '';
    const at = known[name];
    if (at === undefined || pod.metadata?.deletionTimestamp !== undefined) continue;
    const wait = (parseTime(at) ?? 0) + deletionTimeout - now;
    if (wait < 0) overdue.push(pod);
    else {
      left[name] = at;
      recheck = Math.min(recheck ?? wait, wait);
    }
  }
  return { pods: left, overdue, recheck };
}

/** The status of a budget that could be computed (updatePdbStatus); conditions came with v1.21. */
export function budgetStatus(
  budget: PodDisruptionBudget,
  counts: { readonly healthy: number; readonly desiredHealthy: number; readonly expected: number },
  disrupted: DisruptedPods,
  now: number,
  release: Release['name'],
): BudgetStatus {
  const { healthy, desiredHealthy, expected } = counts;
  const disruptionsAllowed = expected <= 0 ? 0 : Math.max(0, healthy - desiredHealthy);
  const observedGeneration = budget.metadata?.generation ?? 0;
  return {
    observedGeneration,
    ...(Object.keys(disrupted).length === 0 ? {} : { disruptedPods: disrupted }),
    disruptionsAllowed,
    currentHealthy: healthy,
    desiredHealthy,
    expectedPods: expected,
    ...withAllowed(budget, disruptionsAllowed > 0, observedGeneration, now, release),
  };
}

function withAllowed(
  budget: PodDisruptionBudget,
  allowed: boolean,
  observedGeneration: number,
  now: number,
  release: Release['name'],
): Pick<BudgetStatus, 'conditions'> {
  const reason = allowed ? 'SufficientPods' : 'InsufficientPods';
  return conditionOf(
    budget,
    { status: allowed ? 'True' : 'False', reason, message: '', observedGeneration },
    now,
    release,
  );
}

/** What is left where nothing could be computed: no disruption at all, and why (failSafe). */
export function failedStatus(
  budget: PodDisruptionBudget,
  message: string,
  now: number,
  release: Release['name'],
): BudgetStatus {
  const observedGeneration = budget.status?.observedGeneration ?? 0;
  const { currentHealthy = 0, desiredHealthy = 0, expectedPods = 0 } = budget.status ?? {};
  return {
    ...budget.status,
    currentHealthy,
    desiredHealthy,
    expectedPods,
    disruptionsAllowed: 0,
    ...conditionOf(budget, { status: 'False', reason: 'SyncFailed', message, observedGeneration }, now, release),
  };
}

/** meta.SetStatusCondition of DisruptionAllowed. */
function conditionOf(
  budget: PodDisruptionBudget,
  condition: {
    readonly status: string;
    readonly reason: string;
    readonly message: string;
    readonly observedGeneration: number;
  },
  now: number,
  release: Release['name'],
): Pick<BudgetStatus, 'conditions'> {
  if (release === '1.20') return {};
  const conditions = budget.status?.conditions ?? [];
  const old = findCondition(conditions, 'DisruptionAllowed');
  const lastTransitionTime = old?.status === condition.status ? old.lastTransitionTime : formatTime(now);
  const next = { type: 'DisruptionAllowed', ...condition, lastTransitionTime };
  if (old === undefined) return { conditions: [...conditions, next] };
  return { conditions: conditions.map((one) => (one === old ? next : one)) };
}
