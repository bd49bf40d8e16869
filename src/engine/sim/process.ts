import type { ApiRequest, ApiResponse } from '../api/http.ts';
import type { DnsQuestion, DnsReply } from './dns.ts';
import type { Task } from './task.ts';

/**
 * What a simulated program sees of the world: the system calls of its process. Programs (nginx, sh, kubectl, ...)
 * know nothing else of the engine, so the same program runs in a container, on a node and on the workstation.
 *
 * Calls that can wait are tasks (`yield* p.read(0)`); the others answer at once. A call that fails throws `SysError`.
 * A program ends by returning its exit status (0-255); an uncaught SysError prints `NAME: message` and exits 1.
 */
export type Program = (p: ProcessContext) => Task<number>;

export type Signal =
  | 'SIGHUP'
  | 'SIGINT'
  | 'SIGQUIT'
  | 'SIGKILL'
  | 'SIGUSR1'
  | 'SIGUSR2'
  | 'SIGPIPE'
  | 'SIGALRM'
  | 'SIGTERM'
  | 'SIGCHLD'
  | 'SIGCONT'
  | 'SIGSTOP'
  | 'SIGTSTP'
  | 'SIGWINCH';

/** Linux numbers, as `kill -l` prints them. */
export const signalNumbers: Readonly<Record<Signal, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGUSR2: 12,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
  SIGCHLD: 17,
  SIGCONT: 18,
  SIGSTOP: 19,
  SIGTSTP: 20,
  SIGWINCH: 28,
};

export type Errno =
  | 'EPERM'
  | 'ENOENT'
  | 'ESRCH'
  | 'EINTR'
  | 'EIO'
  | 'ENOEXEC'
  | 'EBADF'
  | 'ECHILD'
  | 'EAGAIN'
  | 'ENOMEM'
  | 'EACCES'
  | 'EBUSY'
  | 'EEXIST'
  | 'EXDEV'
  | 'ENOTDIR'
  | 'EISDIR'
  | 'EINVAL'
  | 'ENXIO'
  | 'ENOTTY'
  | 'EFBIG'
  | 'ENOSPC'
  | 'EROFS'
  | 'EPIPE'
  | 'ELOOP'
  | 'ENAMETOOLONG'
  | 'ENOTEMPTY'
  | 'ENOTSOCK'
  | 'EADDRINUSE'
  | 'EADDRNOTAVAIL'
  | 'ENETUNREACH'
  | 'ECONNRESET'
  | 'EISCONN'
  | 'ENOTCONN'
  | 'ETIMEDOUT'
  | 'ECONNREFUSED'
  | 'EHOSTUNREACH'
  | 'ENOTFOUND'
  | 'ENOSYS';

/** glibc's strerror texts. ENOTFOUND is getaddrinfo's EAI_NONAME. */
export const errnoMessages: Readonly<Record<Errno, string>> = {
  EPERM: 'Operation not permitted',
  ENOENT: 'No such file or directory',
  ESRCH: 'No such process',
  EINTR: 'Interrupted system call',
  EIO: 'Input/output error',
  ENOEXEC: 'Exec format error',
  EBADF: 'Bad file descriptor',
  ECHILD: 'No child processes',
  EAGAIN: 'Resource temporarily unavailable',
  ENOMEM: 'Cannot allocate memory',
  EACCES: 'Permission denied',
  EBUSY: 'Device or resource busy',
  EEXIST: 'File exists',
  EXDEV: 'Invalid cross-device link',
  ENOTDIR: 'Not a directory',
  EISDIR: 'Is a directory',
  EINVAL: 'Invalid argument',
  ENXIO: 'No such device or address',
  ENOTTY: 'Inappropriate ioctl for device',
  EFBIG: 'File too large',
  ENOSPC: 'No space left on device',
  EROFS: 'Read-only file system',
  EPIPE: 'Broken pipe',
  ELOOP: 'Too many levels of symbolic links',
  ENAMETOOLONG: 'File name too long',
  ENOTEMPTY: 'Directory not empty',
  ENOTSOCK: 'Socket operation on non-socket',
  EADDRINUSE: 'Address already in use',
  EADDRNOTAVAIL: 'Cannot assign requested address',
  ENETUNREACH: 'Network is unreachable',
  ECONNRESET: 'Connection reset by peer',
  EISCONN: 'Transport endpoint is already connected',
  ENOTCONN: 'Transport endpoint is not connected',
  ETIMEDOUT: 'Connection timed out',
  ECONNREFUSED: 'Connection refused',
  EHOSTUNREACH: 'No route to host',
  ENOTFOUND: 'Name or service not known',
  ENOSYS: 'Function not implemented',
};

