import { SysError, type TerminalControl } from '../../../engine/sim/process.ts';
import type { Task } from '../../../engine/sim/task.ts';
import { assignVariable } from '../assign.ts';
import { Interrupted } from '../control.ts';
import { complain } from '../diagnostics.ts';
import { uninterrupted } from '../processes.ts';
import type { Shell } from '../shell.ts';
import { isName } from '../variables.ts';
import { runPendingTraps } from '../traps.ts';
import { invalidOption, type Builtin } from './builtin.ts';

interface ReadOptions {
  raw: boolean;
  prompt: string | undefined;
  silent: boolean;
  delimiter: string;
  count: number | undefined;
  timeout: number | undefined;
  fd: number;
  array: string | undefined;
}

const usage =
  'read [-ers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] [-p prompt] [-t timeout] [-u fd] [name ...]';

export const read: Builtin = {
  *run(shell, args, name) {
    const options: ReadOptions = {
      raw: false,
      prompt: undefined,
      silent: false,
      delimiter: '\n',
      count: undefined,
      timeout: undefined,
      fd: 0,
      array: undefined,
    };
    const names: string[] = [];
    for (let index = 0; index < args.length; index++) {
      const argument = args[index]!;
      if (argument === '--') {
        names.push(...args.slice(index + 1));
        break;
      }
      if (!/^-./.test(argument)) {
        names.push(...args.slice(index));
        break;
      }
      for (let at = 1; at < argument.length; at++) {
        const letter = argument[at]!;
        if (letter === 'r') options.raw = true;
        else if (letter === 's') options.silent = true;
        else if (letter === 'e') continue;
        else if ('pdntuaN'.includes(letter)) {
          const value = argument.slice(at + 1) || args[++index];
          if (value === undefined) {
            yield* complain(shell, `-${letter}: option requires an argument`, name);
            return 2;
          }
          if (letter === 'p') options.prompt = value;
          else if (letter === 'd') options.delimiter = value.slice(0, 1);
          else if (letter === 'a') options.array = value;
          else if (letter === 'u') options.fd = Number(value);
          else if (letter === 't') options.timeout = Number(value) * 1000;
          else options.count = Number(value);
          break;
        } else return yield* invalidOption(shell, name, `-${letter}`, usage);
      }
    }
    const wrong = names.find((candidate) => !isName(candidate));
    if (wrong !== undefined) {
      if (shell.flavour.name === 'ash') yield* complain(shell, `read: '${wrong}': bad variable name`);
      else yield* complain(shell, `\`${wrong}': not a valid identifier`, name);
      return 1;
    }
    if (options.prompt !== undefined && shell.p.terminal(options.fd) !== undefined) yield* shell.err(options.prompt);
    const terminal = shell.p.terminal(options.fd);
    const byKey = terminal !== undefined && (options.silent || options.count !== undefined);
    const line = byKey ? yield* readKeys(shell, options, terminal) : yield* readLine(shell, options);
    yield* store(shell, names, options, line.text);
    return line.status;
  },
};

interface Line {
  /** Characters and whether a backslash quoted them. */
  readonly text: readonly { readonly char: string; readonly quoted: boolean }[];
  readonly status: number;
}

/** Reads one character at a time, so that what follows the line is left to the next reader. */
function* readLine(shell: Shell, options: ReadOptions): Task<Line> {
  const text: { char: string; quoted: boolean }[] = [];
  const deadline = options.timeout === undefined ? undefined : shell.p.now() + options.timeout;
  let escaped = false;
  for (;;) {
    if (options.count !== undefined && text.length >= options.count) return { text, status: 0 };
    const next = yield* readCharacter(shell, options.fd, deadline);
    if (next === undefined) return { text, status: 142 };
    if (next === '') return { text, status: 1 };
    if (escaped) {
      escaped = false;
      if (next !== '\n') text.push({ char: next, quoted: true });
      continue;
    }
    if (!options.raw && next === '\\') {
      escaped = true;
      continue;
    }
    if (next === options.delimiter) return { text, status: 0 };
    text.push({ char: next, quoted: false });
  }
}

