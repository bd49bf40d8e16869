import { AppletError, HelpRequest, type Invocation } from './applet.ts';

/** Which options a command takes. Letters are keys of the result. */
export interface OptionSpec {
  /** Letters without a value. */
  readonly flags?: string;
  /** Letters with a value, `-n 5` or `-n5`. */
  readonly values?: string;
  /** Long names and the letters that they mean; a name of a value letter takes `=VALUE` or the next word. */
  readonly long?: Readonly<Record<string, string>>;
  /** Letters of long options whose value is optional (only `--name=VALUE` gives it). */
  readonly optional?: string;
  /** Letters that the real command knows and Podarium does not simulate. */
  readonly refused?: string;
  /** Stops at the first operand (commands that run commands); else options may follow operands, as GNU's do. */
  readonly strict?: boolean;
  /** The status of a usage error; default 1. */
  readonly status?: number;
  /** A line of GNU's before `Try ...`. */
  readonly hint?: string;
  /** Where GNU's `Try ...` is not of `'NAME --help'` alone. */
  readonly tryWhat?: string;
  /** BusyBox's usage line, after `Usage: NAME `. */
  readonly usage?: string;
}

export interface Options {
  has(letter: string): boolean;
  /** The last value given. */
  value(letter: string): string | undefined;
  all(letter: string): readonly string[];
  /** Options in order. */
  readonly order: readonly (readonly [letter: string, value: string | undefined])[];
  readonly operands: readonly string[];
}

/** Parses the arguments as getopt_long does. Throws AppletError with the command's usage error. */
export function parseOptions(call: Invocation, spec: OptionSpec, args: readonly string[] = call.args): Options {
  const order: [string, string | undefined][] = [];
  const operands: string[] = [];
  const takesValue = (letter: string): boolean => spec.values?.includes(letter) === true;
  for (let index = 0; index < args.length; index++) {
    const word = args[index]!;
    if (word === '--') {
      operands.push(...args.slice(index + 1));
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      if (spec.strict === true) {
        operands.push(...args.slice(index));
        break;
      }
      operands.push(word);
      continue;
    }
    if (word === '--help' && spec.long?.['help'] === undefined) throw new HelpRequest(helpText(call, spec));
    if (word.startsWith('--')) {
      const [name, given] = splitLong(word.slice(2));
      const letter = longLetter(call, spec, name, word);
      if (spec.optional?.includes(letter) === true) order.push([letter, given]);
      else if (takesValue(letter)) {
        const value = given ?? args[++index];
        if (value === undefined) throw usage(call, spec, `option '--${name}' requires an argument`);
        order.push([letter, value]);
      } else if (given !== undefined) throw usage(call, spec, `option '--${name}' doesn't allow an argument`);
      else order.push([letter, undefined]);
      continue;
    }
    for (let at = 1; at < word.length; at++) {
      const letter = word[at]!;
      if (takesValue(letter)) {
        const value = at + 1 < word.length ? word.slice(at + 1) : args[++index];
        if (value === undefined) throw usage(call, spec, `option requires an argument -- '${letter}'`);
        order.push([letter, value]);
        break;
      }
      if (spec.flags?.includes(letter) !== true && spec.optional?.includes(letter) !== true) {
        if (spec.refused?.includes(letter) === true) throw refused(spec, `-${letter}`);
        throw usage(call, spec, `invalid option -- '${letter}'`);
      }
      order.push([letter, undefined]);
    }
  }
  return {
    order,
    operands,
    has: (letter) => order.some(([name]) => name === letter),
    value: (letter) => order.findLast(([name]) => name === letter)?.[1],
    all: (letter) => order.flatMap(([name, value]) => (name === letter && value !== undefined ? [value] : [])),
  };
}

/** What the command is called with, and the options of it that are simulated. */
function helpText(call: Invocation, spec: OptionSpec): string {
  if (call.flavour === 'busybox') return busyboxUsage(call.name, spec.usage);
  const names = new Map<string, string[]>();
  for (const letter of `${spec.flags ?? ''}${spec.values ?? ''}`)
    if (/[A-Za-z0-9]/.test(letter)) names.set(letter, [`-${letter}`]);
  for (const [name, letter] of Object.entries(spec.long ?? {}))
    names.set(letter, [...(names.get(letter) ?? []), `--${name}`]);
  const lines = [...names]
    .sort(([a], [b]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1))
    .map(([letter, forms]) => `  ${forms.join(', ')}${spec.values?.includes(letter) === true ? ' VALUE' : ''}`);
  return `Usage: ${call.name} [OPTION]... [ARGUMENT]...\nThe options that are simulated:\n${lines.join('\n')}`;
}

function splitLong(text: string): [name: string, value: string | undefined] {
  const equals = text.indexOf('=');
  return equals === -1 ? [text, undefined] : [text.slice(0, equals), text.slice(equals + 1)];
}

function longLetter(call: Invocation, spec: OptionSpec, name: string, word: string): string {
  const table = spec.long ?? {};
  const exact = table[name];
  if (exact !== undefined) return exact;
  const matches = Object.keys(table).filter((candidate) => candidate.startsWith(name));
  const letters = new Set(matches.map((match) => table[match]!));
  if (letters.size === 1) return [...letters][0]!;
  if (matches.length > 1) {
    const possibilities = matches.map((match) => ` '--${match}'`).join('');
    throw usage(call, spec, `option '${word}' is ambiguous; possibilities:${possibilities}`);
  }
  throw usage(call, spec, `unrecognized option '${word.split('=')[0]}'`);
}

/** A real option that this simulation leaves out. */
export function refused(spec: OptionSpec, option: string): AppletError {
  return new AppletError(`option ${option} is not simulated`, spec.status ?? 1);
}

/** A usage error in the words of the flavour. */
export function usage(call: Invocation, spec: OptionSpec, message: string): AppletError {
  const status = spec.status ?? 1;
  if (call.flavour === 'gnu') {
    return new AppletError(
      `${message}\n${spec.hint === undefined ? '' : `${spec.hint}\n`}Try ${spec.tryWhat ?? `'${call.name} --help'`} for more information.`,
      status,
    );
  }
  return new AppletError(`${message}\n${busyboxUsage(call.name, spec.usage)}`, /grep$|^sort$/.test(call.name) ? 2 : 1);
}

export function busyboxUsage(name: string, line: string | undefined): string {
  return `BusyBox v1.35.0 (2022-01-17 19:57:02 CET) multi-call binary.\n\nUsage: ${name}${line === undefined ? '' : ` ${line}`}`;
}

/** A missing operand, as GNU and BusyBox report it. */
export function missingOperand(call: Invocation, spec: OptionSpec, after?: string): AppletError {
  if (call.flavour === 'gnu') {
    return usage(call, spec, after === undefined ? 'missing operand' : `missing ${after}`);
  }
  return new AppletError(busyboxUsage(call.name, spec.usage), 1, true);
}
