import { defaultPath, type Image } from '../images/image.ts';
import { Channel } from '../sim/channel.ts';
import type { ExitStatus } from '../sim/process.ts';
import type { Simulation } from '../sim/simulation.ts';
import type { ContainerConfig, ContainerRuntimeStatus, LogEntry } from './cri.ts';
import { LogFile } from './log.ts';
import type { Cgroup, FileTree, MountNamespace, PidNamespace, Process, Terminal } from './machine.ts';
import type { Sandbox } from './sandbox.ts';

/** Writes of a container's init, for whoever is attached. */
type OutputListener = (stream: LogEntry['stream'], text: string) => void;

/** One container: its record, which outlives its process until it is removed. */
export class Container {
  state: ContainerRuntimeStatus['state'] = 'created';
  process: Process | undefined;
  startedAt: number | undefined;
  finishedAt: number | undefined;
  exit: ExitStatus | undefined;
  reason: string | undefined;
  message: string | undefined;
  pid: PidNamespace | undefined;
  mnt: MountNamespace | undefined;
  terminal: Terminal | undefined;
  readonly createdAt: number;
  readonly log: LogFile;
  readonly stdin: Channel<string> | undefined;
  /** Bytes of its layer; counted anew after a change. */
  #layerBytes: number | undefined;
  readonly #user: NonNullable<ContainerRuntimeStatus['user']>;
  #listeners: OutputListener[] = [];
  #exited: (() => void)[] = [];