/** `-s` and `-n` at a terminal: keys as they come, without the line discipline, echoed unless they are secret. */
function* readKeys(shell: Shell, options: ReadOptions, terminal: TerminalControl): Task<Line> {
  const text: { char: string; quoted: boolean }[] = [];
  const deadline = options.timeout === undefined ? undefined : shell.p.now() + options.timeout;
  const echo = function* (shown: string): Task<void> {
    if (!options.silent) yield* shell.p.write(options.fd, shown);
  };
  terminal.setRaw(true);
  try {
    while (options.count === undefined || text.length < options.count) {
      const key = yield* readCharacter(shell, options.fd, deadline);
      if (key === undefined) return { text, status: 142 };
      if (key === '' || (key === '\x04' && text.length === 0)) return { text, status: 1 };
      if (key === '\x03') {
        yield* echo('^C\r\n');
        if (shell.interactive) throw new Interrupted('SIGINT');
        shell.p.kill(shell.p.pid, 'SIGINT');
        return { text, status: 130 };
      }
      if (key === '\x7f' || key === '\b') {
        if (text.pop() !== undefined) yield* echo('\b \b');
        continue;
      }
      if (key === '\r' || key === options.delimiter) {
        if (options.count === undefined) yield* echo('\r\n');
        break;
      }
      text.push({ char: key, quoted: options.raw });
      yield* echo(key);
    }
    return { text, status: 0 };
  } finally {
    terminal.setRaw(false);
  }
}

/** Undefined when the time is up. */
function* readCharacter(shell: Shell, fd: number, deadline: number | undefined): Task<string | undefined> {
  const once = (): Task<string> => shell.p.read(fd, 1);
  for (;;) {
    try {
      if (deadline === undefined) return yield* uninterrupted(shell, once);
      const left = deadline - shell.p.now();
      if (left <= 0) return undefined;
      return yield* shell.p.timeout(left, once());
    } catch (error) {
      if (error instanceof SysError && error.code === 'ETIMEDOUT') return undefined;
      if (!(error instanceof SysError) || error.code !== 'EINTR') throw error;
      yield* runPendingTraps(shell);
    }
  }
}

function* store(shell: Shell, names: readonly string[], options: ReadOptions, text: Line['text']): Task<void> {
  const plain = (chars: Line['text']): string => chars.map((entry) => entry.char).join('');
  if (names.length === 0 && options.array === undefined) {
    yield* assignVariable(shell, 'REPLY', plain(text));
    return;
  }
  const fields = splitLine(text, shell.ifs(), options.array === undefined ? names.length : Number.POSITIVE_INFINITY);
  if (options.array !== undefined) {
    shell.variables.setElements(options.array, new Map(fields.map((field, index) => [String(index), plain(field)])));
    return;
  }
  for (const [index, name] of names.entries()) yield* assignVariable(shell, name, plain(fields[index] ?? []));
}

/** Splits at IFS into at most `limit` fields; the last takes the rest, without the white space around it. */
export function splitLine(text: Line['text'], ifs: string, limit: number): Line['text'][] {
  const isDelimiter = (index: number): boolean => {
    const entry = text[index];
    return entry !== undefined && !entry.quoted && ifs.includes(entry.char);
  };
  const isBlank = (index: number): boolean => isDelimiter(index) && /[ \t\n]/.test(text[index]!.char);
  const fields: Line['text'][] = [];
  let at = 0;
  while (isBlank(at)) at++;
  while (at < text.length) {
    if (fields.length === limit - 1) {
      let end = text.length;
      while (end > at && isBlank(end - 1)) end--;
      // A single delimiter at the end of the last field belongs to it no more than to any other.
      if (
        end > at &&
        isDelimiter(end - 1) &&
        !isBlank(end - 1) &&
        !text.slice(at, end - 1).some((_, i) => isDelimiter(at + i))
      )
        end--;
      fields.push(text.slice(at, end));
      break;
    }
    let end = at;
    while (end < text.length && !isDelimiter(end)) end++;
    fields.push(text.slice(at, end));
    at = end;
    while (isBlank(at)) at++;
    if (isDelimiter(at)) {
      at++;
      while (isBlank(at)) at++;
    }
  }
  return fields;
}
