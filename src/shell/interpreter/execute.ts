import type {
  AndOr,
  Case,
  CommandNode,
  CompoundList,
  If,
  Pipeline,
  PipelineNode,
  Redirection,
  Statement,
} from 'unbash';
import type { Task } from '../../engine/sim/task.ts';
import { evaluateExpression } from './arithmetic.ts';
import { evaluateCondition } from './conditions.ts';
import { AbandonCommand, ExitShell, Interrupted } from './control.ts';
import { startBackground } from './background.ts';
import { jobLine } from './jobs.ts';
import { runArithmeticFor, runFor, runSelect, runWhile } from './loops.ts';
import { compilePattern } from './pattern.ts';
import { runPipeline } from './pipelines.ts';
import { closeSubstitutions } from './process-substitution.ts';
import { forkShell, reap, waitForeground } from './processes.ts';
import { applyRedirections } from './redirections.ts';
import type { Shell } from './shell.ts';
import { traceLine } from './trace.ts';
import { runSimple } from './simple.ts';
import { runPendingTraps, runTrap } from './traps.ts';
import { expandPattern, expandText, refuse } from './words.ts';

/** CPU time that one command costs the shell itself, ms: a busy loop must let virtual time pass. */
const commandCost = 0.05;

/** Runs statements in order. `tail`: nothing follows, so the last command may take the shell's place (exec). */
export function* runScript(shell: Shell, statements: readonly Statement[], tail: boolean): Task<void> {
  for (let index = 0; index < statements.length; index++) {
    yield* runStatement(shell, statements[index]!, tail && index === statements.length - 1);
  }
}

export function* runList(shell: Shell, list: CompoundList, tail = false): Task<void> {
  yield* runScript(shell, list.commands, tail);
}

function* runStatement(shell: Shell, statement: Statement, tail: boolean): Task<void> {
  shell.line = shell.source.line(statement.pos);
  if (statement.background === true) {
    yield* startBackground(shell, statement);
    return;
  }
  yield* runNode(shell, statement.command, tail);
}

/** Runs a condition (of `if`, `while`, the left of `&&`): a failure there does not end a `set -e` shell. */
export function* runCondition(shell: Shell, work: Task<void>): Task<void> {
  shell.conditionDepth++;
  try {
    yield* work;
  } finally {
    shell.conditionDepth--;
  }
}

export function* runNode(shell: Shell, node: PipelineNode | AndOr, tail: boolean): Task<void> {
  if (node.type === 'AndOr') yield* runAndOr(shell, node, tail);
  else if (node.type === 'Pipeline') yield* runPipeline(shell, node);
  else {
    yield* runCommand(shell, node, tail);
    yield* checkFailure(shell, node);
  }
}

function* runAndOr(shell: Shell, node: AndOr, tail: boolean): Task<void> {
  for (let index = 0; index < node.commands.length; index++) {
    if (index > 0) {
      const operator = node.operators[index - 1];
      if ((operator === '&&') !== (shell.status === 0)) continue;
    }
    const last = index === node.commands.length - 1;
    const work = runNode(shell, node.commands[index]!, tail && last);
    if (last) yield* work;
    else yield* runCondition(shell, work);
  }
}

/** After each command: traps of signals that came, then the ERR trap and `set -e`. */
export function* checkFailure(shell: Shell, node: CommandNode | Pipeline): Task<void> {
  if (shell.pendingSignals.length > 0) yield* runPendingTraps(shell);
  if (shell.interruptRequested) {
    shell.interruptRequested = false;
    throw new Interrupted('SIGINT');
  }
  if (shell.status === 0 || shell.conditionDepth > 0) return;
  // Compound commands have checked inside already; only a subshell or a simple command fails by itself.
  const inner = node.type === 'Redirected' ? node.command : node;
  const checked = ['If', 'For', 'ArithmeticFor', 'While', 'Case', 'BraceGroup', 'Select', 'Function'].includes(
    inner.type,
  );
  if (checked) return;
  const onError = shell.traps.get('ERR');
  if (onError !== undefined && onError !== '') yield* runTrap(shell, onError);
  if (shell.has('errexit')) throw new ExitShell(shell.status);
}

/** Runs one command of a pipeline in this shell. */
export function* runCommand(shell: Shell, node: CommandNode, tail: boolean): Task<void> {
  yield* pause(shell);
  const before = shell.substitutionFds.length;
  try {
    yield* dispatch(shell, node, tail);
  } finally {
    if (shell.substitutionFds.length > before) closeSubstitutions(shell, before);
  }
}

