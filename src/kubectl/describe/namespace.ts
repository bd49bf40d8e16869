import { isStatusError } from '../../engine/api/status.ts';
import type { LimitRange, Namespace, ResourceQuota } from '../../engine/api/types.ts';
import type { Task } from '../../engine/sim/task.ts';
import { isRecord, listAt, type Json } from '../object.ts';
import type { DescribeContext } from './context.ts';
import { annotationLines, labelLines, longTime } from './format.ts';
import { drawLimitRanges, drawQuotas } from './quotas.ts';
import type { DescribeWriter } from './writer.ts';

/** describeNamespace of describe.go, both releases. */
export function* describeNamespace(object: Json, context: DescribeContext, w: DescribeWriter): Task<void> {
  const { metadata, status } = object as unknown as Namespace;
  const name = metadata?.name ?? '';
  const quotas = yield* listIn<ResourceQuota>(context, name, 'resourcequotas');
  const limits = yield* listIn<LimitRange>(context, name, 'limitranges');
  w.field(0, 'Name', name);
  labelLines(w, 'Labels', metadata?.labels);
  annotationLines(w, 'Annotations', metadata?.annotations);
  w.field(0, 'Status', status?.phase ?? '');
  const conditions = status?.conditions ?? [];
  if (conditions.length > 0 && context.release.name !== '1.20') {
    w.line(0, 'Conditions:');
    w.line(1, 'Type\tStatus\tLastTransitionTime\tReason\tMessage');
    w.line(1, '----\t------\t------------------\t------\t-------');
    for (const one of conditions) {
      w.line(
        1,
        `${one.type}\t${one.status}\t${longTime(one.lastTransitionTime)}\t${one.reason ?? ''}\t${one.message ?? ''}`,
      );
    }
  }
  if (quotas !== undefined) {
    w.line(0, '');
    drawQuotas(w, quotas, context);
  }
  if (limits !== undefined) {
    w.line(0, '');
    drawLimitRanges(w, limits);
  }
}

/** Undefined if the server does not know the resource. */
function* listIn<T>(context: DescribeContext, namespace: string, resource: string): Task<readonly T[] | undefined> {
  try {
    const list = yield* context.client.object('GET', `/api/v1/namespaces/${encodeURIComponent(namespace)}/${resource}`);
    return listAt(list, 'items').filter(isRecord) as unknown as readonly T[];
  } catch (error) {
    if (isStatusError(error, 'NotFound')) return undefined;
    throw error;
  }
}
