import { createTerminal } from '../engine/runtime/kernel/index.ts';
import type { FileTree, Machine } from '../engine/runtime/machine.ts';
import { kubeconfigText } from '../kubectl/kubeconfig/text.ts';
import { createShell } from '../shell/index.ts';
import { homeFiles } from './home.ts';
import { type KubectlRoom, lateKubectl } from './late-kubectl.ts';
import type { ClusterConfig, Input, SubmitResult } from './protocol.ts';
import { Terminals } from './terminals.ts';
import { furnishWorkstation, runAsUser, user, writeHomeFile } from './workstation.ts';

export interface DeskOptions {
  readonly config: Pick<ClusterConfig, 'release' | 'scenario'>;
  /** Asked for when kubectl first runs. */
  readonly kubectl: () => KubectlRoom;
  /** Makes the workstation, with a disk that has been furnished. */
  readonly machine: (furnish: (disk: FileTree) => void) => Machine;
  /** The API server's URL, for the kubeconfig. */
  readonly server: string;
  /** What the workstation's /etc/hosts names. */
  readonly hosts: readonly { readonly address: string; readonly name: string }[];
}

/** What somebody sits at: the workstation with its home directory, its terminals, and the editor's buttons. */
export class Desk {
  readonly workstation: Machine;
  readonly terminals: Terminals;
  readonly #results: SubmitResult[] = [];
  readonly #edits: { path: string }[] = [];
  readonly #changedFiles = new Set<string>();

  constructor({ config, kubectl, machine, server, hosts }: DeskOptions) {
    const { program, completer } = lateKubectl(kubectl, config.release);
    const shell = createShell({
      flavour: 'bash',
      completers: { kubectl: completer },
    });
    this.workstation = machine((disk) =>
      furnishWorkstation(disk, { bash: shell.program, kubectl: program }, hosts, {
        '.kube/config': kubeconfigText(server),
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

  perform(input: Exclude<Input, { readonly kind: 'deed' }>): void {
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
