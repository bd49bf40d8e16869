import { describe, expect, it } from 'vitest';
import type { Program } from '../../sim/process.ts';
import type { CgroupLimits } from '../machine.ts';
import { createPod, createWorld, start, type Running, type World } from './test-world.ts';

const work = (ms: number): Program =>
  function* (p) {
    yield* p.cpu(ms);
    return 0;
  };

function runIn(world: World, limits: CgroupLimits, ...programs: Program[]): Running[] {
  const cgroup = world.node1.createCgroup('/test', limits);
  return programs.map((program) => start(world.node1, program, { ...createPod(world, world.node1), cgroup }));
}

describe('CPU', () => {
  it.each([
    ['no limit', undefined, 1, 100],
    ['a limit of one core', 1000, 1, 100],
    ['half a core', 500, 1, 200],
    ['100m', 100, 1, 1000],
    ['two processes under one core', 1000, 2, 200],
    ['two processes without a limit on two cores', undefined, 2, 100],
    ['four processes on two cores', undefined, 4, 200],
  ] as const)('100 ms of work with %s', (_name, cpu, count, expected) => {
    const world = createWorld();
    const runs = runIn(world, { cpu, memory: undefined }, ...Array.from({ length: count }, () => work(100)));
    world.sim.advanceTo(10_000);
    for (const run of runs) expect(run.endedAt()).toBeCloseTo(expected, 6);
  });

  it('a new limit counts at once, for work that is under way too', () => {
    const world = createWorld();
    const cgroup = world.node1.createCgroup('/test', { cpu: 100, memory: undefined });
    const run = start(world.node1, work(100), { ...createPod(world, world.node1), cgroup });
    world.sim.advanceTo(500);
    cgroup.setLimits({ cpu: undefined, memory: undefined });
    world.sim.advanceTo(10_000);
    expect(run.endedAt()).toBeCloseTo(550, 6);
    expect(cgroup.cpuUsed).toBeCloseTo(100, 6);
  });

  it.each([
    ['one core at full speed', undefined, 60_000, 30_000, 1],
    ['throttled to 100m', 100, 60_000, 30_000, 0.1],
    ['5 s of work in the last 10', undefined, 5000, 10_000, 0.5],
    ['nothing for 10 s', undefined, 5000, 15_500, 0],
  ] as const)('recent use: %s', (_name, cpu, ms, at, cores) => {
    const world = createWorld();
    const cgroup = world.node1.createCgroup('/test', { cpu, memory: undefined });
    start(world.node1, work(ms), { ...createPod(world, world.node1), cgroup });
    world.sim.advanceTo(at);
    expect(cgroup.recentCpu()).toBeCloseTo(cores, 3);
    expect(cgroup.recentCpu()).toBeCloseTo(cores, 3);
  });

  it('recent use of what began a moment ago counts from its beginning', () => {
    const world = createWorld();
    world.sim.advanceTo(20_000);
    const cgroup = world.node1.createCgroup('/test', { cpu: undefined, memory: undefined });
    start(world.node1, work(60_000), { ...createPod(world, world.node1), cgroup });
    world.sim.advanceTo(22_000);
    expect(cgroup.recentCpu(20_000)).toBeCloseTo(1, 3);
    expect(world.node1.recentCpu).toBeCloseTo(0.2, 3);
  });

  it('counts what a killed process had used', () => {
    const world = createWorld();
    const cgroup = world.node1.createCgroup('/test', { cpu: 500, memory: undefined });
    const run = start(world.node1, work(1e6), { ...createPod(world, world.node1), cgroup });
    world.sim.advanceTo(1000);
    expect(cgroup.cpuUsed).toBeCloseTo(500, 6);
    run.process.kill('SIGKILL');
    world.sim.advanceTo(5000);
    expect(cgroup.cpuUsed).toBeCloseTo(500, 6);
  });
});

describe('memory', () => {
  const hog = (bytes: number): Program =>
    function* (p) {
      p.allocate(bytes);
      yield* p.write(1, 'survived');
      yield* p.sleep(1e6);
      return 0;
    };
  const mib = 1024 ** 2;

  it('allocating past the limit ends the biggest process of the cgroup with 137', () => {
    const world = createWorld();
    const [small, big] = runIn(world, { cpu: undefined, memory: 100 * mib }, hog(20 * mib), hog(60 * mib));
    world.sim.advanceTo(10);
    expect(big!.status()).toBeUndefined();
    const [late] = [
      start(world.node1, hog(30 * mib), { ...createPod(world, world.node1), cgroup: big!.process.namespaces.cgroup }),
    ];
    world.sim.advanceTo(20);
    expect(big!.status()).toEqual({ code: 137, signal: 'SIGKILL' });
    expect(big!.process.oomKilled).toBe(true);
    expect(small!.status()).toBeUndefined();
    expect(late.output()).toBe('survived');
    expect(late.process.namespaces.cgroup.oomKills).toBe(1);
  });

  it('a process that asks for too much never sees the call return', () => {
    const world = createWorld();
    const [run] = runIn(world, { cpu: undefined, memory: 10 * mib }, hog(20 * mib));
    world.sim.advanceTo(10);
    expect(run!.output()).toBe('');
    expect(run!.process.oomKilled).toBe(true);
    expect(run!.process.namespaces.cgroup.memoryUsed).toBe(0);
  });

  it('freed memory is free again', () => {
    const world = createWorld();
    const [run] = runIn(world, { cpu: undefined, memory: 10 * mib }, function* (p) {
      for (let i = 0; i < 10; i++) {
        p.allocate(8 * mib);
        p.allocate(-8 * mib);
      }
      return 0;
    });
    world.sim.advanceTo(10);
    expect(run!.status()).toEqual({ code: 0 });
    expect(world.node1.memoryUsed).toBe(524_288);
  });

  it('a machine that runs out of memory ends its biggest process, never init', () => {
    const world = createWorld();
    const killed: string[] = [];
    world.node1.onOutOfMemory((process) => killed.push(process.argv[0]!));
    const [run] = runIn(world, { cpu: undefined, memory: undefined }, hog(5 * 1024 * mib));
    world.sim.advanceTo(10);
    expect(run!.process.oomKilled).toBe(true);
    expect(killed).toEqual(['program']);
    expect(world.node1.processes().length).toBe(1);
  });
});
