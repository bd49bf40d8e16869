import { findCondition } from '../../api/meta.ts';
import type { PodMetrics } from '../../api/metrics.ts';
import { parseGoDuration } from '../../api/duration.ts';
import { parseQuantity, quantityMilliValue } from '../../api/quantity.ts';
import { parseTime } from '../../api/time.ts';
import type { Pod } from '../../api/types.ts';
import type { Release } from '../../releases/index.ts';

/* pkg/controller/podautoscaler/replica_calculator.go. Amounts are in thousandths, times Unix milliseconds. */

/** --horizontal-pod-autoscaler-cpu-initialization-period and -initial-readiness-delay. */
const cpuInitializationPeriod = 300_000;
const initialReadinessDelay = 30_000;

export class MetricError extends Error {}

interface PodMetric {
  readonly timestamp: number;
  readonly window: number;
  readonly value: number;
}

export interface Tolerances {
  readonly scaleDown: number;
  readonly scaleUp: number;
}

export interface Proposal {
  readonly replicas: number;
  /** Percent of the request; only where that is the target. */
  readonly utilization: number | undefined;
  /** Per Pod. */
  readonly average: number;
}

/** What a calculation starts from. */
export interface Situation {
  readonly release: Release['name'];
  readonly now: number;
  readonly resource: string;
  /** '': all of a Pod's containers together. */
  readonly container: string;
  readonly currentReplicas: number;
  readonly tolerances: Tolerances;
  readonly pods: readonly Pod[];
  readonly metrics: readonly PodMetrics[];
}

/** GetResourceReplicas: from the share of what the Pods request. */
export function utilizationReplicas(situation: Situation, target: number): Proposal {
  const { release, resource, container, pods } = situation;
  const usage = usageOf(situation);
  const requests = (): ReadonlyMap<string, number> => requestsOf(pods, resource, container, release);
  // v1.20 complains of a missing request before it complains of missing metrics.
  const early = release === '1.20' ? requests() : undefined;
  const groups = groupPods(situation, usage);
  if (usage.size === 0) throw noMetrics(release);
  const requested = early ?? requests();
  const first = utilization(usage, requested, target);
  // From v1.27 on a Pod without metrics counts as much as the target where that is above 100%.
  const missing = (name: string): number =>
    ((requested.get(name) ?? 0) * (release === '1.20' ? 100 : Math.max(100, target))) / 100;
  const replicas = settle(
    situation,
    usage,
    groups,
    first.ratio,
    missing,
    () => utilization(usage, requested, target).ratio,
  );
  return { replicas, utilization: first.percent, average: first.average };
}

/** calcPlainMetricReplicas: from an amount per Pod. */
export function averageValueReplicas(situation: Situation, target: number): Proposal {
  const usage = usageOf(situation);
  const groups = groupPods(situation, usage);
  if (usage.size === 0) throw noMetrics(situation.release);
  const average = (): number => Math.trunc(sum(usage) / usage.size);
  const first = average();
  const replicas = settle(
    situation,
    usage,
    groups,
    first / target,
    () => target,
    () => average() / target,
  );
  return { replicas, utilization: undefined, average: first };
}

const noMetrics = (release: Release['name']): MetricError =>
  new MetricError(
    release === '1.20'
      ? 'did not receive metrics for any ready pods'
      : 'did not receive metrics for targeted pods (pods might be unready)',
  );

const sum = (usage: ReadonlyMap<string, PodMetric>): number =>
  [...usage.values()].reduce((all, { value }) => all + value, 0);

const isWithin = ({ scaleDown, scaleUp }: Tolerances, ratio: number): boolean =>
  1 - scaleDown <= ratio && ratio <= 1 + scaleUp;

interface Groups {
  readonly ready: number;
  readonly unready: ReadonlySet<string>;
  readonly missing: ReadonlySet<string>;
}

/** How many replicas a ratio asks for; Pods that say nothing, or nothing yet, hold a change back in either direction. */
function settle(
  { currentReplicas, tolerances }: Situation,
  usage: Map<string, PodMetric>,
  { ready, unready, missing }: Groups,
  ratio: number,
  assumed: (name: string) => number,
  again: () => number,
): number {
  const scaleUpWithUnready = unready.size > 0 && ratio > 1;
  if (!scaleUpWithUnready && missing.size === 0) {
    return isWithin(tolerances, ratio) ? currentReplicas : Math.ceil(ratio * ready);
  }
  const assume = (names: Iterable<string>, value: (name: string) => number): void => {
    for (const name of names) usage.set(name, { timestamp: 0, window: 0, value: value(name) });
  };
  if (ratio < 1) assume(missing, assumed);
  else if (ratio > 1) assume(missing, () => 0);
  if (scaleUpWithUnready) assume(unready, () => 0);
  const next = again();
  if (isWithin(tolerances, next) || (ratio < 1 && next > 1) || (ratio > 1 && next < 1)) return currentReplicas;
  const replicas = Math.ceil(next * usage.size);
  if ((next < 1 && replicas > currentReplicas) || (next > 1 && replicas < currentReplicas)) return currentReplicas;
  return replicas;
}

