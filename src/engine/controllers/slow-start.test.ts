import { describe, expect, it } from 'vitest';
import { slowStartBatch } from './slow-start.ts';

// pkg/controller/replicaset/replica_set_test.go TestSlowStartBatch: batches of 1, 2, 4, ...
describe('slowStartBatch', () => {
  it.each([
    { count: 0, failsAt: -1, calls: 0, successes: 0 },
    { count: 10, failsAt: -1, calls: 10, successes: 10 },
    { count: 10, failsAt: 0, calls: 1, successes: 0 },
    { count: 10, failsAt: 1, calls: 3, successes: 2 },
    { count: 10, failsAt: 5, calls: 7, successes: 6 },
  ])('of $count calls of which call $failsAt fails makes $calls', ({ count, failsAt, calls, successes }) => {
    let made = 0;
    const result = slowStartBatch(count, 1, () => (made++ === failsAt ? 'refused' : undefined));
    expect(made).toBe(calls);
    expect(result).toEqual({ successes, error: failsAt < 0 ? undefined : 'refused' });
  });
});
