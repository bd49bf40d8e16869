import { SysError, type ExitStatus, type Program, type ProcessInfo, type Signal } from '../../sim/process.ts';
import type { Task } from '../../sim/task.ts';
import type { NetNamespace } from '../../network/net-namespace.ts';
import type { Namespaces, Process } from '../machine.ts';
import type { KernelCgroup } from './cgroup.ts';
import type { KernelMachine } from './kernel-machine.ts';
import type { KernelMountNamespace } from './mount-namespace.ts';
import type { OpenFile } from './open-file.ts';
import type { KernelPidNamespace, ProcessGroup } from './pid-namespace.ts';
import { KernelContext } from './context.ts';
import { baseMemory } from './memory.ts';
import { deliveryOf, killedBy, type SignalAction } from './signals.ts';
import { ProcessEnd, Thread, type RunningThread, type ThreadOwner } from './thread.ts';
import { WaitQueue } from '../../sim/wait-queue.ts';

export interface KernelNamespaces extends Namespaces {
  readonly net: NetNamespace;
  readonly pid: KernelPidNamespace;
  readonly mnt: KernelMountNamespace;
  readonly cgroup: KernelCgroup;
}

export interface ProcessStart {
  readonly machine: KernelMachine;
  readonly parent: KernelProcess | undefined;
  readonly argv: readonly string[];
  readonly env: Record<string, string>;
  readonly cwd: string;
  readonly uid: number;
  readonly gid: number;
  readonly groups: readonly number[] | undefined;
  readonly namespaces: KernelNamespaces;
  readonly files: Map<number, OpenFile>;
  readonly actions: Map<Signal, SignalAction> | undefined;
}

/** One process of the table. What programs may do with it is in context.ts. */
export class KernelProcess implements Process, ThreadOwner {
  readonly machine: KernelMachine;
  /** Given when it enters the table. */
  pid = 0;
  namespacePid = 0;
  readonly namespaces: KernelNamespaces;
  readonly startedAt: number;
  readonly uid: number;
  readonly gid: number;
  readonly groups: readonly number[] | undefined;
  readonly files: Map<number, OpenFile>;
  argv: readonly string[];
  env: Record<string, string>;
  cwd: string;
  group!: ProcessGroup;
  parentProcess: KernelProcess | undefined;
  readonly children = new Set<KernelProcess>();
  /** Children that have ended and were not waited for, in the order of their ends. */
  zombies: KernelProcess[] = [];
  readonly childChange = new WaitQueue();
  stopped = false;
  /** A stop that no `wait` has reported yet. */
  stopUnseen = false;
  running: RunningThread | undefined;
  memory = baseMemory;
  oomKilled = false;
  exit: ExitStatus | undefined;
  /** CPU time used by system calls and not yet spent, ms. */
  debt = 0;
  /** CPU time spent, ms. */
  cpuTime = 0;
  #actions: Map<Signal, SignalAction> | undefined;
  #pendingSignals: Signal[] | undefined;
  #main: Thread<number> | undefined;
  #threads: Set<Thread<void>> | undefined;
  #cleanups: Set<() => void> | undefined;
  #exitListeners: ((status: ExitStatus) => void)[] | undefined;

  constructor(start: ProcessStart) {
    this.machine = start.machine;
    this.parentProcess = start.parent;
    this.argv = start.argv;
    this.env = start.env;
    this.cwd = start.cwd;
    this.uid = start.uid;
    this.gid = start.gid;
    this.groups = start.groups;
    this.namespaces = start.namespaces;
    this.files = start.files;
    this.startedAt = start.machine.sim.unixNow;
    this.#actions = start.actions;
  }

  get parent(): Process | undefined {
    return this.parentProcess;
  }

  get isInit(): boolean {
    return this.namespaces.pid.init === this;
  }

  /** The name in messages: the last part of argv[0]. */
  get name(): string {
    const path = this.argv[0] ?? '';
    return path.slice(path.lastIndexOf('/') + 1);
  }

  get dead(): boolean {
    return this.exit !== undefined;
  }

