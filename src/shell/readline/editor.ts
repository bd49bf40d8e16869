import { SysError, type ProcessContext, type TerminalControl } from '../../engine/sim/process.ts';
import type { Task } from '../../engine/sim/task.ts';
import { layOut } from '../coreutils/columns.ts';
import type { Completion } from './completion.ts';
import type { History } from './history.ts';
import { readKey, type Key } from './keys.ts';
import {
  blankWordStart,
  changeWordCase,
  emptyLine,
  insert,
  lineOf,
  moveTo,
  remove,
  textOf,
  transpose,
  wordEnd,
  wordStart,
  type Line,
} from './line.ts';
import { Screen } from './screen.ts';

export type ReadResult =
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'interrupt' }
  /** Ctrl-D on an empty line, or the terminal is gone. */
  | { readonly kind: 'end' };

export interface EditorOptions {
  readonly history: History;
  /** Asks the terminal to mark what is pasted, so that a newline in it does not run the line (not in BusyBox). */
  readonly bracketedPaste: boolean;
  /** What Tab may do with the text before the cursor. */
  complete(text: string): Task<Completion>;
}

/** More candidates than this are shown only after asking (readline's completion-query-items). */
const queryItems = 100;

type Outcome = ReadResult | undefined;

/** Line editing in the manner of readline's emacs mode, on a terminal in raw mode. Keeps its kill ring between lines. */
export class LineEditor {
  #line: Line = emptyLine;
  #prompt = '';
  #killed: string[] = [];
  /** The command before this one: kills in a row join, a second Tab lists. */
  #last = '';
  #undo: Line[] = [];
  #yanked: { readonly from: number; readonly index: number } | undefined;
  #lastArgument: { readonly from: number; readonly back: number } | undefined;
  readonly #screen = new Screen(80);

  constructor(
    private readonly p: ProcessContext,
    private readonly fd: number,
    private readonly options: EditorOptions,
  ) {}

  /** Reads one line behind a prompt. */
  *read(prompt: string): Task<ReadResult> {
    const terminal = this.p.terminal(this.fd);
    if (terminal === undefined) return { kind: 'end' };
    this.#line = emptyLine;
    this.#undo = [];
    this.#last = '';
    this.options.history.begin();
    // Only the last line of a prompt is drawn again.
    const newline = prompt.lastIndexOf('\n');
    if (newline !== -1) yield* this.#write(prompt.slice(0, newline + 1));
    this.#prompt = prompt.slice(newline + 1);
    terminal.setRaw(true);
    this.p.onSignal('SIGWINCH', () => {});
    try {
      if (this.options.bracketedPaste) yield* this.#write('\x1b[?2004h');
      this.#screen.reset(terminal.columns);
      yield* this.#draw();
      const result = yield* this.#loop(terminal);
      if (this.options.bracketedPaste) yield* this.#write('\x1b[?2004l');
      return result;
    } finally {
      terminal.setRaw(false);
    }
  }

