import { expect, it } from 'vitest';
import { createPod, createWorld, start, type World } from '../runtime/kernel/test-world.ts';
import type { KernelMachine } from '../runtime/kernel/index.ts';
import type { Process } from '../runtime/machine.ts';
import { SysError, type Program } from '../sim/process.ts';
import { Random } from '../sim/random.ts';
import { httpRequest, HttpError, serveHttp } from './http.ts';

interface Pod {
  readonly machine: KernelMachine;
  readonly namespaces: ReturnType<typeof createPod>;
  readonly processes: Process[];
}

const server: Program = (p) =>
  serveHttp(p, p.listen('0.0.0.0', 80), function* ({ target }) {
    if (target === '/slow') yield* p.sleep(500);
    if (target === '/fork') {
      p.spawn({
        argv: ['child'],
        program: function* (c) {
          yield* c.cpu(30);
          return 0;
        },
      });
      yield* p.wait(-1);
    }
    return { body: 'x'.repeat(target === '/big' ? 300_000 : 10) };
  });

const client = (addresses: readonly string[], random: Random): Program =>
  function* (p) {
    for (;;) {
      const address = random.pick(addresses);
      try {
        yield* httpRequest(p, { url: `http://${address}/${random.pick(['', 'slow', 'big', 'fork'])}`, timeout: 5000 });
      } catch (error) {
        if (!(error instanceof SysError) && !(error instanceof HttpError)) throw error;
      }
      yield* p.sleep(random.integer(1, 300));
    }
  };

function removePod(world: World, pod: Pod): void {
  for (const process of pod.processes) process.kill('SIGKILL');
  world.fabric.detachPod(pod.namespaces.net);
}

/** Some minutes of starts, kills, power cuts and partitions, and then the end of everything; returns a digest of the run. */
function chaos(seed: number): string {
  const world = createWorld(seed);
  const random = new Random(seed);
  const machines = [world.node1, world.node2];
  let pods: Pod[] = [];
  const log: string[] = [];
  for (let step = 0; step < 100; step++) {
    world.sim.advanceTo(world.sim.now + random.integer(10, 4000));
    const machine = machines[random.integer(0, 1)]!;
    const victim = pods[random.integer(0, pods.length)];
    const deed = random.integer(0, 9);
    log.push(`${world.sim.now.toFixed(3)} ${deed} ${machine.processes().length}`);
    if (deed <= 3 && machine.powered && pods.length < 12) {
      const namespaces = createPod(world, machine);
      const processes = [start(machine, server, namespaces).process];
      const addresses = [...pods.map((pod) => pod.namespaces.ip), '10.244.1.200', namespaces.ip];
      processes.push(
        start(machine, client(addresses, random), { ...namespaces, pid: machine.createPidNamespace() }).process,
      );
      pods.push({ machine, namespaces, processes });
    } else if (deed === 4 && victim !== undefined) {
      removePod(world, victim);
      pods = pods.filter((pod) => pod !== victim);
    } else if (deed === 5 && victim !== undefined) {
      if (random.integer(0, 1) === 0) victim.processes[0]!.kill('SIGKILL');
      else victim.processes[1]!.kill('SIGSTOP');
    } else if (deed === 6) world.fabric.cut('node1', 'node2', random.integer(0, 1) === 1);
    else if (deed === 7) world.fabric.cutOneWay('node2', undefined, random.integer(0, 1) === 1);
    else if (deed === 8 && random.integer(0, 2) === 0) {
      if (machine.powered) {
        machine.powerOff();
        pods = pods.filter((pod) => pod.machine !== machine);
      } else machine.powerOn();
    } else if (deed === 9 && victim !== undefined) victim.processes[1]!.kill('SIGCONT');
  }
  for (const pod of pods) removePod(world, pod);
  world.fabric.cut('node1', 'node2', false);
  world.fabric.cutOneWay('node2', undefined, false);
  for (const machine of machines) machine.powerOn();
  world.sim.advanceTo(world.sim.now + 3_300_000);
  expect(world.sim.nextEventAt).toBeUndefined();
  for (const machine of machines) {
    expect(machine.processes().map((process) => process.argv[0])).toEqual(['/sbin/init']);
    expect(machine.memoryUsed).toBe(machine.processes()[0]!.memory);
    expect(machine.namespaces.net.listeners).toEqual([]);
    expect(machine.namespaces.net.endpoints.size).toBe(0);
  }
  for (const pod of pods) {
    expect(world.fabric.namespaceAt(pod.namespaces.ip)).toBeUndefined();
    expect(pod.namespaces.net.listeners).toEqual([]);
    expect(pod.namespaces.pid.processes()).toEqual([]);
    expect(pod.namespaces.cgroup.memoryUsed).toBe(0);
  }
  return log.join('\n');
}

it.each([1, 2, 3, 4])('chaos leaves nothing behind and repeats itself (seed %i)', (seed) => {
  expect(chaos(seed)).toBe(chaos(seed));
});
