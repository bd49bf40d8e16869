import { describe, expect, test } from 'vitest';
import { Scenario } from './testing.ts';

const both = ['1.20', '1.36'] as const;
const grace = { '1.20': 40, '1.36': 50 } as const;
const master = { key: 'node-role.kubernetes.io', operator: 'Exists' };

function nodeCondition(
  s: Scenario,
  type: string,
): { readonly status: string; readonly reason?: string; readonly message?: string } | undefined {
  return s.client.get('nodes', undefined, 'node1').status?.conditions?.find((condition) => condition.type === type);
}

function nodeTaints(s: Scenario): readonly string[] {
  return (s.client.get('nodes', undefined, 'node1').spec?.taints ?? []).map(({ key, effect }) => `${key}:${effect}`);
}

describe.each(both)('a node falls silent, v%s', (release) => {
  /** A Pod on node1, whose power goes at second 0. */
  function lost(): Scenario {
    const s = new Scenario(release, 2);
    s.create('web', [{ name: 'web', image: 'nginx:1.27' }]);
    s.run(30);
    s.when(() => s.node().kubelet.leaseRenewedAt === s.cluster.sim.now);
    s.mark();
    s.node().machine.powerOff();
    return s;
  }

  test(`after ${grace[release]} s its Ready is Unknown, with taints and Pods that are not ready`, () => {
    const s = lost();
    s.until(grace[release] - 1);
    expect(nodeCondition(s, 'Ready')?.status).toBe('True');
    const at = s.when(() => nodeCondition(s, 'Ready')?.status === 'Unknown');
    // The pass of second 0 saw the last renewal; the first pass that comes later than the grace period after it is 5 s later
    // (tryUpdateNodeHealth: now > probeTimestamp + gracePeriod; a pass every 5 s, --node-monitor-period).
    expect(at).toBe(grace[release] + 5);
    expect(nodeCondition(s, 'Ready')).toMatchObject({
      reason: 'NodeStatusUnknown',
      message: 'Kubelet stopped posting node status.',
    });
    s.run(1);
    expect(nodeTaints(s)).toEqual([
      'node.kubernetes.io/unreachable:NoSchedule',
      'node.kubernetes.io/unreachable:NoExecute',
    ]);
    expect(s.condition('web', 'Ready')?.status).toBe('False');
    expect(s.phase('web')).toBe(release === '1.20' ? 'Unknown' : 'Running');
    expect(s.pod('web').status?.reason).toBe(release === '1.20' ? 'NodeLost' : undefined);
    expect(s.told('web').at(-1)).toBe('NodeNotReady: Node is not ready');
  });

  test('300 s later its Pods are marked for deletion and stay Terminating', () => {
    const s = lost();
    const tainted = s.when(() => nodeTaints(s).includes('node.kubernetes.io/unreachable:NoExecute'));
    const evicted = s.when(() => s.pod('web').metadata?.deletionTimestamp !== undefined);
    expect(Math.floor(evicted - tainted)).toBe(300);
    expect(s.told('web').at(-1)).toBe('TaintManagerEviction: Marking for deletion Pod default/web');
    s.run(3600);
    expect(s.find('web')).toBeDefined();
  });

  test('a node that returns before that takes its Pods up again', () => {
    const s = lost();
    s.until(120);
    s.node().machine.powerOn();
    s.until(180);
    expect(nodeCondition(s, 'Ready')?.status).toBe('True');
    expect(nodeTaints(s)).toEqual([]);
    expect(s.phase('web')).toBe('Running');
    expect(s.pod('web').status?.reason).toBeUndefined();
    expect(s.condition('web', 'Ready')?.status).toBe('True');
    expect(s.container('web', 'web').restartCount).toBe(1);
    s.run(400);
    expect(s.pod('web').metadata?.deletionTimestamp).toBeUndefined();
  });

  test('a node that returns later lets the evicted Pods go', () => {
    const s = lost();
    s.until(600);
    expect(s.pod('web').metadata?.deletionTimestamp).toBeDefined();
    s.node().machine.powerOn();
    s.run(60);
    expect(s.find('web')).toBeUndefined();
    expect(
      s
        .node()
        .runtime.podSandboxes()
        .filter(({ config }) => config.name === 'web'),
    ).toEqual([]);
  });

  test('a node that is removed takes its Pods with it', () => {
    const s = lost();
    s.until(600);
    s.client.delete('nodes', undefined, 'node1');
    s.run(120);
    expect(s.find('web')).toBeUndefined();
  });
});

