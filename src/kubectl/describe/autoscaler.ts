import type { HorizontalPodAutoscaler } from '../../engine/api/types.ts';
import type { Task } from '../../engine/sim/task.ts';
import { quote } from '../go/quote.ts';
import { resourcePath } from '../client/rest-mapper.ts';
import { isReportable } from '../errors.ts';
import { field, nameOf, namespaceOf, recordAt, type Json } from '../object.ts';
import type { DescribeContext } from './context.ts';
import { eventsOf } from './events.ts';
import { annotationLines, labelLines, longTime } from './format.ts';
import type { DescribeWriter } from './writer.ts';

/** describeHorizontalPodAutoscaler of describe.go: v2, or v1 where the server has no other. */
export function* describeAutoscaler(given: Json, context: DescribeContext, w: DescribeWriter): Task<void> {
  const object = yield* inNewestVersion(given, context);
  const { metadata, spec, status } = object as unknown as HorizontalPodAutoscaler;
  const target = spec?.scaleTargetRef;
  w.field(0, 'Name', metadata?.name ?? '');
  w.field(0, 'Namespace', metadata?.namespace ?? '');
  labelLines(w, 'Labels', metadata?.labels);
  annotationLines(w, 'Annotations', metadata?.annotations);
  w.field(0, 'CreationTimestamp', longTime(metadata?.creationTimestamp));
  w.field(0, 'Reference', `${target?.kind ?? ''}/${target?.name ?? ''}`);
  if (object['apiVersion'] === 'autoscaling/v1') {
    const percentage = field(object, 'spec', 'targetCPUUtilizationPercentage');
    if (percentage !== undefined) {
      w.field(0, 'Target CPU utilization', `${String(percentage)}%`);
      const current = field(object, 'status', 'currentCPUUtilizationPercentage');
      w.field(0, 'Current CPU utilization', `${current === undefined ? '<unknown>' : String(current)}%`);
    }
  } else {
    w.field(0, 'Metrics', '( current / target )');
    const current = (status?.currentMetrics ?? []) as readonly unknown[];
    ((spec?.metrics ?? []) as readonly unknown[]).forEach((metric, i) => drawMetric(w, metric, current[i]));
  }
  w.field(0, 'Min replicas', spec?.minReplicas ?? '<unset>');
  w.field(0, 'Max replicas', spec?.maxReplicas ?? 0);
  if (spec?.behavior !== undefined) {
    w.line(0, 'Behavior:');
    drawBehavior(w, 'Scale Up', spec.behavior.scaleUp);
    drawBehavior(w, 'Scale Down', spec.behavior.scaleDown);
  }
  w.line(
    0,
    `${target?.kind ?? ''} pods:\t${status?.currentReplicas ?? 0} current / ${status?.desiredReplicas ?? 0} desired`,
  );
  const conditions = status?.conditions ?? [];
  if (conditions.length > 0) {
    w.line(0, 'Conditions:');
    w.line(1, 'Type\tStatus\tReason\tMessage');
    w.line(1, '----\t------\t------\t-------');
    for (const one of conditions) w.line(1, `${one.type}\t${one.status}\t${one.reason ?? ''}\t${one.message ?? ''}`);
  }
  yield* eventsOf(object, context, w);
}

/** v1.20's server prefers autoscaling/v1, which knows only CPU: the describer asks for v2beta2 first. */
function* inNewestVersion(object: Json, context: DescribeContext): Task<Json> {
  if (object['apiVersion'] !== 'autoscaling/v1') return object;
  const version = context.release.name === '1.20' ? 'v2beta2' : 'v2';
  try {
    return yield* context.client.object(
      'GET',
      resourcePath({ ...context.mapping, version }, namespaceOf(object), nameOf(object)),
    );
  } catch (error) {
    if (!isReportable(error)) throw error;
    return object;
  }
}

