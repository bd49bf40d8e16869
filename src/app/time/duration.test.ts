import { describe, expect, test } from 'vitest';
import { clockText, parseClock, shortDuration, spokenDuration } from './duration.ts';

describe('durations', () => {
  test.each([
    [0, '00:00:00.0'],
    [98_249, '00:01:38.2'],
    [3_723_999, '01:02:03.9'],
    [100 * 3_600_000, '100:00:00.0'],
  ])('the clock shows %i ms as %s', (ms, text) => {
    expect(clockText(ms)).toBe(text);
  });

  test.each([
    [11_200, '12s'],
    [60_000, '1:00'],
    [288_000, '4:48'],
    [7_200_000, '2h'],
  ])('a ring shows %i ms as %s', (ms, text) => {
    expect(shortDuration(ms)).toBe(text);
  });

  test.each([
    [12_000, '12 s'],
    [288_000, '4:48'],
    [3_723_000, '1:02:03'],
    [-5, '0 s'],
  ])('a sentence says %i ms as %s', (ms, text) => {
    expect(spokenDuration(ms, (_key, { count }) => `${count} s`)).toBe(text);
  });

  test.each<[string, number | undefined]>([
    ['1:02:03', 3_723_000],
    ['00:01:38.2', 98_200],
    ['4:48', 288_000],
    ['90', 90_000],
    [' 5m ', 300_000],
    ['1h30m', 5_400_000],
    ['2.5s', 2500],
    ['soon', undefined],
    ['', undefined],
    ['1:2:3:4', undefined],
  ])('somebody who writes %j means %s ms', (text, ms) => {
    expect(parseClock(text)).toBe(ms);
  });
});
