import { parse, type ArithmeticExpression, type ArithmeticWord } from 'unbash';
import type { Task } from '../../engine/sim/task.ts';
import { assignElement, assignVariable, elementKey } from './assign.ts';
import { abandon } from './diagnostics.ts';
import { faultIn, isSound } from './arithmetic-syntax.ts';
import type { Shell } from './shell.ts';
import { elementsOf, parameterValue } from './specials.ts';
import { expandArithmeticText, expandText, runSubstitution, wordOf } from './words.ts';

/** Nested variables (`x=y y=x`) stop here, as in bash ("expression recursion level exceeded"). */
const maximumDepth = 1024;

/** Evaluates an expression of `$(( ))`, `(( ))`, `let` and subscripts: 64-bit integers that wrap around. */
export function* evaluateExpression(shell: Shell, expression: ArithmeticExpression, text: string): Task<bigint> {
  if (!isSound(expression)) return yield* badExpression(shell, text);
  return yield* evaluate(shell, expression, 0);
}

function* evaluate(shell: Shell, expression: ArithmeticExpression, depth: number): Task<bigint> {
  switch (expression.type) {
    case 'ArithmeticGroup':
      return yield* evaluate(shell, expression.expression, depth);
    case 'ArithmeticTernary': {
      const test = yield* evaluate(shell, expression.test, depth);
      return yield* evaluate(shell, test !== 0n ? expression.consequent : expression.alternate, depth);
    }
    case 'ArithmeticUnary':
      return yield* unary(shell, expression, depth);
    case 'ArithmeticBinary':
      return yield* binary(shell, expression, depth);
    case 'ArithmeticWord':
      return yield* evaluateOperand(shell, yield* wordText(shell, expression), depth);
    case 'ArithmeticCommandExpansion': {
      if (expression.script === undefined) return 0n;
      return yield* evaluateText(shell, yield* runSubstitution(shell, expression.script), depth + 1);
    }
  }
}

/** An operand with its expansions done. */
function* wordText(shell: Shell, word: ArithmeticWord): Task<string> {
  if (word.parts !== undefined) return yield* expandArithmeticText(shell, word.parts);
  if (!/[$`'"\\]/.test(word.value)) return word.value;
  return yield* expandText(shell, wordOf(`"${word.value.replace(/"/g, '')}"`));
}

/** Evaluates a text as an expression; '' is 0. */
export function* evaluateText(shell: Shell, text: string, depth = 0): Task<bigint> {
  const trimmed = text.trim();
  if (trimmed === '') return 0n;
  if (depth > maximumDepth) {
    return yield* abandon(shell, `${trimmed}: expression recursion level exceeded (error token is "${trimmed}")`);
  }
  const operand = /^\w+$/.test(trimmed) ? trimmed : undefined;
  if (operand !== undefined) return yield* evaluateOperand(shell, operand, depth);
  const command = parse(`((${trimmed}))`).commands[0]?.command;
  if (command?.type === 'ArithmeticCommand' && command.expression !== undefined && isSound(command.expression)) {
    return yield* evaluate(shell, command.expression, depth + 1);
  }
  return yield* badExpression(shell, trimmed);
}

function* badExpression(shell: Shell, text: string): Task<never> {
  if (shell.flavour.name === 'ash') return yield* abandon(shell, 'arithmetic syntax error', 2);
  const { message, token } = faultIn(text);
  return yield* abandon(shell, `${text}: ${message} (error token is "${token}")`);
}

