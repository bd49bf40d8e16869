import { describe, expect, test } from 'vitest';
import type { Deployment, ReplicaSet } from '../../api/types.ts';
import { fenceposts, maxUnavailable, newReplicas, scaleInProportion, shrinkOldSets } from './rolling.ts';

function deployment(replicas: number, maxSurge: number | string, maxUnavailable: number | string): Deployment {
  return {
    spec: {
      replicas,
      selector: {},
      template: {},
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } },
    },
  };
}

function set(name: string, replicas: number, available = replicas): ReplicaSet {
  return {
    metadata: { name, creationTimestamp: `2026-01-0${name.length}T00:00:00Z` },
    spec: { replicas, selector: {} },
    status: { replicas, availableReplicas: available },
  };
}

// The comment on ResolveFenceposts, and TestResolveFenceposts of pkg/controller/deployment/util/deployment_util_test.go.
test.each([
  ['0%', '0%', 0, 0, 1],
  ['39%', '39%', 10, 4, 3],
  ['0%', '1%', 2, 0, 1],
  ['1%', '25%', 2, 1, 0],
  ['1%', 0, 1, 1, 0],
  ['25%', '25%', 3, 1, 0],
  ['25%', '25%', 4, 1, 1],
  [2, 3, 10, 2, 3],
])('surge %s and unavailable %s of %i are %i and %i', (surge, unavailable, desired, up, down) => {
  expect(fenceposts(surge, unavailable, desired)).toEqual({ surge: up, unavailable: down });
});

test('maxUnavailable is never more than there are, and 0 of none', () => {
  expect(maxUnavailable(deployment(2, 0, 10))).toBe(2);
  expect(maxUnavailable(deployment(0, 0, 10))).toBe(0);
});

// TestNewRSNewReplicas, TestDeploymentController_reconcileNewReplicaSet (rolling_test.go).
test.each([
  { replicas: 10, surge: 0, old: 10, current: 0, size: 0 },
  { replicas: 10, surge: 2, old: 10, current: 0, size: 2 },
  { replicas: 10, surge: 2, old: 5, current: 0, size: 7 },
  { replicas: 10, surge: 2, old: 10, current: 2, size: 2 },
  { replicas: 4, surge: '25%', old: 3, current: 1, size: 2 },
])(
  'of $replicas with surge $surge and $old old Pods the new $current become $size',
  ({ replicas, surge, old, current, size }) => {
    const sets = [set('o', old), set('nn', current)];
    expect(newReplicas(deployment(replicas, surge, 0), sets, current)).toBe(size);
  },
);

describe('how far the old ones shrink (TestDeploymentController_reconcileOldReplicaSets)', () => {
  test.each([
    {
      title: 'both bounds 0 count as 1 unavailable',
      replicas: 10,
      unavailable: 0,
      old: [10, 10],
      current: [0, 0],
      expected: [9],
    },
    { title: '2 may be unavailable', replicas: 10, unavailable: 2, old: [10, 10], current: [0, 0], expected: [8] },
    {
      title: 'unhealthy old ones go first',
      replicas: 10,
      unavailable: 2,
      old: [10, 8],
      current: [0, 0],
      expected: [8],
    },
    { title: 'the new ones are not up', replicas: 10, unavailable: 2, old: [8, 8], current: [4, 0], expected: [] },
    { title: 'the new ones are up', replicas: 10, unavailable: 2, old: [8, 8], current: [4, 4], expected: [4] },
  ])('$title: $old to $expected', ({ replicas, unavailable, old, current, expected }) => {
    const resizes = shrinkOldSets(
      deployment(replicas, 0, unavailable),
      [set('o', old[0]!, old[1]!)],
      set('nn', current[0]!, current[1]!),
    );
    expect(resizes.map((resize) => resize.replicas)).toEqual(expected);
  });
});

// TestScale of sync_test.go: sizes before, from `before` to `replicas` with surge, and after.
describe('scaling in the middle of a rollout', () => {
  test.each([
    { title: 'up in proportion', before: 10, replicas: 20, surge: 0, sizes: [5, 5], after: [10, 10] },
    {
      title: 'the newer of two alike takes the rest',
      before: 10,
      replicas: 15,
      surge: 0,
      sizes: [5, 5],
      after: [7, 8],
    },
    { title: 'down in proportion', before: 20, replicas: 10, surge: 0, sizes: [10, 10], after: [5, 5] },
    { title: 'to 0', before: 10, replicas: 0, surge: 0, sizes: [7, 3], after: [0, 0] },
    {
      title: 'with surge, as the documentation has it',
      before: 13,
      replicas: 15,
      surge: 3,
      sizes: [8, 5],
      after: [11, 7],
    },
  ])('$title: $sizes to $after', ({ before, replicas, surge, sizes, after }) => {
    const sets = [set('o', sizes[0]!), set('nn', sizes[1]!)];
    const resized = scaleInProportion(deployment(replicas, surge, 2), sets, () => before);
    expect(sets.map((one) => resized.find((resize) => resize.set === one)?.replicas)).toEqual(after);
  });
});
