import { quote } from '../go/quote.ts';
import type { Flag } from './flag.ts';
import { FlagValues } from './values.ts';

/** A mistake in the flags, with pflag's text. */
export class FlagError extends Error {}

export interface ParsedFlags {
  readonly values: FlagValues;
  readonly args: readonly string[];
  readonly argsBeforeDash: number | undefined;
  /** Lines for stderr about deprecated flags. */
  readonly warnings: readonly string[];
}

/** pflag's FlagSet.Parse with interspersed arguments (github.com/spf13/pflag flag.go). */
export function parseFlags(flags: readonly Flag[], argv: readonly string[]): ParsedFlags {
  const byName = new Map(flags.map((flag) => [flag.name, flag]));
  const byShorthand = new Map(
    flags.flatMap((flag) => (flag.shorthand === undefined ? [] : [[flag.shorthand, flag] as const])),
  );
  const values = new FlagValues(flags);
  const args: string[] = [];
  const warnings: string[] = [];
  const rest = [...argv];
  let argsBeforeDash: number | undefined;

  const set = (flag: Flag, value: string): void => {
    try {
      values.set(flag, value);
    } catch (error) {
      const name = flag.shorthand === undefined ? `--${flag.name}` : `-${flag.shorthand}, --${flag.name}`;
      throw new FlagError(`invalid argument ${quote(value)} for ${quote(name)} flag: ${(error as Error).message}`);
    }
    if (flag.deprecated !== undefined) warnings.push(`Flag --${flag.name} has been deprecated, ${flag.deprecated}\n`);
  };

  while (rest.length > 0) {
    const word = rest.shift()!;
    if (word.length < 2 || !word.startsWith('-')) {
      args.push(word);
    } else if (word === '--') {
      argsBeforeDash = args.length;
      args.push(...rest);
      break;
    } else if (word.startsWith('--')) {
      parseLong(word, byName, rest, set);
    } else {
      parseShort(word, byShorthand, rest, set);
    }
  }
  return { values, args, argsBeforeDash, warnings };
}

type Set = (flag: Flag, value: string) => void;

function parseLong(word: string, byName: ReadonlyMap<string, Flag>, rest: string[], set: Set): void {
  const body = word.slice(2);
  if (body.startsWith('-') || body.startsWith('=')) throw new FlagError(`bad flag syntax: ${word}`);
  const equals = body.indexOf('=');
  const name = equals < 0 ? body : body.slice(0, equals);
  const flag = byName.get(name);
  if (flag === undefined) throw new FlagError(`unknown flag: --${name}`);
  const alone = valueWithoutArgument(flag);
  if (equals >= 0) set(flag, body.slice(equals + 1));
  else if (alone !== undefined) set(flag, alone);
  else if (rest.length > 0) set(flag, rest.shift()!);
  else throw new FlagError(`flag needs an argument: ${word}`);
}

function parseShort(word: string, byShorthand: ReadonlyMap<string, Flag>, rest: string[], set: Set): void {
  let letters = word.slice(1);
  while (letters !== '') {
    const letter = letters[0]!;
    const flag = byShorthand.get(letter);
    if (flag === undefined) throw new FlagError(`unknown shorthand flag: '${letter}' in -${letters}`);
    const alone = valueWithoutArgument(flag);
    if (letters.length > 2 && letters[1] === '=') {
      set(flag, letters.slice(2));
      return;
    }
    if (alone !== undefined) {
      set(flag, alone);
      letters = letters.slice(1);
      continue;
    }
    if (letters.length > 1) set(flag, letters.slice(1));
    else if (rest.length > 0) set(flag, rest.shift()!);
    else throw new FlagError(`flag needs an argument: '${letter}' in -${letters}`);
    return;
  }
}

/** What a flag means when no value follows; undefined if it needs one. */
export function valueWithoutArgument(flag: Flag): string | undefined {
  if (flag.type === 'bool') return 'true';
  if (flag.type === 'count') return '+1';
  return flag.noValue;
}
