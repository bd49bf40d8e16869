import { describe, expect, it } from 'vitest';
import { BackOff } from './backoff.ts';

describe('BackOff', () => {
  it('lets the first attempt go at once, then waits 10, 20, 40, 80, 160 and 300 s', () => {
    const backOff = new BackOff();
    const delays: number[] = [];
    let now = 0;
    for (let i = 0; i < 8; i++) {
      const until = backOff.waitsUntil('a', now, now);
      delays.push(((until ?? now) - now) / 1000);
      now = until ?? now;
      backOff.next('a', now);
    }
    expect(delays).toEqual([0, 10, 20, 40, 80, 160, 300, 300]);
  });

  it('forgets a container that ran for more than ten minutes', () => {
    const backOff = new BackOff();
    backOff.next('a', 0);
    backOff.next('a', 10_000);
    expect(backOff.waitsUntil('a', 610_001, 610_001)).toBeUndefined();
  });

  it('keeps keys apart', () => {
    const backOff = new BackOff();
    backOff.next('a', 0);
    expect(backOff.waitsUntil('b', 0, 0)).toBeUndefined();
  });
});
