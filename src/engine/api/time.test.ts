import { expect, test } from 'vitest';
import { formatMicroTime, formatTime, parseTime } from './time.ts';

const time = Date.UTC(2026, 3, 22, 9, 5, 7, 250);

test('times are written as metav1.Time and MicroTime', () => {
  expect(formatTime(time)).toBe('2026-04-22T09:05:07Z');
  expect(formatMicroTime(time)).toBe('2026-04-22T09:05:07.250000Z');
});

test.each([
  ['2026-04-22T09:05:07Z', time - 250],
  ['2026-04-22T09:05:07.25Z', time],
  ['2026-04-22T11:05:07+02:00', time - 250],
  ['yesterday', undefined],
  ['2026-04-22', undefined],
])('%s is read', (text, expected) => {
  expect(parseTime(text)).toBe(expected);
});
