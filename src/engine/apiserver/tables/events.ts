import type { Event } from '../../api/types.ts';
import { column, doc, name, nameOf, since, type TablePrinter, wide } from './table.ts';

/** printEvent, both releases. */
export const events: TablePrinter<Event> = {
  columns: () => [
    column('Last Seen', 'string', doc('core.v1.Event', 'lastTimestamp')),
    column('Type', 'string', doc('core.v1.Event', 'type')),
    column('Reason', 'string', doc('core.v1.Event', 'reason')),
    column('Object', 'string', doc('core.v1.Event', 'involvedObject')),
    wide('Subobject', 'string', doc('core.v1.ObjectReference', 'fieldPath')),
    wide('Source', 'string', doc('core.v1.Event', 'source')),
    column('Message', 'string', doc('core.v1.Event', 'message')),
    wide('First Seen', 'string', doc('core.v1.Event', 'firstTimestamp')),
    wide('Count', 'string', doc('core.v1.Event', 'count')),
    { ...name, priority: 1 },
  ],
  cells(event, { now, release }) {
    const { involvedObject: target, series, source } = event;
    const firstSeen = since(event.firstTimestamp ?? event.eventTime, now);
    let lastSeen =
      event.lastTimestamp === undefined || event.lastTimestamp === null ? firstSeen : since(event.lastTimestamp, now);
    let count = event.count ?? 0;
    if (series !== undefined) {
      lastSeen = since(series.lastObservedTime, now);
      // v1.20 counts the event before the series began too.
      count = (series.count ?? 0) + (release.name === '1.20' ? 1 : 0);
    } else if (count === 0) count = 1;
    const kind = (target.kind ?? '').toLowerCase();
    return [
      lastSeen,
      event.type ?? '',
      event.reason ?? '',
      (target.name ?? '') === '' ? kind : `${kind}/${target.name ?? ''}`,
      target.fieldPath ?? '',
      eventSource(
        source?.component || (event.reportingComponent ?? ''),
        source?.host || (event.reportingInstance ?? ''),
      ),
      (event.message ?? '').trim(),
      firstSeen,
      count,
      nameOf(event),
    ];
  },
};

function eventSource(component: string, instance: string): string {
  return instance === '' ? component : `${component}, ${instance}`;
}
