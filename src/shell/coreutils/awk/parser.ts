import { AppletError } from '../applet.ts';
import type { AwkFunction, AwkProgram, Expression, Redirection, Rule, Statement, Target } from './ast.ts';
import { awkRegex, tokenize, type Token } from './lexer.ts';

export const builtinNames = new Set(
  'length substr index split sub gsub match sprintf toupper tolower int sqrt exp log sin cos atan2 rand srand systime strftime'.split(
    ' ',
  ),
);

/** Functions and statements that awk has and Podarium leaves out, because they run commands or read other inputs. */
const refused = new Set(['getline', 'system', 'close', 'fflush']);

export function parseAwk(text: string): AwkProgram {
  return new Parser(tokenize(text)).program();
}

class Parser {
  #at = 0;
  /** Inside the parentheses of `print (a, b) > "f"`, or not: there `>` compares. */
  #noGreater = 0;
  #noIn = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  get #token(): Token {
    return this.tokens[Math.min(this.#at, this.tokens.length - 1)]!;
  }

  #is(text: string): boolean {
    const { kind } = this.#token;
    return this.#token.text === text && (kind === 'operator' || kind === 'keyword');
  }

  #take(text: string): boolean {
    if (!this.#is(text)) return false;
    this.#at++;
    return true;
  }

  #expect(text: string): void {
    if (!this.#take(text)) this.#fail();
  }

