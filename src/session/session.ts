import { type Cluster, createCluster } from '../engine/cluster.ts';
import { createTerminal } from '../engine/runtime/kernel/index.ts';
import type { Machine } from '../engine/runtime/machine.ts';
import { kubeconfigText } from '../kubectl/kubeconfig/text.ts';
import { createShell } from '../shell/index.ts';
import { homeFiles } from './home.ts';
import { type KubectlRoom, lateKubectl } from './late-kubectl.ts';
import { performDeed } from './deeds.ts';
import { markOf } from './marks.ts';
import type { ClusterConfig, Input, SubmitResult, TimedInput, TimeMark } from './protocol.ts';
import type { Recording } from './recording.ts';
import { Terminals } from './terminals.ts';
import { TraceLog } from './trace.ts';
import { furnishWorkstation, runAsUser, user, writeHomeFile } from './workstation.ts';

/** Virtual ms that a new cluster has run when somebody sits down before it: its nodes are Ready, nothing else has happened. */
const settleTime = 10_000;

/**
 * A cluster with somebody before it: the engine, the workstation, its terminals, and the list of what was typed and clicked. The session knows
 * virtual time only; who owns it decides how fast `advanceTo` is called.
 */
export class Session {
  readonly cluster: Cluster;
  readonly workstation: Machine;
  readonly terminals: Terminals;
  readonly trace: TraceLog;
  readonly #inputs: TimedInput[] = [];
  readonly #results: SubmitResult[] = [];
  readonly #edits: { path: string }[] = [];
  readonly #changedFiles = new Set<string>();
  readonly #marks: TimeMark[] = [];
  #scannedRevision = 0;

