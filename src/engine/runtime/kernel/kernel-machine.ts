import type { ApiTransport } from '../../api/http.ts';
import type { HostMessage } from '../../sim/process.ts';
import { SysError } from '../../sim/process.ts';
import type { Random } from '../../sim/random.ts';
import type { Simulation } from '../../sim/simulation.ts';
import { block } from '../../sim/task.ts';
import type { KernelFabric } from '../../network/fabric.ts';
import { NetNamespace } from '../../network/net-namespace.ts';
import type {
  Cgroup,
  CgroupLimits,
  FileTree,
  Machine,
  MachineSpawn,
  NetworkNamespace,
  PidNamespace,
  Process,
  Stdio,
} from '../machine.ts';
import { CpuPool, KernelCgroup } from './cgroup.ts';
import { findExecutable } from './exec.ts';
import { changeDirectory } from './file-calls.ts';
import { createFileTree } from './file-tree.ts';
import { baseMemory, KernelProcess, type KernelNamespaces } from './kernel-process.ts';
import { KernelMountNamespace } from './mount-namespace.ts';
import type { OpenFile } from './open-file.ts';
import { KernelPidNamespace, ProcessGroup, type Session } from './pid-namespace.ts';
import { ChannelReader, SinkWriter } from './pipe.ts';
import { killedBy } from './signals.ts';
import { Terminal } from './terminal.ts';

export interface MachineOptions {
  readonly sim: Simulation;
  readonly name: string;
  /** On the node network. */
  readonly address: string;
  readonly fabric: KernelFabric;
  /** CPU cores; default 2. */
  readonly cores?: number;
  /** Bytes of memory; default 4 GiB. */
  readonly memory?: number;
  /** The disk, e.g. with an operating system's programs on it; default an empty one. */
  readonly disk?: FileTree;
  /** What to do about a program that threw anything but a SysError, a bug; default: throw it at the simulation. */
  readonly onProgramError?: (error: unknown, process: Process) => void;
}

const defaultMemory = 4 * 1024 ** 3;

/** The kernel of one machine: its process table and what processes share. */
export class KernelMachine implements Machine {
  readonly sim: Simulation;
  readonly name: string;
  readonly address: string;
  readonly fabric: KernelFabric;
  readonly cores: number;
  readonly memoryCapacity: number;
  readonly random: Random;
  readonly disk: FileTree;
  readonly namespaces: KernelNamespaces;
  readonly terminals = new Map<number, Terminal>();
  api: ApiTransport | undefined;
  /** Virtual ms that reading or writing so many characters of a disk takes: slow disks. */
  diskDelay: (characters: number) => number = () => 0;
  readonly #table: KernelPidNamespace;
  readonly #cpu: CpuPool;
  readonly #options: MachineOptions;
  #powered = true;
  #memoryUsed = 0;
  #inode = 20_000;
  #namespaceCount = 0;
  #bootedAt = 0;
  #powerListeners: ((on: boolean) => void)[] = [];
  #messageListeners: ((message: HostMessage) => void)[] = [];
  #oomListeners: ((process: Process) => void)[] = [];

