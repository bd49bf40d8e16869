import { SysError } from '../../../engine/sim/process.ts';
import type { Task } from '../../../engine/sim/task.ts';
import { attempt, complain, out, type Invocation } from '../applet.ts';
import { replaceMatches } from '../../interpreter/regular-expression.ts';
import type { Address, Command, Substitution } from './script.ts';

/** Lines of all inputs in a row; it looks one line ahead, because `$` is the last line of all. */
export interface LineSource {
  next(): Task<string | undefined>;
}

export interface RunOptions {
  readonly quiet: boolean;
  /** Where the output goes; standard output unless -i. */
  readonly write: (text: string) => Task<void>;
}

/** Runs a script over lines. Returns the exit status of `q`, 0 otherwise. */
export function* runSed(
  call: Invocation,
  commands: readonly Command[],
  source: LineSource,
  options: RunOptions,
): Task<number> {
  return yield* new Machine(call, commands, source, options).run();
}

class Machine {
  #pattern = '';
  #hold = '';
  #line = 0;
  #ahead: string | undefined;
  #newline = true;
  #appended: (() => Task<void>)[] = [];
  /** For each command with two addresses: the line at which its range ends, or true while it waits for a match. */
  readonly #ranges = new Map<Command, number | true>();
  #lastExpression: RegExp | undefined;
  readonly #files = new Map<string, number>();

  constructor(
    private readonly call: Invocation,
    private readonly commands: readonly Command[],
    private readonly source: LineSource,
    private readonly options: RunOptions,
  ) {}

  *run(): Task<number> {
    this.#ahead = yield* this.source.next();
    let restart = false;
    for (;;) {
      if (!restart && !(yield* this.#read())) return 0;
      const outcome = yield* this.#cycle();
      restart = outcome === 'restart';
      if (outcome !== 'delete' && outcome !== 'restart' && outcome !== 'silent-quit' && !this.options.quiet)
        yield* this.#print(this.#pattern);
      yield* this.#flush();
      if (typeof outcome === 'number') return outcome;
      if (outcome === 'silent-quit') return 0;
    }
  }

  *#read(): Task<boolean> {
    const line = this.#ahead;
    if (line === undefined) return false;
    this.#ahead = yield* this.source.next();
    this.#line++;
    this.#newline = line.endsWith('\n');
    this.#pattern = this.#newline ? line.slice(0, -1) : line;
    return true;
  }

  get #isLast(): boolean {
    return this.#ahead === undefined;
  }

  *#print(text: string): Task<void> {
    yield* this.options.write(this.#isLast && !this.#newline ? text : `${text}\n`);
  }

  *#flush(): Task<void> {
    for (const append of this.#appended.splice(0)) yield* append();
  }