  constructor(
    sim: Simulation,
    readonly id: string,
    readonly sandbox: Sandbox,
    readonly config: ContainerConfig,
    readonly image: Image,
    /** The image's name as the runtime shows it in its lists. */
    readonly imageName: string,
    readonly imageRef: string,
    readonly imageId: string,
    /** The writable layer over the image's files. */
    readonly files: FileTree,
    readonly cgroup: Cgroup,
    readonly settings: ProcessSettings,
  ) {
    this.createdAt = sim.unixNow;
    files.onChange(() => (this.#layerBytes = undefined));
    const { uid, gid, groups } = settings;
    this.#user = { uid, gid, supplementalGroups: groups };
    this.log = new LogFile(sim);
    this.stdin = config.stdin ? new Channel<string>() : undefined;
  }

  get argv(): readonly string[] {
    return this.settings.argv;
  }

  /** Bytes that it has written over its image's files. */
  get layerBytes(): number {
    return (this.#layerBytes ??= this.files.usage('/'));
  }

  get running(): boolean {
    return this.state === 'running';
  }

  output(stream: LogEntry['stream'], text: string): void {
    this.log.write(stream, text);
    for (const listener of this.#listeners) listener(stream, text);
  }

  onOutput(listener: OutputListener): () => void {
    this.#listeners.push(listener);
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener);
    };
  }

  /** Calls `listener` once, when the container has ended; at once if it has. */
  onExited(listener: () => void): () => void {
    if (this.state === 'exited') {
      listener();
      return () => {};
    }
    this.#exited.push(listener);
    return () => {
      this.#exited = this.#exited.filter((other) => other !== listener);
    };
  }

  end(exit: ExitStatus, finishedAt: number, reason: string, message?: string): void {
    this.state = 'exited';
    this.process = undefined;
    this.exit = exit;
    this.finishedAt = finishedAt;
    this.reason = reason;
    this.message = message;
    this.log.end();
    const listeners = this.#exited;
    this.#exited = [];
    for (const listener of listeners) listener();
  }

  status(): ContainerRuntimeStatus {
    return {
      id: this.id,
      sandboxId: this.sandbox.id,
      config: this.config,
      state: this.state,
      createdAt: this.createdAt,
      startedAt: this.startedAt,
      finishedAt: this.finishedAt,
      exit: this.exit,
      reason: this.reason,
      message: this.message,
      imageRef: this.imageRef,
      imageId: this.imageId,
      pid: this.process?.pid,
      memory: this.running ? this.cgroup.memoryUsed : 0,
      user: this.#user,
    };
  }
}

export interface ProcessSettings {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly uid: number;
  readonly gid: number;
  /** Supplementary groups. */
  readonly groups: readonly number[];
}

/**
 * Which command runs: `command` replaces ENTRYPOINT and drops the image's CMD, `args` replaces CMD.
 * kubernetes.io/docs, "Define a Command and Arguments for a Container", Notes.
 */
export function commandOf(
  image: Pick<Image, 'entrypoint' | 'cmd'>,
  command: readonly string[] | undefined,
  args: readonly string[] | undefined,
): readonly string[] {
  const given = command !== undefined && command.length > 0;
  const arguments_ = args !== undefined && args.length > 0 ? args : undefined;
  if (given) return [...command, ...(arguments_ ?? [])];
  return [...(image.entrypoint ?? []), ...(arguments_ ?? image.cmd ?? [])];
}

/**
 * The environment in the order in which each runtime builds it. Docker: its own, the Pod's, then what only the image sets
 * (moby daemon/commit.go merge, oci_linux.go); containerd: the image's, its own, the Pod's. runc adds HOME last.
 */
export function environmentOf(
  runtime: 'docker' | 'containerd',
  image: Pick<Image, 'env'>,
  config: Pick<ContainerConfig, 'env' | 'tty'>,
  hostname: string,
  home: string,
): Record<string, string> {
  const own: [string, string][] = [['HOSTNAME', hostname]];
  if (config.tty) own.push(['TERM', 'xterm']);
  const imageEnv = Object.entries(image.env ?? {});
  const podEnv = config.env.map((entry): [string, string] => [entry.name, entry.value]);
  const path = image.env?.PATH ?? defaultPath;
  const env: Record<string, string> = { PATH: path };
  const order = runtime === 'docker' ? [own, podEnv, imageEnv] : [imageEnv, own, podEnv];
  const podNames = new Set(config.env.map((entry) => entry.name));
  for (const part of order) {
    for (const [name, value] of part)
      if (part !== imageEnv || !podNames.has(name) || runtime !== 'docker') env[name] = value;
  }
  if (env.HOME === undefined) env.HOME = home;
  return env;
}

export interface PasswdEntry {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
}

export function parsePasswd(text: string): readonly PasswdEntry[] {
  const entries: PasswdEntry[] = [];
  for (const line of text.split('\n')) {
    const [name, , uid, gid, , home] = line.split(':');
    if (name === undefined || name === '' || uid === undefined || gid === undefined) continue;
    entries.push({ name, uid: Number(uid), gid: Number(gid), home: home === undefined || home === '' ? '/' : home });
  }
  return entries;
}

/**
 * Whom the process runs as: the Pod's runAsUser and runAsGroup before the image's USER, which is a number or a name
 * of the image's /etc/passwd. Undefined if there is no such name.
 */
export function userOf(
  imageUser: string,
  config: Pick<ContainerConfig, 'runAsUser' | 'runAsGroup'>,
  passwd: readonly PasswdEntry[],
): { readonly uid: number; readonly gid: number; readonly home: string } | undefined {
  const [user = '', group] = imageUser.split(':');
  const wanted = config.runAsUser ?? (user === '' ? 0 : /^\d+$/.test(user) ? Number(user) : user);
  const entry = passwd.find((candidate) =>
    typeof wanted === 'string' ? candidate.name === wanted : candidate.uid === wanted,
  );
  if (entry === undefined && typeof wanted === 'string') return undefined;
  const uid = entry?.uid ?? Number(wanted);
  const imageGroup =
    config.runAsUser === undefined && group !== undefined && /^\d+$/.test(group) ? Number(group) : undefined;
  return {
    uid,
    gid: config.runAsGroup ?? imageGroup ?? entry?.gid ?? 0,
    home: entry?.home ?? (uid === 0 ? '/root' : '/'),
  };
}