  #fail(): never {
    const { kind, text, line } = this.#token;
    const near = kind === 'end' ? 'end of file' : kind === 'newline' ? 'end of line' : text;
    throw new AppletError(`line ${line}: syntax error at or near ${near}`, 2);
  }

  #newlines(): void {
    while (this.#token.kind === 'newline') this.#at++;
  }

  #terminators(): void {
    while (this.#token.kind === 'newline' || this.#is(';')) this.#at++;
  }

  program(): AwkProgram {
    const rules: Rule[] = [];
    const functions = new Map<string, AwkFunction>();
    this.#terminators();
    while (this.#token.kind !== 'end') {
      if (this.#take('function') || this.#take('func')) {
        const definition = this.#function();
        functions.set(definition.name, definition);
      } else rules.push(this.#rule());
      this.#terminators();
    }
    return { rules, functions };
  }

  #function(): AwkFunction {
    const name = this.#token.text;
    if (this.#token.kind !== 'call' && this.#token.kind !== 'name') this.#fail();
    this.#at++;
    this.#expect('(');
    const parameters: string[] = [];
    while (!this.#take(')')) {
      if (this.#token.kind !== 'name') this.#fail();
      parameters.push(this.#token.text);
      this.#at++;
      if (!this.#is(')')) this.#expect(',');
      this.#newlines();
    }
    this.#newlines();
    return { name, parameters, body: this.#block() };
  }

  #rule(): Rule {
    if (this.#take('BEGIN')) return { pattern: { kind: 'begin' }, action: this.#requiredBlock() };
    if (this.#take('END')) return { pattern: { kind: 'end' }, action: this.#requiredBlock() };
    if (this.#is('{')) return { pattern: { kind: 'always' }, action: this.#block() };
    const test = this.expression();
    let pattern: Rule['pattern'] = { kind: 'when', test };
    if (this.#take(',')) {
      this.#newlines();
      pattern = { kind: 'range', from: test, to: this.expression() };
    }
    return { pattern, action: this.#is('{') ? this.#block() : undefined };
  }

  #requiredBlock(): Statement {
    this.#newlines();
    return this.#block();
  }

  #block(): Statement {
    this.#expect('{');
    const body: Statement[] = [];
    this.#terminators();
    while (!this.#take('}')) {
      if (this.#token.kind === 'end') this.#fail();
      body.push(this.#statement());
      this.#terminators();
    }
    return { kind: 'block', body };
  }

  #statement(): Statement {
    if (this.#is('{')) return this.#block();
    if (this.#take('if')) {
      this.#expect('(');
      const test = this.expression();
      this.#expect(')');
      const yes = this.#body();
      const mark = this.#at;
      this.#terminators();
      if (this.#take('else')) return { kind: 'if', test, yes, no: this.#body() };
      this.#at = mark;
      return { kind: 'if', test, yes, no: undefined };
    }
    if (this.#take('while')) {
      this.#expect('(');
      const test = this.expression();
      this.#expect(')');
      return { kind: 'while', test, body: this.#body(), first: false };
    }
    if (this.#take('do')) {
      const body = this.#body();
      this.#terminators();
      this.#expect('while');
      this.#expect('(');
      const test = this.expression();
      this.#expect(')');
      return { kind: 'while', test, body, first: true };
    }
    if (this.#take('for')) return this.#for();
    return this.#simple();
  }

  #body(): Statement {
    this.#newlines();
    if (this.#take(';')) return { kind: 'block', body: [] };
    return this.#statement();
  }

  #for(): Statement {
    this.#expect('(');
    const [variable, keyword, array, close] = this.tokens.slice(this.#at, this.#at + 4);
    if (variable?.kind === 'name' && keyword?.text === 'in' && array?.kind === 'name' && close?.text === ')') {
      this.#at += 4;
      return { kind: 'for-in', variable: variable.text, name: array.text, body: this.#body() };
    }
    const start = this.#is(';') ? undefined : this.#simple();
    this.#expect(';');
    this.#newlines();
    const test = this.#is(';') ? undefined : this.expression();
    this.#expect(';');
    this.#newlines();
    const step = this.#is(')') ? undefined : this.#simple();
    this.#expect(')');
    return { kind: 'for', start, test, step, body: this.#body() };
  }

  #endsStatement(): boolean {
    return this.#token.kind === 'newline' || this.#token.kind === 'end' || this.#is(';') || this.#is('}');
  }

  #simple(): Statement {
    if (this.#is('print') || this.#is('printf')) return this.#print();
    if (this.#take('delete')) {
      const name = this.#token.text;
      this.#at++;
      if (!this.#take('[')) return { kind: 'delete', name, subscripts: undefined };
      return { kind: 'delete', name, subscripts: this.#list(']') };
    }
    for (const name of ['next', 'break', 'continue', 'nextfile'] as const)
      if (this.#take(name)) return { kind: 'jump', name };
    for (const kind of ['exit', 'return'] as const) {
      if (this.#take(kind)) return { kind, value: this.#endsStatement() ? undefined : this.expression() };
    }
    return { kind: 'expression', value: this.expression() };
  }

  #print(): Statement {
    const format = this.#token.text === 'printf';
    this.#at++;
    let args: Expression[] = [];
    this.#noGreater++;
    if (!this.#endsStatement() && !this.#is('>') && !this.#is('>>') && !this.#is('|')) {
      args.push(this.expression());
      while (this.#take(',')) {
        this.#newlines();
        args.push(this.expression());
      }
    }
    this.#noGreater--;
    // `print (a, b)`: the parentheses belong to print.
    const [only] = args;
    if (args.length === 1 && only?.kind === 'call' && only.name === ',') args = [...only.args];
    let file: Redirection | undefined;
    const operator = this.#token.text;
    if (this.#take('>') || this.#take('>>'))
      file = { operator: operator as Redirection['operator'], path: this.#concatenation() };
    else if (this.#is('|')) throw new AppletError(`line ${this.#token.line}: pipes of awk are not simulated`, 2);
    if (format && args.length === 0) this.#fail();
    return { kind: 'print', args, format, file };
  }

  #list(close: string): Expression[] {
    const items: Expression[] = [];
    this.#newlines();
    while (!this.#take(close)) {
      items.push(this.expression());
      this.#newlines();
      if (!this.#is(close)) this.#expect(',');
      this.#newlines();
    }
    return items;
  }

  expression(): Expression {
    const left = this.#ternary();
    const operator = this.#token.text;
    if (this.#token.kind === 'operator' && /^(=|\+=|-=|\*=|\/=|%=|\^=|\*\*=)$/.test(operator) && isTarget(left)) {
      this.#at++;
      this.#newlines();
      return {
        kind: 'assign',
        target: left,
        operator: operator.replace('**', '^').slice(0, -1),
        value: this.expression(),
      };
    }
    return left;
  }

  #ternary(): Expression {
    const test = this.#or();
    if (!this.#take('?')) return test;
    this.#newlines();
    const yes = this.expression();
    this.#newlines();
    this.#expect(':');
    this.#newlines();
    return { kind: 'ternary', test, yes, no: this.expression() };
  }

  #or(): Expression {
    let left = this.#and();
    while (this.#take('||')) {
      this.#newlines();
      left = { kind: 'binary', operator: '||', left, right: this.#and() };
    }
    return left;
  }

  #and(): Expression {
    let left = this.#membership();
    while (this.#take('&&')) {
      this.#newlines();
      left = { kind: 'binary', operator: '&&', left, right: this.#membership() };
    }
    return left;
  }

  #membership(): Expression {
    let left = this.#matching();
    while (this.#noIn === 0 && this.#take('in')) {
      const name = this.#token.text;
      if (this.#token.kind !== 'name') this.#fail();
      this.#at++;
      left = { kind: 'in', subscripts: left.kind === 'call' && left.name === ',' ? left.args : [left], name };
    }
    return left;
  }

  #matching(): Expression {
    let left = this.#comparison();
    for (;;) {
      const negated = this.#is('!~');
      if (!negated && !this.#is('~')) return left;
      this.#at++;
      left = { kind: 'match', negated, left, right: this.#comparison() };
    }
  }

  #comparison(): Expression {
    const left = this.#concatenation();
    const operator = this.#token.text;
    const allowed =
      this.#token.kind === 'operator' &&
      (/^(<|<=|==|!=|>=)$/.test(operator) || (operator === '>' && this.#noGreater === 0));
    if (!allowed) return left;
    this.#at++;
    return { kind: 'binary', operator, left, right: this.#concatenation() };
  }

  #concatenation(): Expression {
    let left = this.#additive();
    while (this.#startsOperand()) left = { kind: 'binary', operator: ' ', left, right: this.#additive() };
    return left;
  }

  #startsOperand(): boolean {
    const { kind, text } = this.#token;
    if (kind === 'number' || kind === 'string' || kind === 'name' || kind === 'call' || kind === 'regex') return true;
    return kind === 'operator' && ['$', '!', '(', '-', '+', '++', '--'].includes(text) && text !== '!';
  }

  #additive(): Expression {
    let left = this.#multiplicative();
    for (;;) {
      const operator = this.#token.text;
      if (!this.#take('+') && !this.#take('-')) return left;
      left = { kind: 'binary', operator, left, right: this.#multiplicative() };
    }
  }

  #multiplicative(): Expression {
    let left = this.#unary();
    for (;;) {
      const operator = this.#token.text;
      if (!this.#take('*') && !this.#take('/') && !this.#take('%')) return left;
      left = { kind: 'binary', operator, left, right: this.#unary() };
    }
  }

  #unary(): Expression {
    const operator = this.#token.text;
    if (this.#take('!') || this.#take('-') || this.#take('+'))
      return { kind: 'unary', operator, operand: this.#unary() };
    return this.#power();
  }

  #power(): Expression {
    const left = this.#postfix();
    if (!this.#take('^') && !this.#take('**')) return left;
    return { kind: 'binary', operator: '^', left, right: this.#unary() };
  }

  #postfix(): Expression {
    const by = this.#is('++') ? 1 : this.#is('--') ? -1 : undefined;
    if (by !== undefined) {
      this.#at++;
      const target = this.#primary();
      if (!isTarget(target)) this.#fail();
      return { kind: 'increment', target, by, prefix: true };
    }
    const value = this.#primary();
    if (!isTarget(value)) return value;
    if (this.#take('++')) return { kind: 'increment', target: value, by: 1, prefix: false };
    if (this.#take('--')) return { kind: 'increment', target: value, by: -1, prefix: false };
    return value;
  }

  #primary(): Expression {
    const { kind, text, line } = this.#token;
    if (refused.has(text) && (kind === 'keyword' || kind === 'call'))
      throw new AppletError(`line ${line}: ${text} is not simulated`, 2);
    switch (kind) {
      case 'number':
        this.#at++;
        return { kind: 'number', value: Number(text) };
      case 'string':
        this.#at++;
        return { kind: 'string', value: text };
      case 'regex':
        this.#at++;
        return { kind: 'regex', expression: awkRegex(text) };
      case 'call': {
        this.#at += 2;
        const [greater, inside] = [this.#noGreater, this.#noIn];
        this.#noGreater = this.#noIn = 0;
        const args = this.#list(')');
        [this.#noGreater, this.#noIn] = [greater, inside];
        return { kind: 'call', name: text, args };
      }
      case 'name': {
        this.#at++;
        if (text === 'length') return { kind: 'call', name: 'length', args: [] };
        if (!this.#take('[')) return { kind: 'variable', name: text };
        return { kind: 'element', name: text, subscripts: this.#list(']') };
      }
    }
    if (this.#take('$')) {
      const index = this.#is('++') || this.#is('--') || this.#is('-') ? this.#unary() : this.#primary();
      return { kind: 'field', index };
    }
    if (this.#take('(')) {
      const greater = this.#noGreater;
      this.#noGreater = 0;
      const items = this.#list(')');
      this.#noGreater = greater;
      if (items.length === 1) return { kind: 'group', inner: items[0]! };
      // A list in parentheses is for `(a, b) in array` and `print (a, b)`.
      return { kind: 'call', name: ',', args: items };
    }
    return this.#fail();
  }
}

function isTarget(expression: Expression): expression is Target {
  return expression.kind === 'variable' || expression.kind === 'field' || expression.kind === 'element';
}
