import { parseDuration } from '../go/duration.ts';
import { quote } from '../go/quote.ts';
import type { Flag } from './flag.ts';

type Value = string | number | boolean | readonly string[];

/** The values of a command's flags, typed by the way they are asked for. Asking for an undeclared flag is a bug. */
export class FlagValues {
  readonly #flags: ReadonlyMap<string, Flag>;
  readonly #values = new Map<string, Value>();
  readonly #changed = new Set<string>();
  readonly #given: (readonly [string, string])[] = [];

  constructor(flags: readonly Flag[]) {
    this.#flags = new Map(flags.map((flag) => [flag.name, flag]));
  }

  /** Whether the flag was given on the command line. */
  changed(name: string): boolean {
    return this.#changed.has(name);
  }

  /** Every flag of the command line with its text, in order. */
  get given(): readonly (readonly [string, string])[] {
    return this.#given;
  }

  has(name: string): boolean {
    return this.#flags.has(name);
  }

  bool(name: string): boolean {
    return this.#value(name) === true;
  }

  string(name: string): string {
    const value = this.#value(name);
    return typeof value === 'string' ? value : '';
  }

  /** Milliseconds for a duration. */
  number(name: string): number {
    const value = this.#value(name);
    return typeof value === 'number' ? value : 0;
  }

  list(name: string): readonly string[] {
    const value = this.#value(name);
    return Array.isArray(value) ? value : [];
  }

  /** Sets a flag from its text. Throws an Error with Go's message if the text does not fit. */
  set(flag: Flag, value: string): void {
    const parsed = parseValue(flag, value);
    if (Array.isArray(parsed)) {
      const before = this.#changed.has(flag.name) ? this.list(flag.name) : [];
      this.#values.set(flag.name, [...before, ...parsed]);
    } else {
      this.#values.set(flag.name, parsed);
    }
    this.#changed.add(flag.name);
    this.#given.push([flag.name, value]);
  }

  #value(name: string): Value {
    const value = this.#values.get(name);
    if (value !== undefined) return value;
    const flag = this.#flags.get(name);
    if (flag === undefined) throw new TypeError(`the flag --${name} is not declared`);
    return parseValue(flag, flag.default);
  }
}

const truths = new Set(['1', 't', 'T', 'TRUE', 'true', 'True']);
const falsehoods = new Set(['0', 'f', 'F', 'FALSE', 'false', 'False']);

function parseValue(flag: Flag, value: string): Value {
  switch (flag.type) {
    case 'bool':
      if (truths.has(value)) return true;
      if (falsehoods.has(value)) return false;
      throw new Error(`strconv.ParseBool: parsing ${quote(value)}: invalid syntax`);
    case 'string':
    case 'optionalString':
      return value;
    case 'duration':
      return parseDuration(value);
    case 'int':
    case 'int32':
    case 'int64':
    case 'count':
      return parseInteger(value, flag.type === 'int32' ? 32 : 64);
    case 'stringSlice':
      return value === '' || value === '[]'
        ? []
        : splitCommas(value.startsWith('[') && value === flag.default ? value.slice(1, -1) : value);
    case 'stringToString':
      if (value.split(',').some((pair) => pair !== '' && !pair.includes('=')))
        throw new Error('malformed pair, expect string=string');
      return value;
    case 'stringArray':
      return value === '[]' && flag.default === '[]' ? [] : [value];
  }
}

function parseInteger(value: string, bits: 32 | 64): number {
  const digits = value.replace(/^[+-]/, '').replaceAll('_', '');
  const literal = /^0\d/.test(digits) ? `0o${digits.slice(1)}` : digits;
  if (!/^(0x[\da-f]+|0o[0-7]+|0b[01]+|\d+)$/i.test(literal)) {
    throw new Error(`strconv.ParseInt: parsing ${quote(value)}: invalid syntax`);
  }
  const big = value.startsWith('-') ? -BigInt(literal) : BigInt(literal);
  const limit = 1n << BigInt(bits - 1);
  if (big >= limit || big < -limit) throw new Error(`strconv.ParseInt: parsing ${quote(value)}: value out of range`);
  return Number(big);
}

/** One line of CSV, as pflag's StringSlice reads it. */
function splitCommas(value: string): string[] {
  const items: string[] = [];
  let item = '';
  let quoted = false;
  for (let i = 0; i < value.length; i++) {
    const character = value[i]!;
    if (quoted) {
      if (character !== '"') item += character;
      else if (value[i + 1] === '"') {
        item += '"';
        i++;
      } else quoted = false;
    } else if (character === '"') {
      if (item !== '') throw new Error('parse error on line 1, column ' + (i + 1) + ': bare " in non-quoted field');
      quoted = true;
    } else if (character === ',') {
      items.push(item);
      item = '';
    } else item += character;
  }
  if (quoted)
    throw new Error(`parse error on line 1, column ${value.length + 1}: extraneous or missing " in quoted-field`);
  items.push(item);
  return items;
}
