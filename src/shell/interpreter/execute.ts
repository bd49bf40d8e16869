import type {
  AndOr,
  ArithmeticExpression,
  Case,
  CommandNode,
  CompoundList,
  For,
  ArithmeticFor,
  If,
  Pipeline,
  PipelineNode,
  Redirection,
  Select,
  Statement,
  While,
} from 'unbash';
import type { Task } from '../../engine/sim/task.ts';
import { evaluateExpression } from './arithmetic.ts';
import { assignVariable } from './assign.ts';
import { evaluateCondition } from './conditions.ts';
import { AbandonCommand, BreakLoop, ContinueLoop, ExitShell, Interrupted } from './control.ts';
import { complain } from './diagnostics.ts';
import { startBackground } from './background.ts';
import { compilePattern } from './pattern.ts';
import { runPipeline } from './pipelines.ts';
import { closeSubstitutions } from './process-substitution.ts';
import { forkShell, reap, uninterrupted, waitForeground } from './processes.ts';
import { applyRedirections } from './redirections.ts';
import type { Shell } from './shell.ts';
import { runSimple } from './simple.ts';
import type { SyntaxFault } from './syntax.ts';
import { runPendingTraps, runTrap } from './traps.ts';
import { expandPattern, expandText, expandWords, refuse } from './words.ts';

/** CPU time that one command costs the shell itself, ms: a busy loop must let virtual time pass. */
const commandCost = 0.05;

/** Runs statements in order. `tail`: nothing follows, so the last command may take the shell's place (exec). */
export function* runScript(shell: Shell, statements: readonly Statement[], tail: boolean): Task<void> {
  for (let index = 0; index < statements.length; index++) {
    yield* runStatement(shell, statements[index]!, tail && index === statements.length - 1);
  }
}

function* runList(shell: Shell, list: CompoundList, tail = false): Task<void> {
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
function* runCondition(shell: Shell, work: Task<void>): Task<void> {
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
      yield* shell.err(`\n[${job.id}]${shell.jobs.mark(job)}  ${'Stopped'.padEnd(24)}${text}\n`);
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

/** Runs a loop's body once; false ends the loop. */
function* runBody(shell: Shell, body: CompoundList): Task<boolean> {
  try {
    yield* runList(shell, body);
    return true;
  } catch (error) {
    if (error instanceof BreakLoop) {
      if (error.levels > 1 && shell.loopDepth > 1) throw new BreakLoop(error.levels - 1);
      return false;
    }
    if (error instanceof ContinueLoop) {
      if (error.levels > 1 && shell.loopDepth > 1) throw new ContinueLoop(error.levels - 1);
      return true;
    }
    throw error;
  }
}

function* inLoop(shell: Shell, loop: Task<void>): Task<void> {
  shell.loopDepth++;
  try {
    yield* loop;
  } finally {
    shell.loopDepth--;
  }
}

function* runFor(shell: Shell, node: For): Task<void> {
  const values = node.wordlist === undefined ? shell.positional : yield* expandWords(shell, node.wordlist);
  shell.status = 0;
  yield* inLoop(
    shell,
    (function* () {
      for (const value of values) {
        yield* pause(shell);
        yield* assignVariable(shell, node.name.text, value);
        if (!(yield* runBody(shell, node.body))) return;
      }
    })(),
  );
}

function* runArithmeticFor(shell: Shell, node: ArithmeticFor): Task<void> {
  const evaluate = (expression: ArithmeticExpression): Task<bigint> =>
    evaluateExpression(shell, expression, shell.source.text.slice(expression.pos, expression.end));
  if (node.initialize !== undefined) yield* evaluate(node.initialize);
  shell.status = 0;
  yield* inLoop(
    shell,
    (function* () {
      while (node.test === undefined || (yield* evaluate(node.test)) !== 0n) {
        yield* pause(shell);
        if (!(yield* runBody(shell, node.body))) return;
        if (node.update !== undefined) yield* evaluate(node.update);
      }
    })(),
  );
}

function* runWhile(shell: Shell, node: While): Task<void> {
  yield* inLoop(
    shell,
    (function* () {
      let status = 0;
      for (;;) {
        yield* pause(shell);
        let broken = false;
        try {
          yield* runCondition(shell, runList(shell, node.clause));
        } catch (error) {
          if (!(error instanceof BreakLoop) || error.levels > 1) throw error;
          broken = true;
        }
        if (broken || (shell.status === 0) !== (node.kind === 'while')) break;
        const goOn = yield* runBody(shell, node.body);
        status = shell.status;
        if (!goOn) break;
      }
      shell.status = status;
    })(),
  );
}

function* runCase(shell: Shell, node: Case, tail: boolean): Task<void> {
  const value = yield* expandText(shell, node.word);
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

/** `select`: a numbered menu on standard error, again and again until `break` or the end of the input. */
function* runSelect(shell: Shell, node: Select): Task<void> {
  if (shell.flavour.name === 'ash') return yield* refuse(shell, 'syntax error: select is not part of this shell');
  const values = node.wordlist === undefined ? shell.positional : yield* expandWords(shell, node.wordlist);
  if (values.length === 0) return;
  const width = String(values.length).length;
  const menu = values.map((value, index) => `${String(index + 1).padStart(width)}) ${value}\n`).join('');
  yield* inLoop(
    shell,
    (function* () {
      for (let show = true; ;) {
        yield* shell.err(`${show ? menu : ''}${shell.variables.get('PS3') ?? '#? '}`);
        const line = yield* readReply(shell);
        if (line === undefined) {
          yield* shell.err('\n');
          shell.status = 1;
          return;
        }
        show = line === '';
        if (show) continue;
        yield* assignVariable(shell, 'REPLY', line);
        yield* assignVariable(shell, node.name.text, /^\d+$/.test(line) ? (values[Number(line) - 1] ?? '') : '');
        if (!(yield* runBody(shell, node.body))) return;
      }
    })(),
  );
}

function* readReply(shell: Shell): Task<string | undefined> {
  let line = '';
  for (;;) {
    const char = yield* uninterrupted(shell, () => shell.p.read(0, 1));
    if (char === '\n') return line;
    if (char === '') return line === '' ? undefined : line;
    line += char;
  }
}

/** Prints a syntax error as the flavour does, with the line that holds it in bash. */
export function* reportSyntax(shell: Shell, fault: SyntaxFault, label?: string): Task<void> {
  const { flavour, source } = shell;
  // An open `$(` is noticed at the very end, an open quote where it began.
  const atEnd = fault.kind === 'end-of-file' || (fault.kind === 'unterminated' && fault.closer === ')');
  shell.line = atEnd
    ? source.line(source.text.length) + (source.text.endsWith('\n') ? 0 : 1)
    : source.line(fault.position);
  const lines = flavour.syntax(fault);
  if (flavour.name === 'ash') {
    for (const line of lines) yield* complain(shell, line);
    return;
  }
  const prefix =
    shell.interactive || shell.input === 'terminal'
      ? `${shell.name}: `
      : `${shell.name}: ${label ?? (shell.input === 'command' ? '-c: ' : '')}line ${shell.line}: `;
  for (const line of lines) yield* shell.err(`${prefix}${line}\n`);
  if (fault.kind === 'token' && !shell.interactive) {
    const text = source.text.split('\n')[shell.line - source.firstLine] ?? '';
    yield* shell.err(`${prefix}\`${text}'\n`);
  }
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
