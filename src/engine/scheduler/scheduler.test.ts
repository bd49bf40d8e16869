import { describe, expect, test } from 'vitest';
import { SchedulerBench } from './testing.ts';

const master = { taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }] };
const ready = { key: 'disk', value: 'old', effect: 'NoSchedule' };

function bench(release: '1.20' | '1.36', workers: number): SchedulerBench {
  const made = new SchedulerBench(release);
  made.addNode('master', master);
  for (let i = 1; i <= workers; i++) made.addNode(`node${i}`);
  made.run(100);
  return made;
}

describe.each(['1.20', '1.36'] as const)('scheduling under v%s', (release) => {
  test('a Pod goes to a node that takes it, with the Scheduled event of events.k8s.io', () => {
    const b = bench(release, 2);
    b.addPod('a');
    b.run(50);
    expect(b.nodeOf('a')).toMatch(/^node[12]$/);
    const [event] = b.events('a');
    expect(event).toMatchObject({
      reason: 'Scheduled',
      message: `Successfully assigned default/a to ${b.nodeOf('a')}`,
      action: 'Binding',
      reportingComponent: 'default-scheduler',
      type: 'Normal',
    });
    expect(event?.count).toBeUndefined();
    expect(event?.eventTime).toMatch(/\.\d{6}Z$/);
  });

  test('Pods that are alike spread over the nodes by what is free', () => {
    const b = bench(release, 2);
    for (let i = 0; i < 6; i++) b.addRequests(`p${i}`, { cpu: '100m', memory: '64Mi' });
    b.run(200);
    const counts = [0, 1, 2, 3, 4, 5].filter((i) => b.nodeOf(`p${i}`) === 'node1').length;
    expect(counts).toBe(3);
  });

  test('a Pod for another scheduler stays Pending without a word', () => {
    const b = bench(release, 1);
    b.addPod('a', { schedulerName: 'mine' });
    b.run(60_000);
    expect(b.nodeOf('a')).toBeUndefined();
    expect(b.events('a')).toEqual([]);
  });

  test('without a node: no nodes available to schedule pods', () => {
    const b = new SchedulerBench(release);
    b.addPod('a');
    b.run(50);
    expect(b.message('a')).toBe('no nodes available to schedule pods');
    b.addNode('node1');
    b.run(2_000);
    expect(b.nodeOf('a')).toBe('node1');
  });

  test('a Pod is tried again when room is made, after its back-off', () => {
    const b = bench(release, 1);
    b.addRequests('big', { cpu: '1500m' });
    b.run(50);
    b.addRequests('late', { cpu: '1' });
    b.run(5_000);
    expect(b.nodeOf('late')).toBeUndefined();
    b.client.delete('pods', 'default', 'big', { gracePeriodSeconds: 0 });
    b.run(100);
    expect(b.nodeOf('late')).toBe('node1');
  });

  test('repeated failures are one Event with a series', () => {
    const b = bench(release, 1);
    b.addRequests('a', { cpu: '64' });
    b.run(50);
    b.addNode('small', { allocatable: { cpu: '1' } });
    b.run(20_000);
    const failed = b.events('a').filter(({ reason }) => reason === 'FailedScheduling');
    expect(failed).toHaveLength(1);
    expect(failed[0]?.series?.count).toBe(2);
  });
});

