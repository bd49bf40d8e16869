import type { ApiTransport } from '../api/http.ts';
import type { Channel } from '../sim/channel.ts';
import type {
  ExitStatus,
  FileStat,
  HostMessage,
  InterfaceInfo,
  Program,
  Signal,
  SocketAddress,
} from '../sim/process.ts';
import type { Task } from '../sim/task.ts';

/**
 * A computer of the simulation: the workstation, the control plane, a worker. It has a kernel (processes in namespaces),
 * a disk and a network interface. `createMachine` in kernel/ makes one. These are the parts that the container runtime,
 * the kubelet and the session use; programs see only `ProcessContext`.
 */
export interface Machine {
  readonly name: string;
  /** Its address on the node network, e.g. 172.18.0.11. */
  readonly address: string;
  readonly powered: boolean;
  /** The host's own namespaces; PID 1 in them is init. */
  readonly namespaces: Namespaces;
  /** The host's disk; it survives power-off. */
  readonly disk: FileTree;
  /** Ends every process without a word, takes the network down; memory is gone. */
  powerOff(): void;
  powerOn(): void;
  onPower(listener: (on: boolean) => void): void;
  /** Starts a process. Throws SysError ENOENT, EACCES or ENOEXEC if there is no such program. */
  spawn(options: MachineSpawn): Process;
  /** A process by its PID on the host. */
  process(pid: number): Process | undefined;
  processes(): readonly Process[];
  /** Allocated memory of all processes, bytes. */
  readonly memoryUsed: number;
  /** Bytes of memory that it has. */
  readonly memoryCapacity: number;
  /** How many times as long as usual its disk takes; 1 is usual. */
  diskSlowness: number;
  /** Cores that all processes together used on average over the last ten whole seconds. */
  readonly recentCpu: number;
  createPidNamespace(): PidNamespace;
  createNetworkNamespace(): NetworkNamespace;
  /** A mount namespace whose root is `root`, with /proc, /dev and /sys as every container has them. */
  createMountNamespace(root: FileTree, options?: { readonly readOnlyRoot?: boolean }): MountNamespace;
  createCgroup(name: string, limits: CgroupLimits): Cgroup;
  /** Where `ProcessContext.request` goes; undefined: no kubeconfig, connection refused. */
  api: ApiTransport | undefined;
  onMessage(listener: (message: HostMessage) => void): void;
  /** Tells of every process that the OOM killer ended. */
  onOutOfMemory(listener: (process: Process) => void): void;
}

export interface MachineSpawn {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly namespaces: Namespaces;
  readonly uid?: number;
  readonly gid?: number;
  /** Supplementary groups. */
  readonly groups?: readonly number[];
  readonly stdio: Stdio;
  /** Runs this program instead of looking argv[0] up. */
  readonly program?: Program;
  /** 'new' PID namespace member with PID 1 if it is the namespace's first process. */
  readonly onExit?: (status: ExitStatus) => void;
}

/** Standard streams: pipes to channels, or one terminal for all three. */
export type Stdio =
  | {
      readonly kind: 'pipes';
      readonly stdin?: Channel<string>;
      readonly stdout: (text: string) => void;
      readonly stderr: (text: string) => void;
    }
  | { readonly kind: 'terminal'; readonly terminal: Terminal };

/** A pseudo-terminal's outer end. Keys go in, what the screen shows comes out. `createTerminal` makes one. */
export interface Terminal {
  readonly output: Channel<string>;
  type(text: string): void;
  resize(columns: number, rows: number): void;
  /** Hangs up: SIGHUP to the session. */
  close(): void;
}

export interface Process {
  readonly pid: number;
  readonly namespacePid: number;
  readonly argv: readonly string[];
  readonly startedAt: number;
  readonly memory: number;
  readonly namespaces: Namespaces;
  readonly exit: ExitStatus | undefined;
  readonly parent: Process | undefined;
  /** From outside the PID namespace: SIGKILL always works, others follow PID 1's rules. */
  kill(signal: Signal): void;
  onExit(listener: (status: ExitStatus) => void): void;
  /** Whether the OOM killer ended it. */
  readonly oomKilled: boolean;
  /** By SIGSTOP, until SIGCONT. */
  readonly stopped: boolean;
}

/** The namespaces of a process. The sandbox's pause owns net, ipc and uts; mnt and pid are the container's own. */
export interface Namespaces {
  readonly net: NetworkNamespace;
  readonly ipc: { readonly id: string };
  readonly uts: { readonly id: string; hostname: string };
  readonly pid: PidNamespace;
  readonly mnt: MountNamespace;
  readonly cgroup: Cgroup;
}

export interface PidNamespace {
  readonly id: string;
  processes(): readonly Process[];
  /** Kills every process in it, as the kernel does when its PID 1 ends. */
  killAll(): void;
}

