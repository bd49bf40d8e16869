import { describe, expect, it } from 'vitest';
import type { PodMetrics } from '../../api/metrics.ts';
import { formatTime } from '../../api/time.ts';
import type { Pod } from '../../api/types.ts';
import { ScalingHistory } from './history.ts';
import { normalize, normalizeWithBehavior } from './normalize.ts';
import { averageValueReplicas, type Situation, utilizationReplicas } from './replica-calculator.ts';

const now = Date.UTC(2026, 4, 4, 9);

interface Case {
  /** Milli-CPU that each running Pod uses; undefined: no metrics, 'pending': not started, 'fresh': just ready. */
  readonly usage: readonly (number | 'none' | 'pending' | 'fresh')[];
  readonly current?: number;
}

function situation({ usage, current = usage.length }: Case): Situation {
  const pods = usage.map(
    (used, i): Pod =>
      ({
        metadata: { name: `p${i}` },
        spec: { containers: [{ name: 'c', resources: { requests: { cpu: '1' } } }] },
        status: {
          phase: used === 'pending' ? 'Pending' : 'Running',
          startTime: formatTime(now - 60_000),
          conditions: [
            { type: 'Ready', status: 'True', lastTransitionTime: formatTime(now - (used === 'fresh' ? 1000 : 50_000)) },
          ],
        },
      }) as unknown as Pod,
  );
  const metrics = usage.flatMap((used, i): PodMetrics[] =>
    used === 'none' || used === 'pending'
      ? []
      : [
          {
            kind: 'PodMetrics',
            apiVersion: 'metrics.k8s.io/v1beta1',
            metadata: { name: `p${i}` },
            timestamp: formatTime(now),
            window: '10s',
            containers: [{ name: 'c', usage: { cpu: `${used === 'fresh' ? 5000 : used}m`, memory: '1Mi' } }],
          },
        ],
  );
  return {
    release: '1.36',
    now,
    resource: 'cpu',
    container: '',
    currentReplicas: current,
    tolerances: { scaleDown: 0.1, scaleUp: 0.1 },
    pods,
    metrics,
  };
}

// The cases of replica_calculator_test.go, v1.36.
describe('replicas by utilization', () => {
  it.each([
    ['scales up', { usage: [300, 500, 700] }, 30, 5],
    ['scales down', { usage: [100, 300, 500, 250, 250] }, 50, 3],
    ['stays within the tolerance', { usage: [1010, 1030, 1020] }, 100, 3],
    ['counts Pods that are not measured as idle on the way up', { usage: ['fresh', 500, 700] }, 30, 4],
    ['counts pending Pods as idle on the way up', { usage: [500, 700, 'pending'] }, 30, 4],
    ['counts Pods without metrics as fully used on the way down', { usage: [100, 'none'] }, 50, 2],
    ['does not turn a scale-up into a scale-down', { usage: [700, 'pending', 'pending', 'pending'] }, 50, 4],
  ] as const)('%s', (_, given, target, replicas) => {
    expect(utilizationReplicas(situation(given), target).replicas).toBe(replicas);
  });

  it('rounds utilization down and the average as well', () => {
    expect(utilizationReplicas(situation({ usage: [333, 334] }), 50)).toEqual({
      replicas: 2,
      utilization: 33,
      average: 333,
    });
  });
});

describe('replicas by an amount per Pod', () => {
  it.each([
    [{ usage: [200, 400, 600] }, 100, 12],
    [{ usage: [100, 100, 100] }, 300, 1],
    [{ usage: [105] }, 100, 1],
  ])('%j of %i gives %i', (given, target, replicas) => {
    expect(averageValueReplicas(situation(given), target).replicas).toBe(replicas);
  });
});

describe('normalizing without behavior', () => {
  it.each([
    [1, 9, 4, 'ScaleUpLimit'],
    [5, 30, 10, 'ScaleUpLimit'],
    [9, 30, 15, 'TooManyReplicas'],
    [3, 0, 1, 'TooFewReplicas'],
    [3, 5, 5, 'DesiredWithinRange'],
  ])('%i to %i becomes %i: %s', (current, desired, replicas, reason) => {
    const result = normalize({ current, desired, min: 1, max: 15 }, new ScalingHistory(), now);
    expect(result.replicas).toBe(replicas);
    expect(result.scalingLimited[0]).toBe(reason);
  });

  it('holds the highest recommendation of five minutes', () => {
    const history = new ScalingHistory();
    normalize({ current: 8, desired: 8, min: 1, max: 10 }, history, now);
    expect(normalize({ current: 8, desired: 2, min: 1, max: 10 }, history, now + 299_000).replicas).toBe(8);
    expect(normalize({ current: 8, desired: 2, min: 1, max: 10 }, history, now + 301_000).replicas).toBe(2);
  });
});

describe('normalizing with behavior', () => {
  const percent = (value: number, periodSeconds = 60): object => ({ type: 'Percent', value, periodSeconds });
  const pods = (value: number, periodSeconds = 60): object => ({ type: 'Pods', value, periodSeconds });

  it.each([
    ['the larger of two policies', 10, 100, { policies: [percent(50), pods(20)] }, {}, 30],
    ['the smaller of two policies', 10, 100, { selectPolicy: 'Min', policies: [percent(50), pods(20)] }, {}, 15],
    ['a share that is rounded up', 1, 100, { policies: [percent(10)] }, {}, 2],
    ['no policy at all', 10, 100, { selectPolicy: 'Disabled' }, {}, 10],
    ['down, the larger change', 20, 1, {}, { policies: [percent(10), pods(4)] }, 16],
    ['down, the smaller change', 20, 1, {}, { selectPolicy: 'Min', policies: [percent(10), pods(4)] }, 18],
  ])('follows %s', (_, current, desired, scaleUp, scaleDown, replicas) => {
    const behavior = {
      scaleUp: { stabilizationWindowSeconds: 0, ...scaleUp },
      scaleDown: { stabilizationWindowSeconds: 0, ...scaleDown },
    };
    const bounds = { current, desired, min: 1, max: 100 };
    const result = normalizeWithBehavior(bounds, behavior as never, new ScalingHistory(), now, '1.36');
    expect(result.replicas).toBe(replicas);
  });

  it('counts what was changed within the period of a policy', () => {
    const history = new ScalingHistory();
    history.scaled(10, 14, now - 30_000, 60_000);
    const behavior = { scaleUp: { stabilizationWindowSeconds: 0, policies: [pods(5)] } };
    const bounds = { current: 14, desired: 50, min: 1, max: 100 };
    expect(normalizeWithBehavior(bounds, behavior as never, history, now, '1.36').replicas).toBe(15);
    expect(normalizeWithBehavior(bounds, behavior as never, history, now + 31_000, '1.36').replicas).toBe(19);
  });
});
