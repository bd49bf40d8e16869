import type { Task } from '../../../engine/sim/task.ts';
import { complain } from '../diagnostics.ts';
import type { Shell } from '../shell.ts';
import type { Invocation } from '../simple.ts';

/** A command that runs inside the shell; returns its status. */
export interface Builtin {
  /** One of POSIX's special builtins, whose errors end a non-interactive shell. */
  readonly special?: boolean;
  readonly usage?: string;
  run(shell: Shell, args: readonly string[], name: string, invocation: Invocation): Task<number>;
}

/** `NAME: -x: invalid option` with the usage line, status 2. */
export function* invalidOption(shell: Shell, name: string, option: string, usage: string): Task<number> {
  if (shell.flavour.name === 'ash') {
    yield* complain(shell, `illegal option ${option}`, name);
    return 2;
  }
  yield* complain(shell, `${option}: invalid option`, name);
  yield* shell.err(`${name}: usage: ${usage}\n`);
  return 2;
}

/** Single-letter options in front of the arguments; the first that is not among `allowed` is `invalid`. */
export function parseLetters(
  args: readonly string[],
  allowed: string,
): { readonly letters: ReadonlySet<string>; readonly rest: readonly string[]; readonly invalid: string | undefined } {
  const letters = new Set<string>();
  let index = 0;
  for (; index < args.length; index++) {
    const argument = args[index]!;
    if (argument === '--') {
      index++;
      break;
    }
    if (!/^-./.test(argument)) break;
    for (const letter of argument.slice(1)) {
      if (!allowed.includes(letter)) return { letters, rest: args.slice(index), invalid: `-${letter}` };
      letters.add(letter);
    }
  }
  return { letters, rest: args.slice(index), invalid: undefined };
}
