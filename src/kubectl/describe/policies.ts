import { formatLabels, formatLabelSelectorObject, type LabelSelectorObject } from '../../engine/api/selectors.ts';
import type { PodDisruptionBudget, PriorityClass } from '../../engine/api/types.ts';
import type { Task } from '../../engine/sim/task.ts';
import type { Json } from '../object.ts';
import type { DescribeContext } from './context.ts';
import { eventsOf } from './events.ts';
import type { DescribeWriter } from './writer.ts';

/** describePodDisruptionBudget of describe.go, both releases. */
export function* describePodDisruptionBudget(object: Json, context: DescribeContext, w: DescribeWriter): Task<void> {
  const { metadata, spec, status } = object as unknown as PodDisruptionBudget;
  w.field(0, 'Name', metadata?.name ?? '');
  w.field(0, 'Namespace', metadata?.namespace ?? '');
  if (spec?.minAvailable !== undefined) w.field(0, 'Min available', String(spec.minAvailable));
  else if (spec?.maxUnavailable !== undefined) w.field(0, 'Max unavailable', String(spec.maxUnavailable));
  w.field(
    0,
    'Selector',
    spec?.selector === undefined ? '<unset>' : formatLabelSelectorObject(spec.selector as LabelSelectorObject),
  );
  w.line(0, 'Status:');
  w.field(2, 'Allowed disruptions', status?.disruptionsAllowed ?? 0);
  w.field(2, 'Current', status?.currentHealthy ?? 0);
  w.field(2, 'Desired', status?.desiredHealthy ?? 0);
  w.field(2, 'Total', status?.expectedPods ?? 0);
  yield* eventsOf(object, context, w);
}

/** describePriorityClass. */
export function* describePriorityClass(object: Json, context: DescribeContext, w: DescribeWriter): Task<void> {
  const priorityClass = object as unknown as PriorityClass;
  w.field(0, 'Name', priorityClass.metadata?.name ?? '');
  w.field(0, 'Value', priorityClass.value ?? 0);
  w.field(0, 'GlobalDefault', priorityClass.globalDefault ?? false);
  if (context.release.name !== '1.20') w.field(0, 'PreemptionPolicy', priorityClass.preemptionPolicy ?? '');
  w.field(0, 'Description', priorityClass.description ?? '');
  w.field(0, 'Annotations', formatLabels(priorityClass.metadata?.annotations));
  yield* eventsOf(object, context, w);
}
