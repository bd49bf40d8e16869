import { describe, expect, test } from 'vitest';
import { Scenario, shell } from '../testing.ts';

/* Examples of kubernetes.io/docs about what containers may use; each test bears the title of its page. */

const both = ['1.20', '1.36'] as const;

const stress = (bytes: string, limit?: string, request?: string): Parameters<Scenario['create']>[1] => [
  {
    name: 'main',
    image: 'polinux/stress',
    command: ['stress'],
    args: ['--vm', '1', '--vm-bytes', bytes, '--vm-hang', '1'],
    resources: {
      ...(limit === undefined ? {} : { limits: { memory: limit } }),
      ...(request === undefined ? {} : { requests: { memory: request } }),
    },
  },
];

/** Makes `x` 128 KiB of text. */
const big = 'x=0123456789abcdef; i=0; while [ $i -lt 13 ]; do x=$x$x; i=$((i+1)); done';

describe.each(both)('v%s', (release) => {
  test('Assign Memory Resources to Containers and Pods: within its limit a container runs', () => {
    const s = new Scenario(release);
    s.create('memory-demo', stress('150M', '200Mi', '100Mi'));
    s.when(() => s.phase('memory-demo') === 'Running');
    s.run(30);
    expect(s.container('memory-demo').restartCount).toBe(0);
    const stats = s.node().runtime.containerStats(s.containerId('memory-demo'))!;
    expect(stats.memory.workingSetBytes).toBeGreaterThan(150e6);
    expect(s.pod('memory-demo').status?.qosClass).toBe('Burstable');
  });

  test('Assign Memory Resources to Containers and Pods: past its limit it is killed, again and again', () => {
    const s = new Scenario(release);
    s.create('memory-demo-2', stress('250M', '100Mi', '50Mi'));
    s.when(() => s.phase('memory-demo-2') === 'Running');
    s.when(() => s.container('memory-demo-2').restartCount === 2, 120);
    s.run(3);
    const { state, lastState } = s.container('memory-demo-2');
    const terminated = state?.terminated ?? lastState?.terminated;
    expect(terminated).toMatchObject({ reason: 'OOMKilled', exitCode: release === '1.20' ? 1 : 137 });
    expect(
      s.told('memory-demo-2').some((line) => line.startsWith('BackOff: Back-off restarting failed container')),
    ).toBe(true);
  });

  test('Assign Memory Resources to Containers and Pods: a request that no node can meet', () => {
    const s = new Scenario(release);
    s.create('memory-demo-3', stress('150M', '1000Gi', '1000Gi'), { nodeSelector: {} });
    s.run(10);
    expect(s.phase('memory-demo-3')).toBe('Pending');
    expect(s.told('memory-demo-3')[0]).toMatch(/^FailedScheduling: 0\/2 nodes are available: .*Insufficient memory/);
  });

  test('Assign CPU Resources to Containers and Pods: a limit throttles', () => {
    const s = new Scenario(release);
    s.create('busy', [
      shell('main', 'while true; do :; done', { resources: { limits: { cpu: '200m' }, requests: { cpu: '100m' } } }),
    ]);
    s.when(() => s.phase('busy') === 'Running');
    s.run(20);
    const { usageNanoCores } = s.node().runtime.containerStats(s.containerId('busy'))!.cpu;
    expect(usageNanoCores / 1e9).toBeCloseTo(0.2, 2);
  });

  test.each([
    [
      'qos-demo',
      { limits: { memory: '200Mi', cpu: '700m' }, requests: { memory: '200Mi', cpu: '700m' } },
      'Guaranteed',
    ],
    ['qos-demo-2', { limits: { memory: '200Mi' }, requests: { memory: '100Mi' } }, 'Burstable'],
    ['qos-demo-3', {}, 'BestEffort'],
  ] as const)('Configure Quality of Service for Pods: %s', (name, resources, qos) => {
    const s = new Scenario(release);
    s.create(name, [{ name: 'main', image: 'nginx', resources }]);
    s.when(() => s.phase(name) === 'Running');
    expect(s.pod(name).status?.qosClass).toBe(qos);
  });

  test('Local ephemeral storage: a container that outgrows its limit has its Pod evicted', () => {
    const s = new Scenario(release);
    const resources = { limits: { 'ephemeral-storage': '1Mi' }, requests: { 'ephemeral-storage': '1Mi' } };
    const script = `${big}; for n in 1 2 3 4 5 6 7 8 9; do echo $x >> /data; done; sleep 3600`;
    s.create('fat', [shell('main', script, { resources })]);
    s.when(() => s.phase('fat') === 'Failed', 120);
    const message = 'Pod ephemeral local storage usage exceeds the total limit of containers 1Mi. ';
    expect(s.pod('fat').status).toMatchObject({ reason: 'Evicted', message });
    expect(s.told('fat')).toContain(`Evicted: ${message}`);
    expect(s.told('fat')).toContain('Killing: Stopping container main');
    s.run(60);
    const { status } = s.pod('fat');
    // kubectl shows Evicted under v1.20, whose kubelet says nothing of the containers then, and Error under v1.36.
    if (release === '1.20') expect(Object.keys(status!).sort()).toEqual(['message', 'phase', 'reason', 'startTime']);
    else expect(status?.containerStatuses?.[0]?.state?.terminated?.exitCode).toBe(137);
  });

  test('Local ephemeral storage: an emptyDir past its sizeLimit', () => {
    const s = new Scenario(release);
    const script = `${big}; for n in 1 2 3 4; do echo $x >> /cache/x; done; sleep 3600`;
    s.create('cache', [shell('main', script, { volumeMounts: [{ name: 'cache', mountPath: '/cache' }] })], {
      volumes: [{ name: 'cache', emptyDir: { sizeLimit: '500Ki' } }],
    });
    s.when(() => s.phase('cache') === 'Failed', 120);
    expect(s.pod('cache').status?.message).toBe('Usage of EmptyDir volume "cache" exceeds the limit "500Ki". ');
  });

  test('Node-pressure Eviction: memory runs short, and the Pod that exceeds its request goes', () => {
    const s = new Scenario(release);
    const gib = (n: number): string => String(Math.floor(n * 1024 ** 3));
    s.create('modest', stress('200M', undefined, '1Gi'));
    s.create('greedy', stress(gib(3.75), undefined, '100Mi'));
    s.when(() => s.phase('greedy') === 'Failed', 120);
    const { status } = s.pod('greedy');
    expect(status?.reason).toBe('Evicted');
    const told =
      release === '1.20'
        ? /^The node was low on resource: memory\. Container main was using \d+Mi, which exceeds its request of 100Mi\. $/
        : /^The node was low on resource: memory\. Threshold quantity: 100Mi, available: \d+[KM]i\. Container main was using \d+Mi, request is 100Mi, has larger consumption of memory\. $/;
    expect(status?.message).toMatch(told);
    const disruption = s.condition('greedy', 'DisruptionTarget');
    if (release === '1.20') expect(disruption).toBeUndefined();
    else expect(disruption).toMatchObject({ status: 'True', reason: 'TerminationByKubelet', message: status?.message });
    expect(s.phase('modest')).toBe('Running');
    expect(s.told('node1')).toContain('EvictionThresholdMet: Attempting to reclaim memory');
    expect(s.told('node1')).toContain('NodeHasInsufficientMemory: Node node1 status is now: NodeHasInsufficientMemory');
    const pressure = (): string | undefined =>
      s.client.get('nodes', undefined, 'node1').status?.conditions?.find(({ type }) => type === 'MemoryPressure')
        ?.status;
    expect(pressure()).toBe('True');

    // Under memory pressure BestEffort Pods are not admitted; the condition stays for five minutes.
    s.create('best-effort', 'sleep 3600', { nodeName: 'node1' });
    s.run(5);
    expect(s.pod('best-effort').status).toMatchObject({
      phase: 'Failed',
      reason: 'Evicted',
      message: `${release === '1.20' ? 'Pod ' : 'Pod was rejected: '}The node had condition: [MemoryPressure]. `,
    });
    expect(Object.keys(s.pod('best-effort').status!).sort()).toEqual([
      'message',
      ...(release === '1.20' ? [] : ['observedGeneration']),
      'phase',
      ...(release === '1.20' ? [] : ['qosClass']),
      'reason',
      'startTime',
    ]);
    s.mark();
    const relieved = s.when(() => pressure() === 'False', 400);
    expect(relieved).toBeGreaterThan(280);
    expect(relieved).toBeLessThan(325);
  });
});

