import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { charWidth } from '../text-width.ts';
import { advance, Screen } from './screen.ts';

/** A terminal of a fixed width that understands what the editor sends: the reference that drawing is checked against. */
class TestTerminal {
  rows: string[][] = [[]];
  row = 0;
  column = 0;
  /** The last column is full: the next character wraps. */
  pending = false;

  constructor(readonly columns: number) {}

  write(text: string): void {
    for (let at = 0; at < text.length;) {
      const escape = /^\x1b\[(\d*)([A-Z])/.exec(text.slice(at));
      if (escape !== null) {
        this.#escape(escape[2]!, Number(escape[1] || 1));
        at += escape[0].length;
        continue;
      }
      const char = String.fromCodePoint(text.codePointAt(at)!);
      at += char.length;
      if (char === '\r') {
        this.column = 0;
        this.pending = false;
      } else if (char === '\n') this.#down();
      else if (char === '\b') {
        this.column = Math.max(0, this.column - 1);
        this.pending = false;
      } else this.#put(char);
    }
  }

  #down(): void {
    this.row++;
    while (this.rows.length <= this.row) this.rows.push([]);
    this.pending = false;
  }

  #put(char: string): void {
    const width = charWidth(char);
    if (this.pending || this.column + width > this.columns) {
      this.column = 0;
      this.#down();
    }
    const line = this.rows[this.row]!;
    while (line.length < this.column) line.push(' ');
    line[this.column] = char;
    if (width === 2) line[this.column + 1] = '';
    this.column += width;
    if (this.column >= this.columns) {
      this.column = this.columns - 1;
      this.pending = true;
    }
  }

  #escape(letter: string, count: number): void {
    this.pending = false;
    if (letter === 'A') this.row -= count;
    else if (letter === 'B') this.row += count;
    else if (letter === 'C') this.column += count;
    else if (letter === 'D') this.column -= count;
    else if (letter === 'J') {
      this.rows[this.row] = this.rows[this.row]!.slice(0, this.column);
      this.rows = this.rows.slice(0, this.row + 1);
    }
  }

  get text(): string {
    return this.rows
      .map((row) => row.join('').trimEnd())
      .join('\n')
      .trimEnd();
  }
}

const lines = fc.array(fc.constantFrom('a', 'b', ' ', '世', 'é', '\n', '\t', '\x01'), { maxLength: 40 });

describe('the screen of a line under edit', () => {
  it('shows after every change what drawing it afresh would show', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 4, max: 20 }),
        fc.array(fc.tuple(lines, fc.nat(40)), { minLength: 1, maxLength: 6 }),
        (columns, states) => {
          const terminal = new TestTerminal(columns);
          const screen = new Screen(columns);
          screen.reset(columns);
          for (const [chars, place] of states) {
            const cursor = Math.min(place, chars.length);
            terminal.write(screen.draw('$ ', chars, cursor));
            const fresh = new TestTerminal(columns);
            const other = new Screen(columns);
            other.reset(columns);
            fresh.write(other.draw('$ ', chars, cursor));
            expect(terminal.text).toBe(fresh.text);
            expect([terminal.row, terminal.column]).toEqual([fresh.row, fresh.column]);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('sends one character for one typed at the end', () => {
    const screen = new Screen(80);
    screen.reset(80);
    screen.draw('$ ', ['l'], 1);
    expect(screen.draw('$ ', ['l', 's'], 2)).toBe('s');
  });

  it('steps back over a wide character by two columns', () => {
    const screen = new Screen(80);
    screen.reset(80);
    screen.draw('$ ', ['世'], 1);
    expect(screen.draw('$ ', ['世'], 0)).toBe('\b\b');
  });

  it.each([
    ['ab', 80, { row: 0, column: 2 }],
    ['abcd', 4, { row: 1, column: 0 }],
    ['abc世', 4, { row: 1, column: 2 }],
    ['a\nb', 80, { row: 1, column: 1 }],
    ['\x1b[1;32mab\x1b[0m', 80, { row: 0, column: 2 }],
    ['\x1b]0;title\x07x', 80, { row: 0, column: 1 }],
  ])('%j on %i columns ends at %o', (text, columns, position) => {
    expect(advance({ row: 0, column: 0 }, text, columns)).toEqual(position);
  });
});