  *#loop(terminal: TerminalControl): Task<ReadResult> {
    for (;;) {
      let key: Key | undefined;
      try {
        key = yield* readKey(this.p, this.fd);
      } catch (error) {
        if (!(error instanceof SysError)) throw error;
        if (error.code !== 'EINTR') return { kind: 'end' };
        yield* this.#redraw(terminal);
        continue;
      }
      if (key === undefined) return { kind: 'end' };
      const outcome = yield* this.#handle(key, terminal);
      if (outcome !== undefined) return outcome;
      yield* this.#draw();
    }
  }

  *#write(text: string): Task<void> {
    if (text !== '') yield* this.p.write(this.fd, text);
  }

  *#draw(): Task<void> {
    yield* this.#write(this.#screen.draw(this.#prompt, this.#line.chars, this.#line.cursor));
  }

  /** After a change of the terminal's size. */
  *#redraw(terminal: TerminalControl): Task<void> {
    yield* this.#write('\r\x1b[J');
    this.#screen.reset(terminal.columns);
    yield* this.#draw();
  }

  *#handle(key: Key, terminal: TerminalControl): Task<Outcome> {
    if (key.kind !== 'key') {
      this.#change(insert(this.#line, key.text));
      this.#last = 'insert';
      return undefined;
    }
    const { name } = key;
    const edit = edits[name];
    if (edit !== undefined) {
      this.#change(edit(this.#line));
      this.#last = name;
      return undefined;
    }
    const kill = kills[name];
    if (kill !== undefined) {
      this.#kill(kill(this.#line), name);
      return undefined;
    }
    const outcome = yield* this.#command(name, terminal);
    if (name !== 'tab') this.#last = name;
    return outcome;
  }

  *#command(name: string, terminal: TerminalControl): Task<Outcome> {
    const { history } = this.options;
    switch (name) {
      case 'enter':
      case 'ctrl-o':
        return yield* this.#accept();
      case 'ctrl-c':
        this.#line = moveTo(this.#line, this.#line.chars.length);
        yield* this.#draw();
        yield* this.#write('^C');
        yield* this.#write('\r\n');
        return { kind: 'interrupt' };
      case 'ctrl-d':
        if (this.#line.chars.length === 0) {
          return { kind: 'end' };
        }
        this.#change(remove(this.#line, this.#line.cursor, this.#line.cursor + 1));
        return undefined;
      case 'ctrl-l':
        yield* this.#write('\x1b[H\x1b[2J');
        this.#screen.reset(terminal.columns);
        return undefined;
      case 'up':
      case 'ctrl-p':
        return yield* this.#recall(history.move(-1, textOf(this.#line)));
      case 'down':
      case 'ctrl-n':
        return yield* this.#recall(history.move(1, textOf(this.#line)));
      case 'alt-<':
      case 'pageup':
        return yield* this.#recall(history.moveToEnd('first', textOf(this.#line)));
      case 'alt->':
      case 'pagedown':
        return yield* this.#recall(history.moveToEnd('last', textOf(this.#line)));
      case 'ctrl-r':
        return yield* this.#search(terminal);
      case 'ctrl-y':
        this.#yank();
        return undefined;
      case 'alt-y':
        this.#rotateYank();
        return undefined;
      case 'alt-.':
      case 'alt-_':
        this.#insertLastArgument();
        return undefined;
      case 'ctrl-\x7f':
      case 'ctrl-_':
        this.#undoLast();
        return undefined;
      case 'tab':
        yield* this.#complete(terminal);
        return undefined;
      case 'ctrl-v': {
        const next = yield* this.p.read(this.fd, 1);
        this.#change(insert(this.#line, next === '\r' ? '\n' : next));
        return undefined;
      }
      default:
        return undefined;
    }
  }

  *#accept(): Task<Outcome> {
    this.#line = moveTo(this.#line, this.#line.chars.length);
    yield* this.#draw();
    yield* this.#write(this.#screen.finish());
    return { kind: 'line', text: textOf(this.#line) };
  }

  #change(line: Line): void {
    if (line.chars !== this.#line.chars) {
      this.#undo.push(this.#line);
      if (this.#undo.length > 200) this.#undo.shift();
    }
    this.#line = line;
  }

  #undoLast(): void {
    const line = this.#undo.pop();
    if (line !== undefined) this.#line = line;
  }

  #kill(range: Range, name: string): void {
    const text = this.#line.chars.slice(range.from, range.to).join('');
    this.#change(remove(this.#line, range.from, range.to));
    if (text !== '') {
      if (kills[this.#last] !== undefined && this.#killed.length > 0) {
        const joined = range.forward ? this.#killed.at(-1)! + text : text + this.#killed.at(-1)!;
        this.#killed[this.#killed.length - 1] = joined;
      } else this.#killed.push(text);
    }
    this.#last = name;
  }

  #yank(): void {
    const index = this.#killed.length - 1;
    if (index < 0) return;
    this.#yanked = { from: this.#line.cursor, index };
    this.#change(insert(this.#line, this.#killed[index]!));
  }

  /** M-y after a yank puts the kill before it in its place. */
  #rotateYank(): void {
    const yanked = this.#yanked;
    if (yanked === undefined || (this.#last !== 'ctrl-y' && this.#last !== 'alt-y')) return;
    const index = (yanked.index - 1 + this.#killed.length) % this.#killed.length;
    this.#yanked = { from: yanked.from, index };
    this.#change(insert(remove(this.#line, yanked.from, this.#line.cursor), this.#killed[index]!));
  }

  /** M-. puts in the last word of the line before; again, of the one before that. */
  #insertLastArgument(): void {
    const again = this.#last === 'alt-.' || this.#last === 'alt-_' ? this.#lastArgument : undefined;
    const from = again?.from ?? this.#line.cursor;
    const back = (again?.back ?? 0) + 1;
    const line = this.options.history.lines.at(-back);
    if (line === undefined) return;
    this.#lastArgument = { from, back };
    const word = line.trim().split(/\s+/).at(-1) ?? '';
    this.#change(insert(again === undefined ? this.#line : remove(this.#line, from, this.#line.cursor), word));
  }

  *#recall(text: string | undefined): Task<Outcome> {
    if (text === undefined) yield* this.#bell();
    else this.#line = lineOf(text);
    return undefined;
  }

  *#bell(): Task<void> {
    yield* this.#write('\x07');
  }

  /** Ctrl-R: each key narrows the search or, if it means something else, ends it on the line that was found. */
  *#search(terminal: TerminalControl): Task<Outcome> {
    const { history } = this.options;
    const before = this.#line;
    let query = '';
    let from = history.lines.length - 1;
    let found = textOf(before);
    let failed = false;
    const show = (): string => {
      const prompt = `(${failed ? 'failed ' : ''}reverse-i-search)\`${query}': `;
      const at = query === '' ? found.length : Math.max(0, found.indexOf(query));
      return this.#screen.draw(prompt, [...found], [...found.slice(0, at)].length);
    };
    const look = (start: number): void => {
      const match = history.search(query, start);
      failed = match === undefined;
      if (match === undefined) return;
      from = match.index;
      found = match.text;
    };
    for (;;) {
      yield* this.#write(show());
      const key = yield* readKey(this.p, this.fd);
      if (key === undefined) return { kind: 'end' };
      if (key.kind !== 'key') {
        query += key.text;
        look(from);
        continue;
      }
      if (key.name === 'ctrl-r') {
        if (query !== '') look(from - 1);
        continue;
      }
      if (key.name === 'backspace') {
        query = query.slice(0, -1);
        from = history.lines.length - 1;
        if (query !== '') look(from);
        continue;
      }
      if (key.name === 'ctrl-g') {
        this.#line = before;
        return undefined;
      }
      this.#line = query === '' ? before : lineOf(found, [...found.slice(0, Math.max(0, found.indexOf(query)))].length);
      yield* this.#draw();
      if (key.name === 'escape') return undefined;
      return yield* this.#handle(key, terminal);
    }
  }

  *#complete(terminal: TerminalControl): Task<void> {
    const before = this.#line.chars.slice(0, this.#line.cursor).join('');
    const completion = yield* this.options.complete(before);
    const { candidates, replace } = completion;
    if (candidates.length === 0) {
      yield* this.#bell();
      this.#last = 'tab';
      return;
    }
    const from = [...before.slice(0, before.length - replace.length)].length;
    const shared = commonPrefix(candidates.map((candidate) => candidate.text));
    const single = candidates.length === 1 ? candidates[0]! : undefined;
    const text = single === undefined ? shared : single.text + single.suffix;
    if (single !== undefined || (text.length > replace.length && text !== replace)) {
      const next = insert(remove(this.#line, from, this.#line.cursor), text);
      this.#change(next);
      this.#last = single === undefined ? 'completed' : '';
      return;
    }
    if (this.#last !== 'tab') {
      yield* this.#bell();
      this.#last = 'tab';
      return;
    }
    yield* this.#list(
      candidates.map((candidate) => candidate.shown),
      terminal,
    );
  }

  /** The candidates in columns below the line, then the line again. */
  *#list(names: readonly string[], terminal: TerminalControl): Task<void> {
    yield* this.#draw();
    yield* this.#write(this.#screen.finish());
    let wanted = true;
    if (names.length > queryItems) {
      yield* this.#write(`Display all ${names.length} possibilities? (y or n)`);
      wanted = yield* this.#confirm();
      yield* this.#write('\r\n');
    }
    if (wanted) yield* this.#write(layOut(names, terminal.columns, true).replace(/\n/g, '\r\n'));
    this.#screen.reset(terminal.columns);
  }

  *#confirm(): Task<boolean> {
    for (;;) {
      const key = yield* readKey(this.p, this.fd);
      if (key === undefined) return false;
      if (key.kind === 'key') {
        if (key.name === 'ctrl-c' || key.name === 'backspace') return false;
      } else if (/[yY ]/.test(key.text)) return true;
      else if (/[nN]/.test(key.text)) return false;
    }
  }
}

