import { SysError, type FileStat } from '../../engine/sim/process.ts';
import type { TestExpression } from 'unbash';
import type { Task } from '../../engine/sim/task.ts';
import { evaluateText } from './arithmetic.ts';
import { complain } from './diagnostics.ts';
import { compilePattern } from './pattern.ts';
import { joinText, type Expansion } from './pieces.ts';
import type { Shell } from './shell.ts';
import { expandPattern, expandText, expandWord } from './words.ts';
import { elementsOf, parameterValue } from './specials.ts';
import { escapeRegExp } from './pattern.ts';
import { extendedToJs } from './regular-expression.ts';

/** `[[ ... ]]`: words are not split, `==` matches a pattern, `=~` a regular expression. */
export function* evaluateCondition(shell: Shell, node: TestExpression): Task<boolean> {
  switch (node.type) {
    case 'TestGroup':
      return yield* evaluateCondition(shell, node.expression);
    case 'TestNot': {
      const value = yield* evaluateCondition(shell, node.operand);
      return node.negations.length % 2 === 1 ? !value : value;
    }
    case 'TestLogical': {
      for (const operand of node.operands) {
        const value = yield* evaluateCondition(shell, operand);
        if (value === (node.operator === '||')) return value;
      }
      return node.operator === '&&';
    }
    case 'TestUnary':
      return unaryTest(shell, node.operator, yield* expandText(shell, node.operand));
    case 'TestBinary':
      break;
  }
  const left = yield* expandText(shell, node.left);
  switch (node.operator) {
    case '=':
    case '==':
    case '!=': {
      const options = { extended: true, ignoreCase: shell.shopt.has('nocasematch') };
      const matches = compilePattern(yield* expandPattern(shell, node.right), options).test(left);
      return matches === (node.operator !== '!=');
    }
    case '=~':
      return yield* matchRegularExpression(shell, left, yield* expandWord(shell, node.right, 'plain'));
    case '-eq':
    case '-ne':
    case '-lt':
    case '-le':
    case '-gt':
    case '-ge': {
      const a = yield* evaluateText(shell, left);
      const b = yield* evaluateText(shell, yield* expandText(shell, node.right));
      return compareNumbers(node.operator, a, b);
    }
    default:
      return binaryTest(shell, node.operator, left, yield* expandText(shell, node.right)) ?? false;
  }
}

function* matchRegularExpression(shell: Shell, text: string, expansion: Expansion): Task<boolean> {
  const source = expansion.map((piece) =>
    typeof piece === 'symbol' ? ' ' : piece.quoted ? escapeRegExp(piece.text) : piece.text,
  );
  let expression: RegExp;
  try {
    expression = new RegExp(extendedToJs(source.join('')), shell.shopt.has('nocasematch') ? 'isu' : 'su');
  } catch {
    yield* complain(shell, `[[: invalid regular expression \`${joinText(expansion)}'`);
    return false;
  }
  const match = expression.exec(text);
  const groups = new Map((match ?? []).map((group, index) => [String(index), group ?? '']));
  shell.variables.setElements('BASH_REMATCH', groups);
  return match !== null;
}

/** -f, -z and the like; undefined for an operator that there is not. */
export function unaryTest(shell: Shell, operator: string, operand: string): boolean {
  switch (operator) {
    case '-z':
      return operand === '';
    case '-n':
      return operand !== '';
    case '-v': {
      const element = /^(\w+)\[(.*)\]$/.exec(operand);
      if (element === null) return parameterValue(shell, operand) !== undefined;
      return elementsOf(shell, element[1]!)?.has(element[2]!) ?? false;
    }
    case '-o':
      return shell.options.has(operand as never);
    case '-t':
      return (
        /^\d+$/.test(operand) && shell.openFds.has(Number(operand)) && shell.p.terminal(Number(operand)) !== undefined
      );
    case '-h':
    case '-L':
      return statOf(() => shell.p.lstat(operand))?.type === 'symlink';
  }
  const stat = statOf(() => shell.p.stat(operand));
  return stat !== undefined && fileTest(shell, operator, stat);
}

export const unaryOperators = new Set(
  '-a -b -c -d -e -f -g -h -k -n -o -p -r -s -t -u -v -w -x -z -G -L -N -O -S'.split(' '),
);

function fileTest(shell: Shell, operator: string, stat: FileStat): boolean {
  switch (operator) {
    case '-a':
    case '-e':
      return true;
    case '-f':
      return stat.type === 'file';
    case '-d':
      return stat.type === 'directory';
    case '-p':
      return stat.type === 'fifo';
    case '-S':
      return stat.type === 'socket';
    case '-c':
      return stat.type === 'device';
    case '-s':
      return stat.size > 0;
    case '-r':
      return permitted(shell, stat, 4);
    case '-w':
      return permitted(shell, stat, 2);
    case '-x':
      return permitted(shell, stat, 1);
    case '-g':
      return (stat.mode & 0o2000) !== 0;
    case '-u':
      return (stat.mode & 0o4000) !== 0;
    case '-k':
      return (stat.mode & 0o1000) !== 0;
    case '-O':
      return stat.uid === shell.p.uid;
    case '-G':
      return stat.gid === shell.p.gid;
    default:
      return false;
  }
}

/** Whether the process may read (4), write (2) or execute (1) a file; root may all but execute what nobody may. */
function permitted(shell: Shell, stat: FileStat, bit: number): boolean {
  const { uid, gid } = shell.p;
  if (uid === 0) return bit !== 1 || stat.type === 'directory' || (stat.mode & 0o111) !== 0;
  const shift = stat.uid === uid ? 6 : stat.gid === gid ? 3 : 0;
  return ((stat.mode >> shift) & bit) !== 0;
}

export function compareNumbers(operator: string, a: bigint, b: bigint): boolean {
  switch (operator) {
    case '-eq':
      return a === b;
    case '-ne':
      return a !== b;
    case '-lt':
      return a < b;
    case '-le':
      return a <= b;
    case '-gt':
      return a > b;
    default:
      return a >= b;
  }
}

/** String and file comparisons that `test` and `[[` share; undefined for an operator that there is not. */
export function binaryTest(shell: Shell, operator: string, left: string, right: string): boolean | undefined {
  switch (operator) {
    case '<':
      return left < right;
    case '>':
      return left > right;
    case '-nt':
    case '-ot': {
      const a = statOf(() => shell.p.stat(left))?.mtime;
      const b = statOf(() => shell.p.stat(right))?.mtime;
      // BusyBox compares only files that are both there.
      if (shell.flavour.name === 'ash' && (a === undefined || b === undefined)) return false;
      if (operator === '-nt') return a !== undefined && (b === undefined || a > b);
      return b !== undefined && (a === undefined || a < b);
    }
    case '-ef': {
      const a = statOf(() => shell.p.stat(left));
      return a !== undefined && left === right;
    }
    default:
      return undefined;
  }
}

function statOf(ask: () => FileStat): FileStat | undefined {
  try {
    return ask();
  } catch (error) {
    if (error instanceof SysError) return undefined;
    throw error;
  }
}