export interface CgroupLimits {
  /** Milli-CPU; undefined: no limit. */
  readonly cpu: number | undefined;
  /** Bytes; undefined: no limit. */
  readonly memory: number | undefined;
}

export interface Cgroup {
  readonly name: string;
  readonly memoryUsed: number;
  /** CPU used so far, in core-milliseconds. */
  readonly cpuUsed: number;
  /** Cores that it used on average over the last ten whole seconds, or since `since` (virtual ms) if that is later. */
  recentCpu(since?: number): number;
  /** How often the OOM killer struck in it. */
  readonly oomKills: number;
  setLimits(limits: CgroupLimits): void;
}

/** A tree of files. Image layers are shared and read-only; a container's writes go to its own upper layer. */
export interface FileTree {
  stat(path: string): FileStat | undefined;
  exists(path: string): boolean;
  readFile(path: string): string;
  writeFile(path: string, text: string, mode?: number): void;
  /** Installs a program: what exec of this path runs. */
  writeProgram(path: string, program: Program): void;
  mkdir(path: string, mode?: number): void;
  /** Gives a file or directory to somebody. */
  chown(path: string, uid: number, gid: number): void;
  readdir(path: string): readonly string[];
  remove(path: string): void;
  symlink(target: string, path: string): void;
  /** Makes a file that takes so many bytes and holds nothing, as `fallocate` does. */
  allocate(path: string, bytes: number): void;
  /** Bytes held by files below `path` in this tree's own (upper) layer. */
  usage(path: string): number;
  onChange(listener: (path: string) => void): () => void;
}

export interface MountNamespace {
  readonly id: string;
  readonly mounts: readonly {
    readonly path: string;
    readonly source: string;
    readonly readOnly: boolean;
    readonly type: string;
  }[];
  /** Mounts the directory or file `sourcePath` of `source` at `path`. */
  mount(
    path: string,
    source: FileTree,
    sourcePath: string,
    options?: { readonly readOnly?: boolean; readonly type?: string },
  ): void;
  unmount(path: string): void;
}

/** A process wanted a port that another one of its network namespace holds. */
export interface RefusedBind {
  readonly port: number;
  readonly process: Process | undefined;
  readonly holder: Process | undefined;
}

/** A network namespace: interfaces, routes, and the sockets that are bound in it. */
export interface NetworkNamespace {
  readonly id: string;
  readonly interfaces: readonly InterfaceInfo[];
  readonly address: string | undefined;
  /** sysctl net.ipv4.ip_unprivileged_port_start: ports below it only root may bind. */
  unprivilegedPortStart: number;
  readonly listeners: readonly {
    readonly address: string;
    readonly port: number;
    readonly process: Process | undefined;
  }[];
  /** The latest binds that ended in EADDRINUSE, oldest first. */
  readonly refusedBinds: readonly RefusedBind[];
  /** A connection made from this namespace, by the kubelet (probes, port-forward) rather than by a process. */
  connect(address: string, port: number, timeoutMs?: number): Task<Connection>;
}

/** One end of an established TCP connection. */
export interface Connection {
  readonly local: SocketAddress;
  readonly remote: SocketAddress;
  /** '' at the end of the stream. Throws ECONNRESET. */
  read(): Task<string>;
  write(data: string): Task<void>;
  close(): void;
}

/** A packet (or a burst of one direction of a connection) on its way, for whoever watches the network. */
export interface PacketTrace {
  readonly at: number;
  readonly source: SocketAddress;
  readonly destination: SocketAddress;
  readonly kind: 'syn' | 'data' | 'reset' | 'dns' | 'datagram' | 'timeout';
  /** Names of what it passes: pod interface, cni0, node, wire, node, cni0, pod. */
  readonly path: readonly string[];
  /** The destination before the service proxy rewrote it. */
  readonly service?: SocketAddress;
  /** The machine whose service proxy rewrote it. */
  readonly rewrittenAt?: string;
  readonly bytes: number;
  /** Virtual ms that the whole path takes. */
  readonly latency: number;
  readonly summary: string;
}

/** The flat Pod network and the node network below it. `createFabric` in network/ makes one. */
export interface Fabric {
  /** Gives a namespace an address of the node's Pod CIDR on the node's bridge. */
  attachPod(machine: Machine, namespace: NetworkNamespace, podCIDR: string): string;
  detachPod(namespace: NetworkNamespace): void;
  /** Sends what comes to `hostPort` of a machine to a Pod (the CNI plugin portmap); returns how to end it. */
  mapPort(machine: string, hostPort: number, target: SocketAddress, protocol?: 'TCP' | 'UDP'): () => void;
  /** Cuts (or mends) the way between two machines, both directions; `undefined` = every other machine. */
  cut(machine: string, other: string | undefined, isCut: boolean): void;
  reachable(from: string, to: string): boolean;
  onPacket(listener: (packet: PacketTrace) => void): () => void;
}
