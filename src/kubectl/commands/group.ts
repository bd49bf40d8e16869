import type { Task } from '../../engine/sim/task.ts';
import type { Invocation } from '../command.ts';
import { SilentExit, usageError } from '../errors.ts';
import { quote } from '../go/quote.ts';

/** What a command with subcommands does by itself: its help, or an error about a word it does not know (DefaultSubCommandRun). */
export function groupRun(fd: 1 | 2): (invocation: Invocation) => Task<void> {
  return function* (invocation): Task<void> {
    if (invocation.args.length > 0) {
      throw usageError(invocation.commandPath, `unknown command ${quote(invocation.args.join(' '))}`);
    }
    yield* invocation.help(fd);
    throw new SilentExit();
  };
}