describe.each(both)('a node refuses what it has no room for, v%s', (release) => {
  const prefix = release === '1.20' ? 'Pod ' : 'Pod was rejected: ';

  test.each([
    [
      'cpu',
      { resources: { requests: { cpu: '3' } } },
      {},
      'OutOfcpu',
      "Node didn't have enough resource: cpu, requested: 3000, used: 0, capacity: 2000",
    ],
    [
      'memory',
      { resources: { requests: { memory: '5Gi' } } },
      {},
      'OutOfmemory',
      `Node didn't have enough resource: memory, requested: ${5 * 1024 ** 3}, used: 0, capacity: ${4 * 1024 ** 3 - 100 * 1024 ** 2}`,
    ],
    [
      'its labels',
      {},
      { nodeSelector: { disk: 'ssd' } },
      'NodeAffinity',
      release === '1.20'
        ? 'Predicate NodeAffinity failed'
        : "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector",
    ],
  ])('Assign Pods to Nodes, nodeName: %s', (_name, container, spec, reason, message) => {
    const s = new Scenario(release);
    s.create('p', [shell('main', 'sleep 3600', container)], { nodeName: 'node1', nodeSelector: {}, ...spec });
    s.run(5);
    expect(s.pod('p').status).toMatchObject({ phase: 'Failed', reason, message: `${prefix}${message}` });
    expect(s.told('p')).toEqual([`${reason}: ${message}`]);
    expect(
      s
        .node()
        .runtime.podSandboxes()
        .some(({ config }) => config.name === 'p'),
    ).toBe(false);
    s.client.delete('pods', 'default', 'p');
    s.run(2);
    expect(s.find('p')).toBeUndefined();
  });

  test('Assign Pods to Nodes, nodeName: the pods that a node takes', () => {
    const s = new Scenario(release);
    s.create('first', [shell('main', 'sleep 3600', { resources: { requests: { cpu: '1500m' } } })]);
    s.when(() => s.phase('first') === 'Running');
    s.create('second', [shell('main', 'sleep 3600', { resources: { requests: { cpu: '1' } } })], { nodeName: 'node1' });
    s.run(3);
    expect(s.pod('second').status?.message).toContain('requested: 1000, used: 1500, capacity: 2000');
    s.client.delete('pods', 'default', 'first');
    s.run(40);
    s.create('third', [shell('main', 'sleep 3600', { resources: { requests: { cpu: '2' } } })], { nodeName: 'node1' });
    s.when(() => s.phase('third') === 'Running');
  });
});

