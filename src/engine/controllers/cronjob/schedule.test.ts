import { describe, expect, it } from 'vitest';
import { formatTime, parseTime } from '../../api/time.ts';
import { lastUnmetTime, missedTimes, untilNext } from './missed.ts';
import { nextTime, zonedSchedule } from './next.ts';
import { formatRfc1123 } from './rfc1123.ts';
import { TimeZone } from './time-zone.ts';

const at = (text: string): number => parseTime(text)!;
const show = (unix: number | undefined): string | undefined => (unix === undefined ? undefined : formatTime(unix));

describe('the next time of a schedule', () => {
  // From robfig/cron's own cases and from calendars.
  it.each([
    ['* * * * *', undefined, '2026-05-04T09:00:00Z', '2026-05-04T09:01:00Z'],
    ['*/15 * * * *', undefined, '2026-05-04T09:59:59Z', '2026-05-04T10:00:00Z'],
    ['20-35/15 * * * *', undefined, '2026-05-04T09:21:00Z', '2026-05-04T09:35:00Z'],
    ['0 5 * * *', undefined, '2026-05-04T05:00:00Z', '2026-05-05T05:00:00Z'],
    ['30 8 1 * *', undefined, '2026-12-31T09:00:00Z', '2027-01-01T08:30:00Z'],
    ['0 0 29 2 *', undefined, '2026-05-04T09:00:00Z', '2028-02-29T00:00:00Z'],
    ['0 0 31 2 *', undefined, '2026-05-04T09:00:00Z', undefined],
    ['0 0 * * mon', undefined, '2026-05-04T09:00:00Z', '2026-05-11T00:00:00Z'],
    // Both fields of days: either matches.
    ['0 0 13 * 5', undefined, '2026-05-04T09:00:00Z', '2026-05-08T00:00:00Z'],
    ['0 0 13 * 5', undefined, '2026-05-08T09:00:00Z', '2026-05-13T00:00:00Z'],
    ['@hourly', undefined, '2026-05-04T09:00:00Z', '2026-05-04T10:00:00Z'],
    ['@daily', undefined, '2026-05-04T09:00:00Z', '2026-05-05T00:00:00Z'],
    ['@weekly', undefined, '2026-05-04T09:00:00Z', '2026-05-10T00:00:00Z'],
    ['@monthly', undefined, '2026-05-04T09:00:00Z', '2026-06-01T00:00:00Z'],
    ['@yearly', undefined, '2026-05-04T09:00:00Z', '2027-01-01T00:00:00Z'],
    ['@every 1h30m', undefined, '2026-05-04T09:00:10Z', '2026-05-04T10:30:10Z'],
    ['0 9 * * *', 'Asia/Shanghai', '2026-05-04T09:00:00Z', '2026-05-05T01:00:00Z'],
    ['0 9 * * *', 'America/New_York', '2026-05-04T09:00:00Z', '2026-05-04T13:00:00Z'],
    // The hour that is skipped in spring: that day has no 2:30.
    ['30 2 * * *', 'America/New_York', '2026-03-08T00:00:00Z', '2026-03-09T06:30:00Z'],
    ['0 * * * *', 'America/New_York', '2026-03-08T06:00:00Z', '2026-03-08T07:00:00Z'],
    // The hour that comes twice in autumn.
    ['0 * * * *', 'America/New_York', '2026-11-01T05:00:00Z', '2026-11-01T06:00:00Z'],
    // A midnight that is skipped.
    ['0 1 * * *', 'America/Sao_Paulo', '2018-11-03T12:00:00Z', '2018-11-04T03:00:00Z'],
  ])('%s in %s after %s is %s', (schedule, zone, from, next) => {
    expect(show(nextTime(zonedSchedule(schedule, zone), at(from)))).toBe(next);
  });

  it('follows a TZ= in front of the schedule', () => {
    const schedule = zonedSchedule('TZ=Asia/Tokyo 0 9 * * *', undefined);
    expect(show(nextTime(schedule, at('2026-05-04T09:00:00Z')))).toBe('2026-05-05T00:00:00Z');
  });
});

describe('times that were missed', () => {
  const minutely = zonedSchedule('* * * * *', undefined);
  const since = at('2026-05-04T09:00:00Z');
  const timing = { since, startingDeadlineSeconds: undefined };

  it.each([
    ['09:00:30', undefined, 'none'],
    ['09:01:00', '09:01:00', 'none'],
    ['09:01:59', '09:01:00', 'none'],
    ['09:05:30', '09:05:00', 'few'],
    ['11:30:30', '11:30:00', 'many'],
  ])('at %s are up to %s', (now, recent, missed) => {
    const found = missedTimes(minutely, timing, at(`2026-05-04T${now}Z`));
    expect(show(found?.recent)).toBe(recent === undefined ? undefined : `2026-05-04T${recent}Z`);
    expect(found?.missed).toBe(missed);
  });

  it('do not go back beyond startingDeadlineSeconds', () => {
    const found = missedTimes(minutely, { since, startingDeadlineSeconds: 20 }, at('2026-05-04T11:30:30Z'));
    expect(found?.recent).toBeUndefined();
  });

  it('are too many for v1.20 beyond a hundred', () => {
    expect(show(lastUnmetTime(minutely, timing, at('2026-05-04T10:40:10Z')) as number)).toBe('2026-05-04T10:40:00Z');
    expect(lastUnmetTime(minutely, timing, at('2026-05-04T10:41:10Z'))).toBe('many');
  });

  it('make the next look come 100 ms after the next time', () => {
    expect(untilNext(minutely, timing, at('2026-05-04T09:00:20Z'))).toBe(40_100);
    expect(untilNext(minutely, timing, at('2026-05-04T09:01:00Z') + 100)).toBe(60_000);
  });
});

it('writes times in their zone and as Go does in messages', () => {
  const time = at('2026-05-04T09:00:00Z');
  expect(TimeZone.utc.format(time)).toBe('2026-05-04T09:00:00Z');
  expect(new TimeZone('Asia/Kolkata').format(time)).toBe('2026-05-04T14:30:00+05:30');
  expect(new TimeZone('America/New_York').format(time)).toBe('2026-05-04T05:00:00-04:00');
  expect(formatRfc1123(time, 'UTC')).toBe('Mon, 04 May 2026 09:00:00 UTC');
});
