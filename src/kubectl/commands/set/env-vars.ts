import { isEnvVarName } from '../../../engine/api/formats.ts';
import type { Task } from '../../../engine/sim/task.ts';
import type { Invocation } from '../../command.ts';
import { CommandError } from '../../errors.ts';
import { quote } from '../../go/quote.ts';
import { textAt, type Json } from '../../object.ts';
import { readStdin } from '../../resource-builder/files.ts';

/** Variables to set, and names to take away. */
export interface EnvChanges {
  readonly set: readonly Json[];
  readonly remove: readonly string[];
}

/** Resources come first, then `KEY=value` and `KEY-` (set/env/env_parse.go). */
export function splitEnv(args: readonly string[]): { resources: readonly string[]; words: readonly string[] } {
  const isEnv = (word: string): boolean => word.indexOf('=', 1) > 0 || word.endsWith('-');
  const first = args.findIndex(isEnv);
  if (first < 0) return { resources: args, words: [] };
  const words = args.slice(first);
  if (!words.every(isEnv))
    throw new CommandError(`all resources must be specified before environment changes: ${args.join(' ')}`);
  return { resources: args.slice(0, first), words };
}

/** What the words ask for; `-` reads variables from standard input. */
export function* parseEnv({ p, release }: Invocation, words: readonly string[]): Task<EnvChanges> {
  const set: Json[] = [];
  const remove: string[] = [];
  const named = new Set<string>();
  for (const word of words) {
    const equals = word.indexOf('=');
    if (word === '-') {
      set.push(...fromLines(yield* readStdin(p)));
    } else if (equals >= 0) {
      const name = word.slice(0, equals);
      // v1.20 leaves the name to the server.
      const errors = release.name === '1.20' ? [] : isEnvVarName(name);
      if (errors.length > 0) throw new CommandError(`${quote(name)} is not a valid key name: ${errors.join(';')}`);
      named.add(name);
      set.push(variable(name, word.slice(equals + 1)));
    } else if (word.endsWith('-')) remove.push(word.slice(0, -1));
    else throw new CommandError(`unknown environment variable: ${word}`);
  }
  if (remove.some((name) => named.has(name)))
    throw new CommandError('can not both modify and remove the same environment variable in the same command');
  return { set, remove };
}

function fromLines(text: string): readonly Json[] {
  return text
    .split('\n')
    .map((line) => line.replace(/#.*$/, ''))
    .filter((line) => line.includes('='))
    .map((line) => variable(line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)));
}

function variable(name: string, value: string): Json {
  return value === '' ? { name } : { name, value };
}

/** A variable replaces all of its name, the first in place; removing wins over setting (set/helper.go updateEnv). */
export function updateEnv(now: readonly Json[], { set, remove }: EnvChanges): readonly Json[] {
  const covered = new Set(remove);
  const result: Json[] = [];
  for (const one of now) {
    const name = textAt(one, 'name');
    if (covered.has(name)) continue;
    const newer = set.find((other) => other['name'] === name);
    if (newer !== undefined) covered.add(name);
    result.push(newer ?? one);
  }
  for (const one of set) {
    const name = textAt(one, 'name');
    if (covered.has(name)) continue;
    covered.add(name);
    result.push(one);
  }
  return result;
}