/** A system call that failed. `message` is strerror's text. */
export class SysError extends Error {
  constructor(
    readonly code: Errno,
    readonly detail = '',
  ) {
    super(errnoMessages[code]);
    this.name = 'SysError';
  }
}

/** How a process ended: by returning (`code`) or by a signal. The shell's `$?` of a signal is 128 + its number. */
export interface ExitStatus {
  readonly code: number;
  readonly signal?: Signal;
}

export interface FileStat {
  readonly type: 'file' | 'directory' | 'symlink' | 'device' | 'fifo' | 'socket';
  /** Permission bits, e.g. 0o755. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Bytes. */
  readonly size: number;
  /** Unix milliseconds. */
  readonly mtime: number;
  readonly target?: string;
}

export interface OpenFlags {
  readonly read?: boolean;
  readonly write?: boolean;
  readonly append?: boolean;
  readonly create?: boolean;
  readonly truncate?: boolean;
  readonly exclusive?: boolean;
}

export interface SocketAddress {
  readonly address: string;
  readonly port: number;
}

export interface InterfaceInfo {
  readonly name: string;
  readonly mac: string;
  readonly mtu: number;
  readonly addresses: readonly { readonly address: string; readonly prefix: number }[];
}

export interface ProcessInfo {
  /** As seen in the caller's PID namespace. */
  readonly pid: number;
  readonly ppid: number;
  readonly uid: number;
  readonly argv: readonly string[];
  readonly state: 'running' | 'sleeping' | 'zombie' | 'stopped';
  /** Unix milliseconds. */
  readonly startedAt: number;
  /** Resident memory, bytes. */
  readonly memory: number;
  /** CPU time used so far, ms. */
  readonly cpuTime: number;
  readonly tty: string | undefined;
}

export interface SpawnOptions {
  /** `argv[0]` is looked up in PATH unless it holds a slash. */
  readonly argv: readonly string[];
  /** The child's descriptors, child number -> the caller's number; default 0, 1 and 2 as they are. */
  readonly fds?: Readonly<Record<number, number>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** A new process group led by the child (`new`), or an existing one; default: the caller's. */
  readonly group?: 'new' | number;
  /** Runs this instead of a file: a shell's fork without exec. `argv` is then only what `ps` shows. */
  readonly program?: Program;
}

/** The terminal behind a descriptor. */
export interface TerminalControl {
  readonly name: string;
  readonly columns: number;
  readonly rows: number;
  /** Raw: keys arrive as typed, without echo, line discipline or signals. Cooked is the default. */
  setRaw(raw: boolean): void;
  /** The process group that Ctrl-C and Ctrl-Z signal. */
  setForeground(group: number): void;
}

/** A thread that `ProcessContext.thread` started. */
export interface ThreadHandle {
  readonly done: boolean;
  /** Stops it; its `finally` blocks run and must not wait. */
  cancel(): void;
  /** Waits until it has ended. */
  join(): Task<void>;
}

export interface ProcessContext {
  readonly pid: number;
  readonly ppid: number;
  readonly group: number;
  readonly argv: readonly string[];
  /** The process's own copy; assign to change what children inherit. */
  readonly env: Record<string, string>;
  readonly uid: number;
  readonly gid: number;
  /** Its supplementary groups, where it was given some. */
  readonly groups?: readonly number[];
  readonly cwd: string;
  chdir(path: string): void;
  /** From the UTS namespace. */
  hostname(): string;
  /** Unix milliseconds of the virtual clock. */
  now(): number;
  /** Uniform in [0, 1), from the simulation's seed. */
  random(): number;
  sleep(ms: number): Task<void>;
  /**
   * Uses the CPU for `ms` milliseconds of one core; takes longer where the cgroup's limit throttles.
   * Less than 1 ms is saved up, so an interpreter may call it for every step.
   */
  cpu(ms: number): Task<void>;
  /** Runs `task` beside the program, as a thread: it shares everything and ends with the process. */
  thread(task: Task<void>): ThreadHandle;
  /** Runs `task`, throwing ETIMEDOUT inside it at the wait that is under way after `ms`. */
  timeout<T>(ms: number, task: Task<T>): Task<T>;

  /** Text up to `max` characters, as soon as there is any; '' at the end of the file. */
  read(fd: number, max?: number): Task<string>;
  /** Writes all of it. A pipe or socket without a reader raises SIGPIPE, then throws EPIPE. */
  write(fd: number, data: string): Task<void>;
  open(path: string, flags?: OpenFlags): number;
  close(fd: number): void;
  pipe(): { readonly read: number; readonly write: number };
  /** Makes `to` a copy of `from`. */
  dup2(from: number, to: number): void;
  terminal(fd: number): TerminalControl | undefined;

