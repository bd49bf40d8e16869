import { describe, expect, test } from 'vitest';
import type { Pod } from '../../api/types.ts';
import { podsToDelete } from './deletion-order.ts';

const now = Date.UTC(2026, 0, 1, 12);
const ago = (seconds: number): string => new Date(now - seconds * 1000).toISOString().replace('.000', '');

interface Row {
  readonly node?: string;
  readonly phase?: string;
  /** Seconds since it became ready. */
  readonly ready?: number;
  readonly created?: number;
  readonly restarts?: number;
  readonly cost?: string;
  readonly uid?: string;
}

function pod(
  name: string,
  { node = 'n1', phase = 'Running', ready, created = 100, restarts = 0, cost, uid }: Row,
): Pod {
  return {
    metadata: {
      name,
      uid: uid ?? name,
      creationTimestamp: ago(created),
      ...(cost === undefined ? {} : { annotations: { 'controller.kubernetes.io/pod-deletion-cost': cost } }),
    },
    spec: { containers: [], ...(node === '' ? {} : { nodeName: node }) },
    status: {
      phase,
      conditions: [
        { type: 'Ready', status: ready === undefined ? 'False' : 'True', lastTransitionTime: ago(ready ?? 0) },
      ],
      containerStatuses: [{ name: 'c', image: '', imageID: '', ready: true, restartCount: restarts }],
    },
  };
}

// pkg/controller/controller_utils_test.go TestSortingActivePodsWithRanks; each row: `first` goes before `second`.
const both: readonly (readonly [string, Row, Row])[] = [
  ['not scheduled', { node: '' }, { ready: 10 }],
  ['Pending before Running', { phase: 'Pending' }, { phase: 'Running' }],
  ['Pending before Unknown', { phase: 'Pending' }, { phase: 'Unknown' }],
  ['not ready', {}, { ready: 10 }],
  ['ready since later', { ready: 10 }, { ready: 1000 }],
  ['more restarts', { ready: 10, restarts: 3 }, { ready: 10, restarts: 1 }],
  ['newer', { ready: 10, created: 100 }, { ready: 10, created: 1000 }],
];

describe.each(['1.20', '1.36'] as const)('which Pod goes first, v%s', (release) => {
  test.each(both)('%s', (_name, first, second) => {
    const [a, b] = [pod('z', first), pod('a', second)];
    expect(podsToDelete([b, a], [], 1, now, release)).toEqual([a]);
    expect(podsToDelete([a, b], [], 1, now, release)).toEqual([a]);
  });

  test('the one that shares its node with more Pods of the Deployment', () => {
    const pods = [pod('a', { ready: 10, node: 'n1' }), pod('b', { ready: 10, node: 'n2' })];
    const related = [...pods, pod('c', { ready: 10, node: 'n2' })];
    expect(podsToDelete(pods, related, 1, now, release)).toEqual([pods[1]]);
  });

  test('all of them without a choice where all go', () => {
    const pods = [pod('a', { ready: 10 }), pod('b', {})];
    expect(podsToDelete(pods, [], 2, now, release)).toEqual(pods);
  });
});

describe('pod-deletion-cost', () => {
  const pods = [
    pod('dear', { cost: '10', ready: 1 }),
    pod('cheap', { cost: '-5', ready: 9000 }),
    pod('plain', { ready: 9000 }),
  ];
  const order = (release: '1.20' | '1.36'): readonly (string | undefined)[] =>
    [1, 2].map((count) => podsToDelete(pods, [], count, now, release).at(-1)?.metadata?.name);

  test('decides in v1.36', () => expect(order('1.36')).toEqual(['cheap', 'plain']));
  test('is unknown to v1.20, where the youngest goes', () => expect(order('1.20')[0]).toBe('dear'));
});

test('in v1.36 ages of one power of two are alike, and the UID decides', () => {
  const pods = [pod('a', { ready: 1000, uid: '2' }), pod('b', { ready: 1001, uid: '1' })];
  expect(podsToDelete(pods, [], 1, now, '1.36')).toEqual([pods[1]]);
  expect(podsToDelete(pods, [], 1, now, '1.20')).toEqual([pods[0]]);
});