function* dispatch(shell: Shell, node: CommandNode, tail: boolean): Task<void> {
  switch (node.type) {
    case 'Command':
      return yield* runSimple(shell, node, tail);
    case 'Redirected':
      return yield* runRedirected(shell, node.redirects, node.command, tail);
    case 'If':
      return yield* runIf(shell, node, tail);
    case 'For':
      return yield* runFor(shell, node);
    case 'ArithmeticFor':
      return yield* runArithmeticFor(shell, node);
    case 'While':
      return yield* runWhile(shell, node);
    case 'Case':
      return yield* runCase(shell, node, tail);
    case 'BraceGroup':
      return yield* runList(shell, node.body, tail);
    case 'Subshell': {
      if (tail && shell.traps.size === 0 && shell.subshellDepth > 0) return yield* runList(shell, node.body, true);
      const group = shell.has('monitor') ? 'new' : undefined;
      const pid = forkShell(
        shell,
        function* (child) {
          child.loopDepth = 0;
          yield* runScript(child, node.body.commands, true);
          return child.status;
        },
        { group },
      );
      const text = shell.source.text.slice(node.pos, node.end);
      yield* settleForeground(shell, [pid], text);
      return;
    }
    case 'Function':
      shell.functions.set(node.name.text, { node, source: shell.source });
      shell.status = 0;
      return;
    case 'TestCommand':
      shell.status = (yield* evaluateCondition(shell, node.expression)) ? 0 : 1;
      return;
    case 'ArithmeticCommand':
      if (shell.flavour.name === 'ash') yield* refuse(shell, 'syntax error: (( )) is not part of this shell');
      shell.status =
        node.expression !== undefined && (yield* evaluateExpression(shell, node.expression, node.body.trim())) !== 0n
          ? 0
          : 1;
      return;
    case 'Select':
      return yield* runSelect(shell, node);
    case 'Coproc':
      return yield* refuse(shell, 'coproc is not simulated');
  }
}

/** Lets a little virtual time pass. */
export function* pause(shell: Shell): Task<void> {
  try {
    yield* shell.p.cpu(commandCost);
  } catch (error) {
    if (!isInterruption(error)) throw error;
  }
}

function isInterruption(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EINTR';
}

/** Waits for processes of the foreground and takes over their status. */
export function* settleForeground(shell: Shell, pids: readonly number[], text: string): Task<void> {
  const job = shell.jobs.add(pids, shell.has('monitor') ? pids[0] : undefined, text, false);
  let stopped = false;
  try {
    const result = yield* waitForeground(shell, job);
    stopped = result.stopped;
    if (result.stopped) {
      shell.status = 148;
      job.notified = true;
      yield* shell.err(`\n${jobLine(job, shell.jobs.mark(job), undefined, shell.flavour.name === 'ash')}\n`);
      return;
    }
    shell.pipeStatus = result.statuses;
    shell.status = result.statuses.at(-1) ?? 0;
  } catch (error) {
    if (error instanceof Interrupted) shell.status = 130;
    throw error;
  } finally {
    if (!stopped) shell.jobs.remove(job);
  }
  if (shell.p.pid === 1) reap(shell);
}

function* runRedirected(
  shell: Shell,
  redirects: readonly Redirection[],
  command: CommandNode,
  tail: boolean,
): Task<void> {
  const applied = yield* applyRedirections(shell, redirects);
  if (!applied.ok) {
    shell.status = 1;
    return;
  }
  try {
    yield* runCommand(shell, command, tail);
  } finally {
    applied.undo();
  }
}

function* runIf(shell: Shell, node: If, tail: boolean): Task<void> {
  for (const branch of [node, ...node.elif]) {
    yield* runCondition(shell, runList(shell, branch.clause));
    if (shell.status === 0) return yield* runList(shell, branch.then, tail);
  }
  if (node.else !== undefined) return yield* runList(shell, node.else, tail);
  shell.status = 0;
}

function* runCase(shell: Shell, node: Case, tail: boolean): Task<void> {
  const value = yield* expandText(shell, node.word);
  if (shell.has('xtrace') && shell.flavour.name === 'bash') yield* traceLine(shell, `case ${node.word.text} in`);
  shell.status = 0;
  let fallsThrough = false;
  for (const item of node.items) {
    if (!fallsThrough && !(yield* matchesAny(shell, value, item.pattern))) continue;
    const last = item.terminator === ';;' || item.terminator === undefined;
    yield* runList(shell, item.body, tail && last);
    if (last) return;
    fallsThrough = item.terminator === ';&';
  }
}

function* matchesAny(shell: Shell, value: string, patterns: Case['items'][number]['pattern']): Task<boolean> {
  for (const pattern of patterns) {
    const options = { extended: shell.flavour.name === 'bash', ignoreCase: shell.shopt.has('nocasematch') };
    if (compilePattern(yield* expandPattern(shell, pattern), options).test(value)) return true;
  }
  return false;
}

/** Runs a command line of the prompt or a script; an expansion error gives it up without ending an interactive shell. */
export function* guardedRun(shell: Shell, work: Task<unknown>): Task<void> {
  try {
    yield* work;
  } catch (error) {
    if (!(error instanceof AbandonCommand) || error.fatal) throw error;
    shell.status = error.status;
  }
}
