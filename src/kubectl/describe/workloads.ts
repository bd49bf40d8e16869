import {
  formatLabels,
  formatLabelSelectorObject,
  selectorOfObject,
  selectorOfMap,
  type LabelSelectorObject,
} from '../../engine/api/selectors.ts';
import type { DaemonSet, Deployment, ReplicaSet, ReplicationController } from '../../engine/api/types.ts';
import type { Task } from '../../engine/sim/task.ts';
import { isReportable } from '../errors.ts';
import type { Json } from '../object.ts';
import { replicaSetsOf } from '../workloads/replica-sets.ts';
import type { DescribeContext } from './context.ts';
import { eventsOf } from './events.ts';
import { annotationLines, controllerText, labelLines, longTime } from './format.ts';
import { podCounts } from './pod-counts.ts';
import { drawPodTemplate } from './pod-template.ts';
import type { DescribeWriter } from './writer.ts';

/** describeDeployment of describe.go, both releases. */
export function* describeDeployment(object: Json, context: DescribeContext, w: DescribeWriter): Task<void> {
  const deployment = object as unknown as Deployment;
  const { metadata, spec, status } = deployment;
  w.field(0, 'Name', metadata?.name ?? '');
  w.field(0, 'Namespace', metadata?.namespace ?? '');
  w.field(0, 'CreationTimestamp', longTime(metadata?.creationTimestamp));
  labelLines(w, 'Labels', metadata?.labels);
  annotationLines(w, 'Annotations', metadata?.annotations);
  w.field(0, 'Selector', selectorText(spec?.selector));
  w.field(
    0,
    'Replicas',
    `${spec?.replicas ?? 1} desired | ${status?.updatedReplicas ?? 0} updated | ${status?.replicas ?? 0} total | ${status?.availableReplicas ?? 0} available | ${status?.unavailableReplicas ?? 0} unavailable`,
  );
  w.field(0, 'StrategyType', spec?.strategy?.type ?? '');
  w.field(0, 'MinReadySeconds', spec?.minReadySeconds ?? 0);
  const rolling = spec?.strategy?.rollingUpdate;
  if (rolling !== undefined) {
    const { maxUnavailable = '<nil>', maxSurge = '<nil>' } = rolling;
    w.field(0, 'RollingUpdateStrategy', `${String(maxUnavailable)} max unavailable, ${String(maxSurge)} max surge`);
  }
  drawPodTemplate(w, spec?.template, context.release);
  drawConditions(w, status?.conditions);
  yield* drawReplicaSets(deployment, context, w);
  yield* eventsOf(object, context, w);
}

function* drawReplicaSets(deployment: Deployment, context: DescribeContext, w: DescribeWriter): Task<void> {
  let found;
  try {
    found = yield* replicaSetsOf(context.client, deployment);
  } catch (error) {
    if (!isReportable(error)) throw error;
    return;
  }
  const isOld = context.release.name === '1.20';
  if (!isOld && found.all.length === 0) return;
  // v1.20 leaves out the old ones that are scaled to nothing.
  const old = isOld ? found.old.filter((one) => (one.spec?.replicas ?? 1) !== 0) : found.old;
  w.field(0, 'OldReplicaSets', replicaSetsText(old));
  w.field(0, 'NewReplicaSet', replicaSetsText(found.new === undefined ? [] : [found.new]));
}

function replicaSetsText(sets: readonly ReplicaSet[]): string {
  return (
    sets
      .map(
        ({ metadata, spec, status }) =>
          `${metadata?.name ?? ''} (${status?.replicas ?? 0}/${spec?.replicas ?? 1} replicas created)`,
      )
      .join(', ') || '<none>'
  );
}

