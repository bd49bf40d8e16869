import type { Task } from '../../../engine/sim/task.ts';
import { binaryTest, compareNumbers, unaryOperators, unaryTest } from '../conditions.ts';
import { complain } from '../diagnostics.ts';
import type { Shell } from '../shell.ts';
import type { Builtin } from './builtin.ts';

/** An error of the expression itself: status 2. */
class TestFault extends Error {}

export const test: Builtin = {
  *run(shell, args, name) {
    let words = args;
    if (name === '[') {
      if (words.at(-1) !== ']') {
        yield* fault(shell, name, shell.flavour.name === 'ash' ? 'missing ]' : "missing `]'");
        return 2;
      }
      words = words.slice(0, -1);
    }
    try {
      return evaluateTest(shell, words) ? 0 : 1;
    } catch (error) {
      if (!(error instanceof TestFault)) throw error;
      yield* fault(shell, name, error.message);
      return 2;
    }
  },
};

function* fault(shell: Shell, name: string, message: string): Task<void> {
  // BusyBox's test is an applet that complains for itself, under the name of the shell applet.
  if (shell.flavour.name === 'ash') yield* shell.err(`${shell.name.split('/').at(-1)}: ${message}\n`);
  else yield* complain(shell, message, name);
}

const comparisons = new Set(['-eq', '-ne', '-lt', '-le', '-gt', '-ge']);

function isBinary(word: string | undefined): boolean {
  return (
    word !== undefined && (comparisons.has(word) || ['=', '==', '!=', '<', '>', '-nt', '-ot', '-ef'].includes(word))
  );
}

/** `test` by the number of its arguments (POSIX), and the grammar with -a, -o, ! and parentheses beyond four. */
export function evaluateTest(shell: Shell, words: readonly string[]): boolean {
  const [a, b, c] = words;
  switch (words.length) {
    case 0:
      return false;
    case 1:
      return a !== '';
    case 2:
      if (a === '!') return b === '';
      if (unaryOperators.has(a!)) return unaryTest(shell, a!, b!);
      throw new TestFault(shell.flavour.name === 'ash' ? `${b}: unknown operand` : `${a}: unary operator expected`);
    case 3:
      if (isBinary(b)) return binary(shell, a!, b!, c!);
      if (b === '-a') return a !== '' && c !== '';
      if (b === '-o') return a !== '' || c !== '';
      if (a === '!') return !evaluateTest(shell, [b!, c!]);
      if (a === '(' && c === ')') return b !== '';
      throw new TestFault(shell.flavour.name === 'ash' ? `${b}: unknown operand` : `${b}: binary operator expected`);
    case 4:
      if (a === '!') return !evaluateTest(shell, words.slice(1));
  }
  const parser = new Expression(shell, words);
  const value = parser.disjunction();
  if (!parser.done)
    throw new TestFault(shell.flavour.name === 'ash' ? `${parser.next}: unknown operand` : 'too many arguments');
  return value;
}

function binary(shell: Shell, left: string, operator: string, right: string): boolean {
  if (operator === '=' || operator === '==') return left === right;
  if (operator === '!=') return left !== right;
  if (comparisons.has(operator)) return compareNumbers(operator, integer(shell, left), integer(shell, right));
  return binaryTest(shell, operator, left, right) ?? false;
}

function integer(shell: Shell, text: string): bigint {
  const match = /^\s*([-+]?\d+)\s*$/.exec(text);
  if (match === null)
    throw new TestFault(shell.flavour.name === 'ash' ? `${text}: bad number` : `${text}: integer expression expected`);
  return BigInt(match[1]!.replace(/^\+/, ''));
}

class Expression {
  #at = 0;
  constructor(
    private readonly shell: Shell,
    private readonly words: readonly string[],
  ) {}

  get done(): boolean {
    return this.#at >= this.words.length;
  }

  get next(): string | undefined {
    return this.words[this.#at];
  }

  disjunction(): boolean {
    let value = this.#conjunction();
    while (this.next === '-o') {
      this.#at++;
      const right = this.#conjunction();
      value = value || right;
    }
    return value;
  }

  #conjunction(): boolean {
    let value = this.#negation();
    while (this.next === '-a') {
      this.#at++;
      const right = this.#negation();
      value = value && right;
    }
    return value;
  }

  #negation(): boolean {
    if (this.next === '!' && this.#at + 1 < this.words.length) {
      this.#at++;
      return !this.#negation();
    }
    return this.#primary();
  }

  #primary(): boolean {
    const word = this.next;
    if (word === undefined) throw new TestFault('argument expected');
    const operator = this.words[this.#at + 1];
    if (isBinary(operator) && this.#at + 2 < this.words.length) {
      this.#at += 3;
      return binary(this.shell, word, operator!, this.words[this.#at - 1]!);
    }
    if (word === '(') {
      this.#at++;
      const value = this.disjunction();
      if (this.next !== ')') throw new TestFault("`)' expected");
      this.#at++;
      return value;
    }
    if (unaryOperators.has(word) && operator !== undefined) {
      this.#at += 2;
      return unaryTest(this.shell, word, operator);
    }
    this.#at++;
    return word !== '';
  }
}
