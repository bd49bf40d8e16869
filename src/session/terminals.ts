import type { Process, Terminal } from '../engine/runtime/machine.ts';

/** The login shells of one session: a terminal each, by the name that the page gave it. */
export class Terminals {
  readonly #open = new Map<string, { terminal: Terminal; shell: Process; output: string; closed: boolean }>();

  /** @param login starts a login shell on the terminal. */
  constructor(
    private readonly login: (terminal: Terminal) => Process,
    private readonly create: (columns: number, rows: number) => Terminal,
  ) {}

  /** Opens a terminal with a login shell; a name that is open already is left as it is. */
  open(name: string, columns: number, rows: number): void {
    if (this.#open.get(name)?.closed === false) return;
    const terminal = this.create(columns, rows);
    const shell = this.login(terminal);
    const entry = { terminal, shell, output: '', closed: false };
    this.#open.set(name, entry);
    terminal.output.listen((text) => {
      entry.output += text;
    });
    shell.onExit(() => {
      entry.closed = true;
    });
  }

  type(name: string, data: string): void {
    const entry = this.#open.get(name);
    if (entry !== undefined && !entry.closed) entry.terminal.type(data);
  }

  resize(name: string, columns: number, rows: number): void {
    this.#open.get(name)?.terminal.resize(columns, rows);
  }

  close(name: string): void {
    const entry = this.#open.get(name);
    if (entry === undefined) return;
    this.#open.delete(name);
    entry.terminal.close();
  }

  /** What the screens showed since the last call. */
  drain(): { terminal: string; output: string; closed: boolean }[] {
    const out: { terminal: string; output: string; closed: boolean }[] = [];
    for (const [terminal, entry] of [...this.#open]) {
      if (entry.output === '' && !entry.closed) continue;
      out.push({ terminal, output: entry.output, closed: entry.closed });
      entry.output = '';
      if (entry.closed) this.#open.delete(terminal);
    }
    return out;
  }
}