function drawMetric(w: DescribeWriter, metric: unknown, current: unknown): void {
  const type = field(metric, 'type');
  const amount = (source: string, name: string): string => {
    const value = field(current, source, 'current', name);
    return value === undefined ? '<unknown>' : String(value);
  };
  const wanted = (source: string, name: string): string => String(field(metric, source, 'target', name) ?? '<nil>');
  switch (type) {
    case 'External': {
      const name = quote(String(field(metric, 'external', 'metric', 'name') ?? ''));
      const average = field(metric, 'external', 'target', 'averageValue') !== undefined;
      const key = average ? 'averageValue' : 'value';
      w.line(
        1,
        `${name} (target ${average ? 'average ' : ''}value):\t${amount('external', key)} / ${wanted('external', key)}`,
      );
      return;
    }
    case 'Pods': {
      const name = quote(String(field(metric, 'pods', 'metric', 'name') ?? ''));
      w.line(1, `${name} on pods:\t${amount('pods', 'averageValue')} / ${wanted('pods', 'averageValue')}`);
      return;
    }
    case 'Object': {
      const object = recordAt(metric, 'object', 'describedObject');
      const name = String(field(metric, 'object', 'metric', 'name') ?? '');
      const average = field(metric, 'object', 'target', 'type') === 'AverageValue';
      const key = average ? 'averageValue' : 'value';
      w.line(
        1,
        `"${name}" on ${String(object['kind'])}/${String(object['name'])} (target ${average ? 'average ' : ''}value):\t${amount('object', key)} / ${wanted('object', key)}`,
      );
      return;
    }
    case 'Resource':
      drawResourceMetric(w, metric, current, 'resource', '');
      return;
    case 'ContainerResource': {
      const container = String(field(metric, 'containerResource', 'container') ?? '');
      drawResourceMetric(w, metric, current, 'containerResource', ` of container "${container}"`);
      return;
    }
    default:
      w.line(1, `<unknown metric type ${quote(String(type))}>`);
  }
}

function drawResourceMetric(
  w: DescribeWriter,
  metric: unknown,
  current: unknown,
  source: 'resource' | 'containerResource',
  of: string,
): void {
  const name = String(field(metric, source, 'name') ?? '');
  const now = recordAt(current, source, 'current');
  const target = recordAt(metric, source, 'target');
  w.write(1, `resource ${name}${of} on pods`);
  if (target['averageValue'] !== undefined) {
    w.line(0, `:\t${String(now['averageValue'] ?? '<unknown>')} / ${String(target['averageValue'])}`);
    return;
  }
  const utilization =
    now['averageUtilization'] === undefined
      ? '<unknown>'
      : `${String(now['averageUtilization'])}% (${String(now['averageValue'])})`;
  const wanted = target['averageUtilization'] === undefined ? '<auto>' : `${String(target['averageUtilization'])}%`;
  // The two spaces are the writer's indentation in the middle of the line, as in kubectl.
  w.line(1, `(as a percentage of request):\t${utilization} / ${wanted}`);
}

interface ScalingRules {
  readonly stabilizationWindowSeconds?: number;
  readonly selectPolicy?: string;
  readonly policies?: readonly { readonly type: string; readonly value: number; readonly periodSeconds: number }[];
}

function drawBehavior(w: DescribeWriter, direction: string, rules: ScalingRules | undefined): void {
  if (rules === undefined) return;
  w.line(1, `${direction}:`);
  if (rules.stabilizationWindowSeconds !== undefined)
    w.line(2, `Stabilization Window: ${rules.stabilizationWindowSeconds} seconds`);
  const policies = rules.policies ?? [];
  if (policies.length === 0) return;
  w.line(2, `Select Policy: ${rules.selectPolicy ?? 'Max'}`);
  w.line(2, 'Policies:');
  for (const { type, value, periodSeconds } of policies)
    w.line(3, `- Type: ${type}\tValue: ${value}\tPeriod: ${periodSeconds} seconds`);
}
