import { binaryTest, compareNumbers, unaryOperators, unaryTest, type TestContext } from './file-tests.ts';

/** An error of the expression itself: status 2. */
export class TestFault extends Error {}

const comparisons = new Set(['-eq', '-ne', '-lt', '-le', '-gt', '-ge']);

function isBinary(word: string | undefined): boolean {
  return (
    word !== undefined && (comparisons.has(word) || ['=', '==', '!=', '<', '>', '-nt', '-ot', '-ef'].includes(word))
  );
}

/** `test` by the number of its arguments (POSIX), and the grammar with -a, -o, ! and parentheses beyond four. */
export function evaluateTest(context: TestContext, words: readonly string[]): boolean {
  const [a, b, c] = words;
  switch (words.length) {
    case 0:
      return false;
    case 1:
      return a !== '';
    case 2:
      if (a === '!') return b === '';
      if (unaryOperators.has(a!)) return unaryTest(context, a!, b!);
      if (context.flavour === 'ash' && isBinary(b)) throw new TestFault(`${b}: argument expected`);
      throw new TestFault(context.flavour === 'ash' ? `${b}: unknown operand` : `${a}: unary operator expected`);
    case 3:
      if (isBinary(b)) return binary(context, a!, b!, c!);
      if (b === '-a') return a !== '' && c !== '';
      if (b === '-o') return a !== '' || c !== '';
      if (a === '!') return !evaluateTest(context, [b!, c!]);
      if (a === '(' && c === ')') return b !== '';
      throw new TestFault(context.flavour === 'ash' ? `${b}: unknown operand` : `${b}: binary operator expected`);
    case 4:
      if (a === '!') return !evaluateTest(context, words.slice(1));
  }
  const parser = new Expression(context, words);
  const value = parser.disjunction();
  if (!parser.done)
    throw new TestFault(context.flavour === 'ash' ? `${parser.next}: unknown operand` : 'too many arguments');
  return value;
}

function binary(context: TestContext, left: string, operator: string, right: string): boolean {
  if (operator === '=' || operator === '==') return left === right;
  if (operator === '!=') return left !== right;
  if (comparisons.has(operator)) return compareNumbers(operator, integer(context, left), integer(context, right));
  return binaryTest(context, operator, left, right) ?? false;
}

function integer(context: TestContext, text: string): bigint {
  const match = /^\s*([-+]?\d+)\s*$/.exec(text);
  if (match === null)
    throw new TestFault(context.flavour === 'ash' ? `${text}: bad number` : `${text}: integer expression expected`);
  return BigInt(match[1]!.replace(/^\+/, ''));
}

class Expression {
  #at = 0;
  constructor(
    private readonly context: TestContext,
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
      return binary(this.context, word, operator!, this.words[this.#at - 1]!);
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
      return unaryTest(this.context, word, operator);
    }
    this.#at++;
    return word !== '';
  }
}