describe('FailedScheduling says why, as each release does', () => {
  const cases: readonly {
    readonly claim: string;
    readonly prepare: (b: SchedulerBench) => void;
    readonly '1.20': string;
    readonly '1.36': string;
  }[] = [
    {
      claim: 'taint and CPU',
      prepare: (b) => b.addRequests('a', { cpu: '64' }),
      '1.20':
        "0/3 nodes are available: 1 node(s) had taint {node-role.kubernetes.io/control-plane: }, that the pod didn't tolerate, 2 Insufficient cpu.",
      '1.36':
        '0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient cpu. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.',
    },
    {
      claim: 'CPU that others hold',
      prepare: (b) => {
        b.addRequests('x', { cpu: '1500m' });
        b.addRequests('y', { cpu: '1500m' });
        b.run(50);
        b.addRequests('a', { cpu: '1' });
      },
      '1.20':
        "0/3 nodes are available: 1 node(s) had taint {node-role.kubernetes.io/control-plane: }, that the pod didn't tolerate, 2 Insufficient cpu.",
      '1.36':
        '0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient cpu. preemption: 0/3 nodes are available: 1 Preemption is not helpful for scheduling, 2 No preemption victims found for incoming pod.',
    },
    {
      claim: 'a selector that no node meets',
      prepare: (b) => b.addPod('a', { nodeSelector: { disk: 'ssd' } }),
      '1.20':
        "0/3 nodes are available: 1 node(s) had taint {node-role.kubernetes.io/control-plane: }, that the pod didn't tolerate, 2 node(s) didn't match Pod's node affinity.",
      '1.36':
        "0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 node(s) didn't match Pod's node affinity/selector. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.",
    },
    {
      claim: 'a missing claim',
      prepare: (b) => b.addPod('a', { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }] }),
      '1.20': '0/3 nodes are available: 3 persistentvolumeclaim "data" not found.',
      '1.36':
        '0/3 nodes are available: persistentvolumeclaim "data" not found. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.',
    },
    {
      claim: 'anti-affinity to what is there',
      prepare: (b) => {
        const anti = {
          podAntiAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: [
              { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'x' } } },
            ],
          },
        };
        for (const name of ['x', 'y']) b.addPod(name, { affinity: anti }, { app: 'x' });
        b.run(50);
        b.addPod('a', { affinity: anti }, { app: 'x' });
      },
      '1.20':
        "0/3 nodes are available: 1 node(s) had taint {node-role.kubernetes.io/control-plane: }, that the pod didn't tolerate, 2 node(s) didn't match pod affinity/anti-affinity, 2 node(s) didn't match pod anti-affinity rules.",
      '1.36':
        "0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 node(s) didn't match pod anti-affinity rules. preemption: 0/3 nodes are available: 1 Preemption is not helpful for scheduling, 2 No preemption victims found for incoming pod.",
    },
    {
      claim: 'a taken host port',
      prepare: (b) => {
        const containers = [{ name: 'c', image: 'nginx:1', ports: [{ containerPort: 80, hostPort: 80 }] }];
        for (const name of ['x', 'y']) b.addPod(name, { containers });
        b.run(50);
        b.addPod('a', { containers });
      },
      '1.20':
        "0/3 nodes are available: 1 node(s) had taint {node-role.kubernetes.io/control-plane: }, that the pod didn't tolerate, 2 node(s) didn't have free ports for the requested pod ports.",
      '1.36':
        "0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 node(s) didn't have free ports for the requested pod ports. preemption: 0/3 nodes are available: 1 Preemption is not helpful for scheduling, 2 No preemption victims found for incoming pod.",
    },
  ];
  test.each(cases.flatMap((c) => (['1.20', '1.36'] as const).map((release) => ({ ...c, release }))))(
    '$claim (v$release)',
    ({ release, prepare, ...texts }) => {
      const b = bench(release, 2);
      prepare(b);
      b.run(50);
      expect(b.message('a')).toBe(texts[release]);
      expect(b.events('a')[0]).toMatchObject({ reason: 'FailedScheduling', message: texts[release], type: 'Warning' });
    },
  );
});

