import { AppletError, out, type Applet } from './applet.ts';
import { allLines, eachInput, LineReader, readToEnd } from './input.ts';
import { parseOptions } from './options.ts';
import { textWidth } from '../text-width.ts';

/* Small commands that change or combine lines. */

export const tac: Applet = function* (call) {
  const options = parseOptions(call, { refused: 'brs', usage: '[FILE]...' });
  const ok = yield* eachInput(call, options.operands, function* (fd) {
    const lines = (yield* readToEnd(call.p, fd)).split(/(?<=\n)/).filter((line) => line !== '');
    yield* out(call, lines.reverse().join(''));
  });
  return ok ? 0 : 1;
};

export const rev: Applet = function* (call) {
  const options = parseOptions(call, { usage: '[FILE]...' });
  const ok = yield* eachInput(call, options.operands, function* (fd) {
    const reader = new LineReader(call.p, fd);
    for (let line = yield* reader.next(); line !== undefined; line = yield* reader.next()) {
      yield* out(call, `${[...line.replace(/\n$/, '')].reverse().join('')}${line.endsWith('\n') ? '\n' : ''}`);
    }
  });
  return ok ? 0 : 1;
};

export const nl: Applet = function* (call) {
  const options = parseOptions(call, { values: 'bvwsi', refused: 'dfhlnp', usage: '[OPTIONS] [FILE]...' });
  const style = options.value('b') ?? 't';
  if (style !== 'a' && style !== 't' && style !== 'n')
    throw new AppletError(`invalid body numbering style: '${style}'`);
  const width = Number(options.value('w') ?? 6);
  const step = Number(options.value('i') ?? 1);
  let number = Number(options.value('v') ?? 1);
  const { lines, ok } = yield* allLines(call, options.operands);
  for (const line of lines) {
    const counted = style === 'a' || (style === 't' && line !== '');
    yield* out(
      call,
      counted
        ? `${String(number).padStart(width)}${options.value('s') ?? '\t'}${line}\n`
        : `${' '.repeat(width + 1)}${line}\n`,
    );
    if (counted) number += step;
  }
  return ok ? 0 : 1;
};

export const paste: Applet = function* (call) {
  const options = parseOptions(call, {
    flags: 's',
    values: 'd',
    long: { serial: 's', delimiters: 'd' },
    refused: 'z',
    usage: '[-d LIST] [-s] [FILE]...',
  });
  const delimiters = [
    ...(options.value('d') ?? '\t').replace(/\\n/g, '\n').replace(/\\t/g, '\t').replace(/\\0/g, '\0'),
  ];
  const glue = (parts: readonly string[]): string =>
    parts
      .map((part, index) =>
        index === 0 ? part : (delimiters[(index - 1) % delimiters.length] ?? '').replace('\0', '') + part,
      )
      .join('');
  const files: string[][] = [];
  let ok = true;
  for (const path of options.operands.length === 0 ? ['-'] : options.operands) {
    const read = yield* allLines(call, [path]);
    ok = ok && read.ok;
    files.push(read.lines);
  }
  if (options.has('s')) for (const lines of files) yield* out(call, `${glue(lines)}\n`);
  else {
    const rows = Math.max(0, ...files.map((lines) => lines.length));
    for (let row = 0; row < rows; row++) yield* out(call, `${glue(files.map((lines) => lines[row] ?? ''))}\n`);
  }
  return ok ? 0 : 1;
};

export const fold: Applet = function* (call) {
  const options = parseOptions(call, {
    flags: 'sb',
    values: 'w',
    long: { width: 'w', spaces: 's', bytes: 'b' },
    usage: '[-bs] [-w WIDTH] [FILE]...',
  });
  const width = Number(options.value('w') ?? 80);
  if (!Number.isInteger(width) || width < 1)
    throw new AppletError(`invalid number of columns: '${options.value('w')}'`);
  const { lines, ok } = yield* allLines(call, options.operands);
  for (const line of lines) {
    let rest = [...line];
    while (textWidth(rest.join('')) > width) {
      let end = 0;
      for (let used = 0; end < rest.length; end++) {
        used += textWidth(rest[end]!);
        if (used > width) break;
      }
      if (options.has('s')) {
        const blank = rest.slice(0, end).lastIndexOf(' ');
        if (blank !== -1) end = blank + 1;
      }
      yield* out(call, `${rest.slice(0, Math.max(1, end)).join('')}\n`);
      rest = rest.slice(Math.max(1, end));
    }
    yield* out(call, `${rest.join('')}\n`);
  }
  return ok ? 0 : 1;
};

export const comm: Applet = function* (call) {
  const options = parseOptions(call, { flags: '123', usage: '[-123] FILE1 FILE2' });
  const [a, b] = options.operands;
  if (a === undefined || b === undefined) {
    throw new AppletError(
      a === undefined
        ? "missing operand\nTry 'comm --help' for more information."
        : `missing operand after '${a}'\nTry 'comm --help' for more information.`,
    );
  }
  const left = yield* allLines(call, [a]);
  const right = yield* allLines(call, [b]);
  if (!left.ok || !right.ok) return 1;
  const show = function* (column: '1' | '2' | '3', line: string) {
    if (options.has(column)) return;
    const before = (['1', '2', '3'] as const).filter((other) => other < column && !options.has(other)).length;
    yield* out(call, `${'\t'.repeat(before)}${line}\n`);
  };
  let i = 0;
  let j = 0;
  while (i < left.lines.length || j < right.lines.length) {
    const x = left.lines[i];
    const y = right.lines[j];
    if (y === undefined || (x !== undefined && x < y)) {
      yield* show('1', x!);
      i++;
    } else if (x === undefined || y < x) {
      yield* show('2', y);
      j++;
    } else {
      yield* show('3', x);
      i++;
      j++;
    }
  }
  return 0;
};