function* evaluateOperand(shell: Shell, text: string, depth: number): Task<bigint> {
  const trimmed = text.trim();
  const number = parseNumber(trimmed);
  if (number !== undefined) return number;
  if (/^\d/.test(trimmed) && /^[\w#@]+$/.test(trimmed)) {
    if (shell.flavour.name === 'ash') return yield* abandon(shell, 'arithmetic syntax error', 2);
    const message =
      /^0[0-9]+$/.test(trimmed) || trimmed.includes('#') || /^\d+[A-Za-z_]/.test(trimmed)
        ? 'value too great for base'
        : 'syntax error: invalid arithmetic operator';
    return yield* abandon(shell, `${trimmed}: ${message} (error token is "${trimmed}")`);
  }
  const place = placeOf(trimmed);
  if (place === undefined) return yield* evaluateText(shell, trimmed, depth + 1);
  const value = yield* readPlace(shell, place);
  if (value === undefined && shell.has('nounset')) {
    return yield* abandon(shell, shell.flavour.unboundVariable(place.name), shell.flavour.name === 'ash' ? 2 : 127);
  }
  const held = (value ?? '').trim();
  const simple = parseNumber(held);
  if (simple !== undefined) return simple;
  return yield* evaluateText(shell, held, depth + 1);
}

interface Place {
  readonly name: string;
  readonly subscript: string | undefined;
}

function placeOf(text: string): Place | undefined {
  const match = /^([A-Za-z_]\w*)(?:\[([\s\S]*)\])?$/.exec(text);
  return match === null ? undefined : { name: match[1]!, subscript: match[2] };
}

function* readPlace(shell: Shell, place: Place): Task<string | undefined> {
  if (place.subscript === undefined) return parameterValue(shell, place.name);
  return elementsOf(shell, place.name)?.get(yield* elementKey(shell, place.name, place.subscript));
}

function* assign(shell: Shell, target: ArithmeticExpression, value: bigint): Task<bigint> {
  const text = target.type === 'ArithmeticWord' ? yield* wordText(shell, target) : '';
  const place = placeOf(text.trim());
  if (place === undefined) {
    return yield* abandon(
      shell,
      shell.flavour.name === 'ash'
        ? 'arithmetic syntax error'
        : `${text}: attempted assignment to non-variable (error token is "= ${value}")`,
    );
  }
  if (place.subscript === undefined) yield* assignVariable(shell, place.name, String(value));
  else yield* assignElement(shell, place.name, place.subscript, String(value));
  return value;
}

/** A constant: decimal, 0 octal, 0x hexadecimal, BASE#digits. Undefined if the text is none. */
export function parseNumber(text: string): bigint | undefined {
  if (/^(0|[1-9]\d*)$/.test(text) || /^0[xX][\da-fA-F]+$/.test(text)) return BigInt.asIntN(64, BigInt(text));
  if (/^0[0-7]+$/.test(text)) return BigInt.asIntN(64, BigInt(`0o${text.slice(1)}`));
  const based = /^(\d+)#([\w@]+)$/.exec(text);
  if (based === null) return undefined;
  const base = Number(based[1]);
  if (base < 2 || base > 64) return undefined;
  let value = 0n;
  for (const char of based[2]!) {
    const digit = digitValue(char, base);
    if (digit >= base) return undefined;
    value = value * BigInt(base) + BigInt(digit);
  }
  return BigInt.asIntN(64, value);
}

function digitValue(char: string, base: number): number {
  if (/\d/.test(char)) return Number(char);
  if (/[a-z]/.test(char)) return char.charCodeAt(0) - 87;
  if (/[A-Z]/.test(char)) return char.charCodeAt(0) - (base <= 36 ? 55 : 29);
  return char === '@' ? 62 : 63;
}

function* unary(
  shell: Shell,
  node: Extract<ArithmeticExpression, { type: 'ArithmeticUnary' }>,
  depth: number,
): Task<bigint> {
  const value = yield* evaluate(shell, node.operand, depth);
  switch (node.operator) {
    case '++':
    case '--': {
      const changed = BigInt.asIntN(64, node.operator === '++' ? value + 1n : value - 1n);
      yield* assign(shell, node.operand, changed);
      return node.prefix ? changed : value;
    }
    case '-':
      return BigInt.asIntN(64, -value);
    case '!':
      return value === 0n ? 1n : 0n;
    case '~':
      return BigInt.asIntN(64, ~value);
    default:
      return value;
  }
}

function* binary(
  shell: Shell,
  node: Extract<ArithmeticExpression, { type: 'ArithmeticBinary' }>,
  depth: number,
): Task<bigint> {
  const { operator } = node;
  if (operator === '=') return yield* assign(shell, node.left, yield* evaluate(shell, node.right, depth));
  if (operator === '&&' || operator === '||') {
    const left = (yield* evaluate(shell, node.left, depth)) !== 0n;
    if (left === (operator === '||')) return left ? 1n : 0n;
    return (yield* evaluate(shell, node.right, depth)) !== 0n ? 1n : 0n;
  }
  const left = yield* evaluate(shell, node.left, depth);
  const right = yield* evaluate(shell, node.right, depth);
  const compound = /^(\*\*|<<|>>|[-+*/%&|^])=$/.exec(operator);
  const plain = compound?.[1] ?? operator;
  if ((plain === '/' || plain === '%') && right === 0n) {
    const token = node.right.type === 'ArithmeticWord' ? node.right.value : '0';
    const text = shell.source.text.slice(node.pos, node.end).trim();
    return yield* abandon(
      shell,
      shell.flavour.divisionByZero(text === '' ? '0' : text, token),
      shell.flavour.name === 'ash' ? 2 : 1,
    );
  }
  if (plain === '**' && right < 0n) {
    return yield* abandon(shell, `${shell.source.text.slice(node.pos, node.end)}: exponent less than 0`);
  }
  const value = BigInt.asIntN(64, combine(plain, left, right));
  return compound === null ? value : yield* assign(shell, node.left, value);
}

/** Operators on values; shifts use the low six bits of the count, as the processor does. */
function combine(operator: string, left: bigint, right: bigint): bigint {
  const truth = (value: boolean): bigint => (value ? 1n : 0n);
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return left % right;
    case '**':
      return power(left, right);
    case '<<':
      return left << BigInt.asUintN(6, right);
    case '>>':
      return left >> BigInt.asUintN(6, right);
    case '&':
      return left & right;
    case '|':
      return left | right;
    case '^':
      return left ^ right;
    case '<':
      return truth(left < right);
    case '>':
      return truth(left > right);
    case '<=':
      return truth(left <= right);
    case '>=':
      return truth(left >= right);
    case '==':
      return truth(left === right);
    case '!=':
      return truth(left !== right);
    default:
      return right;
  }
}

/** Squaring with wrap-around, so that a huge exponent costs nothing. */
function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let factor = base;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = BigInt.asIntN(64, result * factor);
    factor = BigInt.asIntN(64, factor * factor);
  }
  return result;
}
