import { basicToJs, extendedToJs } from '../../interpreter/regular-expression.ts';
import { AppletError, type Flavour } from '../applet.ts';

export type Address =
  | { readonly kind: 'line'; readonly line: number }
  | { readonly kind: 'step'; readonly first: number; readonly step: number }
  | { readonly kind: 'last' }
  | { readonly kind: 'match'; readonly expression: RegExp | undefined }
  | { readonly kind: 'plus'; readonly count: number };

export interface Substitution {
  /** Undefined: the last one used. */
  readonly expression: RegExp | undefined;
  /** Literal pieces, group numbers, and case conversions (\U \L \E \u \l). */
  readonly replacement: readonly (string | number | { readonly convert: string })[];
  readonly global: boolean;
  readonly occurrence: number;
  readonly print: boolean;
  readonly file: string | undefined;
}

export interface Command {
  readonly first: Address | undefined;
  readonly second: Address | undefined;
  readonly negated: boolean;
  readonly name: string;
  readonly text: string;
  readonly substitution: Substitution | undefined;
  readonly table: ReadonlyMap<string, string> | undefined;
  /** Where `{` jumps if its address does not match, and where b, t and T go; an index into the script. */
  target: number;
}

/** Parses a sed script into a flat list of commands. Throws AppletError in GNU's words. */
export function parseSed(script: string, extended: boolean, flavour: Flavour): Command[] {
  return new Parser(script, extended, flavour).parse();
}

class Parser {
  #at = 0;
  readonly #commands: Command[] = [];
  readonly #blocks: Command[] = [];
  readonly #labels = new Map<string, number>();

  constructor(
    private readonly text: string,
    private readonly extended: boolean,
    private readonly flavour: Flavour,
  ) {}

