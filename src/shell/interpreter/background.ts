import { SysError } from '../../engine/sim/process.ts';
import type { Statement } from 'unbash';
import type { Task } from '../../engine/sim/task.ts';
import { runNode } from './execute.ts';
import { spawnStages } from './pipelines.ts';
import { forkShell } from './processes.ts';
import type { Shell } from './shell.ts';

/** `command &`: a process (or a pipeline of them) that the shell does not wait for. */
export function* startBackground(shell: Shell, statement: Statement): Task<void> {
  const monitor = shell.has('monitor');
  // Without job control an asynchronous command reads nothing (POSIX 2.9.3.1).
  const stdin = monitor ? undefined : openNull(shell);
  const node = statement.command;
  let pids: number[];
  if (node.type === 'Pipeline' && node.prefixes.length === 0 && node.commands.length > 1) {
    pids = spawnStages(shell, node, monitor ? 'new' : undefined, stdin);
  } else {
    pids = [
      forkShell(
        shell,
        function* (child) {
          child.loopDepth = 0;
          if (!monitor) {
            child.p.onSignal('SIGINT', 'ignore');
            child.p.onSignal('SIGQUIT', 'ignore');
          }
          yield* runNode(child, node, true);
          return child.status;
        },
        { fds: stdin === undefined ? {} : { 0: stdin }, group: monitor ? 'new' : undefined },
      ),
    ];
    if (stdin !== undefined) shell.p.close(stdin);
  }
  const text = shell.source.text.slice(node.pos, node.end);
  const job = shell.jobs.add(pids, monitor ? pids[0] : undefined, text, true);
  shell.lastBackground = pids.at(-1);
  shell.status = 0;
  if (shell.interactive) yield* shell.err(shell.flavour.name === 'bash' ? `[${job.id}] ${pids.at(-1)}\n` : '');
}

function openNull(shell: Shell): number | undefined {
  try {
    return shell.p.open('/dev/null', { read: true });
  } catch (error) {
    if (error instanceof SysError) return undefined;
    throw error;
  }
}
