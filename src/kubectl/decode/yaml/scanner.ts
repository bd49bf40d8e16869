import { Cursor, isBlank, isBlankOrEnd, isBreak, isBreakOrEnd, isWord } from './cursor.ts';
import { scannerError, type Mark } from './error.ts';
import { scanBlockScalar, scanPlainScalar, scanQuotedScalar } from './scalars.ts';

export type TokenType =
  | 'stream-end'
  | 'directive'
  | 'document-start'
  | 'document-end'
  | 'block-sequence-start'
  | 'block-mapping-start'
  | 'block-end'
  | 'flow-sequence-start'
  | 'flow-sequence-end'
  | 'flow-mapping-start'
  | 'flow-mapping-end'
  | 'block-entry'
  | 'flow-entry'
  | 'key'
  | 'value'
  | 'alias'
  | 'anchor'
  | 'tag'
  | 'scalar';

export interface Token {
  readonly type: TokenType;
  readonly start: Mark;
  readonly value: string;
  /** Of a scalar: without quotes, so that it may mean a number, a boolean or null. */
  readonly plain: boolean;
}

interface SimpleKey {
  possible: boolean;
  required: boolean;
  tokenNumber: number;
  mark: Mark;
}

const maxDepth = 10_000;
/** Deeper nesting than any manifest has; the parser recurses, and go-yaml gives up at 10,000. */
const depthLimit = 500;

/** Cuts a text into tokens (libyaml's scanner, as go-yaml v2 keeps it in scannerc.go). */
export class Scanner {
  readonly #cursor: Cursor;
  readonly #tokens: Token[] = [];
  /** Tokens handed out so far. */
  #parsed = 0;
  #indent = -1;
  readonly #indents: number[] = [];
  #flowLevel = 0;
  #simpleKeyAllowed = true;
  readonly #simpleKeys: SimpleKey[] = [];
  readonly #simpleKeysByToken = new Map<number, SimpleKey>();
  #ended = false;

  constructor(text: string) {
    this.#cursor = new Cursor(text);
    this.#simpleKeys.push({ possible: false, required: false, tokenNumber: 0, mark: this.#cursor.mark });
  }

  peek(): Token {
    this.#fetchEnough();
    return this.#tokens[0]!;
  }

  next(): Token {
    const token = this.peek();
    if (token.type !== 'stream-end') {
      this.#tokens.shift();
      this.#parsed++;
    }
    return token;
  }

  /** A token may turn out to be a mapping key, so it is held back until that is decided. */
  #fetchEnough(): void {
    for (;;) {
      if (this.#tokens.length > 0) {
        const key = this.#simpleKeysByToken.get(this.#parsed);
        if (key === undefined || !this.#isValid(key)) return;
      }
      if (this.#ended) return;
      this.#fetchNext();
    }
  }

  #fail(problem: string, context: Mark = this.#cursor.mark): Error {
    return scannerError(problem, this.#cursor.mark, context);
  }

  #push(type: TokenType, start: Mark, value = '', plain = false): void {
    this.#tokens.push({ type, start, value, plain });
  }

