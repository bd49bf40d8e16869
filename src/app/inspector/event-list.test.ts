import { expect, test } from 'vitest';
import type { Event } from '../../engine/api/types.ts';
import { eventsOf } from './event-list.ts';

const event = (reason: string, resourceVersion: string, times: Partial<Event>): Event => ({
  metadata: { name: reason, resourceVersion },
  reason,
  involvedObject: { kind: 'Pod', uid: 'u' },
  ...times,
});

test('what was said within one second stands in the order in which it was written', () => {
  const scheduled = event('Scheduled', '7', { eventTime: '2021-11-02T21:51:00.400000Z' });
  const pulling = event('Pulling', '9', { lastTimestamp: '2021-11-02T21:51:00Z' });
  const later = event('Started', '8', { lastTimestamp: '2021-11-02T21:51:02Z' });
  expect(eventsOf([later, pulling, scheduled], 'u').map((one) => one.reason)).toEqual([
    'Scheduled',
    'Pulling',
    'Started',
  ]);
});