/** Keys that change the line by themselves. */
const edits: Readonly<Record<string, (line: Line) => Line>> = {
  left: (line) => moveTo(line, line.cursor - 1),
  'ctrl-b': (line) => moveTo(line, line.cursor - 1),
  right: (line) => moveTo(line, line.cursor + 1),
  'ctrl-f': (line) => moveTo(line, line.cursor + 1),
  home: (line) => moveTo(line, 0),
  'ctrl-a': (line) => moveTo(line, 0),
  end: (line) => moveTo(line, line.chars.length),
  'ctrl-e': (line) => moveTo(line, line.chars.length),
  'word-left': (line) => moveTo(line, wordStart(line)),
  'alt-b': (line) => moveTo(line, wordStart(line)),
  'word-right': (line) => moveTo(line, wordEnd(line)),
  'alt-f': (line) => moveTo(line, wordEnd(line)),
  backspace: (line) => (line.cursor === 0 ? line : remove(line, line.cursor - 1, line.cursor)),
  delete: (line) => (line.cursor === line.chars.length ? line : remove(line, line.cursor, line.cursor + 1)),
  'ctrl-t': transpose,
  'alt-u': (line) => changeWordCase(line, 'upper'),
  'alt-l': (line) => changeWordCase(line, 'lower'),
  'alt-c': (line) => changeWordCase(line, 'capitalize'),
};

interface Range {
  readonly from: number;
  readonly to: number;
  /** It lay behind the cursor: a kill after it is appended. */
  readonly forward: boolean;
}

/** Keys that kill, and what they kill. */
const kills: Readonly<Record<string, (line: Line) => Range>> = {
  'ctrl-k': (line) => ({ from: line.cursor, to: line.chars.length, forward: true }),
  'ctrl-u': (line) => ({ from: 0, to: line.cursor, forward: false }),
  'ctrl-w': (line) => ({ from: blankWordStart(line), to: line.cursor, forward: false }),
  'alt-d': (line) => ({ from: line.cursor, to: wordEnd(line), forward: true }),
  'alt-backspace': (line) => ({ from: wordStart(line), to: line.cursor, forward: false }),
};

function commonPrefix(texts: readonly string[]): string {
  let prefix = texts[0] ?? '';
  for (const text of texts) while (!text.startsWith(prefix)) prefix = prefix.slice(0, -1);
  return prefix;
}
