import { interpretEscapes } from './escapes.ts';
import { backslashQuote } from './parameter-operations.ts';

export interface PrintfResult {
  readonly text: string;
  /** Complaints about arguments, in order. */
  readonly errors: readonly string[];
}

/**
 * `printf FORMAT ARGUMENTS`: the format is used again while arguments are left; a missing argument is '' or 0.
 * @param strict a number with something behind it counts as 0 (BusyBox).
 * @returns the output and what the arguments did wrong (status 1).
 */
export function formatPrintf(format: string, args: readonly string[], strict = false): PrintfResult {
  const errors: string[] = [];
  let out = '';
  let next = 0;
  for (;;) {
    const before = next;
    const pass = onePass(format, () => args[next++], errors, strict);
    out += pass.text;
    if (pass.stopped || next >= args.length || next === before) return { text: out, errors };
  }
}

const directive = /%(%|([-+ #0]*)(\*|\d+)?(?:\.(\*|-?\d*))?(?:hh|h|ll|l|L|j|z|t)?([a-zA-Z])?)/y;

function onePass(
  format: string,
  take: () => string | undefined,
  errors: string[],
  strict: boolean,
): { readonly text: string; readonly stopped: boolean } {
  let out = '';
  let at = 0;
  while (at < format.length) {
    const char = format[at]!;
    if (char === '\\') {
      if (format[at + 1] === 'c') return { text: out, stopped: true };
      const escape = /^\\(?:x[\dA-Fa-f]{1,2}|u[\dA-Fa-f]{1,4}|U[\dA-Fa-f]{1,8}|[0-7]{1,3}|[\s\S])?/.exec(
        format.slice(at),
      )![0];
      out += interpretEscapes(escape, 'format').text;
      at += escape.length;
      continue;
    }
    if (char !== '%') {
      out += char;
      at++;
      continue;
    }
    directive.lastIndex = at;
    const match = directive.exec(format)!;
    at += match[0].length;
    if (match[1] === '%') {
      out += '%';
      continue;
    }
    const letter = match[5];
    if (letter === undefined || !'diouxXeEfFgGcsbqaA'.includes(letter)) {
      errors.push(
        strict
          ? `${match[0]}: invalid format`
          : letter === undefined
            ? `\`${match[0]}': missing format character`
            : `\`${letter}': invalid format character`,
      );
      return { text: out, stopped: true };
    }
    let flags = match[2] ?? '';
    let width = match[3] === '*' ? Number(take() ?? 0) : Number(match[3] ?? 0);
    if (width < 0) {
      flags += '-';
      width = -width;
    }
    const precision =
      match[4] === undefined ? undefined : match[4] === '*' ? Number(take() ?? 0) : Number(match[4] || 0);
    const converted = convert(letter, flags, precision, take(), errors, strict);
    out += pad(converted.text, flags, width, letter);
    if (converted.stopped) return { text: out, stopped: true };
  }
  return { text: out, stopped: false };
}

function convert(
  letter: string,
  flags: string,
  precision: number | undefined,
  argument: string | undefined,
  errors: string[],
  strict: boolean,
): { readonly text: string; readonly stopped: boolean } {
  const done = (text: string): { text: string; stopped: boolean } => ({ text, stopped: false });
  const text = argument ?? '';
  switch (letter) {
    case 's':
      return done(precision === undefined ? text : [...text].slice(0, precision).join(''));
    case 'c':
      return done([...text][0] ?? '');
    case 'q':
      return done(backslashQuote(text));
    case 'b': {
      const result = interpretEscapes(text, 'echo');
      return { text: precision === undefined ? result.text : result.text.slice(0, precision), stopped: result.stopped };
    }
    case 'd':
    case 'i':
    case 'o':
    case 'u':
    case 'x':
    case 'X':
      return done(integer(letter, flags, precision, toInteger(text, errors, strict)));
    default:
      return done(floating(letter, flags, precision ?? 6, toNumber(text, errors)));
  }
}

function integer(letter: string, flags: string, precision: number | undefined, value: bigint): string {
  const isSigned = letter === 'd' || letter === 'i';
  const magnitude = isSigned ? (value < 0n ? -value : value) : BigInt.asUintN(64, value);
  let digits = magnitude.toString(letter === 'o' ? 8 : letter === 'x' || letter === 'X' ? 16 : 10);
  if (letter === 'X') digits = digits.toUpperCase();
  if (precision !== undefined) digits = digits.padStart(precision, '0');
  if (flags.includes('#') && magnitude !== 0n)
    digits = (letter === 'o' ? '0' : letter === 'x' ? '0x' : letter === 'X' ? '0X' : '') + digits;
  return sign(flags, isSigned && value < 0n, isSigned) + digits;
}

function sign(flags: string, negative: boolean, isSigned: boolean): string {
  if (negative) return '-';
  if (!isSigned) return '';
  return flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
}

/** %e, %f, %g of C. */
export function floating(letter: string, flags: string, precision: number, value: number): string {
  const prefix = sign(flags, value < 0 || Object.is(value, -0), true);
  const magnitude = Math.abs(value);
  let text: string;
  if (!Number.isFinite(magnitude)) text = Number.isNaN(magnitude) ? 'nan' : 'inf';
  else if (letter === 'f' || letter === 'F') text = magnitude.toFixed(Math.min(precision, 100));
  else if (letter === 'e' || letter === 'E') text = exponential(magnitude, precision);
  else text = general(magnitude, precision === 0 ? 1 : precision, flags.includes('#'));
  if (letter === 'E' || letter === 'G') text = text.toUpperCase();
  return prefix + text;
}

function exponential(value: number, precision: number): string {
  return value.toExponential(Math.min(precision, 100)).replace(/e([+-])(\d)$/, 'e$10$2');
}

function general(value: number, precision: number, keepZeros: boolean): string {
  const exponent = value === 0 ? 0 : Number(value.toExponential(Math.min(precision - 1, 100)).split('e')[1]);
  const text =
    exponent < -4 || exponent >= precision
      ? exponential(value, precision - 1)
      : value.toFixed(Math.max(0, Math.min(100, precision - 1 - exponent)));
  if (keepZeros) return text;
  return text.replace(/(\.\d*?)0+(e|$)/, '$1$2').replace(/\.(e|$)/, '$1');
}

function toInteger(text: string, errors: string[], strict: boolean): bigint {
  const character = /^["']([\s\S])/u.exec(text);
  if (character !== null) return BigInt(character[1]!.codePointAt(0)!);
  const match = /^\s*([-+]?)(0[xX][\dA-Fa-f]+|0[0-7]*|[1-9]\d*)/.exec(text);
  if (match === null) {
    if (text !== '') errors.push(`${text}: invalid number`);
    return 0n;
  }
  if (match[0].length !== text.length) {
    errors.push(`${text}: invalid number`);
    if (strict) return 0n;
  }
  const digits = /^0[0-7]+$/.test(match[2]!) ? `0o${match[2]!.slice(1)}` : match[2]!;
  return match[1] === '-' ? -BigInt(digits) : BigInt(digits);
}

function toNumber(text: string, errors: string[]): number {
  const character = /^["']([\s\S])/u.exec(text);
  if (character !== null) return character[1]!.codePointAt(0)!;
  if (text === '') return 0;
  const match = /^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?/.exec(text);
  if (match === null || match[0].length !== text.length) errors.push(`${text}: invalid number`);
  return match === null ? 0 : Number(match[0]);
}

function pad(text: string, flags: string, width: number, letter: string): string {
  if (flags.includes('-')) return text.padEnd(width);
  if (flags.includes('0') && !'scbq'.includes(letter)) {
    const head = /^[-+ ]?(0[xX])?/.exec(text)![0];
    return head + text.slice(head.length).padStart(width - head.length, '0');
  }
  return text.padStart(width);
}
