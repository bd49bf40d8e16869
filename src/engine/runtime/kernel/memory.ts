import type { Process } from '../machine.ts';
import type { KernelProcess } from './kernel-process.ts';
import { killedBy } from './signals.ts';

/** Resident memory of a process that has allocated nothing. */
export const baseMemory = 524_288;

/** The memory of one machine, and the OOM killer that keeps processes within it and within their cgroups' limits. */
export class Memory {
  used = 0;
  readonly #listeners: ((process: Process) => void)[] = [];

  constructor(
    /** Bytes. */
    readonly capacity: number,
    private readonly processes: () => Iterable<KernelProcess>,
    /** The machine's init, which is never chosen. */
    private readonly spared: () => KernelProcess | undefined,
  ) {}

  /** A new process. */
  admit(process: KernelProcess): void {
    this.#add(process, process.memory);
    this.#check(process);
  }

  /** An ended one. */
  release(process: KernelProcess): void {
    this.#add(process, -process.memory);
  }

  /** Claims memory for a process, or with a negative number gives it back. */
  allocate(process: KernelProcess, bytes: number): void {
    const change = Math.max(bytes, baseMemory - process.memory);
    process.memory += change;
    this.#add(process, change);
    if (change > 0) this.#check(process);
  }

  onKill(listener: (process: Process) => void): void {
    this.#listeners.push(listener);
  }

  #add(process: KernelProcess, bytes: number): void {
    this.used += bytes;
    process.namespaces.cgroup.memoryUsed += bytes;
  }

  #check(cause: KernelProcess): void {
    const { cgroup } = cause.namespaces;
    const limit = cgroup.limits.memory;
    while (limit !== undefined && cgroup.memoryUsed > limit)
      if (!this.#killBiggest((process) => process.namespaces.cgroup === cgroup)) break;
    while (this.used > this.capacity) if (!this.#killBiggest(() => true)) break;
  }

  #killBiggest(among: (process: KernelProcess) => boolean): boolean {
    const spared = this.spared();
    let victim: KernelProcess | undefined;
    for (const process of this.processes()) {
      if (process.dead || process === spared || !among(process)) continue;
      if (victim === undefined || process.memory > victim.memory) victim = process;
    }
    if (victim === undefined) return false;
    victim.oomKilled = true;
    victim.namespaces.cgroup.oomKills++;
    victim.terminate(killedBy('SIGKILL'));
    for (const listener of this.#listeners) listener(victim);
    return true;
  }
}
