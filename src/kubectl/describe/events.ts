import { isStatusError } from '../../engine/api/status.ts';
import { parseTime } from '../../engine/api/time.ts';
import type { Event } from '../../engine/api/types.ts';
import type { Task } from '../../engine/sim/task.ts';
import { isRecord, listAt, nameOf, namespaceOf, textAt, type Json } from '../object.ts';
import type { DescribeContext } from './context.ts';
import { intervalOf } from '../events/interval.ts';
import { since } from './format.ts';
import type { DescribeWriter } from './writer.ts';

export interface EventReference {
  readonly name: string;
  readonly namespace: string;
  /** '' leaves the kind open. */
  readonly kind: string;
  readonly uid: string;
}

export function referenceTo(object: Json): EventReference {
  return {
    name: nameOf(object),
    namespace: namespaceOf(object),
    kind: textAt(object, 'kind'),
    uid: textAt(object, 'metadata', 'uid'),
  };
}

/** Events about an object (searchEvents); what the user may not see is left out, as kubectl does. */
export function* searchEvents(context: DescribeContext, reference: EventReference): Task<readonly Event[]> {
  const terms = [
    `involvedObject.name=${reference.name}`,
    ...(reference.namespace === '' ? [] : [`involvedObject.namespace=${reference.namespace}`]),
    ...(reference.kind === '' ? [] : [`involvedObject.kind=${reference.kind}`]),
    ...(reference.uid === '' ? [] : [`involvedObject.uid=${reference.uid}`]),
  ];
  const scope = reference.namespace === '' ? '' : `/namespaces/${encodeURIComponent(reference.namespace)}`;
  try {
    const list = yield* context.client.object('GET', `/api/v1${scope}/events`, {
      query: { fieldSelector: terms.join(',') },
    });
    return listAt(list, 'items').filter(isRecord) as unknown as readonly Event[];
  } catch (error) {
    if (isStatusError(error, 'Forbidden')) return [];
    throw error;
  }
}

/** The Events section of any object. */
export function* eventsOf(object: Json, context: DescribeContext, w: DescribeWriter): Task<void> {
  if (!context.showEvents) return;
  drawEvents(yield* searchEvents(context, referenceTo(object)), context, w);
}

/** The table of events, oldest first (DescribeEvents, both releases). */
export function drawEvents(events: readonly Event[], context: DescribeContext, w: DescribeWriter): void {
  if (events.length === 0) {
    w.line(0, 'Events:\t<none>');
    return;
  }
  w.flush();
  const lastSeen = (event: Event): number => parseTime(event.lastTimestamp ?? '') ?? 0;
  w.line(0, 'Events:\n  Type\tReason\tAge\tFrom\tMessage');
  w.line(1, '----\t------\t----\t----\t-------');
  for (const event of [...events].sort((a, b) => lastSeen(a) - lastSeen(b))) {
    const old = context.release.name === '1.20';
    const from = event.source?.component || (event.reportingComponent ?? '');
    let message = (event.message ?? '').trim();
    const path = event.involvedObject.fieldPath ?? '';
    if (!old && path !== '') message = `${path}: ${message}`;
    w.line(1, `${event.type ?? ''}\t${event.reason ?? ''}\t${ageOf(event, context)}\t${from}\t${message}`);
  }
}

function ageOf(event: Event, context: DescribeContext): string {
  const { now, release } = context;
  const count = event.count ?? 0;
  if (release.name === '1.20') {
    if (count > 1) return `${since(event.lastTimestamp, now)} (x${count} over ${since(event.firstTimestamp, now)})`;
    return since(event.firstTimestamp ?? event.eventTime, now);
  }
  return intervalOf(event, now);
}
