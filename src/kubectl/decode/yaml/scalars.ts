import { isBlank, isBlankOrEnd, isBreak, isBreakOrEnd, type Cursor } from './cursor.ts';
import { scannerError, type Mark } from './error.ts';

/** A scalar's text, and whether its last line ended within it (then a simple key may follow). */
export interface ScannedScalar {
  readonly value: string;
  readonly endedLine: boolean;
}

function isDocumentIndicator(cursor: Cursor): boolean {
  return cursor.column === 0 && (cursor.startsWith('---') || cursor.startsWith('...')) && isBlankOrEnd(cursor.peek(3));
}

/** `|` and `>` scalars (yaml_parser_scan_block_scalar). @param parentIndent of the block around it, -1 at the top. */
export function scanBlockScalar(cursor: Cursor, literal: boolean, parentIndent: number): string {
  const start = cursor.mark;
  const fail = (problem: string): Error => scannerError(problem, cursor.mark, start);
  cursor.skip();
  let chomp = '';
  let increment = 0;
  for (let part = 0; part < 2; part++) {
    const character = cursor.peek();
    if (chomp === '' && (character === '+' || character === '-')) {
      chomp = character;
      cursor.skip();
    } else if (increment === 0 && /\d/.test(character)) {
      if (character === '0') throw fail('found an indentation indicator equal to 0');
      increment = Number(character);
      cursor.skip();
    }
  }
  while (isBlank(cursor.peek())) cursor.skip();
  if (cursor.peek() === '#') while (!isBreakOrEnd(cursor.peek())) cursor.skip();
  if (!isBreakOrEnd(cursor.peek())) throw fail('did not find expected comment or line break');
  if (isBreak(cursor.peek())) cursor.takeBreak();

  let indent = increment === 0 ? 0 : parentIndent >= 0 ? parentIndent + increment : increment;
  let trailing = '';
  const breaks = (): void => {
    let widest = 0;
    for (;;) {
      while ((indent === 0 || cursor.column < indent) && cursor.peek() === ' ') cursor.skip();
      widest = Math.max(widest, cursor.column);
      if ((indent === 0 || cursor.column < indent) && cursor.peek() === '\t') {
        throw fail('found a tab character where an indentation space is expected');
      }
      if (!isBreak(cursor.peek())) break;
      trailing += cursor.takeBreak();
    }
    if (indent === 0) indent = Math.max(widest, parentIndent + 1, 1);
  };
  breaks();
  let value = '';
  let leadingBreak = '';
  let leadingBlank = false;
  while (cursor.column === indent && cursor.peek() !== '') {
    const trailingBlank = isBlank(cursor.peek());
    if (!literal && !leadingBlank && !trailingBlank && leadingBreak === '\n') {
      if (trailing === '') value += ' ';
    } else {
      value += leadingBreak;
    }
    value += trailing;
    trailing = '';
    leadingBlank = isBlank(cursor.peek());
    while (!isBreakOrEnd(cursor.peek())) value += cursor.take();
    leadingBreak = isBreak(cursor.peek()) ? cursor.takeBreak() : '';
    breaks();
  }
  if (chomp !== '-') value += leadingBreak;
  if (chomp === '+') value += trailing;
  return value;
}

const escapes: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\u0007',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\u001b',
  ' ': ' ',
  '"': '"',
  "'": "'",
  '\\': '\\',
  N: '\u0085',
  _: '\u00a0',
  L: '\u2028',
  P: '\u2029',
};
const hexLengths: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** Quoted scalars (yaml_parser_scan_flow_scalar). */
export function scanQuotedScalar(cursor: Cursor, single: boolean): string {
  const start = cursor.mark;
  const fail = (problem: string): Error => scannerError(problem, cursor.mark, start);
  const quote = single ? "'" : '"';
  cursor.skip();
  let value = '';
  for (;;) {
    if (isDocumentIndicator(cursor)) throw fail('found unexpected document indicator');
    if (cursor.peek() === '') throw fail('found unexpected end of stream');
    let leadingBlanks = false;
    while (!isBlankOrEnd(cursor.peek())) {
      if (single && cursor.startsWith("''")) {
        value += "'";
        cursor.skip(2);
      } else if (cursor.peek() === quote) {
        break;
      } else if (!single && cursor.peek() === '\\' && isBreak(cursor.peek(1))) {
        cursor.skip();
        cursor.takeBreak();
        leadingBlanks = true;
        break;
      } else if (!single && cursor.peek() === '\\') {
        value += scanEscape(cursor, fail);
      } else {
        value += cursor.take();
      }
    }
    if (cursor.peek() === quote) break;
    const folded = scanFold(cursor, leadingBlanks, () => {});
    value += folded.text;
  }
  cursor.skip();
  return value;
}

function scanEscape(cursor: Cursor, fail: (problem: string) => Error): string {
  const letter = cursor.peek(1);
  const plain = escapes[letter];
  const length = hexLengths[letter];
  if (plain === undefined && length === undefined) throw fail('found unknown escape character');
  cursor.skip(2);
  if (plain !== undefined) return plain;
  let code = 0;
  for (let k = 0; k < length!; k++) {
    const digit = cursor.peek(k);
    if (!/[\da-fA-F]/.test(digit)) throw fail('did not find expected hexdecimal number');
    code = code * 16 + Number.parseInt(digit, 16);
  }
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) throw fail('found invalid Unicode character escape code');
  cursor.skip(length);
  return String.fromCodePoint(code);
}

/** Blanks and breaks between the words of a flow scalar, and what they fold to. */
function scanFold(
  cursor: Cursor,
  alreadyBroken: boolean,
  onLeadingTab: () => void,
): { readonly text: string; readonly broken: boolean } {
  let broken = alreadyBroken;
  let whitespace = '';
  let leadingBreak = '';
  let trailingBreaks = '';
  while (isBlank(cursor.peek()) || isBreak(cursor.peek())) {
    if (isBlank(cursor.peek())) {
      if (broken && cursor.peek() === '\t') onLeadingTab();
      if (broken) cursor.skip();
      else whitespace += cursor.take();
    } else if (broken) {
      trailingBreaks += cursor.takeBreak();
    } else {
      whitespace = '';
      leadingBreak = cursor.takeBreak();
      broken = true;
    }
  }
  if (!broken) return { text: whitespace, broken };
  if (leadingBreak !== '\n') return { text: leadingBreak + trailingBreaks, broken };
  return { text: trailingBreaks === '' ? ' ' : trailingBreaks, broken };
}

/** Scalars without quotes (yaml_parser_scan_plain_scalar). */
export function scanPlainScalar(cursor: Cursor, flowLevel: number, parentIndent: number): ScannedScalar {
  const start: Mark = cursor.mark;
  const indent = parentIndent + 1;
  let value = '';
  let pending = '';
  let broken = false;
  for (;;) {
    if (isDocumentIndicator(cursor) || cursor.peek() === '#') break;
    while (!isBlankOrEnd(cursor.peek())) {
      const character = cursor.peek();
      if (character === ':' && isBlankOrEnd(cursor.peek(1))) break;
      if (flowLevel > 0 && /[,?[\]{}]/.test(character)) break;
      value += pending + cursor.take();
      pending = '';
      broken = false;
    }
    if (!isBlank(cursor.peek()) && !isBreak(cursor.peek())) break;
    const folded = scanFold(cursor, false, () => {
      if (cursor.column < indent)
        throw scannerError('found a tab character that violates indentation', cursor.mark, start);
    });
    pending = folded.text;
    broken = folded.broken;
    if (flowLevel === 0 && cursor.column < indent) break;
  }
  return { value, endedLine: broken };
}
