import type { ArithmeticExpression, ArithmeticFor, CompoundList, For, Select, While } from 'unbash';
import type { Task } from '../../engine/sim/task.ts';
import { evaluateExpression } from './arithmetic.ts';
import { assignVariable } from './assign.ts';
import { BreakLoop, ContinueLoop } from './control.ts';
import { pause, runCondition, runList } from './execute.ts';
import { uninterrupted } from './processes.ts';
import type { Shell } from './shell.ts';
import { traceLine } from './trace.ts';
import { expandWords, refuse } from './words.ts';

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

export function* runFor(shell: Shell, node: For): Task<void> {
  const values = node.wordlist === undefined ? shell.positional : yield* expandWords(shell, node.wordlist);
  shell.status = 0;
  const traced = shell.has('xtrace') && shell.flavour.name === 'bash';
  const list = node.wordlist?.map((word) => word.text).join(' ') ?? '"$@"';
  yield* inLoop(
    shell,
    (function* () {
      for (const value of values) {
        yield* pause(shell);
        if (traced) yield* traceLine(shell, `for ${node.name.text} in ${list}`);
        yield* assignVariable(shell, node.name.text, value);
        if (!(yield* runBody(shell, node.body))) return;
      }
    })(),
  );
}

export function* runArithmeticFor(shell: Shell, node: ArithmeticFor): Task<void> {
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

export function* runWhile(shell: Shell, node: While): Task<void> {
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

/** `select`: a numbered menu on standard error, again and again until `break` or the end of the input. */
export function* runSelect(shell: Shell, node: Select): Task<void> {
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