  #fetchNext(): void {
    const cursor = this.#cursor;
    this.#skipToToken();
    this.#unrollIndent(cursor.column);
    const character = cursor.peek();
    const next = cursor.peek(1);
    if (character === '') return this.#streamEnd();
    if (cursor.column === 0 && character === '%') return this.#directive();
    if (cursor.column === 0 && isBlankOrEnd(cursor.peek(3))) {
      if (cursor.startsWith('---')) return this.#documentIndicator('document-start');
      if (cursor.startsWith('...')) return this.#documentIndicator('document-end');
    }
    if (character === '[') return this.#flowStart('flow-sequence-start');
    if (character === '{') return this.#flowStart('flow-mapping-start');
    if (character === ']') return this.#flowEnd('flow-sequence-end');
    if (character === '}') return this.#flowEnd('flow-mapping-end');
    if (character === ',') return this.#indicator('flow-entry', true);
    if (character === '-' && isBlankOrEnd(next)) return this.#blockEntry();
    if (character === '?' && (this.#flowLevel > 0 || isBlankOrEnd(next))) return this.#key();
    if (character === ':' && (this.#flowLevel > 0 || isBlankOrEnd(next))) return this.#value();
    if (character === '*') return this.#anchor('alias');
    if (character === '&') return this.#anchor('anchor');
    if (character === '!') return this.#tag();
    if ((character === '|' || character === '>') && this.#flowLevel === 0) return this.#blockScalar(character === '|');
    if (character === "'" || character === '"') return this.#quoted(character === "'");
    const isIndicator = isBlankOrEnd(character) || /[-?:,[\]{}#&*!|>'"%@`]/.test(character);
    if (
      !isIndicator ||
      (character === '-' && !isBlank(next)) ||
      (this.#flowLevel === 0 && (character === '?' || character === ':') && !isBlankOrEnd(next))
    ) {
      return this.#plain();
    }
    throw this.#fail('found character that cannot start any token');
  }

  #skipToToken(): void {
    const cursor = this.#cursor;
    for (;;) {
      if (cursor.column === 0 && cursor.peek() === '\uFEFF') cursor.skip();
      while (cursor.peek() === ' ' || (cursor.peek() === '\t' && (this.#flowLevel > 0 || !this.#simpleKeyAllowed)))
        cursor.skip();
      if (cursor.peek() === '#') while (!isBreakOrEnd(cursor.peek())) cursor.skip();
      if (!isBreak(cursor.peek())) return;
      cursor.takeBreak();
      if (this.#flowLevel === 0) this.#simpleKeyAllowed = true;
    }
  }

  #isValid(key: SimpleKey): boolean {
    if (!key.possible) return false;
    // A key stands on one line and is at most 1024 characters long.
    if (key.mark.line < this.#cursor.line || key.mark.index + 1024 < this.#cursor.index) {
      if (key.required) throw this.#fail("could not find expected ':'", key.mark);
      key.possible = false;
      return false;
    }
    return true;
  }

  #saveSimpleKey(): void {
    if (!this.#simpleKeyAllowed) return;
    const required = this.#flowLevel === 0 && this.#indent === this.#cursor.column;
    const key: SimpleKey = {
      possible: true,
      required,
      tokenNumber: this.#parsed + this.#tokens.length,
      mark: this.#cursor.mark,
    };
    this.#removeSimpleKey();
    this.#simpleKeys[this.#simpleKeys.length - 1] = key;
    this.#simpleKeysByToken.set(key.tokenNumber, key);
  }

  #removeSimpleKey(): void {
    const key = this.#simpleKeys.at(-1)!;
    if (!key.possible) return;
    if (key.required) throw this.#fail("could not find expected ':'", key.mark);
    key.possible = false;
    this.#simpleKeysByToken.delete(key.tokenNumber);
  }

  #rollIndent(column: number, type: TokenType, mark: Mark, at?: number): void {
    if (this.#flowLevel > 0 || this.#indent >= column) return;
    this.#indents.push(this.#indent);
    this.#indent = column;
    if (this.#indents.length > depthLimit) throw this.#fail(`exceeded max depth of ${maxDepth}`);
    const token: Token = { type, start: mark, value: '', plain: false };
    if (at === undefined) this.#tokens.push(token);
    else this.#tokens.splice(at - this.#parsed, 0, token);
  }

  #unrollIndent(column: number): void {
    if (this.#flowLevel > 0) return;
    while (this.#indent > column) {
      this.#push('block-end', this.#cursor.mark);
      this.#indent = this.#indents.pop()!;
    }
  }

  #streamEnd(): void {
    this.#cursor.endLine();
    this.#unrollIndent(-1);
    this.#removeSimpleKey();
    this.#simpleKeyAllowed = false;
    this.#push('stream-end', this.#cursor.mark);
    this.#ended = true;
  }

  #startLine(): void {
    this.#unrollIndent(-1);
    this.#removeSimpleKey();
    this.#simpleKeyAllowed = false;
  }

  #directive(): void {
    const cursor = this.#cursor;
    this.#startLine();
    const start = cursor.mark;
    cursor.skip();
    let name = '';
    while (isWord(cursor.peek())) name += cursor.take();
    if (name === '') throw this.#fail('could not find expected directive name', start);
    if (!isBlankOrEnd(cursor.peek())) throw this.#fail('found unexpected non-alphabetical character', start);
    if (name !== 'YAML' && name !== 'TAG') throw this.#fail('found unknown directive name', start);
    let value = '';
    while (!isBreakOrEnd(cursor.peek()) && cursor.peek() !== '#') value += cursor.take();
    if (name === 'YAML' && !/^\s+\d{1,2}\.\d{1,2}\s*$/.test(value))
      throw this.#fail('did not find expected version number', start);
    if (cursor.peek() === '#') while (!isBreakOrEnd(cursor.peek())) cursor.skip();
    if (isBreak(cursor.peek())) cursor.takeBreak();
    this.#push('directive', start, `${name} ${value.trim()}`);
  }

  #documentIndicator(type: TokenType): void {
    this.#startLine();
    this.#push(type, this.#cursor.mark);
    this.#cursor.skip(3);
  }

  #flowStart(type: TokenType): void {
    this.#saveSimpleKey();
    this.#simpleKeys.push({
      possible: false,
      required: false,
      tokenNumber: this.#parsed + this.#tokens.length,
      mark: this.#cursor.mark,
    });
    this.#flowLevel++;
    if (this.#flowLevel > depthLimit) throw this.#fail(`exceeded max depth of ${maxDepth}`);
    this.#simpleKeyAllowed = true;
    this.#push(type, this.#cursor.mark);
    this.#cursor.skip();
  }

  #flowEnd(type: TokenType): void {
    this.#removeSimpleKey();
    if (this.#flowLevel > 0) {
      this.#flowLevel--;
      const key = this.#simpleKeys.pop()!;
      this.#simpleKeysByToken.delete(key.tokenNumber);
    }
    this.#simpleKeyAllowed = false;
    this.#push(type, this.#cursor.mark);
    this.#cursor.skip();
  }

  #indicator(type: TokenType, keyMayFollow: boolean): void {
    this.#removeSimpleKey();
    this.#simpleKeyAllowed = keyMayFollow;
    this.#push(type, this.#cursor.mark);
    this.#cursor.skip();
  }