  parse(): Command[] {
    for (;;) {
      this.#skip(/[\s;]*/y);
      if (this.#at >= this.text.length) break;
      if (this.text[this.#at] === '#') {
        this.#skip(/[^\n]*/y);
        continue;
      }
      this.#command();
    }
    if (this.#blocks.length > 0) throw new AppletError("-e expression #1, char 0: unmatched `{'");
    for (const command of this.#commands) {
      if (!'btT'.includes(command.name)) continue;
      const target = command.text === '' ? this.#commands.length : this.#labels.get(command.text);
      if (target === undefined)
        throw new AppletError(
          `-e expression #1, char ${this.text.length}: can't find label for jump to \`${command.text}'`,
        );
      command.target = target;
    }
    return this.#commands;
  }

  #fail(message: string): never {
    if (this.flavour === 'busybox') {
      const command = /^unknown command: `(.*)'$/.exec(message);
      const unmatched = /^unterminated/.test(message);
      throw new AppletError(
        command !== null ? `unsupported command ${command[1]}` : unmatched ? "unmatched '/'" : message,
      );
    }
    throw new AppletError(`-e expression #1, char ${Math.min(this.#at, this.text.length)}: ${message}`);
  }

  #skip(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.text)?.[0] ?? '';
    this.#at += match.length;
    return match;
  }

  #address(): Address | undefined {
    const number = this.#skip(/\d+/y);
    if (number !== '') {
      const step = this.#skip(/~\d+/y);
      if (step !== '') return { kind: 'step', first: Number(number), step: Number(step.slice(1)) };
      return { kind: 'line', line: Number(number) };
    }
    const char = this.text[this.#at];
    if (char === '$') {
      this.#at++;
      return { kind: 'last' };
    }
    if (char !== '/' && char !== '\\') return undefined;
    if (char === '\\') this.#at++;
    const delimiter = this.text[this.#at++] ?? '/';
    const source = this.#delimited(delimiter, 'unterminated address regex', true);
    const flags = this.#skip(/[IM]*/y);
    return { kind: 'match', expression: source === '' ? undefined : this.#regex(source, flags.includes('I')) };
  }

  #regex(source: string, ignoreCase: boolean): RegExp {
    try {
      return new RegExp(this.extended ? extendedToJs(source) : basicToJs(source), ignoreCase ? 'giu' : 'gu');
    } catch {
      return this.#fail(
        source.includes('[') && !source.includes(']')
          ? "unterminated `s' command"
          : 'Invalid preceding regular expression',
      );
    }
  }

  /** Up to the delimiter; an escaped delimiter stands for itself, brackets protect it. */
  #delimited(delimiter: string, fault: string, isPattern = false): string {
    let out = '';
    let bracket = false;
    for (; this.#at < this.text.length; this.#at++) {
      const char = this.text[this.#at]!;
      if (char === '\\') {
        const next = this.text[++this.#at] ?? '';
        out += next === delimiter ? next : next === 'n' ? '\\n' : `\\${next}`;
        continue;
      }
      if (char === '[' && isPattern) bracket = true;
      else if (char === ']' && bracket && !out.endsWith('[') && !out.endsWith('[^')) bracket = false;
      if (char === delimiter && !bracket) {
        this.#at++;
        return out;
      }
      out += char;
    }
    return this.#fail(fault);
  }

  #command(): void {
    const first = this.#address();
    let second: Address | undefined;
    this.#skip(/[ \t]*/y);
    if (first !== undefined && this.text[this.#at] === ',') {
      this.#at++;
      this.#skip(/[ \t]*/y);
      const plus = this.#skip(/\+\d+/y);
      second = plus !== '' ? { kind: 'plus', count: Number(plus.slice(1)) } : this.#address();
      if (second === undefined) this.#fail("unexpected `,'");
    }
    this.#skip(/[ \t]*/y);
    const negated = this.#skip(/![ \t!]*/y) !== '';
    const name = this.text[this.#at++];
    if (name === undefined) return this.#fail('missing command');
    let text = '';
    let substitution: Substitution | undefined;
    let table: ReadonlyMap<string, string> | undefined;
    switch (name) {
      case '{':
        break;
      case '}': {
        const open = this.#blocks.pop();
        if (open === undefined) this.#fail("unexpected `}'");
        open.target = this.#commands.length;
        this.#end();
        return;
      }
      case ':':
        this.#labels.set(this.#skip(/[^\n;]*/y).trim(), this.#commands.length);
        return;
      case 'b':
      case 't':
      case 'T':
        text = this.#skip(/[^\n;}]*/y).trim();
        break;
      case 's':
        substitution = this.#substitution();
        break;
      case 'y':
        table = this.#table();
        break;
      case 'a':
      case 'i':
      case 'c':
        text = this.#appended();
        break;
      case 'r':
      case 'w':
        text = this.#skip(/[^\n]*/y).trim();
        if (text === '') this.#fail('missing filename in r/R/w/W commands');
        break;
      case 'q':
      case 'Q':
        text = this.#skip(/[ \t]*\d*/y).trim();
        break;
      case 'd':
      case 'D':
      case 'p':
      case 'P':
      case 'n':
      case 'N':
      case 'g':
      case 'G':
      case 'h':
      case 'H':
      case 'x':
      case '=':
      case 'l':
        break;
      default:
        if ('eFRWvz'.includes(name)) throw new AppletError(`the command \`${name}' is not simulated`);
        this.#fail(`unknown command: \`${name}'`);
    }
    const command: Command = { first, second, negated, name, text, substitution, table, target: 0 };
    this.#commands.push(command);
    if (name === '{') this.#blocks.push(command);
    else if (!'aicrw'.includes(name)) this.#end();
  }

  #end(): void {
    this.#skip(/[ \t]*/y);
    const next = this.text[this.#at];
    if (next === undefined || next === ';' || next === '\n' || next === '}' || next === '#') return;
    this.#at++;
    this.#fail('extra characters after command');
  }

  /** The text of a, i and c: on the same line (GNU) or after a backslash and newline. */
  #appended(): string {
    this.#skip(/[ \t]*\\?\n?[ \t]*/y);
    let out = '';
    for (; this.#at < this.text.length && this.text[this.#at] !== '\n'; this.#at++) {
      if (this.text[this.#at] === '\\' && this.#at + 1 < this.text.length) this.#at++;
      out += this.text[this.#at]!;
    }
    if (out === '') this.#fail("expected \\ after `a', `c' or `i'");
    return `${out}\n`;
  }

  #substitution(): Substitution {
    const delimiter = this.text[this.#at++];
    if (delimiter === undefined || delimiter === '\n' || delimiter === '\\')
      return this.#fail("unterminated `s' command");
    const source = this.#delimited(delimiter, "unterminated `s' command", true);
    const replacement = this.#replacement(delimiter);
    let global = false;
    let print = false;
    let ignoreCase = false;
    let occurrence = 1;
    let file: string | undefined;
    for (;;) {
      const flag = this.text[this.#at];
      if (flag === 'g') global = true;
      else if (flag === 'p') print = true;
      else if (flag === 'i' || flag === 'I') ignoreCase = true;
      else if (flag === 'm' || flag === 'M' || flag === 'e')
        throw new AppletError(`the flag \`${flag}' of s is not simulated`);
      else if (flag === 'w') {
        this.#at++;
        file = this.#skip(/[^\n]*/y).trim();
        break;
      } else if (flag !== undefined && /[1-9]/.test(flag)) {
        occurrence = Number(this.#skip(/\d+/y));
        continue;
      } else break;
      this.#at++;
    }
    if (!/^[\s;}#]?$/.test(this.text[this.#at] ?? '')) {
      this.#at++;
      this.#fail("unknown option to `s'");
    }
    return {
      expression: source === '' ? undefined : this.#regex(source, ignoreCase),
      replacement,
      global,
      occurrence,
      print,
      file,
    };
  }

  #replacement(delimiter: string): Substitution['replacement'] {
    const parts: (string | number | { readonly convert: string })[] = [];
    const add = (text: string): void => {
      const last = parts.at(-1);
      if (typeof last === 'string') parts[parts.length - 1] = last + text;
      else parts.push(text);
    };
    for (; this.#at < this.text.length; this.#at++) {
      const char = this.text[this.#at]!;
      if (char === delimiter) {
        this.#at++;
        return parts;
      }
      if (char === '&') parts.push(0);
      else if (char !== '\\') add(char);
      else {
        const next = this.text[++this.#at] ?? '';
        if (/\d/.test(next)) parts.push(Number(next));
        else if ('ULEul'.includes(next) && next !== '') parts.push({ convert: next });
        else add(next === 'n' ? '\n' : next === 't' ? '\t' : next);
      }
    }
    return this.#fail("unterminated `s' command");
  }

  #table(): ReadonlyMap<string, string> {
    const delimiter = this.text[this.#at++] ?? '';
    const unescape = (text: string): string[] => [...text.replace(/\\n/g, '\n').replace(/\\\\/g, '\\')];
    const from = unescape(this.#delimited(delimiter, "unterminated `y' command"));
    const to = unescape(this.#delimited(delimiter, "unterminated `y' command"));
    if (from.length !== to.length) this.#fail("strings for `y' command are different lengths");
    return new Map(from.map((char, index) => [char, to[index]!]));
  }
}
