import { basicToJs } from '../interpreter/regular-expression.ts';
import { AppletError, out, type Applet } from './applet.ts';
import { missingOperand } from './options.ts';

/** expr(1): each word is an operand or an operator; the status is 1 for '' and 0. */
export const expr: Applet = function* (call) {
  const words = call.args[0] === '--' ? call.args.slice(1) : call.args;
  if (words.length === 0) throw missingOperand(call, { status: 2, usage: 'EXPRESSION' });
  const parser = new Parser(words);
  const value = parser.parse();
  yield* out(call, `${value}\n`);
  return value === '' || value === '0' ? 1 : 0;
};

const levels: readonly (readonly string[])[] = [
  ['|'],
  ['&'],
  ['<', '<=', '=', '==', '!=', '>=', '>'],
  ['+', '-'],
  ['*', '/', '%'],
  [':'],
];

class Parser {
  #at = 0;
  constructor(private readonly words: readonly string[]) {}

  parse(): string {
    const value = this.#level(0);
    const rest = this.words[this.#at];
    if (rest !== undefined) throw new AppletError(`syntax error: unexpected argument '${rest}'`, 2);
    return value;
  }

  #level(index: number): string {
    const operators = levels[index];
    if (operators === undefined) return this.#primary();
    let left = this.#level(index + 1);
    for (;;) {
      const operator = this.words[this.#at];
      if (operator === undefined || !operators.includes(operator)) return left;
      this.#at++;
      left = apply(operator, left, this.#level(index + 1));
    }
  }

  #primary(): string {
    const word = this.words[this.#at++];
    if (word === undefined) throw new AppletError(`syntax error: missing argument after '${this.words.at(-1)}'`, 2);
    const next = (): string => this.#primary();
    switch (word) {
      case '(': {
        const value = this.#level(0);
        if (this.words[this.#at++] !== ')')
          throw new AppletError(`syntax error: expecting ')' after '${this.words[this.#at - 2]}'`, 2);
        return value;
      }
      case 'length':
        return String([...next()].length);
      case 'match':
        return apply(':', next(), next());
      case 'substr': {
        const [text, start, length] = [next(), Number(next()), Number(next())];
        return start < 1 || length < 1 ? '' : [...text].slice(start - 1, start - 1 + length).join('');
      }
      case 'index': {
        const [text, chars] = [next(), next()];
        return String([...text].findIndex((char) => chars.includes(char)) + 1);
      }
      default:
        return word;
    }
  }
}

const isInteger = (text: string): boolean => /^-?\d+$/.test(text);

function apply(operator: string, left: string, right: string): string {
  const isNull = (text: string): boolean => text === '' || text === '0';
  switch (operator) {
    case '|':
      return isNull(left) ? (isNull(right) ? '0' : right) : left;
    case '&':
      return isNull(left) || isNull(right) ? '0' : left;
    case ':': {
      const match = new RegExp(`^(?:${basicToJs(right.replace(/^\^/, ''))})`, 'su').exec(left);
      if (/\\\(/.test(right)) return match?.[1] ?? '';
      return String(match === null ? 0 : [...match[0]].length);
    }
  }
  if (/^[<>=!]/.test(operator)) {
    const order =
      isInteger(left) && isInteger(right)
        ? Number(BigInt(left) - BigInt(right))
        : left < right
          ? -1
          : left > right
            ? 1
            : 0;
    const truth = {
      '<': order < 0,
      '<=': order <= 0,
      '=': order === 0,
      '==': order === 0,
      '!=': order !== 0,
      '>=': order >= 0,
      '>': order > 0,
    }[operator];
    return truth === true ? '1' : '0';
  }
  if (!isInteger(left) || !isInteger(right)) throw new AppletError('non-integer argument', 2);
  const [a, b] = [BigInt(left), BigInt(right)];
  if ((operator === '/' || operator === '%') && b === 0n) throw new AppletError('division by zero', 2);
  switch (operator) {
    case '+':
      return String(a + b);
    case '-':
      return String(a - b);
    case '*':
      return String(a * b);
    case '/':
      return String(a / b);
    default:
      return String(a % b);
  }
}
