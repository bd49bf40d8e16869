import { describe, expect, test } from 'vitest';
import { Scenario, shell } from './kubelet/testing.ts';
import { fillDisk, freeze, pressMemory, reboot, slowDisk, slowPulls, troublesOf } from './node-trouble.ts';

const both = ['1.20', '1.36'] as const;

describe.each(both)('a machine in trouble, v%s', (release) => {
  const node = (s: Scenario): NonNullable<ReturnType<typeof s.client.get<'nodes'>>['status']> =>
    s.client.get('nodes', undefined, 'node1').status!;
  const condition = (s: Scenario, type: string): string | undefined =>
    node(s).conditions?.find((one) => one.type === type)?.status;
  const taints = (s: Scenario): readonly string[] =>
    (s.client.get('nodes', undefined, 'node1').spec?.taints ?? []).map(({ key }) => key);

  test('a reboot: another boot ID, the Pods start anew with new addresses', () => {
    const s = new Scenario(release);
    s.create('p', 'sleep 3600');
    s.when(() => s.phase('p') === 'Running');
    const before = { boot: node(s).nodeInfo?.bootID, id: s.containerId('p') };
    reboot(s.cluster.sim, s.node().machine);
    expect(s.node().machine.powered).toBe(false);
    s.run(60);
    expect(node(s).nodeInfo?.bootID).not.toBe(before.boot);
    expect(s.told('node1').some((line) => line.startsWith('Rebooted: Node node1 has been rebooted, boot id: '))).toBe(
      true,
    );
    expect(s.told('p')).toContain('SandboxChanged: Pod sandbox changed, it will be killed and re-created.');
    expect(s.containerId('p')).not.toBe(before.id);
    expect(s.container('p')).toMatchObject({ restartCount: 1, ready: true });
  });

  test('memory taken by the machine itself: condition and taint; with the process the pressure ends', () => {
    const s = new Scenario(release);
    pressMemory(s.node().machine, 4 * 1024 ** 3 - 60 * 1024 ** 2);
    s.when(() => condition(s, 'MemoryPressure') === 'True', 30);
    s.run(2);
    expect(taints(s)).toEqual(['node.kubernetes.io/memory-pressure']);
    pressMemory(s.node().machine, 0);
    s.run(330);
    expect(condition(s, 'MemoryPressure')).toBe('False');
    expect(taints(s)).toEqual([]);
  });

  test('a full disk: unused images go first, then the Pod that uses most of it', () => {
    const s = new Scenario(release);
    s.create('once', [{ name: 'main', image: 'nginx', command: ['true'] }], { restartPolicy: 'Never' });
    s.create('writer', 'x=0123456789; for i in 1 2 3 4 5 6 7; do x=$x$x$x; done; echo $x > /data; sleep 3600');
    s.create('idle', 'sleep 3600');
    s.when(() => s.phase('once') === 'Succeeded' && s.phase('writer') === 'Running' && s.phase('idle') === 'Running');
    s.client.delete('pods', 'default', 'once');
    s.run(5);
    fillDisk(s.node().machine, 33 * 1024 ** 3);
    s.when(() => s.phase('writer') === 'Failed', 60);
    expect(s.pod('writer').status?.reason).toBe('Evicted');
    expect(s.pod('writer').status?.message).toMatch(/^The node was low on resource: ephemeral-storage\. /);
    expect(s.told('node1')).toContain('EvictionThresholdMet: Attempting to reclaim ephemeral-storage');
    expect(s.told('node1')).toContain('NodeHasDiskPressure: Node node1 status is now: NodeHasDiskPressure');
    expect(s.node().runtime.imageStatus('nginx')).toBeUndefined();
    expect(taints(s)).toContain('node.kubernetes.io/disk-pressure');
    fillDisk(s.node().machine, 0);
    s.run(330);
    expect(condition(s, 'DiskPressure')).toBe('False');
  });

  test('a slow disk: containers take their time', () => {
    const s = new Scenario(release);
    const start = (name: string): number => {
      const begun = s.now;
      s.create(name, [shell('main', 'sleep 3600')]);
      return s.when(() => s.phase(name) === 'Running') - begun;
    };
    start('first');
    const usual = start('usual');
    slowDisk(s.node().machine, true);
    const slow = start('slow');
    expect(slow).toBeGreaterThan(3 * usual);
    slowDisk(s.node().machine, false);
    expect(start('again')).toBeLessThan(2 * usual + 1);
  });

  test('a slow way to the registries: an image takes fifty times as long', () => {
    const s = new Scenario(release);
    const pull = (name: string, image: string): number => {
      const begun = s.now;
      s.create(name, [{ name: 'main', image }]);
      return s.when(() => s.phase(name) === 'Running') - begun;
    };
    const usual = pull('usual', 'nginx:1.25');
    slowPulls(s.node().runtime, true);
    expect(pull('slow', 'luksa/kubia')).toBeGreaterThan(10 * usual);
    expect(troublesOf(s.node().machine, s.node().runtime)).toEqual(['pulls-slow']);
    slowPulls(s.node().runtime, false);
    expect(troublesOf(s.node().machine, s.node().runtime)).toEqual([]);
  });

  test('a frozen container: its HTTP probe gets no answer until it goes on', () => {
    const s = new Scenario(release);
    s.create('web', [
      {
        name: 'main',
        image: 'nginx',
        readinessProbe: { httpGet: { path: '/', port: 80 }, periodSeconds: 2, failureThreshold: 1 },
      },
    ]);
    s.when(() => s.phase('web') === 'Running' && s.container('web').ready);
    const id = s.container('web').containerID?.replace(/^.*:\/\//, '') ?? '';
    freeze(s.node().runtime, id, true);
    s.when(() => !s.container('web').ready, 20);
    expect(s.told('web').some((line) => line.startsWith('Unhealthy: Readiness probe failed: Get '))).toBe(true);
    expect(s.container('web').restartCount).toBe(0);
    freeze(s.node().runtime, id, false);
    s.when(() => s.container('web').ready, 20);
  });
});
