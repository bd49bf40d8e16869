import type { Command } from './command.ts';
import type { Flag } from './flags/flag.ts';
import { valueWithoutArgument } from './flags/parse.ts';

export interface FoundCommand {
  /** From the root down. */
  readonly path: readonly Command[];
  /** What is left of the command line, flags included. */
  readonly rest: readonly string[];
}

/**
 * Walks down the command tree past flags, as cobra's Command.Find does: a flag that the command does not know is taken
 * to have a value, so the word after it is skipped.
 */
export function findCommand(root: Command, inherited: readonly Flag[], argv: readonly string[]): FoundCommand {
  const path = [root];
  let rest = [...argv];
  for (;;) {
    const command = path.at(-1)!;
    const index = firstWord(rest, [...(command.flags ?? []), ...inherited]);
    const word = index === undefined ? undefined : rest[index];
    const next = (command.subcommands ?? []).find(
      (one) => one.name === word || (one.aliases ?? []).includes(word ?? ''),
    );
    if (next === undefined || index === undefined) return { path, rest };
    path.push(next);
    rest = rest.toSpliced(index, 1);
  }
}

/** The index of the first word that is neither a flag nor a flag's value. */
export function firstWord(argv: readonly string[], flags: readonly Flag[]): number | undefined {
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i]!;
    if (word === '--') return undefined;
    if (word.startsWith('--')) {
      const flag = flags.find((one) => one.name === word.slice(2));
      if (!word.includes('=') && (flag === undefined || valueWithoutArgument(flag) === undefined)) i++;
    } else if (word.startsWith('-') && word.length > 1) {
      const flag = flags.find((one) => one.shorthand === word[1]);
      if (word.length === 2 && (flag === undefined || valueWithoutArgument(flag) === undefined)) i++;
    } else if (word !== '') {
      return i;
    }
  }
  return undefined;
}