  constructor(options: MachineOptions) {
    const { sim, name, fabric } = options;
    this.#options = options;
    this.sim = sim;
    this.name = name;
    this.address = options.address;
    this.fabric = fabric;
    this.cores = options.cores ?? 2;
    this.memoryCapacity = options.memory ?? defaultMemory;
    this.random = sim.random.fork(`machine/${name}`);
    this.disk = options.disk ?? createFileTree(undefined, { now: () => sim.unixNow });
    this.#cpu = new CpuPool(this.cores);
    this.#table = new KernelPidNamespace('pid-host', undefined);
    this.namespaces = {
      net: fabric.addMachine(name, options.address),
      ipc: { id: 'ipc-host' },
      uts: { id: 'uts-host', hostname: name },
      pid: this.#table,
      mnt: new KernelMountNamespace({ id: 'mnt-host', root: this.disk, rootType: 'ext4' }),
      cgroup: new KernelCgroup(sim, this.#cpu, '/', { cpu: undefined, memory: undefined }),
    };
    this.#boot();
  }

  get powered(): boolean {
    return this.#powered;
  }

  /** Virtual ms since it was switched on. */
  get uptime(): number {
    return this.sim.now - this.#bootedAt;
  }

  get memoryUsed(): number {
    return this.#memoryUsed;
  }

  powerOff(): void {
    if (!this.#powered) return;
    this.#powered = false;
    // Sockets first: a dying machine does not get to say goodbye.
    this.fabric.setPower(this.name, false);
    const processes = [...this.#table.members.values()];
    for (const process of processes) process.vanish();
    for (const process of processes) {
      process.namespaces.cgroup.memoryUsed = 0;
      if (process.namespaces.pid !== this.#table) process.namespaces.pid.reset();
    }
    this.#table.reset();
    this.#memoryUsed = 0;
    for (const terminal of [...this.terminals.values()]) terminal.close();
    for (const listener of this.#powerListeners) listener(false);
  }

  powerOn(): void {
    if (this.#powered) return;
    this.#powered = true;
    this.fabric.setPower(this.name, true);
    this.#boot();
    for (const listener of this.#powerListeners) listener(true);
  }

  onPower(listener: (on: boolean) => void): void {
    this.#powerListeners.push(listener);
  }

  /** Tells of every process that the OOM killer ended. */
  onOutOfMemory(listener: (process: Process) => void): void {
    this.#oomListeners.push(listener);
  }

  onMessage(listener: (message: HostMessage) => void): void {
    this.#messageListeners.push(listener);
  }

  notify(message: HostMessage): boolean {
    for (const listener of this.#messageListeners) listener(message);
    return this.#messageListeners.length > 0;
  }

  process(pid: number): KernelProcess | undefined {
    return this.#table.members.get(pid);
  }

  processes(): readonly Process[] {
    return this.#table.processes();
  }

  createPidNamespace(): PidNamespace {
    return new KernelPidNamespace(this.#namespaceId('pid'), this.#table);
  }

  createNetworkNamespace(): NetworkNamespace {
    return this.fabric.createNamespace(this.name);
  }

  createMountNamespace(root: FileTree, options: { readonly readOnlyRoot?: boolean } = {}): KernelMountNamespace {
    return new KernelMountNamespace({ id: this.#namespaceId('mnt'), root, ...options });
  }

  createCgroup(name: string, limits: CgroupLimits): Cgroup {
    return new KernelCgroup(this.sim, this.#cpu, name, limits);
  }

  spawn(options: MachineSpawn): Process {
    if (!this.#powered) throw new Error(`${this.name} is switched off`);
    const namespaces = kernelNamespaces(options);
    if (namespaces.pid.ended) throw new SysError('ENOMEM');
    const env = { ...options.env };
    const process = new KernelProcess({
      machine: this,
      parent: namespaces.pid === this.#table ? this.#table.init : undefined,
      argv: options.argv,
      env,
      cwd: '/',
      uid: options.uid ?? 0,
      gid: options.gid ?? 0,
      namespaces,
      files: new Map(),
      actions: undefined,
    });
    changeDirectory(process, options.cwd);
    const found =
      options.program === undefined
        ? findExecutable(process, options.argv, env)
        : { program: options.program, argv: options.argv };
    process.argv = found.argv;
    for (const [fd, file] of this.#openStdio(options.stdio).entries()) process.files.set(fd, file.retain());
    this.enter(process, 'session');
    const terminal = options.stdio.kind === 'terminal' ? options.stdio.terminal : undefined;
    if (terminal instanceof Terminal) terminal.attach(process.group.session, process.group);
    if (options.onExit !== undefined) process.onExit(options.onExit);
    process.run(found.program);
    return process;
  }

  /** Gives a process its PIDs, its group and its place in the table. */
  enter(process: KernelProcess, group: ProcessGroup | 'new' | 'session'): void {
    const { pid: namespace, cgroup } = process.namespaces;
    process.pid = this.#table.nextPid();
    process.namespacePid = namespace === this.#table ? process.pid : namespace.nextPid();
    this.#table.add(process.pid, process);
    if (namespace !== this.#table) namespace.add(process.namespacePid, process);
    process.parentProcess?.children.add(process);
    if (group === 'session') this.newGroup(process, { leader: process, terminal: undefined });
    else if (group === 'new') this.newGroup(process, process.parentProcess!.group.session);
    else this.joinGroup(process, group);
    this.#memoryUsed += process.memory;
    cgroup.memoryUsed += process.memory;
    this.#checkMemory(process);
  }

  newGroup(process: KernelProcess, session: Session): void {
    const { pid: namespace } = process.namespaces;
    const group = new ProcessGroup(namespace, process.namespacePid, process.pid, session);
    namespace.groups.set(group.id, group);
    if (namespace !== this.#table) this.#table.groups.set(group.hostId, group);
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
  processEnded(process: KernelProcess): void {
    const { pid: namespace, cgroup } = process.namespaces;
    this.#memoryUsed -= process.memory;
    cgroup.memoryUsed -= process.memory;
    this.#leaveGroup(process, process.group);
    if (process.isInit) this.#endNamespace(namespace);
    else this.#adopt(process);
    const { session } = process.group;
    if (session.leader === process) session.terminal?.leaderEnded(session);
    const parent = process.parentProcess;
    if (parent === undefined || parent.dead || parent === this.#table.init || parent.action('SIGCHLD') === 'ignore') {
      this.reap(process);
      parent?.childChanged();
      return;
    }
    parent.zombies.push(process);
    parent.childChanged();
  }

  /** Removes an ended process from the table. */
  reap(process: KernelProcess): void {
    this.#table.members.delete(process.pid);
    process.namespaces.pid.members.delete(process.namespacePid);
    const parent = process.parentProcess;
    if (parent === undefined) return;
    parent.children.delete(process);
    const index = parent.zombies.indexOf(process);
    if (index >= 0) parent.zombies.splice(index, 1);
  }

  allocate(process: KernelProcess, bytes: number): void {
    const change = Math.max(bytes, baseMemory - process.memory);
    process.memory += change;
    process.namespaces.cgroup.memoryUsed += change;
    this.#memoryUsed += change;
    if (change > 0) this.#checkMemory(process);
  }

  nextInode(): number {
    return this.#inode++;
  }

  addTerminal(terminal: Terminal): number {
    let number = 0;
    while (this.terminals.has(number)) number++;
    this.terminals.set(number, terminal);
    return number;
  }

  removeTerminal(number: number): void {
    this.terminals.delete(number);
  }

  programFailed(process: KernelProcess, error: unknown): void {
    const report = this.#options.onProgramError;
    if (report === undefined) throw error;
    report(error, process);
  }

  #boot(): void {
    this.#bootedAt = this.sim.now;
    this.spawn({
      argv: ['/sbin/init'],
      env: {},
      cwd: '/',
      namespaces: this.namespaces,
      stdio: { kind: 'pipes', stdout: () => {}, stderr: () => {} },
      // It reaps whatever it inherits without being woken: see processEnded.
      program: function* init() {
        yield* block<never>(() => () => {});
        return 0;
      },
    });
  }

  #openStdio(stdio: Stdio): readonly OpenFile[] {
    if (stdio.kind === 'pipes')
      return [
        new ChannelReader(stdio.stdin, this.nextInode()),
        new SinkWriter(stdio.stdout, this.nextInode()),
        new SinkWriter(stdio.stderr, this.nextInode()),
      ];
    if (!(stdio.terminal instanceof Terminal)) throw new Error('not a terminal of this kernel');
    const { file } = stdio.terminal;
    return [file, file, file];
  }

  #leaveGroup(process: KernelProcess, group: ProcessGroup): void {
    group.members.delete(process);
    if (group.members.size > 0) return;
    if (group.namespace.groups.get(group.id) === group) group.namespace.groups.delete(group.id);
    if (this.#table.groups.get(group.hostId) === group) this.#table.groups.delete(group.hostId);
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
      if (heir === undefined || heir === this.#table.init) {
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

  #checkMemory(cause: KernelProcess): void {
    const { cgroup } = cause.namespaces;
    const limit = cgroup.limits.memory;
    while (limit !== undefined && cgroup.memoryUsed > limit)
      if (!this.#killBiggest((process) => process.namespaces.cgroup === cgroup)) break;
    while (this.#memoryUsed > this.memoryCapacity)
      if (!this.#killBiggest((process) => !process.isInit || process.namespaces.pid !== this.#table)) break;
  }

  #killBiggest(among: (process: KernelProcess) => boolean): boolean {
    let victim: KernelProcess | undefined;
    for (const process of this.#table.members.values())
      if (!process.dead && among(process) && (victim === undefined || process.memory > victim.memory)) victim = process;
    if (victim === undefined) return false;
    victim.oomKilled = true;
    victim.namespaces.cgroup.oomKills++;
    const ended: Process = victim;
    victim.terminate(killedBy('SIGKILL'));
    for (const listener of this.#oomListeners) listener(ended);
    return true;
  }

  #namespaceId(kind: string): string {
    return `${kind}-${++this.#namespaceCount}`;
  }
}

function kernelNamespaces({ namespaces }: MachineSpawn): KernelNamespaces {
  const { net, pid, mnt, cgroup } = namespaces;
  if (
    net instanceof NetNamespace &&
    pid instanceof KernelPidNamespace &&
    mnt instanceof KernelMountNamespace &&
    cgroup instanceof KernelCgroup
  )
    return { ...namespaces, net, pid, mnt, cgroup };
  throw new Error('the namespaces are not of this kernel');
}
