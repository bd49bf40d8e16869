import { type NodeRuntime, usualBandwidth } from './runtime/index.ts';
import type { KernelMachine } from './runtime/kernel/index.ts';
import type { Simulation } from './sim/simulation.ts';
import { block } from './sim/task.ts';

/* What can go wrong with a machine beside its power and its network. */

/** From the end of the power to the kernel's start, ms. */
const bootTime = 20_000;

/** Switches a machine off, and on again. */
export function reboot(sim: Simulation, machine: KernelMachine): void {
  if (!machine.powered) return;
  machine.powerOff();
  sim.after(bootTime, () => machine.powerOn());
}

const hogPath = '/usr/local/bin/memory-hog';

/** A process of the machine's own, outside of every Pod, takes so many bytes of memory; 0 ends it. */
export function pressMemory(machine: KernelMachine, bytes: number): void {
  for (const process of machine.processes()) if (process.argv[0] === hogPath) process.kill('SIGKILL');
  if (bytes <= 0 || !machine.powered) return;
  machine.spawn({
    argv: [hogPath, String(bytes)],
    env: {},
    cwd: '/',
    namespaces: machine.namespaces,
    stdio: { kind: 'pipes', stdout: () => {}, stderr: () => {} },
    program: function* hog(p) {
      p.allocate(bytes);
      yield* block<never>(() => () => {});
      return 0;
    },
  });
}

const ballast = '/var/tmp/ballast';

/** A file takes so many bytes of the machine's disk, as `fallocate` would make it; 0 removes it. */
export function fillDisk({ disk }: KernelMachine, bytes: number): void {
  if (bytes > 0) disk.allocate(ballast, bytes);
  else disk.remove(ballast);
}

/** How many times as long a slow disk takes to start a container. */
const slowness = 10;
/** Virtual ms that it takes for a character. */
const slowCharacter = 0.05;

/** Makes the disk slow, or as fast as it was. */
export function slowDisk(machine: KernelMachine, slow: boolean): void {
  machine.diskSlowness = slow ? slowness : 1;
  machine.diskDelay = slow ? (characters) => characters * slowCharacter : () => 0;
}

/** How many times as long a pull takes when the way to the registries is slow. */
const pullSlowness = 50;

/** Makes whatever this machine pulls slow, or as fast as usual; what is on its way as well. */
export function slowPulls({ store }: NodeRuntime, slow: boolean): void {
  store.bandwidth = slow ? usualBandwidth / pullSlowness : usualBandwidth;
}

/** Stops every process of a container where it is, or lets them go on (`kill -STOP`, `kill -CONT`): whoever asks it gets no answer. */
export function freeze({ containerRecords }: NodeRuntime, containerId: string, frozen: boolean): void {
  const processes = containerRecords.get(containerId)?.pid?.processes() ?? [];
  for (const process of processes) process.kill(frozen ? 'SIGSTOP' : 'SIGCONT');
}

export type Trouble = 'memory' | 'disk-full' | 'disk-slow' | 'pulls-slow';

/** What of this a machine suffers from now. */
export function troublesOf(machine: KernelMachine, { store }: NodeRuntime): readonly Trouble[] {
  const troubles: Trouble[] = [];
  if (machine.processes().some(({ argv }) => argv[0] === hogPath)) troubles.push('memory');
  if (machine.disk.exists(ballast)) troubles.push('disk-full');
  if (machine.diskSlowness > 1) troubles.push('disk-slow');
  if (store.bandwidth < usualBandwidth) troubles.push('pulls-slow');
  return troubles;
}
