import { describe, expect, test } from 'vitest';
import type { Pod } from '../../api/types.ts';
import { releases } from '../../releases/index.ts';
import { evictionMessage, localStorageProblem } from './messages.ts';
import { Pressure } from './pressure.ts';
import { type Candidate, isCritical, rankForEviction } from './ranking.ts';
import { isMet } from './signals.ts';

const mib = 1024 ** 2;
const gib = 1024 ** 3;

function candidate(name: string, used: number, request: string | undefined, more: object = {}): Candidate {
  const resources = request === undefined ? {} : { requests: { memory: request } };
  const pod = { metadata: { name }, spec: { containers: [{ name: 'main', resources }], ...more } } as unknown as Pod;
  return { pod, usage: new Map([['main', used]]), local: 0 };
}

/** pkg/kubelet/eviction/helpers.go, rankMemoryPressure. */
describe('who goes first', () => {
  const names = (list: readonly Candidate[]): readonly (string | undefined)[] =>
    rankForEviction(list, 'memory').map(({ pod }) => pod.metadata?.name);

  test.each([
    [
      'what exceeds its request before what does not, whatever the priority',
      [
        candidate('within', 90 * mib, '100Mi', { priority: -5 }),
        candidate('over', 110 * mib, '100Mi', { priority: 9 }),
      ],
      ['over', 'within'],
    ],
    [
      'the less important',
      [candidate('important', 500 * mib, undefined, { priority: 100 }), candidate('plain', 10 * mib, undefined)],
      ['plain', 'important'],
    ],
    [
      'what exceeds its request the most, not what uses the most',
      [candidate('big', 500 * mib, '450Mi'), candidate('small', 200 * mib, undefined)],
      ['small', 'big'],
    ],
  ])('%s', (_name, list, expected) => {
    expect(names(list)).toEqual(expected);
  });

  test('what the cluster needs stays', () => {
    expect(isCritical(candidate('p', 0, undefined, { priority: 2_000_000_000 }).pod)).toBe(true);
    expect(isCritical(candidate('p', 0, undefined, { priority: 1_000_000_000 }).pod)).toBe(false);
  });
});

test.each([
  ['memory.available', 99 * mib, 4 * gib, true],
  ['memory.available', 100 * mib, 4 * gib, false],
  ['nodefs.available', 3.9 * gib, 40 * gib, true],
  ['nodefs.available', 4 * gib, 40 * gib, false],
] as const)('%s of %d of %d: met is %s', (signal, available, capacity, expected) => {
  expect(isMet(signal, { available, capacity })).toBe(expected);
});

test('the message names the containers that used more than they asked for', () => {
  const observation = { available: 52 * mib, capacity: 4 * gib };
  const one = candidate('p', 300 * mib, '100Mi');
  expect(evictionMessage(releases['1.36'], 'memory.available', observation, one)).toBe(
    'The node was low on resource: memory. Threshold quantity: 100Mi, available: 52Mi. Container main was using 300Mi, request is 100Mi, has larger consumption of memory. ',
  );
  expect(evictionMessage(releases['1.20'], 'memory.available', observation, candidate('p', 3 * mib, undefined))).toBe(
    'The node was low on resource: memory. Container main was using 3Mi, which exceeds its request of 0. ',
  );
});

test.each([
  ['nothing', {}, 0, undefined],
  [
    'an emptyDir',
    { volumes: [{ name: 'v', emptyDir: { sizeLimit: '1Mi' } }] },
    2 * mib,
    'Usage of EmptyDir volume "v" exceeds the limit "1Mi". ',
  ],
  ['an emptyDir without limit', { volumes: [{ name: 'v', emptyDir: {} }] }, 2 * mib, undefined],
])('limits of local storage: %s', (_name, spec, used, expected) => {
  const emptyDirs = new Map([['v', used]]);
  expect(localStorageProblem(candidate('p', 0, undefined, spec), emptyDirs)).toBe(expected);
});

describe('pressure', () => {
  const enough = { available: 2 * gib, capacity: 4 * gib };
  const observe = (memory: number): Parameters<Pressure['observe']>[0] => ({
    'memory.available': { available: memory, capacity: 4 * gib },
    'nodefs.available': enough,
  });

  test('stays for five minutes after it was seen last', () => {
    const pressure = new Pressure();
    expect(pressure.observe(observe(50 * mib), 0)).toEqual(['memory.available']);
    expect(pressure.observe(observe(gib), 10_000)).toEqual([]);
    expect(pressure.conditions).toEqual(['MemoryPressure']);
    pressure.observe(observe(gib), 299_999);
    expect(pressure.conditions).toEqual(['MemoryPressure']);
    pressure.observe(observe(gib), 300_000);
    expect(pressure.conditions).toEqual([]);
  });

  test.each([
    ['BestEffort', candidate('p', 0, undefined).pod, true],
    ['Burstable', candidate('p', 0, '1Mi').pod, false],
    [
      'BestEffort that tolerates it',
      candidate('p', 0, undefined, { tolerations: [{ key: 'node.kubernetes.io/memory-pressure', operator: 'Exists' }] })
        .pod,
      false,
    ],
  ])('of memory keeps out: %s', (_name, pod, refused) => {
    const pressure = new Pressure();
    pressure.observe(observe(50 * mib), 0);
    expect(pressure.refuses(pod) !== undefined).toBe(refused);
  });

  test('of the disk keeps everybody out', () => {
    const pressure = new Pressure();
    pressure.observe({ 'memory.available': enough, 'nodefs.available': { available: 1, capacity: 40 * gib } }, 0);
    expect(pressure.refuses(candidate('p', 0, '1Mi').pod)?.message).toBe('The node had condition: [DiskPressure]. ');
  });
});
