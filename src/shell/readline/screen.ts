import { charWidth } from '../text-width.ts';

/** Where drawing stands: row and column from the place where the prompt began. */
export interface Position {
  readonly row: number;
  readonly column: number;
}

const escapeSequence = /^\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()][0-9A-B]|[=>78cDEHM])/;

/** How a character of the line is shown: control characters as ^X, a tab as blanks. */
export function shownChar(char: string, column: number): string {
  if (char === '\t') return ' '.repeat(8 - (column % 8));
  if (char === '\n') return char;
  if (char < ' ') return `^${String.fromCharCode(char.charCodeAt(0) + 64)}`;
  return char === '\x7f' ? '^?' : char;
}

/** Where the cursor is after a text was written from `start`; a full last column wraps at once. */
export function advance(start: Position, text: string, columns: number): Position {
  let { row, column } = start;
  for (let at = 0; at < text.length;) {
    const escape = text[at] === '\x1b' ? escapeSequence.exec(text.slice(at, at + 256)) : null;
    if (escape !== null) {
      at += escape[0].length;
      continue;
    }
    const char = String.fromCodePoint(text.codePointAt(at)!);
    at += char.length;
    if (char === '\n') {
      row++;
      column = 0;
      continue;
    }
    if (char === '\r') {
      column = 0;
      continue;
    }
    const width = charWidth(char);
    if (column + width > columns) {
      row++;
      column = 0;
    }
    column += width;
    if (column >= columns) {
      row++;
      column = 0;
    }
  }
  return { row, column };
}

/** A piece of what is shown, and where it begins. */
interface Cell {
  readonly text: string;
  readonly at: Position;
}

/** What the terminal shows of a line under edit, and how to change it. */
export class Screen {
  #cursor: Position = origin;
  #cells: readonly Cell[] = [];
  #end: Position = origin;

  constructor(private columns: number) {}

  /** Begins anew at the left edge (after output of others). */
  reset(columns: number): void {
    this.columns = Math.max(1, columns);
    this.#cursor = origin;
    this.#cells = [];
    this.#end = origin;
  }

  /** The characters that make the terminal show prompt and line, with the cursor before the character `cursor`. */
  draw(prompt: string, chars: readonly string[], cursor: number): string {
    const { columns } = this;
    const cells: Cell[] = [];
    let position = origin;
    let target = origin;
    [prompt, ...chars].forEach((char, index) => {
      if (index - 1 === cursor) target = position;
      const text = index === 0 ? char : shownChar(char, position.column);
      cells.push({ text, at: position });
      position = advance(position, text, columns);
    });
    if (cursor >= chars.length) target = position;
    const output = this.#update(cells, position) + this.#move(target);
    return output;
  }

  /** Moves below the line, for what comes after it. */
  finish(): string {
    return `${this.#move(this.#end)}\r\n`;
  }

  /** Writes from the first cell that differs; clears what is left of the old line. */
  #update(cells: readonly Cell[], end: Position): string {
    const old = this.#cells;
    let same = 0;
    while (same < cells.length && same < old.length && cells[same]!.text === old[same]!.text) same++;
    this.#cells = cells;
    this.#end = end;
    if (same === cells.length && same === old.length) return '';
    const rest = cells.slice(same);
    let output = this.#move(rest[0]?.at ?? end);
    if (old.length > same) output += '\x1b[J';
    for (const [index, cell] of rest.entries()) {
      if (cell.text !== '\n') output += cell.text;
      else output += index > 0 && waits(rest[index - 1]!, cell.at) ? ' \r\r\n' : '\r\n';
    }
    const last = rest.at(-1);
    if (last !== undefined && waits(last, end)) output += ' \r';
    this.#cursor = end;
    return output;
  }

  #move(target: Position): string {
    const from = this.#cursor;
    this.#cursor = target;
    let output = '';
    if (target.row < from.row) output += `\x1b[${from.row - target.row}A`;
    if (target.row > from.row) output += `\x1b[${target.row - from.row}B`;
    const back = from.column - target.column;
    if (back === 0) return output;
    if (target.column === 0) return `${output}\r`;
    if (back > 0) return output + (back <= 4 ? '\b'.repeat(back) : `\x1b[${back}D`);
    return `${output}\x1b[${-back}C`;
  }
}

const origin: Position = { row: 0, column: 0 };

/** Whether a cell filled its row: a terminal waits with wrapping until the next character, and a blank makes it do so. */
function waits(cell: Cell, next: Position): boolean {
  return next.column === 0 && next.row > cell.at.row && !cell.text.endsWith('\n');
}
