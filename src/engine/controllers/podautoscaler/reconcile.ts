import type { ApiClient } from '../../api/client.ts';
import { jsonEqual } from '../../api/json.ts';
import type { ResourceMetrics } from '../../api/metrics.ts';
import { isStatusError } from '../../api/status.ts';
import { formatTime } from '../../api/time.ts';
import type { HorizontalPodAutoscaler, Pod } from '../../api/types.ts';
import type { Release } from '../../releases/index.ts';
import type { EventRecorder } from '../controller.ts';
import type { ScalingHistory } from './history.ts';
import { computeMetric, type MetricStatus, tolerancesOf } from './metrics.ts';
import { type Bounds, longestPeriod, normalize, type Normalized, normalizeWithBehavior } from './normalize.ts';
import { readScale, type Scale, ScaleError, writeScale } from './target.ts';

type Status = NonNullable<HorizontalPodAutoscaler['status']>;
type Condition = NonNullable<Status['conditions']>[number];

export interface ReconcileContext {
  readonly client: ApiClient;
  readonly release: Release;
  readonly events: EventRecorder;
  readonly metrics: ResourceMetrics;
  /** Unix ms. */
  readonly now: number;
  readonly history: ScalingHistory;
  /** Whether another autoscaler selects these Pods too: `pods by selector ... are controlled by multiple HPAs: ...`. */
  ambiguity(selector: string, pods: readonly Pod[]): string | undefined;
}

/** One look at one autoscaler: reconcileAutoscaler of pkg/controller/podautoscaler/horizontal.go. */
export class Reconciliation {
  #conditions: readonly Condition[];
  readonly #spec: NonNullable<HorizontalPodAutoscaler['spec']>;

  constructor(
    private readonly context: ReconcileContext,
    private readonly autoscaler: HorizontalPodAutoscaler,
  ) {
    this.#conditions = autoscaler.status?.conditions ?? [];
    this.#spec = autoscaler.spec!;
  }

  run(): void {
    const { client, history, now } = this.context;
    let scale: Scale;
    try {
      scale = readScale(client, this.autoscaler);
    } catch (error) {
      if (!(error instanceof ScaleError)) throw error;
      this.#warn('FailedGetScale', error.message);
      const message = `the HPA controller was unable to get the target's current scale: ${error.message}`;
      this.#condition('AbleToScale', 'False', 'FailedGetScale', message);
      this.#save({ ...this.autoscaler.status });
      return;
    }
    const able = "the HPA controller was able to get the target's current scale";
    this.#condition('AbleToScale', 'True', 'SucceededGetScale', able);
    if (history.recommendations.length === 0) history.recommend(scale.replicas, now, 0);

    const { minReplicas = 1, maxReplicas } = this.#spec;
    if (scale.replicas === 0 && minReplicas !== 0) {
      const message = 'scaling is disabled since the replica count of the target is zero';
      this.#condition('ScalingActive', 'False', 'ScalingDisabled', message);
      this.#setStatus(scale.replicas, 0, []);
    } else if (scale.replicas > maxReplicas) {
      this.#rescale(scale, maxReplicas, 'Current number of replicas above Spec.MaxReplicas', []);
    } else if (scale.replicas < minReplicas) {
      this.#rescale(scale, minReplicas, 'Current number of replicas below Spec.MinReplicas', []);
    } else this.#followMetrics(scale, minReplicas);
  }

