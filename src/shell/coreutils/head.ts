import type { Task } from '../../engine/sim/task.ts';
import { AppletError, out, type Applet, type Invocation } from './applet.ts';
import { utf8Length } from '../../engine/sim/utf8.ts';
import { eachInput, LineReader, openFailure, readToEnd } from './input.ts';
import { parseOptions } from './options.ts';
import { parseSize } from './sizes.ts';

/** The first `count` bytes, read as they come: the input may have no end (/dev/zero). */
function* copyBytes(call: Invocation, fd: number, count: number): Task<void> {
  for (let left = count; left > 0;) {
    const text = yield* call.p.read(fd, left);
    if (text === '') return;
    const piece = utf8Length(text) > left ? leadingBytes(text, left) : text;
    yield* out(call, piece);
    left -= utf8Length(piece);
    if (piece !== text) return;
  }
}

export const head: Applet = function* (call) {
  // `head -5` is the old form of `head -n 5`.
  const args = call.args.map((word, index) => (index === 0 && /^-\d+$/.test(word) ? `-n${word.slice(1)}` : word));
  const options = parseOptions(
    call,
    {
      flags: 'qv',
      values: 'nc',
      long: { lines: 'n', bytes: 'c', quiet: 'q', silent: 'q', verbose: 'v' },
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
  const { operands } = options;
  const headers = options.has('v') || (operands.length > 1 && !options.has('q'));
  let first = true;
  const ok = yield* eachInput(
    call,
    operands,
    function* (fd, path) {
      if (headers) {
        yield* out(call, `${first ? '' : '\n'}==> ${path === '-' ? 'standard input' : path} <==\n`);
        first = false;
      }
      if (unit === 'bytes' && !given.startsWith('-')) {
        yield* copyBytes(call, fd, count);
        return;
      }
      if (given.startsWith('-')) {
        const text = yield* readToEnd(call.p, fd);
        yield* out(call, unit === 'bytes' ? leadingBytes(text, count) : leadingLines(text, count));
        return;
      }
      const reader = new LineReader(call.p, fd);
      for (let left = count; left > 0; left--) {
        const line = yield* reader.next();
        if (line === undefined) break;
        yield* out(call, line);
      }
    },
    (path, error) =>
      call.flavour === 'gnu'
        ? error.code === 'EISDIR'
          ? `error reading '${path}': ${error.message}`
          : `cannot open '${path}' for reading: ${error.message}`
        : openFailure(call, path, error),
  );
  return ok ? 0 : 1;
};

/** All but the last lines. */
function leadingLines(text: string, count: number): string {
  const lines = text.split(/(?<=\n)/);
  return lines.slice(0, Math.max(0, lines.length + count)).join('');
}

function leadingBytes(text: string, count: number): string {
  const limit = count < 0 ? utf8Length(text) + count : count;
  let used = 0;
  let result = '';
  for (const char of text) {
    used += utf8Length(char);
    if (used > limit) break;
    result += char;
  }
  return result;
}
