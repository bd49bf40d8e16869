import type { ResourceMetrics } from '../../api/metrics.ts';
import { formatQuantity, milliQuantity, parseQuantity, quantityMilliValue } from '../../api/quantity.ts';
import { formatLabelSelectorObject } from '../../api/selectors.ts';
import type { HorizontalPodAutoscaler, Pod } from '../../api/types.ts';
import type { Release } from '../../releases/index.ts';
import {
  averageValueReplicas,
  MetricError,
  type Proposal,
  type Situation,
  type Tolerances,
  utilizationReplicas,
} from './replica-calculator.ts';
import type { Scale } from './target.ts';

type Spec = NonNullable<HorizontalPodAutoscaler['spec']>;
type MetricSpec = NonNullable<Spec['metrics']>[number];
export type MetricStatus = NonNullable<NonNullable<HorizontalPodAutoscaler['status']>['currentMetrics']>[number];
type ResourceTarget = NonNullable<MetricSpec['resource']>['target'];

const defaultTolerance = 0.1;

/** What one metric says. */
export type MetricAnswer =
  | { readonly replicas: number; readonly name: string; readonly status: MetricStatus }
  /** `reason` of the Event and the condition with `message`; `error` as the whole computation repeats it. */
  | { readonly reason: string; readonly message: string; readonly error: string };

export function tolerancesOf(spec: Spec, release: Release): Tolerances {
  const read = (tolerance: string | undefined): number =>
    tolerance === undefined || release.name === '1.20'
      ? defaultTolerance
      : quantityMilliValue(parseQuantity(tolerance)) / 1000;
  return { scaleUp: read(spec.behavior?.scaleUp?.tolerance), scaleDown: read(spec.behavior?.scaleDown?.tolerance) };
}

export interface MetricContext {
  readonly release: Release;
  readonly now: number;
  readonly metrics: ResourceMetrics;
  readonly scale: Scale;
  readonly pods: readonly Pod[];
  readonly tolerances: Tolerances;
}

/** Custom and external metrics need an adapter, which the cluster does not have; the client says so. */
const noCustomMetrics =
  'unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered';
const noExternalMetrics = (name: string): string =>
  `unable to fetch metrics from external metrics API: the server could not find the requested resource (get ${name}.external.metrics.k8s.io)`;

/** computeReplicasForMetric (pkg/controller/podautoscaler/horizontal.go). */
export function computeMetric(context: MetricContext, spec: MetricSpec): MetricAnswer {
  const older = context.release.name === '1.20';
  switch (spec.type) {
    case 'Resource': {
      const { name, target } = spec.resource!;
      return resourceAnswer(
        context,
        name,
        '',
        target,
        'FailedGetResourceMetric',
        `${name} resource metric`,
        (current) => ({
          type: 'Resource',
          resource: { name, current },
        }),
      );
    }
    case 'ContainerResource': {
      const { name, container, target } = spec.containerResource!;
      const what = `${container} container metric`;
      return resourceAnswer(context, name, container, target, 'FailedGetContainerResourceMetric', what, (current) => ({
        type: 'ContainerResource',
        containerResource: { name, container, current },
      }));
    }
    case 'Pods': {
      const message = `unable to get metric ${spec.pods!.metric.name}: ${noCustomMetrics}`;
      return { reason: 'FailedGetPodsMetric', message, error: `failed to get pods metric value: ${message}` };
    }
    case 'Object': {
      const { metric, describedObject } = spec.object!;
      const of = `${describedObject.kind} on ${context.scale.namespace} ${describedObject.name}`;
      const message = `unable to get metric ${metric.name}: ${of}/${noCustomMetrics}`;
      return { reason: 'FailedGetObjectMetric', message, error: `failed to get object metric value: ${message}` };
    }
    default: {
      const { name, selector } = spec.external!.metric;
      const shown = selector === undefined ? 'nil' : `&LabelSelector{${formatLabelSelectorObject(selector)}}`;
      const message = `unable to get external metric ${context.scale.namespace}/${name}/${shown}: ${noExternalMetrics(name)}`;
      const error = `failed to get ${older ? '' : `${name} `}external metric${older ? '' : ' value'}: ${message}`;
      return { reason: 'FailedGetExternalMetric', message, error };
    }
  }
}

function resourceAnswer(
  context: MetricContext,
  resource: string,
  container: string,
  target: ResourceTarget,
  reason: string,
  what: string,
  status: (current: NonNullable<MetricStatus['resource']>['current']) => MetricStatus,
): MetricAnswer {
  const { release, now, scale, pods, tolerances } = context;
  const older = release.name === '1.20';
  const byValue = target.averageValue !== undefined;
  try {
    const situation: Situation = {
      release: release.name,
      now,
      resource,
      container,
      currentReplicas: scale.replicas,
      tolerances,
      pods,
      metrics: context.metrics.podMetrics(scale.namespace, scale.selector!),
    };
    const proposal: Proposal = byValue
      ? averageValueReplicas(situation, quantityMilliValue(parseQuantity(target.averageValue)))
      : utilizationReplicas(situation, target.averageUtilization ?? 0);
    const format = !older && resource === 'memory' ? 'BinarySI' : 'DecimalSI';
    const ofContainer = container !== '' && !older ? 'container ' : '';
    return {
      replicas: proposal.replicas,
      name: byValue ? `${resource} resource` : `${resource} ${ofContainer}resource utilization (percentage of request)`,
      status: status({
        ...(proposal.utilization === undefined ? {} : { averageUtilization: proposal.utilization }),
        averageValue: formatQuantity(milliQuantity(proposal.average, format)),
      }),
    };
  } catch (error) {
    if (!(error instanceof MetricError)) throw error;
    const message = `failed to get ${resource} ${byValue && !older ? 'usage' : 'utilization'}: ${error.message}`;
    return { reason, message, error: older ? message : `failed to get ${what} value: ${message}` };
  }
}
