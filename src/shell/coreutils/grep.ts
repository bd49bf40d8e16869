import { SysError } from '../../engine/sim/process.ts';
import type { Task } from '../../engine/sim/task.ts';
import { compilePattern } from '../interpreter/pattern.ts';
import { basicToJs, extendedToJs } from '../interpreter/regular-expression.ts';
import { escapeRegExp } from '../interpreter/pattern.ts';
import { AppletError, attempt, complain, out, type Applet, type Invocation } from './applet.ts';
import { LineReader } from './input.ts';
import { parseOptions, type Options, type OptionSpec } from './options.ts';
import { baseName, join } from './paths.ts';

const hint = 'Usage: grep [OPTION]... PATTERNS [FILE]...';

const spec: OptionSpec = {
  hint,
  flags: 'ivncEFGqorRlLwxshHaU',
  values: 'efABCm',
  long: {
    'ignore-case': 'i',
    'invert-match': 'v',
    'line-number': 'n',
    count: 'c',
    'extended-regexp': 'E',
    'fixed-strings': 'F',
    'basic-regexp': 'G',
    quiet: 'q',
    silent: 'q',
    'only-matching': 'o',
    recursive: 'r',
    'dereference-recursive': 'R',
    'files-with-matches': 'l',
    'files-without-match': 'L',
    'word-regexp': 'w',
    'line-regexp': 'x',
    'no-messages': 's',
    'no-filename': 'h',
    'with-filename': 'H',
    regexp: 'e',
    file: 'f',
    'after-context': 'A',
    'before-context': 'B',
    context: 'C',
    'max-count': 'm',
    color: '~',
    colour: '~',
    'line-buffered': '_',
    text: 'a',
    include: '+',
    exclude: '!',
    'exclude-dir': '^',
  },
  optional: '~',
  refused: 'PbzZTu',
  status: 2,
  usage: '[-HhnlLoqvsrRiwFE] [-m N] [-A|B|C N] { PATTERN | -e PATTERN... | -f FILE... } [FILE]...',
};

export const grep: Applet = (call) => search(call, call.name === 'egrep' ? 'E' : call.name === 'fgrep' ? 'F' : 'G');

function* search(call: Invocation, kind: 'E' | 'F' | 'G'): Task<number> {
  // `grep -2` is `grep -C 2`.
  const args = call.args.map((word) => (/^-\d+$/.test(word) ? `-C${word.slice(1)}` : word));
  const options = parseOptions(call, { ...spec, values: `${spec.values}+!^` }, args);
  const operands = [...options.operands];
  const patterns = options.all('e').flatMap((text) => text.split('\n'));
  for (const file of options.all('f')) {
    const text = file === '-' ? '' : attempt(() => call.p.readFile(file));
    if (text instanceof SysError) throw new AppletError(`${file}: ${text.message}`, 2);
    patterns.push(...text.replace(/\n$/, '').split('\n'));
  }
  if (!options.has('e') && !options.has('f')) {
    const pattern = operands.shift();
    if (pattern === undefined) {
      throw new AppletError(
        call.flavour === 'gnu'
          ? `${hint}\nTry '${call.name} --help' for more information.`
          : `BusyBox v1.35.0 (2022-01-17 19:57:02 CET) multi-call binary.\n\nUsage: ${call.name} ${spec.usage}`,
        2,
        true,
      );
    }
    patterns.push(...pattern.split('\n'));
  }
  const syntax = options.order.findLast(([letter]) => 'EFG'.includes(letter))?.[0] ?? kind;
  const matcher = compile(call, patterns, syntax, options);
  const recursive = options.has('r') || options.has('R');
  const paths = operands.length > 0 ? operands : recursive ? ['.'] : ['-'];
  const named = !options.has('h') && (options.has('H') || paths.length > 1 || recursive);
  const run = new Search(call, options, matcher, named);
  for (const path of paths) {
    yield* run.path(path, recursive);
    if (run.matched && options.has('q')) return 0;
  }
  if (run.failed && !(run.matched && options.has('q'))) return 2;
  return run.matched ? 0 : 1;
}

