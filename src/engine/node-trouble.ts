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
