import type { Task } from '../../../engine/sim/task.ts';
import { formatPrintf } from '../../interpreter/printf.ts';
import { AppletError, out, type Invocation } from '../applet.ts';
import type { AwkProgram, Expression, Redirection, Rule, Statement, Target } from './ast.ts';
import { callBuiltin } from './builtins.ts';
import { builtinNames } from './parser.ts';
import { AwkStore, type ArrayValue } from './store.ts';
import { isTrue, looksNumeric, toNumber, toText, uninitialized, type Value } from './values.ts';

/** `next`, `break`, `exit`, ... on their way out. */
class Jump extends Error {
  constructor(
    readonly kind: 'next' | 'nextfile' | 'break' | 'continue' | 'exit' | 'return',
    readonly value: Value = uninitialized,
  ) {
    super(kind);
  }
}

/** CPU that one record costs, ms. */
const recordCost = 0.01;

export interface Records {
  /** The next record, with the file that it is from. */
  next(separator: string): Task<{ readonly text: string; readonly file: string; readonly first: boolean } | undefined>;
  skipFile(): void;
}

/** Runs an awk program over records. */
export class AwkMachine extends AwkStore {
  readonly #ranges = new Set<Rule>();
  readonly #files = new Map<string, number>();
  #depth = 0;

  constructor(
    readonly call: Invocation,
    private readonly program: AwkProgram,
  ) {
    super();
    this.arrays.set('ENVIRON', new Map(Object.entries(call.p.env).map(([name, value]) => [name, { input: value }])));
  }

