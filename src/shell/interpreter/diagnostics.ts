import type { Task } from '../../engine/sim/task.ts';
import { AbandonCommand } from './control.ts';
import type { Shell } from './shell.ts';

/** Prints one error line in the shell's own shape. */
export function* complain(shell: Shell, message: string, builtin?: string): Task<void> {
  yield* shell.err(`${shell.flavour.prefix(shell, builtin)}${message}\n`);
}

/** Prints an expansion's error and gives up the command; a non-interactive shell ends (POSIX 2.8.1). */
export function* abandon(shell: Shell, message: string, status = 1): Task<never> {
  yield* complain(shell, message);
  throw new AbandonCommand(status, !shell.interactive);
}
