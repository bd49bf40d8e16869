import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatGoDuration, humanDuration, parseGoDuration, shortHumanDuration } from './duration.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

describe('an age', () => {
  test.each([
    [-2 * second, '<invalid>'],
    [-second, '0s'],
    [0, '0s'],
    [119 * second, '119s'],
    [2 * minute, '2m'],
    [2 * minute + 5 * second, '2m5s'],
    [9 * minute + 59 * second, '9m59s'],
    [10 * minute, '10m'],
    [179 * minute, '179m'],
    [3 * hour, '3h'],
    [3 * hour + 15 * minute, '3h15m'],
    [8 * hour, '8h'],
    [47 * hour, '47h'],
    [2 * day, '2d'],
    [2 * day + 5 * hour, '2d5h'],
    [8 * day, '8d'],
    [365 * day, '365d'],
    [2 * 365 * day, '2y'],
    [2 * 365 * day + 10 * day, '2y10d'],
    [9 * 365 * day, '9y'],
  ])('of %d ms is %s', (ms, text) => {
    expect(humanDuration(ms)).toBe(text);
  });

  test.each([
    [59 * second, '59s'],
    [119 * second, '1m'],
    [90 * minute, '1h'],
    [30 * hour, '1d'],
    [400 * day, '1y'],
  ])('in short of %d ms is %s', (ms, text) => {
    expect(shortHumanDuration(ms)).toBe(text);
  });
});

describe("Go's durations", () => {
  test.each([
    [0, '0s'],
    [1.5, '1.5ms'],
    [1500, '1.5s'],
    [90 * second, '1m30s'],
    [hour, '1h0m0s'],
    [-second, '-1s'],
  ])('%d ms is %s', (ms, text) => {
    expect(formatGoDuration(ms)).toBe(text);
    expect(parseGoDuration(text)).toBe(ms);
  });

  test.each(['', '5', 'x', '1.5', '1q', 's'])('%j is none', (text) => {
    expect(parseGoDuration(text)).toBeUndefined();
  });

  test('are read as they are written', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), (ms) => {
        expect(parseGoDuration(formatGoDuration(ms))).toBe(ms === 0 ? 0 : ms);
      }),
    );
  });
});
