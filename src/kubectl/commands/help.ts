import type { Task } from '../../engine/sim/task.ts';
import type { Command, Invocation } from '../command.ts';
import { findCommand } from '../find-command.ts';
import { globalFlags } from '../flags/global.ts';
import { helpText } from '../help/help.ts';

/** `kubectl help COMMAND` (kubectl/pkg/cmd/help). */
export function help(): Command {
  return {
    name: 'help',
    short: 'Help about any command',
    long: 'Help provides help for any command in the application. Simply type kubectl help [path to command] for full details.',
    usage: 'help [command]',
    complete: 'commands',
    run,
  };
}

function* run(invocation: Invocation): Task<void> {
  const { args, release, p } = invocation;
  const root = invocation.path[0]!;
  const columns = p.terminal(1)?.columns ?? 0;
  const { path } = findCommand(root, globalFlags, args);
  if (args.length > 0 && path.length === 1) {
    const quoted = args.map((word) => '`' + word + '`').join(' ');
    yield* invocation.out(
      `Unknown help topic [${quoted}]\n${helpText([{ ...root, long: '', short: '' }], release, columns)}`,
    );
    return;
  }
  yield* invocation.out(helpText(path, release, columns));
}
