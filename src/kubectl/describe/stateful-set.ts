import type { PersistentVolumeClaim, StatefulSet } from '../../engine/api/types.ts';
import type { Task } from '../../engine/sim/task.ts';
import type { Json } from '../object.ts';
import type { DescribeContext } from './context.ts';
import { eventsOf } from './events.ts';
import { annotationLines, labelLines, longTime } from './format.ts';
import { podCounts } from './pod-counts.ts';
import { drawPodTemplate } from './pod-template.ts';
import { storageClassOf } from './claim.ts';
import { selectorText } from './workloads.ts';
import type { DescribeWriter } from './writer.ts';

/** describeStatefulSet of describe.go, both releases. */
export function* describeStatefulSet(object: Json, context: DescribeContext, w: DescribeWriter): Task<void> {
  const { metadata, spec, status } = object as unknown as StatefulSet;
  const selector = selectorText(spec?.selector);
  const counts = yield* podCounts(context, object, selector);
  w.field(0, 'Name', metadata?.name ?? '');
  w.field(0, 'Namespace', metadata?.namespace ?? '');
  w.field(0, 'CreationTimestamp', longTime(metadata?.creationTimestamp));
  w.field(0, 'Selector', selector);
  labelLines(w, 'Labels', metadata?.labels);
  annotationLines(w, 'Annotations', metadata?.annotations);
  w.field(0, 'Replicas', `${spec?.replicas ?? 1} desired | ${status?.replicas ?? 0} total`);
  w.field(0, 'Update Strategy', spec?.updateStrategy?.type ?? '');
  const rolling = spec?.updateStrategy?.rollingUpdate;
  if (rolling?.partition !== undefined) {
    w.field(1, 'Partition', rolling.partition);
    if (rolling.maxUnavailable !== undefined && context.release.name !== '1.20')
      w.field(1, 'MaxUnavailable', String(rolling.maxUnavailable));
  }
  w.field(0, 'Pods Status', counts);
  drawPodTemplate(w, spec?.template, context.release);
  drawClaims(w, (spec?.volumeClaimTemplates ?? []) as readonly PersistentVolumeClaim[]);
  yield* eventsOf(object, context, w);
}

function drawClaims(w: DescribeWriter, claims: readonly PersistentVolumeClaim[]): void {
  if (claims.length === 0) {
    w.line(0, 'Volume Claims:\t<none>');
    return;
  }
  w.line(0, 'Volume Claims:');
  for (const { metadata, spec } of claims) {
    w.field(1, 'Name', metadata?.name ?? '');
    w.field(1, 'StorageClass', storageClassOf({ metadata, spec }));
    labelLines(w, 'Labels', metadata?.labels, '  ');
    labelLines(w, 'Annotations', metadata?.annotations, '  ');
    w.field(1, 'Capacity', spec?.resources?.requests?.['storage'] ?? '<default>');
    w.field(1, 'Access Modes', `[${(spec?.accessModes ?? []).join(' ')}]`);
  }
}