/** One expression for all patterns; groups keep their numbers only for a single pattern. */
function compile(call: Invocation, patterns: readonly string[], syntax: string, options: Options): RegExp {
  const sources = patterns.map((pattern) => {
    if (syntax === 'F') return escapeRegExp(pattern);
    try {
      const source = syntax === 'E' ? extendedToJs(pattern) : basicToJs(pattern);
      void new RegExp(source, 'u');
      return source;
    } catch (error) {
      throw new AppletError(expressionFault(pattern, error, call), 2);
    }
  });
  let source = sources.length === 1 ? sources[0]! : sources.map((one) => `(?:${one})`).join('|');
  if (options.has('x')) source = `^(?:${source})$`;
  else if (options.has('w')) source = `(?<![A-Za-z0-9_])(?:${source})(?![A-Za-z0-9_])`;
  return new RegExp(source, options.has('i') ? 'giu' : 'gu');
}

function expressionFault(pattern: string, error: unknown, call: Invocation): string {
  const text = error instanceof Error ? error.message : '';
  let reason = 'Invalid regular expression';
  if (/Unmatched \[|character class/i.test(text)) reason = 'Unmatched [, [^, [:, [., or [=';
  else if (/Trailing backslash/.test(text)) reason = 'Trailing backslash';
  else if (/group/i.test(text)) reason = pattern.includes('(') ? 'Unmatched ( or \\(' : 'Unmatched ) or \\)';
  else if (/repeat/i.test(text)) reason = 'Invalid preceding regular expression';
  else if (/range/i.test(text)) reason = 'Invalid range end';
  return call.flavour === 'gnu' ? reason : `bad regex '${pattern}'`;
}

class Search {
  matched = false;
  failed = false;
  /** A group of context lines was printed: the next one is set off by `--`. */
  #printed = false;
  readonly #before: number;
  readonly #after: number;
  readonly #limit: number;
  readonly #colour: boolean;

  constructor(
    private readonly call: Invocation,
    private readonly options: Options,
    private readonly matcher: RegExp,
    private readonly named: boolean,
  ) {
    this.#before = this.#number('B');
    this.#after = this.#number('A');
    this.#limit = options.value('m') === undefined ? Number.POSITIVE_INFINITY : this.#number('m');
    const when = options.has('~') ? (options.value('~') ?? 'auto') : 'never';
    this.#colour = when === 'always' || (when === 'auto' && call.p.terminal(1) !== undefined);
  }

  #number(letter: string): number {
    const text = this.options.value(letter) ?? (letter === 'm' ? undefined : this.options.value('C')) ?? '0';
    if (!/^\d+$/.test(text)) {
      throw new AppletError(letter === 'm' ? 'invalid max count' : `${text}: invalid context length argument`, 2);
    }
    return Number(text);
  }

  *path(path: string, recursive: boolean): Task<void> {
    const { p } = this.call;
    if (path === '-') return yield* this.#file(0, '(standard input)');
    const stat = attempt(() => p.stat(path));
    if (stat instanceof SysError) return yield* this.#fail(path, stat);
    if (stat.type === 'directory') {
      if (!recursive) {
        if (this.call.flavour === 'gnu') yield* this.#fail(path, new SysError('EISDIR'));
        return;
      }
      if (this.options.all('^').some((pattern) => compilePattern(pattern).test(baseName(path)))) return;
      const names = attempt(() => p.readdir(path));
      if (names instanceof SysError) return yield* this.#fail(path, names);
      for (const name of [...names].sort()) yield* this.#entry(join(path, name));
      return;
    }
    const fd = attempt(() => p.open(path, { read: true }));
    if (fd instanceof SysError) return yield* this.#fail(path, fd);
    try {
      yield* this.#file(fd, path);
    } finally {
      p.close(fd);
    }
  }

  /** What recursion finds: links are followed with -R only, --include and --exclude choose files. */
  *#entry(path: string): Task<void> {
    const stat = attempt(() => this.call.p.lstat(path));
    if (stat instanceof SysError || (stat.type === 'symlink' && !this.options.has('R'))) return;
    if (stat.type === 'file') {
      const name = baseName(path);
      const includes = this.options.all('+');
      if (includes.length > 0 && !includes.some((pattern) => compilePattern(pattern).test(name))) return;
      if (this.options.all('!').some((pattern) => compilePattern(pattern).test(name))) return;
    } else if (stat.type !== 'directory' && stat.type !== 'symlink') return;
    yield* this.path(path, true);
  }

  *#fail(path: string, error: SysError): Task<void> {
    this.failed = true;
    if (!this.options.has('s')) yield* complain(this.call, `${path}: ${error.message}`);
  }

  *#file(fd: number, path: string): Task<void> {
    const { options, call } = this;
    const reader = new LineReader(call.p, fd);
    const list = options.has('l') || options.has('L');
    const silent = options.has('q') || list || options.has('c');
    const kept: { readonly number: number; readonly text: string }[] = [];
    let count = 0;
    let number = 0;
    let trailing = 0;
    let lastPrinted = 0;
    for (let raw = yield* reader.next(); raw !== undefined; raw = yield* reader.next()) {
      number++;
      const line = raw.replace(/\n$/, '');
      this.matcher.lastIndex = 0;
      const hit = this.matcher.test(line) !== options.has('v');
      if (hit) {
        count++;
        this.matched = true;
        if (options.has('q')) return;
        if (list) break;
        if (!silent) {
          if (this.#before + this.#after > 0 && this.#printed && kept.length + lastPrinted + 1 < number)
            yield* out(call, '--\n');
          for (const earlier of kept.splice(0)) yield* this.#print(path, earlier.number, earlier.text, '-');
          if (options.has('o')) yield* this.#printMatches(path, number, line);
          else yield* this.#print(path, number, line, ':');
          this.#printed = true;
          lastPrinted = number;
          trailing = this.#after;
        }
        if (count >= this.#limit) break;
      } else if (!silent && trailing > 0) {
        trailing--;
        if (!options.has('o')) yield* this.#print(path, number, line, '-');
        lastPrinted = number;
      } else if (!silent && this.#before > 0) {
        kept.push({ number, text: line });
        if (kept.length > this.#before) kept.shift();
      }
    }
    for (; trailing > 0 && count >= this.#limit; trailing--) {
      const raw = yield* reader.next();
      if (raw === undefined) break;
      yield* this.#print(path, ++number, raw.replace(/\n$/, ''), '-');
    }
    if (options.has('q')) return;
    if (options.has('l') && count > 0) yield* out(call, `${path}\n`);
    else if (options.has('L') && count === 0) yield* out(call, `${path}\n`);
    else if (options.has('c') && !list) yield* out(call, `${this.named ? `${path}:` : ''}${count}\n`);
  }

  #head(path: string, number: number, separator: string): string {
    const paint = (code: string, text: string): string =>
      this.#colour ? `\x1b[${code}m\x1b[K${text}\x1b[m\x1b[K` : text;
    const mark = paint('36', separator);
    return (
      (this.named ? paint('35', path) + mark : '') + (this.options.has('n') ? paint('32', String(number)) + mark : '')
    );
  }

  *#print(path: string, number: number, line: string, separator: string): Task<void> {
    const shown =
      this.#colour && separator === ':' && !this.options.has('v')
        ? line.replace(this.matcher, (match) => (match === '' ? '' : `\x1b[01;31m\x1b[K${match}\x1b[m\x1b[K`))
        : line;
    yield* out(this.call, `${this.#head(path, number, separator)}${shown}\n`);
  }

  *#printMatches(path: string, number: number, line: string): Task<void> {
    if (this.options.has('v')) return;
    this.matcher.lastIndex = 0;
    for (const match of line.matchAll(this.matcher)) {
      if (match[0] === '') continue;
      const shown = this.#colour ? `\x1b[01;31m\x1b[K${match[0]}\x1b[m\x1b[K` : match[0];
      yield* out(this.call, `${this.#head(path, number, ':')}${shown}\n`);
    }
  }
}
