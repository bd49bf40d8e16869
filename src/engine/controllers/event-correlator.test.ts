import { describe, expect, test } from 'vitest';
import { EventCorrelator, type EventIdentity } from './event-correlator.ts';

const about = (message: string, type = 'Normal'): EventIdentity => ({
  object: 'Pod default a 1',
  fieldPath: '',
  type,
  reason: 'R',
  message,
});

describe('EventCorrelator', () => {
  test('counts the same event up', () => {
    const correlator = new EventCorrelator('1.36');
    expect([1, 2, 3].map((now) => correlator.observe(about('a'), now).count)).toEqual([1, 2, 3]);
  });

  test('makes one of events that differ in their message only, from the tenth on', () => {
    const correlator = new EventCorrelator('1.36');
    const seen = Array.from({ length: 11 }, (_, i) => correlator.observe(about(`m${i}`), i));
    expect(seen[8]?.message).toBe('m8');
    expect(seen[9]).toMatchObject({ message: '(combined from similar events): m9', count: 1 });
    expect(seen[10]).toMatchObject({ message: '(combined from similar events): m10', count: 2 });
  });

  test('forgets the similar ones after ten quiet minutes', () => {
    const correlator = new EventCorrelator('1.36');
    for (let i = 0; i < 9; i++) correlator.observe(about(`m${i}`), i);
    expect(correlator.observe(about('m9'), 600_100).message).toBe('m9');
  });

  test('writes no more than 25 about an object, and one more every five minutes; it goes on counting', () => {
    const correlator = new EventCorrelator('1.36');
    const skipped = Array.from({ length: 30 }, () => correlator.observe(about('a'), 0).skip);
    expect(skipped.indexOf(true)).toBe(25);
    expect(correlator.observe(about('a'), 299_000).skip).toBe(true);
    expect(correlator.observe(about('a'), 301_000)).toMatchObject({ skip: false, count: 32 });
  });

  test.each([
    ['1.20', true],
    ['1.36', false],
  ] as const)('v%s: warnings share the allowance of the others: %s', (release, shared) => {
    const correlator = new EventCorrelator(release);
    for (let i = 0; i < 25; i++) correlator.observe(about('a'), 0);
    expect(correlator.observe(about('b', 'Warning'), 0).skip).toBe(shared);
  });
});
