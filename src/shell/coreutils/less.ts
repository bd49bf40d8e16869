import { SysError, type TerminalControl } from '../../engine/sim/process.ts';
import type { Task } from '../../engine/sim/task.ts';
import { readKey } from '../readline/keys.ts';
import { charWidth } from '../text-width.ts';
import { attempt, out, type Applet, type Invocation } from './applet.ts';
import { eachInput, readToEnd } from './input.ts';
import { parseOptions } from './options.ts';

/** A pager: less(1)'s commonest keys. Without a terminal it only copies. */
export const less: Applet = function* (call) {
  const options = parseOptions(call, { flags: 'NSRFXiIEqesn', refused: 'cdfgjkmoprtuwxyzGJKLMPQTVW' });
  const { p } = call;
  let text = '';
  const ok = yield* eachInput(
    call,
    options.operands,
    function* (fd) {
      text += yield* readToEnd(p, fd);
    },
    (path, error) => `${path}: ${error.message}`,
  );
  if (!ok && text === '') return 1;
  const screen = p.terminal(1);
  const keyboard = attempt(() => p.open('/dev/tty', { read: true, write: true }));
  if (screen === undefined || keyboard instanceof SysError) {
    yield* out(call, text);
    return ok ? 0 : 1;
  }
  const lines = text
    .replace(/\n$/, '')
    .split('\n')
    .map((line, index) => (options.has('N') ? `${String(index + 1).padStart(7)} ${line}` : line));
  const rows = lines.flatMap((line) => (options.has('S') ? [cut(line, screen.columns)] : wrap(line, screen.columns)));
  if (options.has('F') && rows.length < screen.rows) {
    yield* out(call, text);
    return 0;
  }
  const terminal = p.terminal(keyboard)!;
  terminal.setRaw(true);
  try {
    yield* out(call, '\x1b[?1049h');
    yield* new Pager(call, rows, screen, keyboard).run();
    yield* out(call, '\x1b[?1049l');
  } finally {
    terminal.setRaw(false);
  }
  return 0;
};

function wrap(line: string, columns: number): string[] {
  const rows: string[] = [];
  let row = '';
  let used = 0;
  for (const char of line.replace(/\t/g, '        ')) {
    const width = charWidth(char);
    if (used + width > columns) {
      rows.push(row);
      row = '';
      used = 0;
    }
    row += char;
    used += width;
  }
  return [...rows, row];
}

function cut(line: string, columns: number): string {
  return wrap(line, columns)[0]!;
}

class Pager {
  #top = 0;
  #pattern: RegExp | undefined;
  #message = '';

  constructor(
    private readonly call: Invocation,
    private readonly rows: readonly string[],
    private readonly screen: TerminalControl,
    private readonly keyboard: number,
  ) {}

  get #page(): number {
    return Math.max(1, this.screen.rows - 1);
  }

  get #bottom(): number {
    return Math.max(0, this.rows.length - this.#page);
  }

  *run(): Task<void> {
    for (;;) {
      yield* this.#draw();
      const key = yield* readKey(this.call.p, this.keyboard);
      this.#message = '';
      const name = key === undefined ? 'q' : key.kind === 'key' ? key.name : key.text;
      if (name === 'q' || name === 'Q' || name === 'ctrl-c') return;
      yield* this.#press(name);
      this.#top = Math.max(0, Math.min(this.#bottom, this.#top));
    }
  }

  *#press(name: string): Task<void> {
    const step = steps[name];
    if (step !== undefined) this.#top += step(this.#page);
    else if (name === 'g' || name === '<' || name === 'home') this.#top = 0;
    else if (name === 'G' || name === '>' || name === 'end') this.#top = this.#bottom;
    else if (name === '/' || name === '?') yield* this.#search(name);
    else if (name === 'n') this.#find(1);
    else if (name === 'N') this.#find(-1);
  }

  *#search(prompt: string): Task<void> {
    let text = '';
    for (;;) {
      yield* out(this.call, `\r\x1b[K${prompt}${text}`);
      const key = yield* readKey(this.call.p, this.keyboard);
      if (key === undefined || (key.kind === 'key' && (key.name === 'ctrl-c' || key.name === 'escape'))) return;
      if (key.kind !== 'key') text += key.text;
      else if (key.name === 'backspace') text = text.slice(0, -1);
      else if (key.name === 'enter') break;
    }
    try {
      if (text !== '') this.#pattern = new RegExp(text, 'u');
    } catch {
      this.#message = 'Invalid pattern';
      return;
    }
    this.#find(prompt === '/' ? 1 : -1);
  }

  #find(direction: 1 | -1): void {
    const pattern = this.#pattern;
    if (pattern === undefined) {
      this.#message = 'No previous regular expression';
      return;
    }
    for (let row = this.#top + direction; row >= 0 && row < this.rows.length; row += direction) {
      if (!pattern.test(this.rows[row]!)) continue;
      this.#top = row;
      return;
    }
    this.#message = 'Pattern not found';
  }

  *#draw(): Task<void> {
    const shown = this.rows.slice(this.#top, this.#top + this.#page);
    const filler = Array.from({ length: this.#page - shown.length }, () => '~');
    const atEnd = this.#top >= this.#bottom;
    const status = this.#message !== '' ? `\x1b[7m${this.#message}\x1b[27m` : atEnd ? '\x1b[7m(END)\x1b[27m' : ':';
    yield* out(this.call, `\x1b[H\x1b[2J${[...shown, ...filler].join('\n')}\n${status}`);
  }
}

/** How many rows each key moves, by the height of a page. */
const steps: Readonly<Record<string, (page: number) => number>> = {
  ' ': (page) => page,
  f: (page) => page,
  'ctrl-f': (page) => page,
  pagedown: (page) => page,
  b: (page) => -page,
  'ctrl-b': (page) => -page,
  pageup: (page) => -page,
  d: (page) => Math.ceil(page / 2),
  'ctrl-d': (page) => Math.ceil(page / 2),
  u: (page) => -Math.ceil(page / 2),
  'ctrl-u': (page) => -Math.ceil(page / 2),
  enter: () => 1,
  down: () => 1,
  j: () => 1,
  up: () => -1,
  k: () => -1,
  y: () => -1,
};