  *#cycle(): Task<number | 'done' | 'delete' | 'restart' | 'silent-quit'> {
    let substituted = false;
    for (let index = 0; index < this.commands.length;) {
      const command = this.commands[index]!;
      index++;
      if (this.#selects(command) === command.negated) {
        if (command.name === '{') index = command.target;
        continue;
      }
      switch (command.name) {
        case '{':
          break;
        case 'b':
          index = command.target;
          break;
        case 't':
        case 'T':
          if (substituted === (command.name === 't')) index = command.target;
          substituted = false;
          break;
        case 's':
          if (yield* this.#substitute(command.substitution!)) substituted = true;
          break;
        case 'y':
          this.#pattern = [...this.#pattern].map((char) => command.table!.get(char) ?? char).join('');
          break;
        case 'd':
          return 'delete';
        case 'D': {
          const newline = this.#pattern.indexOf('\n');
          if (newline === -1) return 'delete';
          this.#pattern = this.#pattern.slice(newline + 1);
          return 'restart';
        }
        case 'p':
          yield* this.options.write(`${this.#pattern}\n`);
          break;
        case 'P':
          yield* this.options.write(`${this.#pattern.split('\n', 1)[0]}\n`);
          break;
        case 'n':
          if (this.#isLast) return this.options.quiet ? 'silent-quit' : 0;
          if (!this.options.quiet) yield* this.#print(this.#pattern);
          yield* this.#flush();
          yield* this.#read();
          break;
        case 'N': {
          if (this.#isLast) return 0;
          const before = this.#pattern;
          yield* this.#flush();
          yield* this.#read();
          this.#pattern = `${before}\n${this.#pattern}`;
          break;
        }
        case 'g':
          this.#pattern = this.#hold;
          break;
        case 'G':
          this.#pattern += `\n${this.#hold}`;
          break;
        case 'h':
          this.#hold = this.#pattern;
          break;
        case 'H':
          this.#hold += `\n${this.#pattern}`;
          break;
        case 'x':
          [this.#pattern, this.#hold] = [this.#hold, this.#pattern];
          break;
        case '=':
          yield* this.options.write(`${this.#line}\n`);
          break;
        case 'l':
          yield* this.options.write(`${visible(this.#pattern)}$\n`);
          break;
        case 'a':
          this.#appended.push(() => this.options.write(command.text));
          break;
        case 'i':
          yield* this.options.write(command.text);
          break;
        case 'c':
          // Of a range only its end is replaced.
          if (command.second === undefined || !this.#ranges.has(command) || command.negated)
            yield* this.options.write(command.text);
          return 'delete';
        case 'r':
          this.#appended.push(() => this.#copyFile(command.text));
          break;
        case 'w':
          yield* this.#writeFile(command.text, `${this.#pattern}\n`);
          break;
        case 'q':
          return Number(command.text || 0);
        case 'Q':
          return 'silent-quit';
      }
    }
    return 'done';
  }

  #selects(command: Command): boolean {
    const { first, second } = command;
    if (first === undefined) return true;
    if (second === undefined) return this.#matches(first);
    const open = this.#ranges.get(command);
    if (open !== undefined) {
      const ends = open === true ? this.#matches(second) : this.#line >= open;
      if (ends) this.#ranges.delete(command);
      // A line number that has passed already selects one line only.
      return open === true || this.#line <= open;
    }
    if (!this.#matches(first)) return false;
    if (second.kind === 'line' && second.line <= this.#line) return true;
    if (second.kind === 'plus' && second.count === 0) return true;
    if (second.kind === 'last' && this.#isLast) return true;
    this.#ranges.set(
      command,
      second.kind === 'line' ? second.line : second.kind === 'plus' ? this.#line + second.count : true,
    );
    return true;
  }

  #matches(address: Address): boolean {
    switch (address.kind) {
      case 'line':
        return this.#line === address.line;
      case 'step':
        return address.step === 0
          ? this.#line === address.first
          : this.#line >= address.first && (this.#line - address.first) % address.step === 0;
      case 'last':
        return this.#isLast;
      case 'match': {
        const expression = address.expression ?? this.#lastExpression;
        if (expression === undefined) return false;
        this.#lastExpression = expression;
        expression.lastIndex = 0;
        return expression.test(this.#pattern);
      }
      case 'plus':
        return false;
    }
  }

  *#substitute(substitution: Substitution): Task<boolean> {
    const expression = substitution.expression ?? this.#lastExpression;
    if (expression === undefined) {
      yield* complain(this.call, '-e expression #1, char 0: no previous regular expression');
      return false;
    }
    this.#lastExpression = expression;
    let changed = false;
    this.#pattern = replaceMatches(this.#pattern, expression, (match, count) => {
      if (count < substitution.occurrence || (count > substitution.occurrence && !substitution.global))
        return undefined;
      changed = true;
      return replacementText(substitution.replacement, match);
    });
    if (!changed) return false;
    if (substitution.print) yield* this.options.write(`${this.#pattern}\n`);
    if (substitution.file !== undefined) yield* this.#writeFile(substitution.file, `${this.#pattern}\n`);
    return true;
  }

  *#copyFile(path: string): Task<void> {
    const text = attempt(() => this.call.p.readFile(path));
    if (!(text instanceof SysError)) yield* this.options.write(text);
  }

  *#writeFile(path: string, text: string): Task<void> {
    if (path === '/dev/stdout') return yield* out(this.call, text);
    let fd = this.#files.get(path);
    if (fd === undefined) {
      fd = this.call.p.open(path, { write: true, create: true, truncate: true });
      this.#files.set(path, fd);
    }
    yield* this.call.p.write(fd, text);
  }
}

function replacementText(parts: Substitution['replacement'], groups: readonly unknown[]): string {
  let out = '';
  let lasting: string | undefined;
  let once: string | undefined;
  const convert = (text: string): string => {
    let result = lasting === 'U' ? text.toUpperCase() : lasting === 'L' ? text.toLowerCase() : text;
    if (once !== undefined && result !== '') {
      result = (once === 'u' ? result[0]!.toUpperCase() : result[0]!.toLowerCase()) + result.slice(1);
      once = undefined;
    }
    return result;
  };
  for (const part of parts) {
    if (typeof part === 'string') out += convert(part);
    else if (typeof part === 'number') {
      const group = groups[part];
      out += convert(typeof group === 'string' ? group : '');
    } else if (part.convert === 'E') lasting = undefined;
    else if (part.convert === 'u' || part.convert === 'l') once = part.convert;
    else lasting = part.convert;
  }
  return out;
}

function visible(text: string): string {
  return text.replace(/[\\\x00-\x1f\x7f]/g, (char) => {
    const named = { '\\': '\\\\', '\n': '\\n', '\t': '\\t', '\r': '\\r' }[char];
    return named ?? `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`;
  });
}