describe('Resize CPU and Memory Resources assigned to Containers (v1.36)', () => {
  const pause = (resizePolicy?: object): Parameters<Scenario['create']>[1] => [
    shell('main', 'sleep 3600', {
      resources: { limits: { cpu: '700m', memory: '200Mi' }, requests: { cpu: '700m', memory: '200Mi' } },
      ...(resizePolicy === undefined ? {} : { resizePolicy: resizePolicy as never }),
    }),
  ];
  const restart = [
    { resourceName: 'cpu', restartPolicy: 'NotRequired' },
    { resourceName: 'memory', restartPolicy: 'RestartContainer' },
  ];
  function resize(s: Scenario, resources: object): void {
    const patch = { spec: { containers: [{ name: 'main', resources }] } };
    s.client.patch('pods', 'default', 'resize-demo', patch, { subresource: 'resize' });
  }
  const cpu = (value: string): object => ({ requests: { cpu: value }, limits: { cpu: value } });
  const memory = (value: string): object => ({ requests: { memory: value }, limits: { memory: value } });

  function running(policy?: object): Scenario {
    const s = new Scenario('1.36');
    s.create('resize-demo', pause(policy));
    s.when(() => s.phase('resize-demo') === 'Running');
    return s;
  }

  test('CPU changes in place, without a restart', () => {
    const s = running(restart);
    expect(s.container('resize-demo').allocatedResources).toEqual({ cpu: '700m', memory: '200Mi' });
    resize(s, cpu('800m'));
    s.when(() => s.condition('resize-demo', 'PodResizeInProgress') !== undefined, 5);
    s.when(() => s.condition('resize-demo', 'PodResizeInProgress') === undefined, 5);
    const status = s.container('resize-demo');
    expect(status.restartCount).toBe(0);
    expect(status.resources).toEqual({
      limits: { cpu: '800m', memory: '200Mi' },
      requests: { cpu: '800m', memory: '200Mi' },
    });
    expect(s.pod('resize-demo').status?.qosClass).toBe('Guaranteed');
    const json =
      '{"containers":[{"name":"main","resources":{"limits":{"cpu":"800m","memory":"200Mi"},"requests":{"cpu":"800m","memory":"200Mi"}}}],"generation":2}';
    expect(s.told('resize-demo').slice(-2)).toEqual([
      `ResizeStarted: Pod resize started: ${json}`,
      `ResizeCompleted: Pod resize completed: ${json}`,
    ]);
    expect(s.pod('resize-demo').metadata?.generation).toBe(2);
    expect(s.pod('resize-demo').status?.observedGeneration).toBe(2);
  });

  test('memory restarts the container, as its resizePolicy says', () => {
    const s = running(restart);
    resize(s, memory('300Mi'));
    s.when(() => s.container('resize-demo').restartCount === 1, 60);
    expect(s.told('resize-demo')).toContain('Killing: Container main resize requires restart');
    s.when(() => s.condition('resize-demo', 'PodResizeInProgress') === undefined, 5);
    expect(s.container('resize-demo').resources?.limits?.['memory']).toBe('300Mi');
  });

  test('what the node has no room for now is Deferred, until there is room', () => {
    const s = running();
    s.create('other', [shell('main', 'sleep 3600', { resources: { requests: { cpu: '1200m' } } })], {
      terminationGracePeriodSeconds: 1,
    });
    s.when(() => s.phase('other') === 'Running');
    resize(s, cpu('1'));
    s.run(2);
    expect(s.condition('resize-demo', 'PodResizePending')).toMatchObject({
      status: 'True',
      reason: 'Deferred',
      message: "Node didn't have enough resource: cpu, requested: 1000, used: 1200, capacity: 2000",
    });
    expect(s.container('resize-demo').resources?.requests?.['cpu']).toBe('700m');
    expect(s.told('resize-demo').at(-1)).toMatch(
      /^ResizeDeferred: Pod resize Deferred: \{"containers":.*"error":"Node didn't/,
    );
    s.client.delete('pods', 'default', 'other');
    s.when(() => s.container('resize-demo').resources?.requests?.['cpu'] === '1', 20);
    expect(s.condition('resize-demo', 'PodResizePending')).toBeUndefined();
  });

  test('more than the node has is refused by the API server', () => {
    const s = running();
    expect(() => resize(s, cpu('3'))).toThrow(
      'pods "resize-demo" is forbidden: node didn\'t have enough allocatable resources: cpu, requested: 3000, allocatable: 2000',
    );
  });

  test('a memory limit below what is used is an error that is tried again', () => {
    const s = new Scenario('1.36');
    s.create('resize-demo', stress('150M', '400Mi', '100Mi'));
    s.when(() => s.phase('resize-demo') === 'Running');
    s.run(5);
    resize(s, { limits: { memory: '110Mi' } });
    s.run(5);
    expect(s.condition('resize-demo', 'PodResizeInProgress')).toMatchObject({
      reason: 'Error',
      message: expect.stringMatching(
        /^cannot decrease memory limits: attempting to set container "main" memory limit \(115343360\) below current usage \(\d+\)$/,
      ) as unknown,
    });
    expect(s.container('resize-demo').restartCount).toBe(0);
  });
});

test('Local ephemeral storage: a volume filled from /dev/zero, which has no end, is as large as was asked', () => {
  const s = new Scenario('1.36');
  s.create('p', 'head -c 300000 /dev/zero > /data; wc -c < /data; sleep 3600');
  s.run(15);
  expect(s.output('p')).toBe('300000\n');
});