/** The metrics client's view: what each Pod uses, Pods without the resource left out. */
function usageOf({ metrics, resource, container }: Situation): Map<string, PodMetric> {
  if (metrics.length === 0) {
    throw new MetricError(
      `unable to get metrics for resource ${resource}: no metrics returned from resource metrics API`,
    );
  }
  const usage = new Map<string, PodMetric>();
  for (const { metadata, timestamp, window, containers } of metrics) {
    const counted = container === '' ? containers : containers.filter(({ name }) => name === container);
    const amounts = counted.map(({ usage: used }) => used[resource as keyof typeof used] as string | undefined);
    if (amounts.length === 0 || amounts.includes(undefined)) continue;
    usage.set(metadata.name ?? '', {
      timestamp: parseTime(timestamp) ?? 0,
      window: parseGoDuration(window) ?? 0,
      value: amounts.reduce((all, amount) => all + quantityMilliValue(parseQuantity(amount!)), 0),
    });
  }
  return usage;
}

/** Sorts the Pods, and takes out of `usage` those that do not count. */
function groupPods({ pods, resource, now }: Situation, usage: Map<string, PodMetric>): Groups {
  if (pods.length === 0) throw new MetricError('no pods returned by selector while calculating replica count');
  const unready = new Set<string>();
  const missing = new Set<string>();
  let ready = 0;
  for (const { metadata, status } of pods) {
    const name = metadata?.name ?? '';
    if (metadata?.deletionTimestamp !== undefined || status?.phase === 'Failed') usage.delete(name);
    else if (status?.phase === 'Pending') unready.add(name);
    else {
      const metric = usage.get(name);
      if (metric === undefined) missing.add(name);
      else if (resource === 'cpu' && isUnready(status, metric, now)) unready.add(name);
      else ready++;
    }
  }
  for (const name of unready) usage.delete(name);
  return { ready, unready, missing };
}

/** A Pod that has just started uses CPU for that: it does not count until it is ready and has been measured for a whole window since. */
function isUnready(status: Pod['status'], metric: PodMetric, now: number): boolean {
  const ready = findCondition(status?.conditions, 'Ready');
  const start = parseTime(status?.startTime ?? '');
  if (ready === undefined || start === undefined) return true;
  const since = parseTime(ready.lastTransitionTime ?? '') ?? 0;
  if (start + cpuInitializationPeriod > now)
    return ready.status === 'False' || metric.timestamp < since + metric.window;
  return ready.status === 'False' && start + initialReadinessDelay > since;
}

function requestsOf(
  pods: readonly Pod[],
  resource: string,
  container: string,
  release: Release['name'],
): ReadonlyMap<string, number> {
  return new Map(
    pods.map((pod) => {
      const name = pod.metadata?.name ?? '';
      const podLevel = release === '1.20' || container !== '' ? undefined : pod.spec?.resources?.requests;
      if (podLevel === undefined) return [name, containerRequests(pod, resource, container, release)] as const;
      const request = podLevel[resource];
      if (request === undefined) throw new MetricError(`missing pod-level request for ${resource} in Pod ${name}`);
      return [name, quantityMilliValue(parseQuantity(request))] as const;
    }),
  );
}

function containerRequests(pod: Pod, resource: string, container: string, release: Release['name']): number {
  const podName = pod.metadata?.name ?? '';
  const sidecars = (pod.spec?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  const all = [...(pod.spec?.containers ?? []), ...(release === '1.20' ? [] : sidecars)];
  const counted = container === '' ? all : all.filter(({ name }) => name === container);
  if (counted.length === 0 && release !== '1.20' && container !== '') {
    throw new MetricError(`container ${container} not found in Pod ${podName}`);
  }
  return counted.reduce((total, { name, resources }) => {
    const request = resources?.requests?.[resource];
    if (request !== undefined) return total + quantityMilliValue(parseQuantity(request));
    const where = release === '1.20' ? '' : ` in container ${name} of Pod ${podName}`;
    throw new MetricError(`missing request for ${resource}${where}`);
  }, 0);
}

/** GetResourceUtilizationRatio, in whole percents as there. */
function utilization(
  usage: ReadonlyMap<string, PodMetric>,
  requests: ReadonlyMap<string, number>,
  target: number,
): { readonly ratio: number; readonly percent: number; readonly average: number } {
  let used = 0;
  let requested = 0;
  let count = 0;
  for (const [name, { value }] of usage) {
    const request = requests.get(name);
    if (request === undefined) continue;
    used += value;
    requested += request;
    count++;
  }
  if (requested === 0) throw new MetricError('no metrics returned matched known pods');
  const percent = Math.trunc((used * 100) / requested);
  return { ratio: percent / target, percent, average: Math.trunc(used / count) };
}
