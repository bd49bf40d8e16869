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
import { KernelProcess, type KernelNamespaces } from './kernel-process.ts';
import { Memory } from './memory.ts';
import { KernelMountNamespace } from './mount-namespace.ts';
import type { OpenFile } from './open-file.ts';
import { KernelPidNamespace, type ProcessGroup } from './pid-namespace.ts';
import { ProcessTable } from './process-table.ts';
import { ChannelReader, SinkWriter } from './pipe.ts';
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
  readonly random: Random;
  readonly disk: FileTree;
  readonly namespaces: KernelNamespaces;
  readonly terminals = new Map<number, Terminal>();
  api: ApiTransport | undefined;
  /** Virtual ms that reading or writing so many characters of a disk takes: slow disks. */
  diskDelay: (characters: number) => number = () => 0;
  diskSlowness = 1;
  readonly table = new ProcessTable();
  readonly memory: Memory;
  readonly #cpu: CpuPool;
  readonly #options: MachineOptions;
  #powered = true;
  #inode = 20_000;
  #namespaceCount = 0;
  #bootedAt = 0;
  #powerListeners: ((on: boolean) => void)[] = [];
  #messageListeners: ((message: HostMessage) => void)[] = [];

  constructor(options: MachineOptions) {
    const { sim, name, fabric } = options;
    this.#options = options;
    this.sim = sim;
    this.name = name;
    this.address = options.address;
    this.fabric = fabric;
    this.cores = options.cores ?? 2;
    this.memory = new Memory(
      options.memory ?? defaultMemory,
      () => this.table.host.members.values(),
      () => this.table.host.init,
    );
    this.random = sim.random.fork(`machine/${name}`);
    this.disk = options.disk ?? createFileTree(undefined, { now: () => sim.unixNow });
    this.#cpu = new CpuPool(this.cores);
    this.namespaces = {
      net: fabric.addMachine(name, options.address),
      ipc: { id: 'ipc-host' },
      uts: { id: 'uts-host', hostname: name },
      pid: this.table.host,
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
    return this.memory.used;
  }

  get memoryCapacity(): number {
    return this.memory.capacity;
  }

  get recentCpu(): number {
    let cores = 0;
    for (const cgroup of this.#cgroups()) cores += cgroup.recentCpu();
    return cores;
  }

  /** Those that hold a process now. */
  #cgroups(): ReadonlySet<KernelCgroup> {
    return new Set([...this.table.host.members.values()].map(({ namespaces }) => namespaces.cgroup));
  }

  powerOff(): void {
    if (!this.#powered) return;
    this.#powered = false;
    // Sockets first: a dying machine does not get to say goodbye.
    this.fabric.setPower(this.name, false);
    const processes = [...this.table.host.members.values()];
    for (const process of processes) process.vanish();
    for (const process of processes) {
      process.namespaces.cgroup.memoryUsed = 0;
      if (process.namespaces.pid !== this.table.host) process.namespaces.pid.reset();
    }
    this.table.host.reset();
    this.memory.used = 0;
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
    this.memory.onKill(listener);
  }

  onMessage(listener: (message: HostMessage) => void): void {
    this.#messageListeners.push(listener);
  }

  notify(message: HostMessage): boolean {
    for (const listener of this.#messageListeners) listener(message);
    return this.#messageListeners.length > 0;
  }

  process(pid: number): KernelProcess | undefined {
    return this.table.host.members.get(pid);
  }

  processes(): readonly Process[] {
    return this.table.host.processes();
  }

  createPidNamespace(): PidNamespace {
    return new KernelPidNamespace(this.#namespaceId('pid'), this.table.host);
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
      parent: namespaces.pid === this.table.host ? this.table.host.init : undefined,
      argv: options.argv,
      env,
      cwd: '/',
      uid: options.uid ?? 0,
      gid: options.gid ?? 0,
      groups: options.groups,
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

  /** Takes a new process into the table. */
  enter(process: KernelProcess, group: ProcessGroup | 'new' | 'session'): void {
    this.table.enter(process, group);
    this.memory.admit(process);
  }

  processEnded(process: KernelProcess): void {
    this.memory.release(process);
    this.table.ended(process);
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