  #followMetrics(scale: Scale, min: number): void {
    const computed = this.#compute(scale);
    if ('error' in computed) {
      const { status } = this.autoscaler;
      this.#setStatus(scale.replicas, status?.desiredReplicas ?? 0, computed.statuses);
      this.#warn('FailedComputeMetricsReplicas', computed.error);
      return;
    }
    const current = scale.replicas;
    const { replicas: desired, name, statuses } = computed;
    let reason = '';
    if (desired > current) reason = `${name} above target`;
    else if (desired < current) reason = 'All metrics below target';
    const normalized = this.#normalize({ current, desired, min, max: this.#spec.maxReplicas });
    this.#condition('AbleToScale', 'True', ...normalized.ableToScale);
    this.#condition('ScalingLimited', normalized.isLimited ? 'True' : 'False', ...normalized.scalingLimited);
    if (normalized.replicas === current) this.#setStatus(current, current, statuses);
    else this.#rescale(scale, normalized.replicas, reason, statuses);
  }

  #normalize(bounds: Bounds): Normalized {
    const { history, now, release } = this.context;
    const { behavior } = this.#spec;
    return behavior === undefined
      ? normalize(bounds, history, now)
      : normalizeWithBehavior(bounds, behavior, history, now, release.name);
  }

  /** The largest number that a metric asks for; one that can't be had keeps the rest from scaling down. */
  #compute(
    scale: Scale,
  ):
    | { readonly replicas: number; readonly name: string; readonly statuses: readonly MetricStatus[] }
    | { readonly error: string; readonly statuses: readonly MetricStatus[] } {
    const { client, release, metrics, now } = this.context;
    const specs = this.#spec.metrics ?? [];
    const pods = this.#selectedPods(scale, client);
    if (typeof pods === 'string') return { error: pods, statuses: [] };
    const tolerances = tolerancesOf(this.#spec, release);
    const answers = specs.map((spec) => computeMetric({ release, now, metrics, scale, pods, tolerances }, spec));
    let best: { readonly replicas: number; readonly name: string } = { replicas: 0, name: '' };
    let first: { readonly reason: string; readonly message: string; readonly error: string } | undefined;
    let invalid = 0;
    for (const answer of answers) {
      if ('error' in answer) {
        this.#warn(answer.reason, answer.message);
        first ??= answer;
        invalid++;
      } else if (best.replicas === 0 || answer.replicas > best.replicas) best = answer;
    }
    // A metric that could not be read stands in status as Go's zero value does.
    const statuses = answers.map((answer) => ('error' in answer ? ({ type: '' } as MetricStatus) : answer.status));
    const holdsBack = release.name !== '1.20' && invalid > 0 && best.replicas < scale.replicas;
    if (first !== undefined && (invalid >= specs.length || holdsBack)) {
      const message = `the HPA was unable to compute the replica count: ${first.message}`;
      this.#condition('ScalingActive', 'False', first.reason, message);
      return {
        error: `invalid metrics (${invalid} invalid out of ${specs.length}), first error is: ${first.error}`,
        statuses,
      };
    }
    const message = `the HPA was able to successfully calculate a replica count from ${best.name}`;
    this.#condition('ScalingActive', 'True', 'ValidMetricFound', message);
    return { ...best, statuses };
  }

  #selectedPods({ namespace, selector }: Scale, client: ApiClient): readonly Pod[] | string {
    if (selector === undefined) {
      this.#warn('SelectorRequired', 'selector is required');
      this.#condition('ScalingActive', 'False', 'InvalidSelector', "the HPA target's scale is missing a selector");
      return 'selector is required';
    }
    const pods = client.list('pods', { namespace, labelSelector: selector.toString() });
    const ambiguity = this.context.ambiguity(selector.toString(), pods);
    if (ambiguity !== undefined) {
      this.#warn('AmbiguousSelector', ambiguity);
      this.#condition('ScalingActive', 'False', 'AmbiguousSelector', ambiguity);
    }
    return ambiguity ?? pods;
  }

  #rescale(scale: Scale, replicas: number, reason: string, statuses: readonly MetricStatus[]): void {
    const { client, events, history, now } = this.context;
    const size = `New size: ${replicas}; reason: ${reason}`;
    try {
      writeScale(client, scale, replicas);
    } catch (error) {
      if (!isStatusError(error)) throw error;
      this.#warn('FailedRescale', `${size}; error: ${error.message}`);
      const message = `the HPA controller was unable to update the target scale: ${error.message}`;
      this.#condition('AbleToScale', 'False', 'FailedUpdateScale', message);
      this.#setStatus(scale.replicas, this.autoscaler.status?.desiredReplicas ?? 0, statuses);
      return;
    }
    const message = `the HPA controller was able to update the target scale to ${replicas}`;
    this.#condition('AbleToScale', 'True', 'SucceededRescale', message);
    events.event(this.autoscaler, 'Normal', 'SuccessfulRescale', size);
    const { behavior } = this.#spec;
    if (behavior !== undefined) {
      const rules = replicas > scale.replicas ? behavior.scaleUp : behavior.scaleDown;
      history.scaled(scale.replicas, replicas, now, longestPeriod(rules));
    }
    this.#setStatus(scale.replicas, replicas, statuses, formatTime(now));
  }

  #setStatus(
    currentReplicas: number,
    desiredReplicas: number,
    statuses: readonly MetricStatus[],
    lastScaleTime = this.autoscaler.status?.lastScaleTime,
  ): void {
    this.#save({
      ...(lastScaleTime === undefined ? {} : { lastScaleTime }),
      currentReplicas,
      desiredReplicas,
      currentMetrics: statuses.length === 0 ? null : statuses,
    });
  }

  #save(status: Readonly<Record<string, unknown>>): void {
    const next = { ...status, conditions: this.#conditions };
    if (jsonEqual(next, this.autoscaler.status)) return;
    const { client } = this.context;
    try {
      client.update('horizontalpodautoscalers', { ...this.autoscaler, status: next as unknown as Status }, 'status');
    } catch (error) {
      if (!isStatusError(error)) throw error;
      this.#warn('FailedUpdateStatus', error.message);
    }
  }

  #warn(reason: string, message: string): void {
    this.context.events.event(this.autoscaler, 'Warning', reason, message);
  }

  #condition(type: string, status: 'True' | 'False', reason: string, message: string): void {
    const old = this.#conditions.find((condition) => condition.type === type);
    const lastTransitionTime = old?.status === status ? old.lastTransitionTime : formatTime(this.context.now);
    const next = { type, status, lastTransitionTime, reason, message } as Condition;
    this.#conditions =
      old === undefined ? [...this.#conditions, next] : this.#conditions.map((one) => (one === old ? next : one));
  }
}
