import type { Event } from '../../engine/api/types.ts';
import { since } from '../describe/format.ts';

/** How long ago an event was, and how often: `2m (x4 over 5m)` (getInterval; DescribeEvents of v1.36). */
export function intervalOf(event: Event, now: number): string {
  const first = since(event.eventTime ?? event.firstTimestamp, now);
  if (event.series !== undefined && event.series !== null) {
    return `${since(event.series.lastObservedTime, now)} (x${event.series.count ?? 0} over ${first})`;
  }
  return (event.count ?? 0) > 1 ? `${since(event.lastTimestamp, now)} (x${event.count} over ${first})` : first;
}
