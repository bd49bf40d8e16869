import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { humanDuration } from '../../engine/api/duration.ts';
import { useUnixNow } from '../store/clock.ts';
import { objectsOf, useCluster } from '../store/cluster.ts';

interface EventsProps {
  readonly kind: string;
  readonly name: string;
  readonly uid: string | undefined;
}

/** The events about one object, the newest last, as `kubectl describe` lists them. */
export function Events({ kind, name, uid }: EventsProps) {
  const { t } = useTranslation();
  const all = useCluster((state) => objectsOf(state, 'events'));
  const now = useUnixNow(1000);
  const events = useMemo(
    () =>
      [...all.values()]
        .filter(
          ({ involvedObject: about }) =>
            about.kind === kind && about.name === name && (about.uid === uid || about.kind === 'Node'),
        )
        .map((event) => ({
          event,
          last: Date.parse(event.lastTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp ?? ''),
        }))
        .toSorted((a, b) => a.last - b.last),
    [all, kind, name, uid],
  );
  if (events.length === 0) return <p className="soft none">{t('inspector.noEvents')}</p>;
  return (
    <ol className="events">
      {events.map(({ event, last }) => (
        <li key={event.metadata.uid ?? event.metadata.name} data-tone={event.type === 'Warning' ? 'failed' : undefined}>
          <span className="soft mono">{humanDuration(now - last)}</span>
          <b>{event.reason}</b>
          {(event.count ?? 1) > 1 && <span className="soft mono">×{event.count}</span>}
          <p>{event.message}</p>
        </li>
      ))}
    </ol>
  );
}
