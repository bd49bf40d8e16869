import { describe, expect, test } from 'vitest';
import { Scenario, shell } from '../testing.ts';

/* Examples of kubernetes.io/docs about where Pods go; each test bears the title of its page. */

const both = ['1.20', '1.36'] as const;
const pause = { '1.20': 'k8s.gcr.io/pause:3.2', '1.36': 'registry.k8s.io/pause:3.10.2' };

/** A Pod that any node may take. */
function free(s: Scenario, name: string, spec: object = {}, labels: Record<string, string> = {}): void {
  s.client.create('pods', 'default', {
    metadata: { name, namespace: 'default', labels },
    spec: { containers: [shell('main', 'sleep 3600')], terminationGracePeriodSeconds: 1, ...spec },
  });
}

const label = (s: Scenario, node: string, labels: Record<string, string | null>): void =>
  void s.client.patch('nodes', undefined, node, { metadata: { labels } }, { type: 'merge' });

const nodeOf = (s: Scenario, pod: string): string | undefined => s.find(pod)?.spec?.nodeName;

describe.each(both)('v%s', (release) => {
  test('Assign Pods to Nodes, nodeSelector: the Pod waits until a node has the label', () => {
    const s = new Scenario(release, 2);
    free(s, 'nginx', { nodeSelector: { disktype: 'ssd' } });
    s.run(5);
    expect(s.condition('nginx', 'PodScheduled')).toMatchObject({ status: 'False', reason: 'Unschedulable' });
    label(s, 'node2', { disktype: 'ssd' });
    s.when(() => nodeOf(s, 'nginx') === 'node2', 70);
  });

  test('Assign Pods to Nodes using Node Affinity: required and preferred', () => {
    const s = new Scenario(release, 3);
    label(s, 'node1', { zone: 'antarctica-east1' });
    label(s, 'node2', { zone: 'antarctica-west1', 'another-node-label-key': 'another-node-label-value' });
    const nodeAffinity = {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [
          { matchExpressions: [{ key: 'zone', operator: 'In', values: ['antarctica-east1', 'antarctica-west1'] }] },
        ],
      },
      preferredDuringSchedulingIgnoredDuringExecution: [
        {
          weight: 1,
          preference: {
            matchExpressions: [{ key: 'another-node-label-key', operator: 'In', values: ['another-node-label-value'] }],
          },
        },
      ],
    };
    free(s, 'with-node-affinity', { affinity: { nodeAffinity } });
    s.run(3);
    expect(nodeOf(s, 'with-node-affinity')).toBe('node2');
    // Ignored during execution: the label goes, the Pod stays.
    label(s, 'node2', { zone: null });
    s.run(60);
    expect(s.phase('with-node-affinity')).toBe('Running');
  });

  test('Assigning Pods to Nodes, inter-pod anti-affinity: one cache a node', () => {
    const s = new Scenario(release, 2);
    const term = { labelSelector: { matchLabels: { app: 'store' } }, topologyKey: 'kubernetes.io/hostname' };
    const podAntiAffinity = { requiredDuringSchedulingIgnoredDuringExecution: [term] };
    for (const i of [1, 2, 3]) {
      free(s, `redis-cache-${i}`, { affinity: { podAntiAffinity } }, { app: 'store' });
      s.run(2);
    }
    expect(new Set([nodeOf(s, 'redis-cache-1'), nodeOf(s, 'redis-cache-2')])).toEqual(new Set(['node1', 'node2']));
    expect(nodeOf(s, 'redis-cache-3')).toBeUndefined();
    const podAffinity = { requiredDuringSchedulingIgnoredDuringExecution: [term] };
    free(s, 'web', { affinity: { podAffinity } });
    s.when(() => nodeOf(s, 'web') !== undefined, 5);
    s.client.delete('pods', 'default', 'redis-cache-1');
    s.when(() => nodeOf(s, 'redis-cache-3') !== undefined, 15);
  });

  test('Taints and Tolerations: NoSchedule keeps out, NoExecute drives away after tolerationSeconds', () => {
    const s = new Scenario(release, 1);
    const taint = (effect: string): void =>
      void s.client.patch('nodes', undefined, 'node1', {
        spec: { taints: [{ key: 'key1', value: 'value1', effect }] },
      });
    free(s, 'before');
    s.when(() => s.phase('before') === 'Running');
    taint('NoSchedule');
    s.run(1);
    free(s, 'plain');
    free(s, 'tolerant', { tolerations: [{ key: 'key1', operator: 'Exists', effect: 'NoSchedule' }] });
    s.run(3);
    expect(nodeOf(s, 'plain')).toBeUndefined();
    expect(nodeOf(s, 'tolerant')).toBe('node1');
    expect(s.phase('before')).toBe('Running');
    s.client.delete('pods', 'default', 'tolerant');
    s.run(5);
    free(s, 'patient', {
      tolerations: [
        { key: 'key1', operator: 'Equal', value: 'value1', effect: 'NoSchedule' },
        { key: 'key1', operator: 'Equal', value: 'value1', effect: 'NoExecute', tolerationSeconds: 60 },
      ],
    });
    s.when(() => s.phase('patient') === 'Running');
    s.client.patch('nodes', undefined, 'node1', { spec: { taints: null } }, { type: 'merge' });
    taint('NoExecute');
    s.mark();
    expect(
      s.when(() => s.find('before')?.metadata?.deletionTimestamp !== undefined || s.find('before') === undefined),
    ).toBeLessThan(3);
    const gone = s.when(
      () => s.find('patient') === undefined || s.pod('patient').metadata?.deletionTimestamp !== undefined,
    );
    expect(gone).toBeGreaterThanOrEqual(60);
    expect(gone).toBeLessThan(62);
  });

  test('Pod Priority and Preemption: the important Pod takes the place of the less important', () => {
    const s = new Scenario(release, 1);
    s.client.create('priorityclasses', undefined, { metadata: { name: 'high-priority' }, value: 1000000 });
    const containers = [shell('main', 'sleep 3600', { resources: { requests: { cpu: '1500m' } } })];
    free(s, 'low', { containers });
    s.when(() => s.phase('low') === 'Running');
    free(s, 'high', { containers, priorityClassName: 'high-priority' });
    s.when(() => s.phase('high') === 'Running', 60);
    expect(s.find('low')).toBeUndefined();
    expect(s.told('low').some((line) => line.startsWith('Preempted: Preempted by'))).toBe(true);
  });

  test('Pod Priority and Preemption: a non-preempting class waits', () => {
    const s = new Scenario(release, 1);
    s.client.create('priorityclasses', undefined, {
      metadata: { name: 'high-priority-nonpreempting' },
      value: 1000000,
      preemptionPolicy: 'Never',
    });
    const containers = [shell('main', 'sleep 3600', { resources: { requests: { cpu: '1500m' } } })];
    free(s, 'low', { containers });
    s.when(() => s.phase('low') === 'Running');
    free(s, 'high', { containers, priorityClassName: 'high-priority-nonpreempting' });
    s.run(30);
    expect(s.phase('low')).toBe('Running');
    expect(s.phase('high')).toBe('Pending');
  });

  test('Pod Topology Spread Constraints: zones differ by no more than maxSkew', () => {
    const s = new Scenario(release, 4);
    for (const [i, zone] of ['a', 'a', 'b', 'b'].entries()) label(s, `node${i + 1}`, { zone });
    s.run(1);
    const topologySpreadConstraints = [
      {
        maxSkew: 1,
        topologyKey: 'zone',
        whenUnsatisfiable: 'DoNotSchedule',
        labelSelector: { matchLabels: { foo: 'bar' } },
      },
    ];
    for (let i = 0; i < 6; i++) {
      free(s, `p${i}`, { topologySpreadConstraints, nodeSelector: { 'kubernetes.io/os': 'linux' } }, { foo: 'bar' });
      s.run(1);
    }
    const zones = Array.from({ length: 6 }, (_, i) =>
      ['node1', 'node2'].includes(nodeOf(s, `p${i}`) ?? '') ? 'a' : 'b',
    );
    expect(zones.filter((zone) => zone === 'a')).toHaveLength(3);
  });

  test('Configure Multiple Schedulers: an unknown schedulerName leaves the Pod Pending, without a word', () => {
    const s = new Scenario(release);
    free(s, 'annotation-second-scheduler', { schedulerName: 'my-scheduler' });
    s.run(120);
    expect(s.phase('annotation-second-scheduler')).toBe('Pending');
    expect(s.told('annotation-second-scheduler')).toEqual([]);
  });

  test('Images, pre-pulled: a pause container of the release is there already', () => {
    const s = new Scenario(release);
    s.create('p', [{ name: 'main', image: pause[release], imagePullPolicy: 'IfNotPresent' }]);
    s.when(() => s.phase('p') === 'Running');
  });
});

test('Pod Scheduling Readiness: gates hold the Pod back (v1.36)', () => {
  const s = new Scenario('1.36');
  free(s, 'test-pod', { schedulingGates: [{ name: 'example.com/foo' }, { name: 'example.com/bar' }] });
  s.run(5);
  expect(s.condition('test-pod', 'PodScheduled')).toMatchObject({ status: 'False', reason: 'SchedulingGated' });
  s.client.patch('pods', 'default', 'test-pod', { spec: { schedulingGates: null } }, { type: 'merge' });
  s.when(() => s.phase('test-pod') === 'Running', 30);
});
