import { canonicalQuantity } from '../../api/quantity.ts';
import type { HorizontalPodAutoscaler, PodDisruptionBudget } from '../../api/types.ts';
import type { Release } from '../../releases/index.ts';
import { age, ageOf, column, doc, listWithMore, name, nameOf, type TablePrinter } from './table.ts';

export const poddisruptionbudgets: TablePrinter<PodDisruptionBudget> = {
  columns: () => [
    name,
    column('Min Available', 'string', 'The minimum number of pods that must be available.'),
    column('Max Unavailable', 'string', 'The maximum number of pods that may be unavailable.'),
    column('Allowed Disruptions', 'integer', 'Calculated number of pods that may be disrupted at this time.'),
    age,
  ],
  cells: (budget, context) => [
    nameOf(budget),
    String(budget.spec?.minAvailable ?? 'N/A'),
    String(budget.spec?.maxUnavailable ?? 'N/A'),
    budget.status?.disruptionsAllowed ?? 0,
    ageOf(budget, context),
  ],
};

export const horizontalpodautoscalers: TablePrinter<HorizontalPodAutoscaler> = {
  columns: (release) => {
    const type = `autoscaling.${release.name === '1.20' ? 'v2beta2' : 'v2'}.HorizontalPodAutoscaler`;
    return [
      name,
      column('Reference', 'string', doc(`${type}Spec`, 'scaleTargetRef')),
      column('Targets', 'string', doc(`${type}Spec`, 'metrics')),
      column('MinPods', 'string', doc(`${type}Spec`, 'minReplicas')),
      column('MaxPods', 'string', doc(`${type}Spec`, 'maxReplicas')),
      column('Replicas', 'string', doc(`${type}Status`, 'currentReplicas')),
      age,
    ];
  },
  cells(autoscaler, context) {
    const { spec, status } = autoscaler;
    return [
      nameOf(autoscaler),
      `${spec?.scaleTargetRef.kind ?? ''}/${spec?.scaleTargetRef.name ?? ''}`,
      metrics(autoscaler, context.release),
      spec?.minReplicas === undefined ? '<unset>' : String(spec.minReplicas),
      spec?.maxReplicas ?? 0,
      status?.currentReplicas ?? 0,
      ageOf(autoscaler, context),
    ];
  },
};

type Spec = NonNullable<HorizontalPodAutoscaler['spec']>;
type Metric = NonNullable<Spec['metrics']>[number];
type Current = NonNullable<NonNullable<HorizontalPodAutoscaler['status']>['currentMetrics']>[number];
interface Amount {
  readonly averageUtilization?: number;
  readonly averageValue?: string;
  readonly value?: string;
}

const most = 2;

/** formatHPAMetrics */
function metrics({ spec, status }: HorizontalPodAutoscaler, release: Release): string {
  const wanted = spec?.metrics ?? [];
  if (wanted.length === 0) return '<none>';
  const list = wanted.map((metric, i) => metricText(metric, status?.currentMetrics?.[i], release));
  return listWithMore(list.slice(0, most), list.length, ', ');
}

function metricText(metric: Metric, current: Current | undefined, release: Release): string {
  switch (metric.type) {
    case 'External':
      return plainAmount(metric.external?.target, current?.external?.current);
    case 'Object':
      return plainAmount(metric.object?.target, current?.object?.current);
    case 'Pods': {
      const now = current?.pods?.current.averageValue;
      return `${now === undefined ? '<unknown>' : quantity(now)}/${quantity(metric.pods?.target.averageValue)}`;
    }
    case 'Resource':
      return resourceAmount(metric.resource?.name, metric.resource?.target, current?.resource?.current, release);
    case 'ContainerResource':
      return resourceAmount(
        metric.containerResource?.name,
        metric.containerResource?.target,
        current?.containerResource?.current,
        release,
      );
    default:
      return '<unknown type>';
  }
}

const quantity = (text: string | undefined): string => canonicalQuantity(text ?? '0');

function plainAmount(target: Amount | undefined, current: Amount | undefined): string {
  const average = target?.averageValue !== undefined;
  const now = average ? current?.averageValue : current?.value;
  const text = now === undefined ? '<unknown>' : quantity(now);
  return average ? `${text}/${quantity(target.averageValue)} (avg)` : `${text}/${quantity(target?.value)}`;
}

function resourceAmount(
  resource: string | undefined,
  target: Amount | undefined,
  current: Amount | undefined,
  release: Release,
): string {
  const prefix = release.name === '1.20' ? '' : `${resource ?? ''}: `;
  if (target?.averageValue !== undefined) {
    const now = current?.averageValue === undefined ? '<unknown>' : quantity(current.averageValue);
    return `${prefix}${now}/${quantity(target.averageValue)}`;
  }
  const percent = (value: number | undefined, missing: string): string => (value === undefined ? missing : `${value}%`);
  return `${prefix}${percent(current?.averageUtilization, '<unknown>')}/${percent(target?.averageUtilization, '<auto>')}`;
}