describe('placement rules', () => {
  test('an untolerated taint keeps Pods away, a toleration lets them in', () => {
    const b = new SchedulerBench('1.36');
    b.addNode('node1', { taints: [ready] });
    b.addPod('no');
    b.addPod('yes', { tolerations: [{ key: 'disk', operator: 'Exists' }] });
    b.run(100);
    expect(b.nodeOf('no')).toBeUndefined();
    expect(b.nodeOf('yes')).toBe('node1');
  });

  test('preferred node affinity decides between nodes that would do', () => {
    const b = new SchedulerBench('1.36');
    for (const name of ['a', 'b', 'c']) b.addNode(name, { labels: { zone: name } });
    const preference = { matchExpressions: [{ key: 'zone', operator: 'In', values: ['b'] }] };
    const affinity = { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, preference }] } };
    for (let i = 0; i < 3; i++) b.addPod(`p${i}`, { affinity });
    b.run(100);
    expect([0, 1, 2].map((i) => b.nodeOf(`p${i}`))).toEqual(['b', 'b', 'b']);
  });

  test('topology spread keeps the skew between zones within its bound', () => {
    const b = new SchedulerBench('1.36');
    for (const name of ['a', 'b']) b.addNode(name, { labels: { zone: name } });
    const topologySpreadConstraints = [
      {
        maxSkew: 1,
        topologyKey: 'zone',
        whenUnsatisfiable: 'DoNotSchedule',
        labelSelector: { matchLabels: { app: 'x' } },
      },
    ];
    for (let i = 0; i < 6; i++) b.addPod(`p${i}`, { topologySpreadConstraints }, { app: 'x' });
    b.run(100);
    expect([0, 1, 2, 3, 4, 5].filter((i) => b.nodeOf(`p${i}`) === 'a')).toHaveLength(3);
  });

  test('pod affinity follows the Pods it names; the first of a group that is affine to itself goes anywhere', () => {
    const b = new SchedulerBench('1.36');
    for (const name of ['a', 'b', 'c']) b.addNode(name);
    const affinity = {
      podAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [
          { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'x' } } },
        ],
      },
    };
    for (let i = 0; i < 4; i++) b.addPod(`p${i}`, { affinity }, { app: 'x' });
    b.run(100);
    expect(new Set([0, 1, 2, 3].map((i) => b.nodeOf(`p${i}`))).size).toBe(1);
    expect(b.nodeOf('p0')).toBeDefined();
  });

  test('a Pod that wants a device of a ResourceClaim waits and is told why (v1.36)', () => {
    const b = bench('1.36', 2);
    const containers = [{ name: 'c', image: 'i:1', resources: { claims: [{ name: 'gpu' }] } }];
    b.addPod('a', { containers, resourceClaims: [{ name: 'gpu', resourceClaimName: 'single-gpu' }] });
    b.run(50);
    expect(b.message('a')).toBe(
      '0/3 nodes are available: resource claim "gpu": Podarium does not simulate dynamic resource allocation. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.',
    );
  });

  test('scheduling gates hold a Pod back until the last is gone', () => {
    const b = new SchedulerBench('1.36');
    b.addNode('node1');
    b.addPod('a', { schedulingGates: [{ name: 'example.com/wait' }] });
    b.run(60_000);
    expect(b.nodeOf('a')).toBeUndefined();
    expect(b.message('a')).toBe('Scheduling is blocked due to non-empty scheduling gates');
    expect(b.events('a')).toEqual([]);
    b.client.patch('pods', 'default', 'a', { spec: { schedulingGates: [] } }, { type: 'merge' });
    b.run(100);
    expect(b.nodeOf('a')).toBe('node1');
  });

  test('cordoned nodes come into question again when they are uncordoned', () => {
    const b = new SchedulerBench('1.36');
    b.addNode('node1', { unschedulable: true });
    b.addPod('a');
    b.run(100);
    expect(b.message('a')).toContain('1 node(s) were unschedulable');
    b.client.patch('nodes', undefined, 'node1', { spec: { unschedulable: null } }, { type: 'merge' });
    b.run(2_000);
    expect(b.nodeOf('a')).toBe('node1');
  });
});

describe.each(['1.20', '1.36'] as const)('preemption under v%s', (release) => {
  test('a Pod of higher priority evicts the least important that make room, and takes their place', () => {
    const b = new SchedulerBench(release);
    b.addNode('node1');
    b.client.create('priorityclasses', undefined, { metadata: { name: 'high' }, value: 1000 });
    b.addRequests('low1', { cpu: '1' });
    b.run(1_500);
    b.addRequests('low2', { cpu: '900m' });
    b.run(1_500);
    b.addRequests('vip', { cpu: '1' }, { priorityClassName: 'high' });
    b.run(50);
    expect(b.pod('vip').status?.nominatedNodeName).toBe('node1');
    const gone = ['low1', 'low2'].filter((name) => b.pod(name).metadata?.deletionTimestamp !== undefined);
    expect(gone).toEqual(['low2']);
    const by = release === '1.20' ? 'default/vip' : `pod ${b.pod('vip').metadata?.uid}`;
    expect(b.events('low2').map(({ message }) => message)).toContain(`Preempted by ${by} on node node1`);
    b.client.delete('pods', 'default', 'low2', { gracePeriodSeconds: 0 });
    b.run(2_000);
    expect(b.nodeOf('vip')).toBe('node1');
  });
});

test('the same seed places the same Pods on the same nodes', () => {
  const place = (): (string | undefined)[] => {
    const b = bench('1.36', 4);
    for (let i = 0; i < 20; i++) b.addPod(`p${i}`);
    b.run(500);
    return Array.from({ length: 20 }, (_, i) => b.nodeOf(`p${i}`));
  };
  expect(place()).toEqual(place());
});

test('a decision tells of each node the refusing plugin or the scores', () => {
  const b = bench('1.36', 2);
  b.addPod('a');
  b.run(50);
  const [decision] = b.decisions;
  expect(decision?.nodes[0]).toEqual({
    node: 'master',
    refused: { plugin: 'TaintToleration', reasons: ['node(s) had untolerated taint(s)'] },
  });
  expect(Object.keys(decision?.nodes[1]?.scores ?? {})).toEqual(['TaintToleration', 'NodeResourcesFit']);
});
