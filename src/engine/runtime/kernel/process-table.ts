import type { KernelProcess } from './kernel-process.ts';
import { KernelPidNamespace, ProcessGroup, type Session } from './pid-namespace.ts';
import { killedBy } from './signals.ts';

/** The processes of one machine: their PIDs, groups, parents, and what becomes of them when they end. */
export class ProcessTable {
  /** The host's PID namespace: every process of the machine. */
  readonly host = new KernelPidNamespace('pid-host', undefined);

  /** Gives a process its PIDs, its group and its place in the table. */
  enter(process: KernelProcess, group: ProcessGroup | 'new' | 'session'): void {
    const namespace = process.namespaces.pid;
    process.pid = this.host.nextPid();
    process.namespacePid = namespace === this.host ? process.pid : namespace.nextPid();
    this.host.add(process.pid, process);
    if (namespace !== this.host) namespace.add(process.namespacePid, process);
    process.parentProcess?.children.add(process);
    if (group === 'session') this.newGroup(process, { leader: process, terminal: undefined });
    else if (group === 'new') this.newGroup(process, process.parentProcess!.group.session);
    else this.joinGroup(process, group);
  }

  /** Makes a process the leader of a group of its own. */
  newGroup(process: KernelProcess, session: Session): void {
    const { pid: namespace } = process.namespaces;
    const existing = namespace.groups.get(process.namespacePid);
    const group = existing ?? new ProcessGroup(namespace, process.namespacePid, process.pid, session);
    namespace.groups.set(group.id, group);
    if (namespace !== this.host) this.host.groups.set(group.hostId, group);
    this.joinGroup(process, group);
  }

  joinGroup(process: KernelProcess, group: ProcessGroup): void {
    // The field is unset until the process enters its first group.
    const old = process.group as ProcessGroup | undefined;
    process.group = group;
    group.members.add(process);
    if (old !== undefined) this.#leaveGroup(process, old);
  }

  /** A process has ended: it becomes a zombie until its parent waits for it. */
  ended(process: KernelProcess): void {
    this.#leaveGroup(process, process.group);
    if (process.isInit) this.#endNamespace(process.namespaces.pid);
    else this.#adopt(process);
    const { session } = process.group;
    if (session.leader === process) session.terminal?.leaderEnded(session);
    const parent = process.parentProcess;
    if (parent === undefined || parent.dead || parent === this.host.init || parent.action('SIGCHLD') === 'ignore') {
      this.reap(process);
      parent?.childChanged();
      return;
    }
    parent.zombies.push(process);
    parent.childChanged();
  }

  /** Removes an ended process from the table. */
  reap(process: KernelProcess): void {
    this.host.members.delete(process.pid);
    process.namespaces.pid.members.delete(process.namespacePid);
    const parent = process.parentProcess;
    if (parent === undefined) return;
    parent.children.delete(process);
    const index = parent.zombies.indexOf(process);
    if (index >= 0) parent.zombies.splice(index, 1);
  }

  #leaveGroup(process: KernelProcess, group: ProcessGroup): void {
    group.members.delete(process);
    if (group.members.size > 0) return;
    if (group.namespace.groups.get(group.id) === group) group.namespace.groups.delete(group.id);
    if (this.host.groups.get(group.hostId) === group) this.host.groups.delete(group.hostId);
  }

  /** Gives the children of an ended process to its namespace's init. */
  #adopt(process: KernelProcess): void {
    if (process.children.size === 0) return;
    const heir = process.namespaces.pid.init;
    const zombies = process.zombies;
    process.zombies = [];
    for (const child of process.children) {
      child.parentProcess = heir;
      heir?.children.add(child);
    }
    process.children.clear();
    for (const zombie of zombies) {
      if (heir === undefined || heir === this.host.init) {
        this.reap(zombie);
        continue;
      }
      heir.zombies.push(zombie);
      heir.childChanged();
    }
  }

  /** PID 1 has ended: the kernel kills the rest of its namespace (pid_namespaces(7), zap_pid_ns_processes). */
  #endNamespace(namespace: KernelPidNamespace): void {
    namespace.ended = true;
    for (const process of [...namespace.members.values()]) {
      if (process.dead) this.reap(process);
      else process.terminate(killedBy('SIGKILL'));
    }
  }
}