  *#key(subscripts: readonly Expression[]): Task<string> {
    const parts: string[] = [];
    for (const subscript of subscripts) parts.push(this.text(yield* this.#evaluate(subscript)));
    return parts.join(this.text(this.globals.get('SUBSEP')!));
  }

  *assignTo(target: Target, value: Value): Task<void> {
    if (target.kind === 'variable') this.setVariable(target.name, value);
    else if (target.kind === 'field') this.setField(Math.trunc(toNumber(yield* this.#evaluate(target.index))), value);
    else this.array(target.name).set(yield* this.#key(target.subscripts), value);
  }

  *run(records: Records): Task<number> {
    let status = 0;
    try {
      try {
        yield* this.#runRules('begin');
        const reads = this.program.rules.some((rule) => rule.pattern.kind !== 'begin');
        if (reads) yield* this.#readAll(records);
      } catch (error) {
        if (!(error instanceof Jump) || error.kind !== 'exit') throw error;
        status = toNumber(error.value);
      }
      yield* this.#runRules('end');
    } catch (error) {
      if (error instanceof Jump && error.kind === 'exit')
        status = typeof error.value === 'object' && error.value.input === '' ? status : toNumber(error.value);
      else if (error instanceof RangeError) throw new AppletError('function call nesting is too deep', 2);
      else throw error;
    }
    return status & 255;
  }

  *#runRules(kind: 'begin' | 'end'): Task<void> {
    for (const rule of this.program.rules) {
      if (rule.pattern.kind === kind && rule.action !== undefined) yield* this.#execute(rule.action);
    }
  }

  *#readAll(records: Records): Task<void> {
    for (;;) {
      const record = yield* records.next(this.text(this.globals.get('RS')!));
      if (record === undefined) return;
      yield* this.call.p.cpu(recordCost);
      this.globals.set('NR', toNumber(this.globals.get('NR')!) + 1);
      this.globals.set('FNR', record.first ? 1 : toNumber(this.globals.get('FNR')!) + 1);
      this.globals.set('FILENAME', record.file);
      this.setRecord(record.text);
      try {
        for (const rule of this.program.rules) {
          if (!(yield* this.#selects(rule))) continue;
          if (rule.action === undefined) yield* out(this.call, this.record + this.text(this.globals.get('ORS')!));
          else yield* this.#execute(rule.action);
        }
      } catch (error) {
        if (!(error instanceof Jump) || (error.kind !== 'next' && error.kind !== 'nextfile')) throw error;
        if (error.kind === 'nextfile') records.skipFile();
      }
    }
  }

  *#selects(rule: Rule): Task<boolean> {
    const { pattern } = rule;
    if (pattern.kind === 'always') return true;
    if (pattern.kind === 'when') return isTrue(yield* this.#evaluate(pattern.test));
    if (pattern.kind !== 'range') return false;
    if (!this.#ranges.has(rule)) {
      if (!isTrue(yield* this.#evaluate(pattern.from))) return false;
      this.#ranges.add(rule);
    }
    if (isTrue(yield* this.#evaluate(pattern.to))) this.#ranges.delete(rule);
    return true;
  }

  evaluate(expression: Expression): Task<Value> {
    return this.#evaluate(expression);
  }

  *#evaluate(expression: Expression): Task<Value> {
    switch (expression.kind) {
      case 'number':
      case 'string':
        return expression.value;
      case 'group':
        return yield* this.#evaluate(expression.inner);
      case 'regex':
        return expression.expression.test(this.record) ? 1 : 0;
      case 'variable':
        return this.variable(expression.name);
      case 'field':
        return this.field(Math.trunc(toNumber(yield* this.#evaluate(expression.index))));
      case 'element': {
        const array = this.array(expression.name);
        const key = yield* this.#key(expression.subscripts);
        // Looking an element up makes it.
        const value = array.get(key) ?? uninitialized;
        array.set(key, value);
        return value;
      }
      case 'in':
        return this.array(expression.name).has(yield* this.#key(expression.subscripts)) ? 1 : 0;
      case 'assign': {
        let value = yield* this.#evaluate(expression.value);
        if (expression.operator !== '') {
          value = arithmetic(expression.operator, toNumber(yield* this.#evaluate(expression.target)), toNumber(value));
        }
        yield* this.assignTo(expression.target, value);
        return value;
      }
      case 'increment': {
        const old = toNumber(yield* this.#evaluate(expression.target));
        yield* this.assignTo(expression.target, old + expression.by);
        return expression.prefix ? old + expression.by : old;
      }
      case 'unary': {
        const value = yield* this.#evaluate(expression.operand);
        if (expression.operator === '!') return isTrue(value) ? 0 : 1;
        return expression.operator === '-' ? -toNumber(value) : toNumber(value);
      }
      case 'match': {
        const text = this.text(yield* this.#evaluate(expression.left));
        const expr =
          expression.right.kind === 'regex'
            ? expression.right.expression
            : this.regex(this.text(yield* this.#evaluate(expression.right)));
        return expr.test(text) !== expression.negated ? 1 : 0;
      }
      case 'ternary':
        return yield* this.#evaluate(isTrue(yield* this.#evaluate(expression.test)) ? expression.yes : expression.no);
      case 'binary':
        return yield* this.#binary(expression);
      case 'call':
        return yield* this.#call(expression.name, expression.args);
    }
  }

  *#binary(expression: Extract<Expression, { kind: 'binary' }>): Task<Value> {
    const { operator } = expression;
    const left = yield* this.#evaluate(expression.left);
    if (operator === '&&') return isTrue(left) && isTrue(yield* this.#evaluate(expression.right)) ? 1 : 0;
    if (operator === '||') return isTrue(left) || isTrue(yield* this.#evaluate(expression.right)) ? 1 : 0;
    const right = yield* this.#evaluate(expression.right);
    if (operator === ' ') return this.text(left) + this.text(right);
    if (/^[<>=!]/.test(operator)) return this.#compare(operator, left, right) ? 1 : 0;
    return arithmetic(operator, toNumber(left), toNumber(right));
  }

  #compare(operator: string, left: Value, right: Value): boolean {
    const numbers = looksNumeric(left) && looksNumeric(right);
    const a = numbers ? toNumber(left) : this.text(left);
    const b = numbers ? toNumber(right) : this.text(right);
    switch (operator) {
      case '<':
        return a < b;
      case '<=':
        return a <= b;
      case '==':
        return a === b;
      case '!=':
        return a !== b;
      case '>':
        return a > b;
      default:
        return a >= b;
    }
  }

  *#call(name: string, args: readonly Expression[]): Task<Value> {
    const definition = this.program.functions.get(name);
    if (definition === undefined) {
      if (!builtinNames.has(name)) throw new AppletError(`calling undefined function ${name}`, 2);
      return yield* callBuiltin(this, name, args);
    }
    if (args.length > definition.parameters.length)
      throw new AppletError(`function ${name} called with more args than it takes`, 2);
    if (++this.#depth > 300) throw new AppletError('function call nesting is too deep', 2);
    const locals = new Map<string, Value | ArrayValue>();
    const arrays: (readonly [parameter: string, name: string])[] = [];
    for (const [index, parameter] of definition.parameters.entries()) {
      const argument = args[index];
      if (argument?.kind === 'variable' && this.isArray(argument.name))
        locals.set(parameter, this.array(argument.name));
      else {
        locals.set(parameter, argument === undefined ? uninitialized : yield* this.#evaluate(argument));
        // A variable never used before may turn out to be an array inside the function.
        if (argument?.kind === 'variable' && !this.globals.has(argument.name)) arrays.push([parameter, argument.name]);
      }
    }
    const outer = this.locals;
    this.locals = locals;
    try {
      yield* this.#execute(definition.body);
      return uninitialized;
    } catch (error) {
      if (!(error instanceof Jump) || error.kind !== 'return') throw error;
      return error.value;
    } finally {
      this.#depth--;
      this.locals = outer;
      for (const [parameter, global] of arrays) {
        const value = locals.get(parameter);
        if (value instanceof Map && outer?.has(global) !== true) this.arrays.set(global, value);
      }
    }
  }

  *#execute(statement: Statement): Task<void> {
    switch (statement.kind) {
      case 'block':
        for (const inner of statement.body) yield* this.#execute(inner);
        return;
      case 'expression':
        yield* this.#evaluate(statement.value);
        return;
      case 'print':
        return yield* this.#print(statement);
      case 'if':
        if (isTrue(yield* this.#evaluate(statement.test))) yield* this.#execute(statement.yes);
        else if (statement.no !== undefined) yield* this.#execute(statement.no);
        return;
      case 'while': {
        let first = statement.first;
        while (first || isTrue(yield* this.#evaluate(statement.test))) {
          first = false;
          yield* this.call.p.cpu(recordCost);
          if (!(yield* this.#body(statement.body))) return;
        }
        return;
      }
      case 'for':
        if (statement.start !== undefined) yield* this.#execute(statement.start);
        while (statement.test === undefined || isTrue(yield* this.#evaluate(statement.test))) {
          yield* this.call.p.cpu(recordCost);
          if (!(yield* this.#body(statement.body))) return;
          if (statement.step !== undefined) yield* this.#execute(statement.step);
        }
        return;
      case 'for-in':
        for (const key of [...this.array(statement.name).keys()]) {
          this.setVariable(statement.variable, { input: key });
          if (!(yield* this.#body(statement.body))) return;
        }
        return;
      case 'delete': {
        const array = this.array(statement.name);
        if (statement.subscripts === undefined) array.clear();
        else array.delete(yield* this.#key(statement.subscripts));
        return;
      }
      case 'jump':
        throw new Jump(statement.name);
      case 'exit':
      case 'return':
        throw new Jump(
          statement.kind,
          statement.value === undefined ? uninitialized : yield* this.#evaluate(statement.value),
        );
    }
  }

  /** Runs a loop's body; false after `break`. */
  *#body(body: Statement): Task<boolean> {
    try {
      yield* this.#execute(body);
      return true;
    } catch (error) {
      if (error instanceof Jump && error.kind === 'break') return false;
      if (error instanceof Jump && error.kind === 'continue') return true;
      throw error;
    }
  }

  *#print(statement: Extract<Statement, { kind: 'print' }>): Task<void> {
    const values: Value[] = [];
    for (const argument of statement.args) values.push(yield* this.#evaluate(argument));
    let text: string;
    if (statement.format) text = this.format(this.text(values[0]!), values.slice(1));
    else {
      const shown = values.map((value) => toText(value, (number) => this.formatNumber(number, 'OFMT')));
      text =
        (shown.length === 0 ? this.record : shown.join(this.text(this.globals.get('OFS')!))) +
        this.text(this.globals.get('ORS')!);
    }
    if (statement.file === undefined) yield* out(this.call, text);
    else yield* this.#printTo(statement.file, text);
  }

  *#printTo(file: Redirection, text: string): Task<void> {
    const path = this.text(yield* this.#evaluate(file.path));
    const standard = path === '/dev/stdout' ? 1 : path === '/dev/stderr' ? 2 : undefined;
    let fd = standard ?? this.#files.get(path);
    if (fd === undefined) {
      const append = file.operator === '>>';
      fd = this.call.p.open(path, { write: true, create: true, append, truncate: !append });
      this.#files.set(path, fd);
    }
    yield* this.call.p.write(fd, text);
  }

  /** printf: numbers for %d and the like, %c of a number is the character. */
  format(format: string, values: readonly Value[]): string {
    let next = 0;
    const protectedFormat = format.replace(/\\/g, '\\\\');
    const directives = [...format.matchAll(/%(?:%|[-+ #0]*(\*|\d+)?(?:\.(\*|\d+))?([a-zA-Z]))/g)];
    const args: string[] = [];
    for (const [whole, width, precision, letter] of directives) {
      if (whole === '%%') continue;
      for (const part of [width, precision])
        if (part === '*') args.push(String(Math.trunc(toNumber(values[next++] ?? 0))));
      const value = values[next++] ?? '';
      if ('di'.includes(letter!)) args.push(String(integerText(toNumber(value))));
      else if ('ouxX'.includes(letter!)) args.push(integerText(toNumber(value)));
      else if ('eEfFgG'.includes(letter!)) args.push(String(toNumber(value)));
      else if (letter === 'c' && typeof value === 'number') args.push(String.fromCodePoint(Math.trunc(value)));
      else args.push(this.text(value));
    }
    return formatPrintf(protectedFormat, args).text;
  }
}

function integerText(value: number): string {
  return Number.isFinite(value) ? BigInt(Math.trunc(value)).toString() : '0';
}

function arithmetic(operator: string, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '^':
      return left ** right;
    default:
      if (right === 0) throw new AppletError(operator === '%' ? 'division by zero in %' : 'division by zero', 2);
      return operator === '/' ? left / right : left % right;
  }
}