/** describeReplicaSet. */
export function* describeReplicaSet(object: Json, context: DescribeContext, w: DescribeWriter): Task<void> {
  const { metadata, spec, status } = object as unknown as ReplicaSet;
  let counts: string;
  try {
    counts = yield* podCounts(context, object, selectorText(spec?.selector));
  } catch (error) {
    if (!isReportable(error)) throw error;
    counts = `error in fetching pods: ${error.message}`;
  }
  w.field(0, 'Name', metadata?.name ?? '');
  w.field(0, 'Namespace', metadata?.namespace ?? '');
  w.field(0, 'Selector', formatLabelSelectorObject(spec?.selector as LabelSelectorObject | undefined));
  labelLines(w, 'Labels', metadata?.labels);
  annotationLines(w, 'Annotations', metadata?.annotations);
  const controller = controllerText(metadata);
  if (controller !== '') w.field(0, 'Controlled By', controller);
  w.field(0, 'Replicas', `${status?.replicas ?? 0} current / ${spec?.replicas ?? 1} desired`);
  w.field(0, 'Pods Status', counts);
  drawPodTemplate(w, spec?.template, context.release);
  drawConditions(w, status?.conditions);
  yield* eventsOf(object, context, w);
}

/** describeReplicationController. */
export function* describeReplicationController(object: Json, context: DescribeContext, w: DescribeWriter): Task<void> {
  const { metadata, spec, status } = object as unknown as ReplicationController;
  const counts = yield* podCounts(context, object, selectorOfMap(spec?.selector).toString());
  w.field(0, 'Name', metadata?.name ?? '');
  w.field(0, 'Namespace', metadata?.namespace ?? '');
  w.field(0, 'Selector', formatLabels(spec?.selector));
  labelLines(w, 'Labels', metadata?.labels);
  annotationLines(w, 'Annotations', metadata?.annotations);
  w.field(0, 'Replicas', `${status?.replicas ?? 0} current / ${spec?.replicas ?? 1} desired`);
  w.field(0, 'Pods Status', counts);
  drawPodTemplate(w, spec?.template, context.release);
  drawConditions(w, status?.conditions);
  yield* eventsOf(object, context, w);
}

/** describeDaemonSet. */
export function* describeDaemonSet(object: Json, context: DescribeContext, w: DescribeWriter): Task<void> {
  const { metadata, spec, status } = object as unknown as DaemonSet;
  const counts = yield* podCounts(context, object, selectorText(spec?.selector));
  w.field(0, 'Name', metadata?.name ?? '');
  if (context.release.name !== '1.20') w.field(0, 'Namespace', metadata?.namespace ?? '');
  w.field(0, 'Selector', selectorText(spec?.selector));
  w.field(0, 'Node-Selector', formatLabels(spec?.template?.spec?.nodeSelector));
  labelLines(w, 'Labels', metadata?.labels);
  annotationLines(w, 'Annotations', metadata?.annotations);
  w.line(0, `Desired Number of Nodes Scheduled: ${status?.desiredNumberScheduled ?? 0}`);
  w.line(0, `Current Number of Nodes Scheduled: ${status?.currentNumberScheduled ?? 0}`);
  w.line(0, `Number of Nodes Scheduled with Up-to-date Pods: ${status?.updatedNumberScheduled ?? 0}`);
  w.line(0, `Number of Nodes Scheduled with Available Pods: ${status?.numberAvailable ?? 0}`);
  w.line(0, `Number of Nodes Misscheduled: ${status?.numberMisscheduled ?? 0}`);
  w.field(0, 'Pods Status', counts);
  drawPodTemplate(w, spec?.template, context.release);
  yield* eventsOf(object, context, w);
}

/** A selector object as the query that it means. */
export function selectorText(selector: unknown): string {
  return selectorOfObject(selector as LabelSelectorObject | undefined).toString();
}

type Condition = { readonly type: string; readonly status: string; readonly reason?: string };

function drawConditions(w: DescribeWriter, conditions: readonly Condition[] | undefined): void {
  if (conditions === undefined || conditions.length === 0) return;
  w.line(0, 'Conditions:\n  Type\tStatus\tReason');
  w.line(1, '----\t------\t------');
  for (const { type, status, reason } of conditions) w.line(1, `${type} \t${status}\t${reason ?? ''}`);
}
