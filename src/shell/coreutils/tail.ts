import { SysError } from '../../engine/sim/process.ts';
import type { Task } from '../../engine/sim/task.ts';
import { AppletError, attempt, complain, out, type Applet, type Invocation } from './applet.ts';
import { utf8Length } from '../../engine/sim/utf8.ts';
import { eachInput, openFailure, readToEnd } from './input.ts';
import { parseOptions } from './options.ts';
import { parseSize } from './sizes.ts';

export const tail: Applet = function* (call) {
  const args = call.args.map((word, index) =>
    index === 0 && /^[-+]\d+$/.test(word) ? `-n${word.replace(/^-/, '')}` : word,
  );
  const options = parseOptions(
    call,
    {
      flags: 'fFqv',
      values: 'ncs',
      long: {
        lines: 'n',
        bytes: 'c',
        follow: 'f',
        quiet: 'q',
        silent: 'q',
        verbose: 'v',
        'sleep-interval': 's',
        retry: 'R',
      },
      usage: '[OPTIONS] [FILE]...',
    },
    args,
  );
  const last = options.order.findLast(([letter]) => letter === 'n' || letter === 'c');
  const unit = last?.[0] === 'c' ? 'bytes' : 'lines';
  const given = last?.[1] ?? '10';
  const count = parseSize(given);
  if (count === undefined) {
    throw new AppletError(
      call.flavour === 'gnu' ? `invalid number of ${unit}: '${given}'` : `invalid number '${given}'`,
    );
  }
  const fromStart = given.startsWith('+');
  const size = Math.abs(count);
  const { operands } = options;
  const headers = options.has('v') || (operands.length > 1 && !options.has('q'));
  const follows = options.has('f') || options.has('F');
  let shown: string | undefined;
  const header = function* (path: string): Task<void> {
    if (!headers || shown === path) return;
    yield* out(call, `${shown === undefined ? '' : '\n'}==> ${path === '-' ? 'standard input' : path} <==\n`);
    shown = path;
  };
  const followed: Followed[] = [];
  const ok = yield* eachInput(
    call,
    operands,
    function* (fd, path) {
      yield* header(path);
      const text = yield* readToEnd(call.p, fd);
      yield* out(call, unit === 'lines' ? endLines(text, size, fromStart) : endBytes(text, size, fromStart));
      if (path !== '-') followed.push({ path, length: text.length });
    },
    (path, error) =>
      call.flavour === 'gnu'
        ? error.code === 'EISDIR'
          ? `error reading '${path}': ${error.message}`
          : `cannot open '${path}' for reading: ${error.message}`
        : openFailure(call, path, error),
  );
  if (!ok && followed.length === 0 && call.flavour === 'busybox') throw new AppletError('no files');
  if (!follows) return ok ? 0 : 1;
  if (options.has('F')) {
    for (const path of operands)
      if (!followed.some((file) => file.path === path)) followed.push({ path, length: undefined });
  }
  if (followed.length === 0) {
    if (operands.length > 0 && call.flavour === 'gnu') yield* complain(call, 'no files remaining');
    return 1;
  }
  const seconds = Number(options.value('s') ?? '1');
  return yield* follow(call, followed, header, options.has('F'), (Number.isNaN(seconds) ? 1 : seconds) * 1000);
};

interface Followed {
  readonly path: string;
  /** Characters read; undefined while the file is missing. */
  length: number | undefined;
}

/** Looks once per interval for what was appended; -F also notices a new file of that name. */
function* follow(
  call: Invocation,
  files: readonly Followed[],
  header: (path: string) => Task<void>,
  byName: boolean,
  interval: number,
): Task<number> {
  for (;;) {
    yield* call.p.sleep(interval);
    for (const file of files) {
      const text = attempt(() => call.p.readFile(file.path));
      if (text instanceof SysError) {
        if (byName && file.length !== undefined) {
          yield* complain(call, `'${file.path}' has become inaccessible: ${text.message}`);
          file.length = undefined;
        }
        continue;
      }
      if (file.length === undefined) {
        yield* complain(call, `'${file.path}' has appeared;  following new file`);
        file.length = 0;
      } else if (text.length < file.length) {
        yield* complain(call, `${file.path}: file truncated`);
        file.length = 0;
      }
      if (text.length === file.length) continue;
      yield* header(file.path);
      yield* out(call, text.slice(file.length));
      file.length = text.length;
    }
  }
}

function endLines(text: string, count: number, fromStart: boolean): string {
  const lines = text.split(/(?<=\n)/);
  if (fromStart) return lines.slice(Math.max(0, count - 1)).join('');
  return count === 0 ? '' : lines.slice(-count).join('');
}

function endBytes(text: string, count: number, fromStart: boolean): string {
  let skip = fromStart ? Math.max(0, count - 1) : Math.max(0, utf8Length(text) - count);
  let at = 0;
  for (const char of text) {
    if (skip <= 0) break;
    skip -= utf8Length(char);
    at += char.length;
  }
  return text.slice(at);
}
