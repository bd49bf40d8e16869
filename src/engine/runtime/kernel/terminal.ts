import { Channel } from '../../sim/channel.ts';
import { SysError, type FileStat, type Signal, type TerminalControl } from '../../sim/process.ts';
import type { Task } from '../../sim/task.ts';
import type { Machine, Terminal as TerminalEnd } from '../machine.ts';
import { KernelMachine } from './kernel-machine.ts';
import type { KernelProcess } from './kernel-process.ts';
import { LineDiscipline, onlcr } from './line-discipline.ts';
import { OpenFile, specialStat } from './open-file.ts';
import type { ProcessGroup, Session } from './pid-namespace.ts';
import { WaitQueue } from '../../sim/wait-queue.ts';

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** Opens a pseudo-terminal of `machine`; spawn a process with it as its stdio to make it that session's. */
export function createTerminal(machine: Machine, size: TerminalSize): TerminalEnd {
  if (!(machine instanceof KernelMachine)) throw new Error('not a kernel machine');
  return new Terminal(machine, size);
}

/** A pseudo-terminal: the outer end of machine.ts, and `file` for the processes inside. */
export class Terminal implements TerminalEnd {
  readonly output = new Channel<string>();
  readonly file: OpenFile;
  readonly #discipline = new LineDiscipline();
  readonly #number: number;
  /** Lines and raw keys ready to be read; a piece '' is an end of file. */
  #input: string[] = [];
  readonly #readable = new WaitQueue();
  readonly #resumed = new WaitQueue();
  #last = '';
  #size: TerminalSize;
  #paused = false;
  #closed = false;
  #foreground: ProcessGroup | undefined;
  #session: Session | undefined;

  constructor(
    private readonly machine: KernelMachine,
    size: TerminalSize,
  ) {
    this.#size = size;
    this.#number = machine.addTerminal(this);
    this.file = new TerminalFile(this);
  }

  get name(): string {
    return `pts/${this.#number}`;
  }

  get size(): TerminalSize {
    return this.#size;
  }

  get closed(): boolean {
    return this.#closed;
  }

  get foreground(): ProcessGroup | undefined {
    return this.#foreground;
  }

  type(text: string): void {
    if (this.#closed || text === '') return;
    const typed = this.#discipline.type(text);
    if (typed.paused === true) this.#paused = true;
    if (typed.paused === false || typed.signals.length > 0) this.#resume();
    if (typed.echo !== '') this.#show(typed.echo);
    if (typed.signals.length > 0) this.#input = [];
    if (typed.input.length > 0) {
      this.#input.push(...typed.input);
      this.#readable.wake();
    }
    for (const signal of typed.signals) this.#signal(signal);
  }

  resize(columns: number, rows: number): void {
    if (columns === this.#size.columns && rows === this.#size.rows) return;
    this.#size = { columns, rows };
    this.#signal('SIGWINCH');
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    const session = this.#session;
    const foreground = this.#foreground;
    this.machine.removeTerminal(this.#number);
    this.#readable.wake();
    this.#resume();
    if (session !== undefined) {
      session.terminal = undefined;
      hangUp(session.leader);
      for (const process of [...(foreground?.members ?? [])]) if (process !== session.leader) hangUp(process);
    }
    this.output.close();
  }

  /** Becomes the controlling terminal of a new session. */
  attach(session: Session, group: ProcessGroup): void {
    this.#session = session;
    session.terminal = this;
    this.#foreground = group;
  }

  /** The session leader has ended: the foreground group hears SIGHUP, the terminal is free for another session. */
  leaderEnded(session: Session): void {
    if (this.#session !== session) return;
    const foreground = this.#foreground;
    this.#session = undefined;
    this.#foreground = undefined;
    session.terminal = undefined;
    this.setRaw(false);
    for (const process of [...(foreground?.members ?? [])]) hangUp(process);
  }

  setForeground(group: ProcessGroup): void {
    this.#foreground = group;
  }

  setRaw(raw: boolean): void {
    const rest = this.#discipline.setRaw(raw);
    if (rest === '') return;
    this.#input.push(rest);
    this.#readable.wake();
  }

  *read(process: KernelProcess, max: number): Task<string> {
    for (;;) {
      if (this.#closed) return '';
      this.#stopBackground(process);
      process.checkAlive();
      const piece = process.stopped ? undefined : this.#input.shift();
      if (piece !== undefined) {
        if (piece.length > max) this.#input.unshift(piece.slice(max));
        return piece.slice(0, max);
      }
      yield* this.#readable.wait();
    }
  }

  *write(data: string): Task<void> {
    while (this.#paused && !this.#closed) yield* this.#resumed.wait();
    if (this.#closed) throw new SysError('EIO');
    this.#show(data);
  }

  /** A background job that reads from its terminal is stopped (SIGTTIN). */
  #stopBackground(process: KernelProcess): void {
    const foreground = this.#foreground;
    if (foreground === undefined || process.group === foreground || process.group.session !== this.#session) return;
    if (process.action('SIGTSTP') === 'ignore') throw new SysError('EIO');
    for (const member of process.group.members) member.deliver('SIGSTOP', undefined);
    this.#readable.wake();
  }

  #show(text: string): void {
    if (text === '') return;
    this.output.push(onlcr(text, this.#last));
    this.#last = text.at(-1)!;
  }

  #resume(): void {
    this.#paused = false;
    this.#resumed.wake();
  }

  #signal(signal: Signal): void {
    for (const process of [...(this.#foreground?.members ?? [])]) process.deliver(signal, undefined);
  }
}

function hangUp(process: KernelProcess): void {
  process.deliver('SIGHUP', undefined);
  process.deliver('SIGCONT', undefined);
}

class TerminalFile extends OpenFile {
  constructor(private readonly pty: Terminal) {
    super();
  }

  get name(): string {
    return `/dev/${this.pty.name}`;
  }

  read(process: KernelProcess, max: number): Task<string> {
    return this.pty.read(process, max);
  }

  write(_process: KernelProcess, data: string): Task<void> {
    return this.pty.write(data);
  }

  stat(): FileStat {
    return specialStat('device', 0o620);
  }

  override terminal(process: KernelProcess): TerminalControl | undefined {
    const { pty } = this;
    if (pty.closed) return undefined;
    return {
      get name() {
        return `/dev/${pty.name}`;
      },
      get columns() {
        return pty.size.columns;
      },
      get rows() {
        return pty.size.rows;
      },
      setRaw: (raw) => pty.setRaw(raw),
      setForeground: (id) => {
        const group = process.namespaces.pid.groups.get(id);
        if (group === undefined || group.session !== process.group.session) throw new SysError('EPERM');
        pty.setForeground(group);
      },
    };
  }

  protected release(): void {}
}
