import type { Task } from '../../engine/sim/task.ts';
import type { Command, Invocation } from '../command.ts';
import { optionsText } from '../help/help.ts';

/** `kubectl options`: the flags of every command. */
export function options(): Command {
  return {
    name: 'options',
    short: 'Print the list of flags inherited by all commands',
    usage: 'options',
    run,
  };
}

function* run({ release, p, out }: Invocation): Task<void> {
  yield* out(optionsText(release, p.terminal(1)?.columns ?? 0));
}
