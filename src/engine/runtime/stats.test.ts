import { expect, test } from 'vitest';
import { testNode } from './testing.ts';

test('a container that computes and writes tells its CPU, memory, layer and log', () => {
  const node = testNode('1.36');
  const sandbox = node.sandbox('web');
  const id = node.start(sandbox, {
    name: 'busy',
    image: 'busybox:1.36',
    command: ['sh', '-c', 'echo hello; echo 12345 > /data; while true; do :; done'],
    resources: { cpuLimit: 250, cpuRequest: undefined, memoryLimit: undefined },
  });
  node.sim.advanceTo(node.sim.now + 30_000);
  const stats = node.runtime.containerStats(id)!;
  expect(stats).toMatchObject({ id, name: 'busy', timestamp: node.sim.unixNow, logBytes: 6 });
  expect(stats.cpu.usageNanoCores / 1e9).toBeCloseTo(0.25, 2);
  expect(stats.cpu.usageCoreNanoSeconds / 1e9).toBeCloseTo(7.5, 0);
  expect(stats.memory.workingSetBytes).toBeGreaterThan(0);
  expect(stats.writableLayer.usedBytes).toBe(6);
  expect(node.runtime.listContainerStats()).toEqual([stats]);

  node.runtime.kill(id, 'SIGKILL');
  node.sim.advanceTo(node.sim.now + 1000);
  expect(node.runtime.containerStats(id)).toBeUndefined();
  expect(node.runtime.listContainerStats()).toEqual([]);
});