  /** The PID by which `viewer`'s namespace knows it; 0 if it does not. */
  pidIn(viewer: KernelPidNamespace): number {
    if (this.namespaces.pid === viewer) return this.namespacePid;
    return viewer.outer === undefined ? this.pid : 0;
  }

  info(viewer: KernelPidNamespace): ProcessInfo {
    const computing = this.#main === undefined || this.#main.computing || !this.#main.waiting;
    return {
      pid: this.pidIn(viewer),
      ppid: this.parentProcess?.pidIn(viewer) ?? 0,
      uid: this.uid,
      argv: this.argv,
      state: this.dead ? 'zombie' : this.stopped ? 'stopped' : computing ? 'running' : 'sleeping',
      startedAt: this.startedAt,
      memory: this.dead ? 0 : this.memory,
      cpuTime: this.cpuTime,
      tty: this.group.session.terminal?.name,
    };
  }

  /** Runs `program` as its main thread, in place of the one before. */
  run(program: Program): void {
    this.#main?.abandon();
    this.#main = new Thread(
      this.machine.sim,
      this,
      mainTask(this, program),
      (code) => this.terminate({ code: code & 255 }),
      (error) => this.#failed(error),
    );
  }

  /** exec: handlers fall back to the default, other threads end. */
  replace(program: Program, argv: readonly string[], env: Record<string, string>): void {
    this.#endThreads();
    for (const cleanup of this.#cleanups ?? []) cleanup();
    this.#cleanups = undefined;
    for (const [signal, action] of this.#actions ?? []) if (action !== 'ignore') this.#actions?.delete(signal);
    this.argv = argv;
    this.env = env;
    this.run(program);
  }

  startThread(task: Task<void>): Thread<void> {
    const threads = (this.#threads ??= new Set());
    const thread: Thread<void> = new Thread(
      this.machine.sim,
      this,
      task,
      () => threads.delete(thread),
      (error) => {
        threads.delete(thread);
        if (error instanceof SysError) {
          this.complain(error);
          this.terminate({ code: 1 });
        } else this.#failed(error);
      },
    );
    threads.add(thread);
    return thread;
  }

  /** Something to undo when the process ends, e.g. an API request under way; returns a way to call it off. */
  onEnd(cleanup: () => void): () => void {
    const cleanups = (this.#cleanups ??= new Set());
    cleanups.add(cleanup);
    return () => cleanups.delete(cleanup);
  }

  onExit(listener: (status: ExitStatus) => void): void {
    const { exit } = this;
    if (exit !== undefined) this.machine.sim.soon(() => listener(exit));
    else (this.#exitListeners ??= []).push(listener);
  }

  action(signal: Signal): SignalAction {
    return this.#actions?.get(signal) ?? 'default';
  }

  setAction(signal: Signal, action: SignalAction): void {
    if (signal === 'SIGKILL' || signal === 'SIGSTOP') throw new SysError('EINVAL');
    if (action === 'default') this.#actions?.delete(signal);
    else (this.#actions ??= new Map()).set(signal, action);
  }

  /** What a child inherits: ignored signals stay ignored. */
  inheritedActions(): Map<Signal, SignalAction> | undefined {
    let inherited: Map<Signal, SignalAction> | undefined;
    for (const [signal, action] of this.#actions ?? [])
      if (action === 'ignore') (inherited ??= new Map()).set(signal, action);
    return inherited;
  }

  kill(signal: Signal): void {
    this.deliver(signal, undefined);
  }

  /** @param sender undefined: the kernel or something outside every container. */
  deliver(signal: Signal, sender: KernelProcess | undefined): void {
    if (this.dead) return;
    const action = this.action(signal);
    const delivery = deliveryOf(signal, {
      action,
      isInit: this.isInit,
      fromOutside: sender === undefined || sender.namespaces.pid !== this.namespaces.pid,
    });
    if (signal === 'SIGCONT' || signal === 'SIGKILL') this.#continue();
    switch (delivery) {
      case 'terminate':
        this.terminate(killedBy(signal));
        return;
      case 'stop':
        if (this.stopped) return;
        this.stopped = true;
        this.stopUnseen = true;
        this.parentProcess?.childChanged();
        return;
      case 'handle':
        if (this.stopped) (this.#pendingSignals ??= []).push(signal);
        else if (typeof action === 'function') this.#handle(action);
        return;
      case 'continue':
      case 'drop':
        return;
    }
  }

  /** A child has ended or was stopped. */
  childChanged(): void {
    this.childChange.wake();
    if (this.#actions?.has('SIGCHLD') === true) this.deliver('SIGCHLD', undefined);
  }

  /** SIGPIPE, and EPIPE for who survives it. */
  brokenPipe(): never {
    this.deliver('SIGPIPE', this);
    this.checkAlive();
    throw new SysError('EPIPE');
  }

  /** Ends a program whose process was ended by its own call. */
  checkAlive(): void {
    if (this.dead) throw new ProcessEnd(this.exit?.code ?? 0);
  }

  terminate(status: ExitStatus): void {
    if (this.dead) return;
    this.exit = status;
    this.#endThreads();
    this.#main?.cancel();
    this.#release();
    this.machine.processEnded(this);
    const listeners = this.#exitListeners;
    this.#exitListeners = undefined;
    if (listeners !== undefined)
      this.machine.sim.soon(() => {
        for (const listener of listeners) listener(status);
      });
  }

  /** The machine lost its power: gone without a word to anybody. */
  vanish(): void {
    if (this.dead) return;
    this.exit = killedBy('SIGKILL');
    this.#exitListeners = undefined;
    this.#endThreads();
    this.#main?.cancel();
    this.#release();
  }

  descriptor(fd: number): OpenFile {
    const file = this.files.get(fd);
    if (file === undefined) throw new SysError('EBADF');
    return file;
  }

  /** Gives `file` the lowest free descriptor. */
  addDescriptor(file: OpenFile): number {
    let fd = 0;
    while (this.files.has(fd)) fd++;
    this.files.set(fd, file.retain());
    return fd;
  }

  /** Prints a failed call's message to standard error, if that takes it at once. */
  complain(error: SysError): void {
    const text = `${this.name}: ${error.detail === '' ? '' : `${error.detail}: `}${error.message}\n`;
    const stderr = this.files.get(2);
    if (stderr === undefined) return;
    const write = stderr.write(this, text);
    try {
      write.next();
    } catch (failure) {
      if (!(failure instanceof SysError) && !(failure instanceof ProcessEnd)) throw failure;
    }
  }

  #handle(action: () => void): void {
    try {
      action();
    } catch (error) {
      if (this.running !== undefined) throw error;
      this.#failed(error);
      return;
    }
    const main = this.#main;
    if (main !== undefined && !main.computing) main.interrupt(new SysError('EINTR'));
  }

  #continue(): void {
    if (!this.stopped) return;
    this.stopped = false;
    this.stopUnseen = false;
    this.#main?.release();
    for (const thread of this.#threads ?? []) thread.release();
    const pending = this.#pendingSignals;
    this.#pendingSignals = undefined;
    for (const signal of pending ?? []) this.deliver(signal, undefined);
  }

  #failed(error: unknown): void {
    if (error instanceof ProcessEnd) {
      this.terminate({ code: error.code & 255 });
      return;
    }
    if (error instanceof SysError) {
      this.complain(error);
      this.terminate({ code: 1 });
      return;
    }
    this.terminate(killedBy('SIGKILL'));
    this.machine.programFailed(this, error);
  }

  #endThreads(): void {
    const threads = this.#threads;
    this.#threads = undefined;
    for (const thread of threads ?? []) thread.cancel();
  }

  #release(): void {
    const cleanups = this.#cleanups;
    this.#cleanups = undefined;
    for (const cleanup of cleanups ?? []) cleanup();
    for (const file of this.files.values()) file.close();
    this.files.clear();
  }
}

function* mainTask(process: KernelProcess, program: Program): Task<number> {
  return yield* program(new KernelContext(process));
}
