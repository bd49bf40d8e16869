import type { TestExpression } from 'unbash';
import type { Task } from '../../engine/sim/task.ts';
import { evaluateText } from './arithmetic.ts';
import { complain } from './diagnostics.ts';
import { compilePattern } from './pattern.ts';
import { joinText, type Expansion } from './pieces.ts';
import type { Shell } from './shell.ts';
import { expandPattern, expandText, expandWord } from './words.ts';
import { escapeRegExp } from './pattern.ts';
import { binaryTest, compareNumbers, unaryTest } from './file-tests.ts';
import { testContextOf } from './test-context.ts';
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
      return unaryTest(testContextOf(shell), node.operator, yield* expandText(shell, node.operand));
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
      return binaryTest(testContextOf(shell), node.operator, left, yield* expandText(shell, node.right)) ?? false;
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
