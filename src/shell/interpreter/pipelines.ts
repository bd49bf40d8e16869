import type { CommandNode, Pipeline } from 'unbash';
import type { Task } from '../../engine/sim/task.ts';
import { checkFailure, runCommand, settleForeground } from './execute.ts';
import { forkShell } from './processes.ts';
import type { Shell } from './shell.ts';

/** Runs a pipeline: every stage in a process of its own (as bash without lastpipe, and ash), `!` and `time` around it. */
export function* runPipeline(shell: Shell, node: Pipeline): Task<void> {
  const negated = node.prefixes.filter((prefix) => prefix.type === 'Negation').length % 2 === 1;
  const timed = node.prefixes.find((prefix) => prefix.type === 'Time');
  const startedAt = shell.p.now();
  if (node.commands.length > 0) {
    if (negated) shell.conditionDepth++;
    try {
      yield* runStages(shell, node);
    } finally {
      if (negated) shell.conditionDepth--;
    }
  }
  if (timed !== undefined) yield* reportTime(shell, shell.p.now() - startedAt, timed.posix !== undefined);
  if (negated) shell.status = shell.status === 0 ? 1 : 0;
  else if (node.commands.length > 1) yield* checkFailure(shell, node);
}

function* runStages(shell: Shell, node: Pipeline): Task<void> {
  const [only] = node.commands;
  if (node.commands.length === 1 && only !== undefined) {
    yield* runCommand(shell, only, false);
    yield* checkFailure(shell, only);
    return;
  }
  const pids = spawnStages(shell, node, shell.has('monitor') ? 'new' : undefined);
  yield* settleForeground(shell, pids, shell.source.text.slice(node.pos, node.end));
  if (shell.has('pipefail')) shell.status = shell.pipeStatus.findLast((status) => status !== 0) ?? 0;
}

/** Starts the stages, connected by pipes; returns their process IDs. The first leads the group if there is a new one. */
export function spawnStages(shell: Shell, node: Pipeline, group: 'new' | undefined, stdin?: number): number[] {
  const pids: number[] = [];
  let input = stdin;
  node.commands.forEach((command, index) => {
    const last = index === node.commands.length - 1;
    const pipe = last ? undefined : shell.p.pipe();
    const fds: Record<number, number> = {};
    if (input !== undefined) fds[0] = input;
    if (pipe !== undefined) fds[1] = pipe.write;
    if (node.operators[index] === '|&' && pipe !== undefined) fds[2] = pipe.write;
    pids.push(
      forkShell(shell, (child) => runStage(child, command), {
        fds,
        group: group === undefined ? undefined : (pids[0] ?? 'new'),
      }),
    );
    if (input !== undefined) shell.p.close(input);
    if (pipe !== undefined) shell.p.close(pipe.write);
    input = pipe?.read;
  });
  return pids;
}

/** A stage is a subshell whose only command may take its place. */
export function* runStage(child: Shell, command: CommandNode): Task<number> {
  child.loopDepth = 0;
  yield* runCommand(child, command, true);
  return child.status;
}

function* reportTime(shell: Shell, milliseconds: number, posix: boolean): Task<void> {
  const seconds = milliseconds / 1000;
  // The kernel does not tell a shell how much CPU its children used, so only the elapsed time is reported.
  if (posix) yield* shell.err(`real ${seconds.toFixed(2)}\n`);
  else if (shell.flavour.name === 'ash') {
    yield* shell.err(`real\t${Math.floor(seconds / 60)}m ${(seconds % 60).toFixed(2)}s\n`);
  } else yield* shell.err(`\nreal\t${Math.floor(seconds / 60)}m${(seconds % 60).toFixed(3)}s\n`);
}
