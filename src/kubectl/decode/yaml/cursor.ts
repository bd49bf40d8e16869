import type { Mark } from './error.ts';

/** A place in a text that moves forward, with its line and column. Beyond the end it sees ''. */
export class Cursor {
  #offset = 0;
  #index = 0;
  #line = 0;
  #column = 0;

  constructor(private readonly text: string) {}

  get mark(): Mark {
    return { index: this.#index, line: this.#line, column: this.#column };
  }

  get column(): number {
    return this.#column;
  }

  get line(): number {
    return this.#line;
  }

  get index(): number {
    return this.#index;
  }

  /** The UTF-16 unit `ahead` of here. */
  peek(ahead = 0): string {
    return this.text[this.#offset + ahead] ?? '';
  }

  startsWith(text: string): boolean {
    return this.text.startsWith(text, this.#offset);
  }

  /** Takes one character (both halves of a pair). */
  take(): string {
    const code = this.text.codePointAt(this.#offset);
    if (code === undefined) return '';
    const character = String.fromCodePoint(code);
    this.#offset += character.length;
    this.#index++;
    this.#column++;
    return character;
  }

  skip(count = 1): void {
    for (let i = 0; i < count; i++) this.take();
  }

  /** Takes a line break; every kind but the Unicode separators reads as a newline. */
  takeBreak(): string {
    const first = this.peek();
    const length = first === '\r' && this.peek(1) === '\n' ? 2 : 1;
    this.#offset += length;
    this.#index += length;
    this.#line++;
    this.#column = 0;
    return first === '\u2028' || first === '\u2029' ? first : '\n';
  }

  /** At the end of the text the scanner goes to a fresh line. */
  endLine(): void {
    if (this.#column === 0) return;
    this.#column = 0;
    this.#line++;
  }
}

export function isBreak(character: string): boolean {
  return (
    character === '\n' ||
    character === '\r' ||
    character === '\u0085' ||
    character === '\u2028' ||
    character === '\u2029'
  );
}

export function isBlank(character: string): boolean {
  return character === ' ' || character === '\t';
}

export function isBreakOrEnd(character: string): boolean {
  return character === '' || isBreak(character);
}

export function isBlankOrEnd(character: string): boolean {
  return isBlank(character) || isBreakOrEnd(character);
}

/** What names of anchors, tags and directives are made of. */
export function isWord(character: string): boolean {
  return /^[\w-]$/.test(character);
}