  stat(path: string): FileStat;
  lstat(path: string): FileStat;
  readdir(path: string): readonly string[];
  mkdir(path: string, mode?: number): void;
  rmdir(path: string): void;
  unlink(path: string): void;
  rename(from: string, to: string): void;
  symlink(target: string, path: string): void;
  chmod(path: string, mode: number): void;
  /** Gives a file away: root may do it, an owner only to a group of his own. Throws EPERM. */
  chown(path: string, uid: number, gid: number): void;
  utimes(path: string, mtime: number): void;
  readFile(path: string): string;
  writeFile(path: string, text: string, options?: { readonly append?: boolean; readonly mode?: number }): void;

  /** Binds and listens; `address` '0.0.0.0' or '::' is any. Throws EADDRINUSE, EADDRNOTAVAIL, EACCES. */
  listen(address: string, port: number): number;
  accept(fd: number): Task<{ readonly fd: number; readonly local: SocketAddress; readonly remote: SocketAddress }>;
  /** Connects by IP address. Throws ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, ETIMEDOUT. */
  connect(address: string, port: number): Task<number>;
  /**
   * getaddrinfo: /etc/hosts, then the servers of /etc/resolv.conf. An IP address answers itself. Throws ENOTFOUND.
   * @param server asks this name server for exactly this name, as dig does; ETIMEDOUT if it does not answer.
   */
  resolve(name: string, server?: string): Task<readonly string[]>;
  /**
   * Asks a name server one question, as dig does: no search list, no /etc/hosts, no second try.
   * @throws SysError ETIMEDOUT, ECONNREFUSED, ENETUNREACH.
   */
  query(server: string, question: DnsQuestion, timeout?: number): Task<DnsReply>;
  /** Binds a UDP socket; port 0 is the kernel's choice. Throws EADDRINUSE, EADDRNOTAVAIL, EACCES. */
  bindDatagram(address: string, port: number): number;
  /** A UDP socket with one peer: `read` and `write` are datagrams from and to it. */
  connectDatagram(address: string, port: number): number;
  sendDatagram(fd: number, data: string, to: SocketAddress): void;
  /** Throws ECONNREFUSED where the peer of a connected socket has nobody on that port. */
  receiveDatagram(fd: number): Task<{ readonly data: string; readonly from: SocketAddress }>;
  /**
   * One ICMP echo request; `time` is until the answer, ms.
   * @throws SysError ETIMEDOUT, EHOSTUNREACH, ENETUNREACH.
   */
  echo(address: string, timeout: number): Task<{ readonly time: number; readonly ttl: number }>;
  /** Half-closes a socket: the peer reads the end of the stream; reading from it goes on. */
  shutdown(fd: number): void;
  localAddress(fd: number): SocketAddress;
  remoteAddress(fd: number): SocketAddress;
  interfaces(): readonly InterfaceInfo[];

  /** Starts a child. Throws ENOENT, EACCES, ENOEXEC. */
  spawn(options: SpawnOptions): number;
  /** Replaces this program; returns only by throwing ENOENT, EACCES or ENOEXEC. */
  exec(argv: readonly string[], env?: Readonly<Record<string, string>>): Task<never>;
  /**
   * Waits for a child (-1: any) to end. Throws ECHILD.
   * @param untraced also returns, once, when a child is stopped; `stopped` is then true and the child lives on.
   */
  wait(
    pid: number,
    untraced?: boolean,
  ): Task<{ readonly pid: number; readonly status: ExitStatus; readonly stopped?: boolean }>;
  /** Like `wait(-1)` without waiting: undefined if no child has ended. */
  tryWait(): { readonly pid: number; readonly status: ExitStatus } | undefined;
  /** Signals a process, or the group `-pid`. Throws ESRCH, EPERM. */
  kill(pid: number, signal: Signal | 0): void;
  /** A handler runs when the signal comes; a wait under way then throws EINTR. PID 1 ignores what it does not handle. */
  onSignal(signal: Signal, action: 'default' | 'ignore' | (() => void)): void;
  /** Ends the process, as a thrown value that programs must not catch. */
  exit(code: number): never;
  /** The processes of this PID namespace. */
  processes(): readonly ProcessInfo[];
  setProcessGroup(pid: number, group: number): void;
  /** Claims (or with a negative number frees) memory; past the cgroup's limit the OOM killer ends a process. */
  allocate(bytes: number): void;

  /** A request to the cluster's API server with the caller's kubeconfig; connection failures throw SysError. */
  request(request: ApiRequest): Task<ApiResponse>;
  /** Tells whoever sits before this machine something that no byte on the terminal says (open the editor on a file). False if nobody listens. */
  notify(message: HostMessage): boolean;
}

export type HostMessage = { readonly kind: 'edit'; readonly path: string };
