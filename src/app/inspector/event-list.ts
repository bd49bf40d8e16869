import type { Event } from '../../engine/api/types.ts';

const lastSeen = (event: Event): number =>
  Date.parse(event.lastTimestamp ?? event.eventTime ?? event.metadata?.creationTimestamp ?? '') || 0;

/** The events about one object, the latest last. */
export function eventsOf(events: Iterable<Event>, uid: string): readonly Event[] {
  return [...events].filter((event) => event.involvedObject.uid === uid).toSorted((a, b) => lastSeen(a) - lastSeen(b));
}
