import type { HorizontalPodAutoscaler } from '../../api/types.ts';
import type { Release } from '../../releases/index.ts';
import type { ScalingHistory } from './history.ts';

/* How far a recommendation is followed: pkg/controller/podautoscaler/horizontal.go. Times are Unix milliseconds. */

type Behavior = NonNullable<NonNullable<HorizontalPodAutoscaler['spec']>['behavior']>;
type Rules = NonNullable<Behavior['scaleUp']>;

/** --horizontal-pod-autoscaler-downscale-stabilization. */
export const downscaleStabilization = 300_000;

/** Reason and message of a condition. */
type Told = readonly [reason: string, message: string];

export interface Normalized {
  readonly replicas: number;
  readonly ableToScale: Told;
  readonly scalingLimited: Told;
  readonly isLimited: boolean;
}

export interface Bounds {
  readonly current: number;
  readonly desired: number;
  readonly min: number;
  readonly max: number;
}

const ready: Told = ['ReadyForNewScale', 'recommended size matches current size'];
const scaleUpStabilized: Told = [
  'ScaleUpStabilized',
  'recent recommendations were lower than current one, applying the lowest recent recommendation',
];
const scaleDownStabilized: Told = [
  'ScaleDownStabilized',
  'recent recommendations were higher than current one, applying the highest recent recommendation',
];
const withinRange: Told = ['DesiredWithinRange', 'the desired count is within the acceptable range'];
const scaleUpLimit: Told = [
  'ScaleUpLimit',
  'the desired replica count is increasing faster than the maximum scale rate',
];
const scaleDownLimit: Told = [
  'ScaleDownLimit',
  'the desired replica count is decreasing faster than the maximum scale rate',
];
const tooMany: Told = ['TooManyReplicas', 'the desired replica count is more than the maximum replica count'];
const tooFew: Told = ['TooFewReplicas', 'the desired replica count is less than the minimum replica count'];

/** Without `behavior`: down no sooner than five minutes after the last higher recommendation, up to twice as many at once. */
export function normalize(bounds: Bounds, history: ScalingHistory, now: number): Normalized {
  const { current, desired, min, max } = bounds;
  const recent = history.recommendations.filter(({ at }) => at >= now - downscaleStabilization);
  const stabilized = Math.max(desired, ...recent.map(({ value }) => value));
  history.recommend(desired, now, downscaleStabilization);
  const limit = Math.max(2 * current, 4);
  const [most, tooHigh] = max > limit ? [limit, scaleUpLimit] : [max, tooMany];
  const [replicas, told] =
    stabilized < min ? [min, tooFew] : stabilized > most ? [most, tooHigh] : [stabilized, withinRange];
  return {
    replicas,
    ableToScale: stabilized === desired ? ready : scaleDownStabilized,
    scalingLimited: told,
    isLimited: replicas !== stabilized,
  };
}

const seconds = (rules: Rules | undefined, otherwise: number): number =>
  (rules?.stabilizationWindowSeconds ?? otherwise) * 1000;

/** With `behavior`: its windows and its policies. */
export function normalizeWithBehavior(
  bounds: Bounds,
  behavior: Behavior,
  history: ScalingHistory,
  now: number,
  release: Release['name'],
): Normalized {
  const { current, desired } = bounds;
  const up = seconds(behavior.scaleUp, 0);
  const down = seconds(behavior.scaleDown, downscaleStabilization / 1000);
  const goesUp = desired >= current;
  const within = (window: number): readonly number[] =>
    history.recommendations.filter(({ at }) => at > now - window).map(({ value }) => value);
  let stabilized: number;
  if (release === '1.20') {
    stabilized = goesUp ? Math.min(desired, ...within(up)) : Math.max(desired, ...within(down));
  } else {
    const lowest = Math.min(desired, ...within(up));
    const highest = Math.max(desired, ...within(down));
    stabilized = Math.min(Math.max(current, lowest), highest);
  }
  history.recommend(desired, now, Math.max(up, down));
  const [replicas, told] = limitRate({ ...bounds, desired: stabilized }, behavior, history, now);
  return {
    replicas,
    ableToScale: stabilized === desired ? ready : goesUp ? scaleUpStabilized : scaleDownStabilized,
    scalingLimited: told,
    isLimited: replicas !== stabilized,
  };
}

/** convertDesiredReplicasWithBehaviorRate */
function limitRate(
  { current, desired, min, max }: Bounds,
  { scaleUp, scaleDown }: Behavior,
  history: ScalingHistory,
  now: number,
): readonly [number, Told] {
  if (desired > current) {
    const limit = Math.max(current, rateLimit(current, scaleUp, 1, history, now));
    const [most, told] = max > limit ? [limit, scaleUpLimit] : [max, tooMany];
    if (desired > most) return [most, told];
  } else if (desired < current) {
    const limit = Math.min(current, rateLimit(current, scaleDown, -1, history, now));
    const [least, told] = min < limit ? [limit, scaleDownLimit] : [min, tooFew];
    if (desired < least) return [least, told];
  }
  return [desired, withinRange];
}

/** How many there may be by the policies of one direction: the largest change of any, or the smallest. */
function rateLimit(
  current: number,
  rules: Rules | undefined,
  sign: 1 | -1,
  history: ScalingHistory,
  now: number,
): number {
  if (rules?.selectPolicy === 'Disabled') return current;
  const proposals = (rules?.policies ?? []).map(({ type, value, periodSeconds }) => {
    const before = history.replicasBefore(current, periodSeconds * 1000, now);
    if (type === 'Pods') return before + sign * value;
    const share = before * (1 + (sign * value) / 100);
    return sign === 1 ? Math.ceil(share) : Math.trunc(share);
  });
  const largestChange = rules?.selectPolicy !== 'Min';
  return largestChange === (sign === 1) ? Math.max(...proposals) : Math.min(...proposals);
}

/** The longest period of a policy in this direction, milliseconds. */
export function longestPeriod(rules: Rules | undefined): number {
  return Math.max(0, ...(rules?.policies ?? []).map(({ periodSeconds }) => periodSeconds * 1000));
}