  /**
   * @param kubectl asked for when kubectl first runs
   * @param openapi the API description; without it `explain` and /openapi answer that there is none
   */
  constructor(
    readonly config: ClusterConfig,
    kubectl: () => KubectlRoom,
    openapi?: unknown,
  ) {
    this.cluster = createCluster({
      release: config.release,
      seed: config.seed,
      nodes: config.nodes,
      settle: settleTime,
      ...(openapi === undefined ? {} : { openapi }),
    });
    this.trace = new TraceLog(this.cluster);
    const { program, completer } = lateKubectl(kubectl, config.release);
    const shell = createShell({
      flavour: 'bash',
      completers: { kubectl: completer },
    });
    this.workstation = this.cluster.addMachine('workstation', (disk) =>
      furnishWorkstation(disk, { bash: shell.program, kubectl: program }, this.cluster.hosts(), {
        '.kube/config': kubeconfigText(`https://${this.cluster.server.address}`),
        ...homeFiles[config.scenario],
      }),
    );
    this.workstation.onMessage((message) => this.#edits.push({ path: message.path }));
    this.workstation.disk.onChange((path) => {
      if (path.startsWith(`${user.home}/`)) this.#changedFiles.add(path);
    });
    this.terminals = new Terminals(
      (terminal) =>
        runAsUser(this.workstation, ['-bash'], { kind: 'terminal', terminal }, { program: shell.interactive }),
      (columns, rows) => createTerminal(this.workstation, { columns, rows }),
    );
  }

  /** Virtual milliseconds since the cluster began. */
  get now(): number {
    return this.cluster.sim.now;
  }

  /** Takes an input at this moment and records it. */
  input(input: Input): void {
    // What is due now comes first, also between two inputs of one instant: a replay does the same.
    this.advanceTo(this.now);
    this.#inputs.push({ at: this.now, input });
    this.#perform(input);
  }

  advanceTo(time: number): void {
    this.cluster.sim.advanceTo(time);
  }

  /** The inputs so far, in order. */
  get inputs(): readonly TimedInput[] {
    return this.#inputs;
  }

  get recording(): Recording {
    return { version: 1, config: this.config, inputs: [...this.#inputs], until: this.now };
  }

  /** The marks of the time bar so far, in order. */
  get marks(): readonly TimeMark[] {
    const { store } = this.cluster.server;
    if (store.revision > this.#scannedRevision) {
      for (const { resource, type, object, previous, at } of store.changesAfter(this.#scannedRevision)) {
        const mark = markOf(resourceName(resource), type, object, previous, at);
        if (mark !== undefined) this.#marks.push(mark);
      }
      this.#scannedRevision = store.revision;
    }
    return this.#marks;
  }

  /** What the editor's buttons printed, since the last call. */
  drainResults(): readonly SubmitResult[] {
    return this.#results.splice(0);
  }

  /** The files that somebody wants to see in the editor, since the last call. */
  drainEdits(): readonly { readonly path: string }[] {
    return this.#edits.splice(0);
  }

  /** The files of the home directory that changed since the last call; `text` undefined: removed. */
  drainFiles(): { path: string; text?: string }[] {
    const paths = [...this.#changedFiles];
    this.#changedFiles.clear();
    return paths.flatMap((path) => {
      const stat = this.workstation.disk.stat(path);
      if (stat === undefined) return [{ path }];
      return stat.type === 'file' ? [{ path, text: this.workstation.disk.readFile(path) }] : [];
    });
  }

  /** Every file of the home directory, hidden ones not. */
  files(): { path: string; text: string }[] {
    const { disk } = this.workstation;
    return disk
      .readdir(user.home)
      .filter((name) => !name.startsWith('.'))
      .map((name) => `${user.home}/${name}`)
      .filter((path) => disk.stat(path)?.type === 'file')
      .map((path) => ({ path, text: disk.readFile(path) }));
  }

  #perform(input: Input): void {
    const { disk } = this.workstation;
    switch (input.kind) {
      case 'terminal-open':
        this.terminals.open(input.terminal, input.columns, input.rows);
        if (input.line !== undefined) this.terminals.type(input.terminal, `${input.line}\r`);
        break;
      case 'terminal-type':
        this.terminals.type(input.terminal, input.text);
        break;
      case 'terminal-resize':
        this.terminals.resize(input.terminal, input.columns, input.rows);
        break;
      case 'terminal-close':
        this.terminals.close(input.terminal);
        break;
      case 'file-write':
        writeHomeFile(disk, input.path, input.text);
        break;
      case 'file-remove':
        if (disk.stat(input.path) !== undefined) disk.remove(input.path);
        break;
      case 'submit':
        writeHomeFile(disk, input.path, input.text);
        this.#submit(input.id, input.verb, input.path);
        break;
      case 'deed':
        performDeed(this.cluster, input.deed);
        break;
    }
  }

  /** The editor's buttons: the same kubectl on the same file, out of sight. */
  #submit(id: number, verb: 'create' | 'apply', path: string): void {
    let stdout = '';
    let stderr = '';
    const name = path.startsWith(`${user.home}/`) ? path.slice(user.home.length + 1) : path;
    const process = runAsUser(this.workstation, ['kubectl', verb, '-f', name], {
      kind: 'pipes',
      stdout: (text) => (stdout += text),
      stderr: (text) => (stderr += text),
    });
    process.onExit(({ code }) => {
      this.#results.push({ type: 'submit-result', id, exitCode: code, stdout, stderr });
    });
  }
}

/** `pods` of the store's `/pods`, `deployments` of `apps/deployments`. */
export function resourceName(storage: string): string {
  return storage.slice(storage.indexOf('/') + 1);
}

/** Plays a recording up to `until` (default: its end): the same session, revision by revision. */
export function replay(
  recording: Recording,
  kubectl: () => KubectlRoom,
  openapi?: unknown,
  until: number = recording.until,
): Session {
  const session = new Session(recording.config, kubectl, openapi);
  for (const { at, input } of recording.inputs) {
    if (at > until) break;
    session.advanceTo(at);
    session.input(input);
  }
  session.advanceTo(until);
  return session;
}
