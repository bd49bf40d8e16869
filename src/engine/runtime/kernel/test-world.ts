import { createFabric, type KernelFabric } from '../../network/index.ts';
import type { ExitStatus, Program } from '../../sim/process.ts';
import { Simulation } from '../../sim/simulation.ts';
import type { Namespaces, Process } from '../machine.ts';
import { createFileTree, createMachine, type KernelMachine } from './index.ts';

/** For tests: two nodes on a wire. */
export interface World {
  readonly sim: Simulation;
  readonly fabric: KernelFabric;
  readonly node1: KernelMachine;
  readonly node2: KernelMachine;
}

export interface Running {
  readonly process: Process;
  readonly output: () => string;
  /** When it ended, virtual ms. */
  readonly endedAt: () => number | undefined;
  readonly status: () => ExitStatus | undefined;
}

export function createWorld(seed = 1): World {
  const sim = new Simulation(seed, Date.UTC(2021, 10, 2));
  const fabric = createFabric(sim);
  const machine = (name: string, last: number): KernelMachine =>
    createMachine({ sim, fabric, name, address: `172.18.0.${last}` });
  return { sim, fabric, node1: machine('node1', 11), node2: machine('node2', 12) };
}

/** The namespaces of a one-container Pod, with an address on the machine's bridge. */
export function createPod(world: World, machine: KernelMachine): Namespaces & { readonly ip: string } {
  const net = machine.createNetworkNamespace();
  const ip = world.fabric.attachPod(machine, net, machine.name === 'node1' ? '10.244.1.0/24' : '10.244.2.0/24');
  return {
    ip,
    net,
    ipc: { id: 'ipc' },
    uts: { id: 'uts', hostname: 'pod' },
    pid: machine.createPidNamespace(),
    mnt: machine.createMountNamespace(createFileTree()),
    cgroup: machine.createCgroup('/pod', { cpu: undefined, memory: undefined }),
  };
}

export function start(
  machine: KernelMachine,
  program: Program,
  namespaces: Namespaces = machine.namespaces,
  options: { readonly uid?: number; readonly argv?: readonly string[] } = {},
): Running {
  let output = '';
  let endedAt: number | undefined;
  const add = (text: string): void => {
    output += text;
  };
  const process = machine.spawn({
    argv: options.argv ?? ['program'],
    env: { PATH: '/bin' },
    cwd: '/',
    namespaces,
    stdio: { kind: 'pipes', stdout: add, stderr: add },
    program,
    onExit: () => {
      endedAt = machine.sim.now;
    },
    ...(options.uid === undefined ? {} : { uid: options.uid }),
  });
  return { process, output: () => output, endedAt: () => endedAt, status: () => process.exit };
}
