import { describe, expect, test } from 'vitest';
import { isStatusError, type StatusError } from '../../api/status.ts';
import type { PodDisruptionBudget } from '../../api/types.ts';
import { deploymentSpec, Workloads } from '../testing/workloads.ts';
import { expectation, needsScale } from './budget.ts';

const budget = (spec: PodDisruptionBudget['spec']): PodDisruptionBudget => (spec === undefined ? {} : { spec });

// getExpectedPodCount of pkg/controller/disruption/disruption.go.
test.each([
  { spec: { minAvailable: 2 }, pods: 3, scale: 0, expected: 3, desiredHealthy: 2, scaled: false },
  { spec: { minAvailable: '50%' }, pods: 3, scale: 7, expected: 7, desiredHealthy: 4, scaled: true },
  { spec: { maxUnavailable: 1 }, pods: 3, scale: 3, expected: 3, desiredHealthy: 2, scaled: true },
  { spec: { maxUnavailable: '30%' }, pods: 3, scale: 10, expected: 10, desiredHealthy: 7, scaled: true },
  { spec: { maxUnavailable: 5 }, pods: 3, scale: 3, expected: 3, desiredHealthy: 0, scaled: true },
])(
  '$spec of $pods Pods scaled to $scale: $desiredHealthy of $expected',
  ({ spec, pods, scale, expected, desiredHealthy, scaled }) => {
    expect(expectation(budget(spec), pods, scale)).toEqual({ expected, desiredHealthy });
    expect(needsScale(budget(spec))).toBe(scaled);
  },
);

describe.each(['1.20', '1.36'] as const)('a PodDisruptionBudget, v%s', (release) => {
  function guarded(replicas: number, spec: object): Workloads {
    const s = new Workloads(release, 2);
    s.make('deployments', 'web', deploymentSpec('web', replicas, 'nginx:1.27'));
    s.make('poddisruptionbudgets', 'pdb', { spec: { selector: { matchLabels: { app: 'web' } }, ...spec } });
    s.when(() => s.get('deployments', 'web').status?.availableReplicas === replicas, 120);
    s.run(1);
    return s;
  }

  function evict(s: Workloads, name: string): StatusError | undefined {
    try {
      s.client.evict('default', name);
    } catch (error) {
      if (isStatusError(error)) return error;
      throw error;
    }
    return undefined;
  }

  test('says how many Pods may be disrupted', () => {
    const s = guarded(3, { minAvailable: 2 });
    expect(s.get('poddisruptionbudgets', 'pdb').status).toMatchObject({
      currentHealthy: 3,
      desiredHealthy: 2,
      disruptionsAllowed: 1,
      expectedPods: 3,
      observedGeneration: 1,
    });
    const conditions = s.get('poddisruptionbudgets', 'pdb').status?.conditions;
    if (release === '1.20') expect(conditions).toBeUndefined();
    else expect(conditions).toMatchObject([{ type: 'DisruptionAllowed', status: 'True', reason: 'SufficientPods' }]);
  });

  test('lets one Pod be evicted and refuses the next until a new one is ready', () => {
    const s = guarded(3, { maxUnavailable: 1 });
    const [first, second] = s.labelled('app=web').map(({ metadata }) => metadata?.name ?? '');
    expect(evict(s, first!)).toBeUndefined();
    s.run(0.2);
    const refusal = evict(s, second!);
    expect(refusal?.code).toBe(429);
    expect(refusal?.message).toBe("Cannot evict pod as it would violate the pod's disruption budget.");
    expect(refusal?.status.details?.causes).toEqual([
      { reason: 'DisruptionBudget', message: 'The disruption budget pdb needs 2 healthy pods and has 2 currently' },
    ]);
    expect(s.get('poddisruptionbudgets', 'pdb').status).toMatchObject({ currentHealthy: 2, disruptionsAllowed: 0 });
    s.when(() => s.get('poddisruptionbudgets', 'pdb').status?.disruptionsAllowed === 1, 120);
    expect(evict(s, second!)).toBeUndefined();
  });

  test('counts what the Deployment is scaled to, not the Pods that are there', () => {
    const s = guarded(4, { maxUnavailable: '25%' });
    expect(s.get('poddisruptionbudgets', 'pdb').status).toMatchObject({ desiredHealthy: 3, expectedPods: 4 });
    s.change('deployments', 'web', { spec: { replicas: 8 } });
    s.when(() => s.get('deployments', 'web').status?.availableReplicas === 8, 120);
    s.run(1);
    expect(s.get('poddisruptionbudgets', 'pdb').status).toMatchObject({ desiredHealthy: 6, expectedPods: 8 });
  });

  test('without Pods says so and allows nothing', () => {
    const s = new Workloads(release, 1);
    s.make('poddisruptionbudgets', 'pdb', { spec: { selector: { matchLabels: { app: 'none' } }, minAvailable: 1 } });
    s.run(1);
    expect(s.told('pdb')).toEqual(['NoPods: No matching pods found']);
    expect(s.get('poddisruptionbudgets', 'pdb').status).toMatchObject({ expectedPods: 0, disruptionsAllowed: 0 });
  });

  test('over Pods that nobody controls can only count a plain minAvailable', () => {
    const s = new Workloads(release, 1);
    s.client.create('pods', 'default', {
      metadata: { name: 'bare', namespace: 'default', labels: { app: 'bare' } },
      spec: { containers: [{ name: 'c', image: 'nginx:1.27' }] },
    });
    s.when(() => s.phase('bare') === 'Running', 60);
    s.make('poddisruptionbudgets', 'pdb', { spec: { selector: { matchLabels: { app: 'bare' } }, maxUnavailable: 1 } });
    s.run(1);
    expect(s.get('poddisruptionbudgets', 'pdb').status?.disruptionsAllowed).toBe(0);
    const told = s.told('pdb').join('\n');
    if (release === '1.20') expect(told).toContain('NoControllerRef: found no controller ref for pod "bare"');
    else
      expect(told).toContain(
        'UnmanagedPods: Pods selected by this PodDisruptionBudget (selector: &LabelSelector{MatchLabels:map[string]string{app: bare,},MatchExpressions:[]LabelSelectorRequirement{},}) were found to be unmanaged.',
      );
  });

  test('over a DaemonSet fails, for that has no scale', () => {
    const s = new Workloads(release, 1);
    s.make('daemonsets', 'agent', {
      spec: {
        selector: { matchLabels: { app: 'agent' } },
        template: deploymentSpec('agent', 1, 'nginx:1.27').spec.template,
      },
    });
    s.run(20);
    s.make('poddisruptionbudgets', 'pdb', { spec: { selector: { matchLabels: { app: 'agent' } }, maxUnavailable: 1 } });
    s.run(1);
    const error = 'daemonsets.apps does not implement the scale subresource';
    expect(s.told('pdb').at(-1)).toBe(
      `CalculateExpectedPodCountFailed: Failed to calculate the number of expected pods: ${error}`,
    );
    if (release === '1.20') return;
    expect(s.get('poddisruptionbudgets', 'pdb').status?.conditions).toMatchObject([
      { status: 'False', reason: 'SyncFailed', message: error },
    ]);
  });
});
