import { formatPrintf } from '../../interpreter/printf.ts';
import { AppletError } from '../applet.ts';
import { awkRegex, unescape } from './lexer.ts';
import { toNumber, toText, uninitialized, type Value } from './values.ts';

export type ArrayValue = Map<string, Value>;

/** The record with its fields, and the variables: changing one of $0, $1 and NF changes the others. */
export class AwkStore {
  protected readonly globals = new Map<string, Value>([
    ['FS', ' '],
    ['OFS', ' '],
    ['ORS', '\n'],
    ['RS', '\n'],
    ['NR', 0],
    ['NF', 0],
    ['FNR', 0],
    ['SUBSEP', '\x1c'],
    ['CONVFMT', '%.6g'],
    ['OFMT', '%.6g'],
    ['RSTART', 0],
    ['RLENGTH', -1],
    ['FILENAME', ''],
  ]);
  protected readonly arrays = new Map<string, ArrayValue>();
  protected locals: Map<string, Value | ArrayValue> | undefined;
  protected record = '';
  #fields: Value[] | undefined;
  readonly #regexes = new Map<string, RegExp>();

  protected isArray(name: string): boolean {
    const local = this.locals?.get(name);
    return local === undefined ? this.arrays.has(name) : local instanceof Map;
  }

  protected setRecord(text: string): void {
    this.record = text;
    this.#fields = undefined;
    this.globals.set('NF', this.#split().length);
  }

  #split(): Value[] {
    this.#fields ??= this.splitText(this.record, this.text(this.globals.get('FS')!)).map((input) => ({ input }));
    return this.#fields;
  }

  /** Fields of a text: a blank separates by white space, one character stands for itself, else it is an expression. */
  splitText(text: string, separator: string): string[] {
    if (separator === ' ') return text.split(/[ \t\n]+/).filter((field) => field !== '');
    if (text === '') return [];
    if (separator === '') return [...text];
    if (separator.length === 1 && separator !== '\\') return text.split(separator);
    return text.split(this.regex(separator));
  }

  regex(source: string): RegExp {
    let expression = this.#regexes.get(source);
    if (expression === undefined) {
      expression = awkRegex(source);
      this.#regexes.set(source, expression);
    }
    return expression;
  }

  protected field(index: number): Value {
    if (index < 0) throw new AppletError(`attempt to access field ${index}`, 2);
    return index === 0 ? { input: this.record } : (this.#split()[index - 1] ?? uninitialized);
  }

  protected setField(index: number, value: Value): void {
    if (index < 0) throw new AppletError(`attempt to access field ${index}`, 2);
    if (index === 0) {
      this.setRecord(this.text(value));
      return;
    }
    const fields = this.#split();
    while (fields.length < index) fields.push(uninitialized);
    fields[index - 1] = value;
    this.#rejoin();
  }

  #rejoin(): void {
    const fields = this.#split();
    this.record = fields.map((field) => this.text(field)).join(this.text(this.globals.get('OFS')!));
    this.globals.set('NF', fields.length);
  }

  protected setGlobalVariable(name: string, value: Value): void {
    this.globals.set(name, value);
    if (name !== 'NF') return;
    const fields = this.#split();
    const count = toNumber(value);
    while (fields.length < count) fields.push(uninitialized);
    fields.length = Math.max(0, count);
    this.#rejoin();
  }

  protected variable(name: string): Value {
    const local = this.locals?.get(name);
    if (local !== undefined) {
      if (local instanceof Map) throw new AppletError(`can't read value of ${name}; it's an array name.`, 2);
      return local;
    }
    return this.globals.get(name) ?? uninitialized;
  }

  protected setVariable(name: string, value: Value): void {
    if (this.locals?.has(name) === true) this.locals.set(name, value);
    else this.setGlobalVariable(name, value);
  }

  array(name: string): ArrayValue {
    const local = this.locals?.get(name);
    if (local instanceof Map) return local;
    if (local !== undefined) {
      const created: ArrayValue = new Map();
      this.locals!.set(name, created);
      return created;
    }
    let found = this.arrays.get(name);
    if (found === undefined) {
      found = new Map();
      this.arrays.set(name, found);
    }
    return found;
  }

  setGlobal(name: string, value: Value): void {
    this.globals.set(name, value);
  }

  text(value: Value): string {
    return toText(value, (number) => this.formatNumber(number, 'CONVFMT'));
  }

  protected formatNumber(value: number, variable: 'CONVFMT' | 'OFMT'): string {
    const format = this.globals.get(variable)!;
    return formatPrintf(typeof format === 'string' ? format : '%.6g', [String(value)]).text;
  }

  /** `-v name=value` and assignments among the operands: escapes count, and what looks like a number is one. */
  assign(name: string, text: string): void {
    this.setGlobalVariable(name, { input: unescape(text) });
  }

  setArguments(words: readonly string[]): void {
    this.arrays.set('ARGV', new Map(words.map((word, index) => [String(index), { input: word }])));
    this.globals.set('ARGC', words.length);
  }
}