describe.each(both)('the kubelet is stopped, v%s', (release) => {
  test('containers run on, and are known again when it starts', () => {
    const s = new Scenario(release);
    s.create('web', [{ name: 'web', image: 'nginx:1.27' }]);
    s.run(30);
    const id = s.container('web', 'web').containerID;
    s.node().kubelet.stop();
    s.run(120);
    expect(nodeCondition(s, 'Ready')?.status).toBe('Unknown');
    expect(s.node().runtime.container(id?.split('//')[1] ?? '')?.state).toBe('running');
    s.node().kubelet.start();
    s.run(30);
    expect(nodeCondition(s, 'Ready')?.status).toBe('True');
    expect(s.container('web', 'web')).toMatchObject({ containerID: id, restartCount: 0, ready: true });
    expect(s.phase('web')).toBe('Running');
  });

  test('only a reboot changes the boot ID, and nothing the machine ID', () => {
    const s = new Scenario(release);
    const info = (): { readonly bootID?: string; readonly machineID?: string } =>
      s.client.get('nodes', undefined, 'node1').status?.nodeInfo ?? {};
    const before = info();
    s.node().kubelet.stop();
    s.node().kubelet.start();
    s.run(20);
    expect(info()).toEqual(before);
    s.node().machine.powerOff();
    s.run(5);
    s.node().machine.powerOn();
    s.run(20);
    expect(info().bootID).not.toBe(before.bootID);
    expect(info().machineID).toBe(before.machineID);
    expect(s.told('node1').filter((line) => line.startsWith('Rebooted'))).toEqual([
      `Rebooted: Node node1 has been rebooted, boot id: ${info().bootID}`,
    ]);
  });
});

describe.each(both)('the network of a node is cut, v%s', (release) => {
  test('its containers run on; after the cut is mended everything is as before', () => {
    const s = new Scenario(release);
    s.create('web', [{ name: 'web', image: 'nginx:1.27' }]);
    s.run(30);
    const id = s.container('web', 'web').containerID;
    s.cluster.cut('node1', undefined, true);
    s.run(100);
    expect(nodeCondition(s, 'Ready')?.status).toBe('Unknown');
    expect(s.node().runtime.container(id?.split('//')[1] ?? '')?.state).toBe('running');
    s.cluster.cut('node1', undefined, false);
    s.run(30);
    expect(nodeCondition(s, 'Ready')?.status).toBe('True');
    expect(s.phase('web')).toBe('Running');
    expect(s.container('web', 'web')).toMatchObject({ containerID: id, restartCount: 0, ready: true });
    expect(s.condition('web', 'Ready')?.status).toBe('True');
  });

  test('a Pod that was deleted meanwhile ends when the kubelet hears of it', () => {
    const s = new Scenario(release);
    s.create('web', [{ name: 'web', image: 'nginx:1.27' }]);
    s.run(30);
    s.cluster.cut('node1', undefined, true);
    s.run(10);
    s.client.delete('pods', 'default', 'web', { gracePeriodSeconds: 0 });
    s.run(10);
    expect(
      s
        .node()
        .runtime.podSandboxes()
        .some(({ config }) => config.name === 'web'),
    ).toBe(true);
    s.cluster.cut('node1', undefined, false);
    s.run(30);
    expect(
      s
        .node()
        .runtime.podSandboxes()
        .some(({ config }) => config.name === 'web'),
    ).toBe(false);
  });
});

test('a Pod that tolerates everything stays on a dead node for ever', () => {
  const s = new Scenario('1.36', 2);
  s.create('stay', [{ name: 'web', image: 'nginx:1.27' }], { tolerations: [{ operator: 'Exists' }, master] });
  s.run(30);
  s.node().machine.powerOff();
  s.run(3600);
  expect(s.pod('stay').metadata?.deletionTimestamp).toBeUndefined();
});

test('tolerationSeconds are the Pod’s own', () => {
  const s = new Scenario('1.36', 2);
  const tolerations = ['not-ready', 'unreachable'].map((name) => ({
    key: `node.kubernetes.io/${name}`,
    operator: 'Exists',
    effect: 'NoExecute',
    tolerationSeconds: 20,
  }));
  s.create('quick', [{ name: 'web', image: 'nginx:1.27' }], { tolerations });
  s.run(30);
  s.node().machine.powerOff();
  const tainted = s.when(() => nodeTaints(s).includes('node.kubernetes.io/unreachable:NoExecute'));
  const evicted = s.when(() => s.pod('quick').metadata?.deletionTimestamp !== undefined);
  expect(Math.round(evicted - tainted)).toBe(20);
});
