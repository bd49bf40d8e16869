import { SysError, type ExitStatus, type Signal, type SpawnOptions } from '../../sim/process.ts';
import type { Task } from '../../sim/task.ts';
import { findExecutable } from './exec.ts';
import { absolute, changeDirectory } from './file-calls.ts';
import { KernelProcess } from './kernel-process.ts';
import type { OpenFile } from './open-file.ts';
import type { ProcessGroup } from './pid-namespace.ts';
import { killedBy } from './signals.ts';

/** The system calls about other processes, as one process makes them. PIDs are those of its namespace. */

export function spawn(parent: KernelProcess, options: SpawnOptions): KernelProcess {
  const { machine, namespaces } = parent;
  if (namespaces.pid.ended) throw new SysError('ENOMEM');
  const env = { ...(options.env ?? parent.env) };
  const files = new Map<number, OpenFile>();
  for (const [to, from] of childDescriptors(parent, options)) files.set(to, parent.descriptor(from));
  const child = new KernelProcess({
    machine,
    parent,
    argv: options.argv,
    env,
    cwd: parent.cwd,
    uid: parent.uid,
    gid: parent.gid,
    groups: parent.groups,
    namespaces,
    files,
    actions: parent.inheritedActions(),
  });
  if (options.cwd !== undefined) changeDirectory(child, absolute(parent, options.cwd));
  const group = typeof options.group === 'number' ? groupOf(parent, options.group) : undefined;
  const found =
    options.program === undefined
      ? findExecutable(child, options.argv, env)
      : { program: options.program, argv: options.argv };
  child.argv = found.argv;
  for (const file of files.values()) file.retain();
  machine.enter(child, options.group === 'new' ? 'new' : (group ?? parent.group));
  child.run(found.program);
  return child;
}

function childDescriptors(parent: KernelProcess, options: SpawnOptions): readonly (readonly [number, number])[] {
  if (options.fds !== undefined) return Object.entries(options.fds).map(([to, from]) => [Number(to), from]);
  return [0, 1, 2].filter((fd) => parent.files.has(fd)).map((fd) => [fd, fd]);
}

function groupOf(process: KernelProcess, id: number): ProcessGroup {
  const group = process.namespaces.pid.groups.get(id);
  if (group === undefined || group.session !== process.group.session) throw new SysError('EPERM');
  return group;
}

export interface Waited {
  readonly pid: number;
  readonly status: ExitStatus;
  readonly stopped?: boolean;
}

/** waitpid: `pid` > 0 that child, -1 any, 0 of the own group, < -1 of that group. */
export function* wait(parent: KernelProcess, pid: number, untraced: boolean): Task<Waited> {
  const matches = (child: KernelProcess): boolean => {
    if (pid > 0) return child.namespacePid === pid;
    if (pid === -1) return true;
    return child.group.id === (pid === 0 ? parent.group.id : -pid);
  };
  for (;;) {
    const ended = parent.zombies.find(matches);
    if (ended !== undefined) return reap(parent, ended);
    let any = false;
    for (const child of parent.children) {
      if (!matches(child)) continue;
      any = true;
      if (!untraced || !child.stopUnseen) continue;
      child.stopUnseen = false;
      return { pid: child.namespacePid, status: killedBy('SIGTSTP'), stopped: true };
    }
    if (!any) throw new SysError('ECHILD');
    yield* parent.childChange.wait();
  }
}

export function tryWait(parent: KernelProcess): Waited | undefined {
  const ended = parent.zombies[0];
  return ended === undefined ? undefined : reap(parent, ended);
}

function reap(parent: KernelProcess, child: KernelProcess): Waited {
  parent.machine.table.reap(child);
  return { pid: child.namespacePid, status: child.exit ?? { code: 0 } };
}

export function kill(sender: KernelProcess, pid: number, signal: Signal | 0): void {
  const targets = killTargets(sender, pid);
  if (targets.length === 0) throw new SysError('ESRCH');
  const allowed = targets.filter((target) => sender.uid === 0 || sender.uid === target.uid);
  if (allowed.length === 0) throw new SysError('EPERM');
  if (signal !== 0) for (const target of allowed) target.deliver(signal, sender);
}

function killTargets(sender: KernelProcess, pid: number): readonly KernelProcess[] {
  const view = sender.namespaces.pid;
  if (pid > 0) {
    const target = view.members.get(pid);
    return target === undefined ? [] : [target];
  }
  if (pid === -1) return [...view.members.values()].filter((other) => other !== sender && other.pidIn(view) !== 1);
  const group = pid === 0 ? sender.group : view.groups.get(-pid);
  return [...(group?.members ?? [])];
}

export function setProcessGroup(caller: KernelProcess, pid: number, id: number): void {
  const target = pid === 0 ? caller : caller.namespaces.pid.members.get(pid);
  if (target === undefined || (target !== caller && !caller.children.has(target))) throw new SysError('ESRCH');
  const leader = id === 0 ? target.namespacePid : id;
  if (target.group.id === leader && target.group.namespace === target.namespaces.pid) return;
  if (target.group.session.leader === target) throw new SysError('EPERM');
  if (leader === target.namespacePid) caller.machine.table.newGroup(target, target.group.session);
  else caller.machine.table.joinGroup(target, groupOf(caller, leader));
}