  #blockEntry(): void {
    if (this.#flowLevel === 0) {
      if (!this.#simpleKeyAllowed) throw this.#fail('block sequence entries are not allowed in this context');
      this.#rollIndent(this.#cursor.column, 'block-sequence-start', this.#cursor.mark);
    }
    this.#indicator('block-entry', true);
  }

  #key(): void {
    if (this.#flowLevel === 0) {
      if (!this.#simpleKeyAllowed) throw this.#fail('mapping keys are not allowed in this context');
      this.#rollIndent(this.#cursor.column, 'block-mapping-start', this.#cursor.mark);
    }
    this.#indicator('key', this.#flowLevel === 0);
  }

  #value(): void {
    const key = this.#simpleKeys.at(-1)!;
    if (this.#isValid(key)) {
      this.#tokens.splice(key.tokenNumber - this.#parsed, 0, { type: 'key', start: key.mark, value: '', plain: false });
      this.#rollIndent(key.mark.column, 'block-mapping-start', key.mark, key.tokenNumber);
      key.possible = false;
      this.#simpleKeysByToken.delete(key.tokenNumber);
      this.#simpleKeyAllowed = false;
    } else {
      if (this.#flowLevel === 0) {
        if (!this.#simpleKeyAllowed) throw this.#fail('mapping values are not allowed in this context');
        this.#rollIndent(this.#cursor.column, 'block-mapping-start', this.#cursor.mark);
      }
      this.#simpleKeyAllowed = this.#flowLevel === 0;
    }
    this.#push('value', this.#cursor.mark);
    this.#cursor.skip();
  }

  #anchor(type: 'alias' | 'anchor'): void {
    const cursor = this.#cursor;
    this.#saveSimpleKey();
    this.#simpleKeyAllowed = false;
    const start = cursor.mark;
    cursor.skip();
    let name = '';
    while (isWord(cursor.peek())) name += cursor.take();
    if (name === '' || !(isBlankOrEnd(cursor.peek()) || /[?:,\]}%@`]/.test(cursor.peek()))) {
      throw this.#fail('did not find expected alphabetic or numeric character', start);
    }
    this.#push(type, start, name);
  }

  #tag(): void {
    const cursor = this.#cursor;
    this.#saveSimpleKey();
    this.#simpleKeyAllowed = false;
    const start = cursor.mark;
    let tag = '';
    if (cursor.peek(1) === '<') {
      cursor.skip(2);
      while (/[\w;/?:@&=+$,.!~*'()[\]%-]/.test(cursor.peek())) tag += cursor.take();
      if (tag === '') throw this.#fail('did not find expected tag URI', start);
      if (cursor.peek() !== '>') throw this.#fail("did not find the expected '>'", start);
      cursor.skip();
    } else {
      while (/[\w;/?:@&=+$,.!~*'()[\]%-]/.test(cursor.peek())) tag += cursor.take();
    }
    if (!isBlankOrEnd(cursor.peek())) throw this.#fail('did not find expected whitespace or line break', start);
    this.#push('tag', start, tag);
  }

  #blockScalar(literal: boolean): void {
    this.#removeSimpleKey();
    this.#simpleKeyAllowed = true;
    const start = this.#cursor.mark;
    this.#push('scalar', start, scanBlockScalar(this.#cursor, literal, this.#indent));
  }

  #quoted(single: boolean): void {
    this.#saveSimpleKey();
    this.#simpleKeyAllowed = false;
    const start = this.#cursor.mark;
    this.#push('scalar', start, scanQuotedScalar(this.#cursor, single));
  }

  #plain(): void {
    this.#saveSimpleKey();
    this.#simpleKeyAllowed = false;
    const start = this.#cursor.mark;
    const { value, endedLine } = scanPlainScalar(this.#cursor, this.#flowLevel, this.#indent);
    this.#push('scalar', start, value, true);
    if (endedLine) this.#simpleKeyAllowed = true;
  }
}
