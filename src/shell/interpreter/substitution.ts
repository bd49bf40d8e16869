import type { ParsedScript } from 'unbash';
import type { Task } from '../../engine/sim/task.ts';
import { runScript } from './execute.ts';
import { forkShell, waitFor } from './processes.ts';
import { readAll } from './read-all.ts';
import type { Shell } from './shell.ts';
import type { Source } from './source.ts';

/** Command substitution: a subshell whose standard output is a pipe that the shell reads to its end. */
export function* substitute(shell: Shell, script: ParsedScript, source: Source): Task<string> {
  const pipe = shell.p.pipe();
  const pid = forkShell(
    shell,
    function* (child) {
      child.source = source;
      // Neither shell lets `set -e` reach into a substitution (bash's inherit_errexit is off).
      child.options.delete('errexit');
      yield* runScript(child, script.commands, true);
      return child.status;
    },
    { fds: { 1: pipe.write } },
  );
  shell.p.close(pipe.write);
  const output = yield* readAll(shell, pipe.read);
  shell.p.close(pipe.read);
  const status = yield* waitFor(shell, pid);
  shell.substitutionStatus = status;
  // bash's $? changes at once, ash's only with the whole command.
  if (shell.flavour.name === 'bash') shell.status = status;
  return output.replace(/\0/g, '').replace(/\n+$/, '');
}
