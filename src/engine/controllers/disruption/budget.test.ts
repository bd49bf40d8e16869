import { describe, expect, test } from 'vitest';
import type { Pod, PodDisruptionBudget } from '../../api/types.ts';
import { budgetStatus, countHealthy, expectation, needsScale, stillDisrupted } from './budget.ts';

const now = Date.parse('2026-01-01T00:10:00Z');
const budget = (spec: object, status?: object): PodDisruptionBudget =>
  ({
    metadata: { name: 'b', generation: 3 },
    spec,
    ...(status === undefined ? {} : { status }),
  }) as PodDisruptionBudget;
const pod = (name: string, ready = true, deleted = false): Pod => ({
  metadata: { name, ...(deleted ? { deletionTimestamp: '2026-01-01T00:09:59Z' } : {}) },
  status: { phase: 'Running', conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
});

/** getExpectedPodCount of pkg/controller/disruption/disruption.go. */
test.each([
  ['a plain minAvailable counts the Pods that are there', { minAvailable: 2 }, 3, 9, 3, 2, false],
  ['minAvailable in per cent is of the scale, rounded up', { minAvailable: '50%' }, 3, 7, 7, 4, true],
  ['maxUnavailable is taken from the scale', { maxUnavailable: 1 }, 3, 5, 5, 4, true],
  ['maxUnavailable in per cent, rounded up', { maxUnavailable: '30%' }, 3, 7, 7, 4, true],
  ['more than there are may be missing', { maxUnavailable: 9 }, 3, 5, 5, 0, true],
  ['neither', {}, 3, 5, 0, 0, false],
])('%s', (_, spec, pods, scale, expected, desiredHealthy, scaled) => {
  expect(expectation(budget(spec), pods, scale)).toEqual({ expected, desiredHealthy });
  expect(needsScale(budget(spec))).toBe(scaled);
});

/** countHealthyPods: DeletionTimeout is two minutes. */
test.each([
  ['ready ones', [pod('a'), pod('b')], {}, 2],
  ['not those that are not ready', [pod('a'), pod('b', false)], {}, 1],
  ['not those that go', [pod('a'), pod('b', true, true)], {}, 1],
  ['not those whose eviction was just allowed', [pod('a'), pod('b')], { b: '2026-01-01T00:08:01Z' }, 1],
  ['those whose eviction came to nothing in two minutes', [pod('a'), pod('b')], { b: '2026-01-01T00:08:00Z' }, 2],
])('healthy are %s', (_, pods, disrupted, expected) => {
  expect(countHealthy(pods, disrupted, now)).toBe(expected);
});

/** buildDisruptedPodMap. */
test('an allowed eviction is believed for two minutes', () => {
  const disruptedPods = { early: '2026-01-01T00:07:59Z', late: '2026-01-01T00:09:00Z', gone: '2026-01-01T00:09:00Z' };
  const found = stillDisrupted(budget({}, { disruptedPods }), [pod('early'), pod('late')], now);
  expect(found.pods).toEqual({ late: '2026-01-01T00:09:00Z' });
  expect(found.overdue.map(({ metadata }) => metadata?.name)).toEqual(['early']);
  expect(found.recheck).toBe(60_000);
});

/** updatePdbStatus. */
describe('disruptions that are allowed', () => {
  test.each([
    ['as many as are more than needed', 3, 2, 3, 1],
    ['none where too few are healthy', 1, 2, 3, 0],
    ['none where no Pod is expected', 3, 2, 0, 0],
  ])('%s', (_, healthy, desiredHealthy, expected, allowed) => {
    const counts = { healthy, desiredHealthy, expected };
    const status = budgetStatus(budget({}), counts, {}, now, '1.36');
    expect(status).toMatchObject({ disruptionsAllowed: allowed, observedGeneration: 3 });
    expect(status.conditions?.[0]).toMatchObject({
      type: 'DisruptionAllowed',
      status: allowed > 0 ? 'True' : 'False',
      reason: allowed > 0 ? 'SufficientPods' : 'InsufficientPods',
    });
    expect(budgetStatus(budget({}), counts, {}, now, '1.20').conditions).toBeUndefined();
  });
});
