import { SysError } from '../../engine/sim/process.ts';
import type { Task } from '../../engine/sim/task.ts';
import { AppletError, attempt, type Applet, type Invocation } from './applet.ts';
import { AwkMachine, type Records } from './awk/machine.ts';
import { unescape } from './awk/lexer.ts';
import { parseAwk } from './awk/parser.ts';
import { LineReader, readToEnd } from './input.ts';
import { parseOptions, type OptionSpec } from './options.ts';

const spec: OptionSpec = { values: 'Fvf', strict: true, status: 2, usage: '[OPTIONS] [AWK_PROGRAM] [FILE]...' };

export const awk: Applet = function* (call) {
  const options = parseOptions(call, spec);
  const operands = [...options.operands];
  const sources: string[] = [];
  for (const path of options.all('f')) {
    const text = attempt(() => call.p.readFile(path));
    if (text instanceof SysError) throw new AppletError(`can't open file ${path}`, 2);
    sources.push(text);
  }
  if (sources.length === 0) {
    const program = operands.shift();
    if (program === undefined)
      throw new AppletError(`usage: awk [-F fs][-v var=value][prog | -f progfile][file ...]`, 2, true);
    sources.push(program);
  }
  const machine = new AwkMachine(call, parseAwk(sources.join('\n')));
  for (const [letter, value] of options.order) {
    if (letter === 'F') machine.assign('FS', value === 't' ? '\\t' : value!);
    else if (letter === 'v') {
      const match = /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(value!);
      if (match === null) throw new AppletError(`invalid -v argument: ${value}`, 2);
      machine.assign(match[1]!, match[2]!);
    }
  }
  machine.setArguments(['awk', ...operands]);
  const records = new Inputs(call, operands, (name, text) => machine.assign(name, text));
  const status = yield* machine.run(records);
  return status === 0 && records.failed ? 2 : status;
};

/** The records of the operands in turn; an operand `name=value` assigns when its turn comes. */
class Inputs implements Records {
  failed = false;
  #queue: string[];
  #reader: LineReader | undefined;
  #text: string | undefined;
  #fd = 0;
  #file = '';
  #first = false;

  constructor(
    private readonly call: Invocation,
    operands: readonly string[],
    private readonly assign: (name: string, text: string) => void,
  ) {
    const reads = operands.some((word) => !/^[A-Za-z_]\w*=/.test(word));
    this.#queue = reads ? [...operands] : [...operands, '-'];
  }

  skipFile(): void {
    this.#reader = undefined;
    this.#text = undefined;
  }

  *next(
    separator: string,
  ): Task<{ readonly text: string; readonly file: string; readonly first: boolean } | undefined> {
    for (;;) {
      if (this.#reader === undefined && !(yield* this.#open())) return undefined;
      const text = separator === '\n' ? yield* this.#line() : yield* this.#separated(separator);
      if (text !== undefined) {
        const first = this.#first;
        this.#first = false;
        return { text, file: this.#file, first };
      }
      this.skipFile();
    }
  }

  *#line(): Task<string | undefined> {
    return (yield* this.#reader!.next())?.replace(/\n$/, '');
  }

  /** RS other than a newline: '' means paragraphs, one character itself, else an expression. */
  *#separated(separator: string): Task<string | undefined> {
    this.#text ??= (yield* readToEnd(this.call.p, this.#fd)).replace(/\n$/, '');
    if (separator === '') this.#text = this.#text.replace(/^\n+/, '');
    if (this.#text === '') return undefined;
    const expression =
      separator === '' ? /\n\n+/ : separator.length === 1 ? undefined : new RegExp(unescape(separator), 'su');
    const at = expression === undefined ? this.#text.indexOf(separator) : this.#text.search(expression);
    if (at === -1) {
      const rest = this.#text;
      this.#text = '';
      return rest;
    }
    const length = expression === undefined ? 1 : expression.exec(this.#text)![0].length;
    const record = this.#text.slice(0, at);
    this.#text = this.#text.slice(at + length);
    return record;
  }

  *#open(): Task<boolean> {
    for (;;) {
      const word = this.#queue.shift();
      if (word === undefined) return false;
      const assignment = /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(word);
      if (assignment !== null) {
        this.assign(assignment[1]!, assignment[2]!);
        continue;
      }
      if (this.#fd > 0) this.call.p.close(this.#fd);
      const fd = word === '-' ? 0 : attempt(() => this.call.p.open(word, { read: true }));
      if (fd instanceof SysError) {
        this.failed = true;
        yield* this.call.p.write(
          2,
          `awk: ${this.call.flavour === 'gnu' ? `can't open file ${word}` : `${word}: ${fd.message}`}\n`,
        );
        continue;
      }
      this.#fd = fd;
      this.#file = word === '-' ? '' : word;
      this.#first = true;
      this.#text = undefined;
      this.#reader = new LineReader(this.call.p, fd);
      return true;
    }
  }
}
