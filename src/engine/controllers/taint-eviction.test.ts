import { expect, test } from 'vitest';
import { evictionDelay } from './taint-eviction.ts';

const taint = (key: string): { key: string; effect: string } => ({ key, effect: 'NoExecute' });
const tolerates = (key: string, tolerationSeconds?: number): object => ({
  key,
  operator: 'Exists',
  effect: 'NoExecute',
  ...(tolerationSeconds === undefined ? {} : { tolerationSeconds }),
});

/** pkg/controller/tainteviction/taint_eviction.go: processPodOnNode and getMinTolerationTime. */
test.each([
  ['a taint that is not tolerated: at once', ['a'], [], 'now'],
  ['one of two is not tolerated: at once', ['a', 'b'], [tolerates('a', 300)], 'now'],
  ['tolerated without a time: never', ['a'], [tolerates('a')], 'never'],
  ['what admission adds for silent nodes: 300 s', ['a'], [tolerates('a', 300)], 300],
  ['the least of the times that are used', ['a', 'b'], [tolerates('a', 300), tolerates('b', 20)], 20],
  ['a time for another taint does not count', ['a'], [tolerates('b', 20), tolerates('a', 300)], 300],
  ['one without a time beside one with a time', ['a', 'b'], [tolerates('a'), tolerates('b', 60)], 60],
  ['no time, and less than none, is 0', ['a'], [tolerates('a', -5)], 0],
] as const)('%s', (_, taints, tolerations, expected) => {
  expect(evictionDelay(taints.map(taint), tolerations)).toBe(expected);
});
