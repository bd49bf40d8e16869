import type { PidNamespace, Process } from '../machine.ts';
import type { KernelProcess } from './kernel-process.ts';
import type { Terminal } from './terminal.ts';

/** A session: the process groups that share a controlling terminal. */
export interface Session {
  readonly leader: KernelProcess;
  terminal: Terminal | undefined;
}

export class ProcessGroup {
  readonly members = new Set<KernelProcess>();

  constructor(
    readonly namespace: KernelPidNamespace,
    /** The leader's PID in its namespace; it names the group. */
    readonly id: number,
    /** The leader's PID on the host. */
    readonly hostId: number,
    readonly session: Session,
  ) {}
}

/**
 * A PID namespace. The host's is the root: it sees every process of the machine by its host PID, as its children are
 * nested in it. Two levels are enough: containers do not make namespaces of their own.
 */
export class KernelPidNamespace implements PidNamespace {
  readonly members = new Map<number, KernelProcess>();
  readonly groups = new Map<number, ProcessGroup>();
  init: KernelProcess | undefined;
  /** Its PID 1 has ended: nothing can be started in it any more. */
  ended = false;
  #next = 1;

  constructor(
    readonly id: string,
    /** The host's table, for nested namespaces; undefined for the host's own. */
    readonly outer: KernelPidNamespace | undefined,
  ) {}

  processes(): readonly Process[] {
    return [...this.members.values()];
  }

  killAll(): void {
    for (const process of [...this.members.values()]) process.deliver('SIGKILL', undefined);
  }

  nextPid(): number {
    return this.#next++;
  }

  add(pid: number, process: KernelProcess): void {
    this.members.set(pid, process);
    if (process.namespaces.pid === this && pid === 1) this.init = process;
  }

  /** Power-off: everything is forgotten. */
  reset(): void {
    this.members.clear();
    this.groups.clear();
    this.init = undefined;
    this.ended = false;
    this.#next = 1;
  }
}
