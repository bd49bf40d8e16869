import type { Event } from '../../engine/api/types.ts';

/** Some events tell the second, some the microsecond: only whole seconds can be compared. */
const lastSeen = (event: Event): number =>
  Math.floor(
    (Date.parse(event.lastTimestamp ?? event.eventTime ?? event.metadata?.creationTimestamp ?? '') || 0) / 1000,
  );

const written = (event: Event): number => Number(event.metadata?.resourceVersion ?? 0);

/** The events about one object, the latest last. */
export function eventsOf(events: Iterable<Event>, uid: string): readonly Event[] {
  return [...events]
    .filter((event) => event.involvedObject.uid === uid)
    .toSorted((a, b) => lastSeen(a) - lastSeen(b) || written(a) - written(b));
}
