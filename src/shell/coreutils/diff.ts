import { SysError } from '../../engine/sim/process.ts';
import type { Task } from '../../engine/sim/task.ts';
import { AppletError, attempt, complain, out, type Applet, type Invocation } from './applet.ts';
import { readToEnd } from './input.ts';
import { parseOptions, type Options } from './options.ts';
import { baseName, isDirectory, join } from './paths.ts';
import { formatTime } from './time-format.ts';

/** One stretch where two files differ: lines [a0, a1) of the first became [b0, b1) of the second. */
export interface Hunk {
  readonly a0: number;
  readonly a1: number;
  readonly b0: number;
  readonly b1: number;
}

/** The shortest edit between two lists of lines, by their longest common subsequence. */
export function compareLines(a: readonly string[], b: readonly string[]): Hunk[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let endA = a.length;
  let endB = b.length;
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--;
    endB--;
  }
  const rows = endA - start;
  const columns = endB - start;
  if (rows * columns > 25_000_000) throw new AppletError('files too different to be compared here', 2);
  const lengths = Array.from({ length: rows + 1 }, () => new Uint32Array(columns + 1));
  for (let i = rows - 1; i >= 0; i--) {
    for (let j = columns - 1; j >= 0; j--) {
      lengths[i]![j] =
        a[start + i] === b[start + j]
          ? lengths[i + 1]![j + 1]! + 1
          : Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!);
    }
  }
  const hunks: Hunk[] = [];
  let i = 0;
  let j = 0;
  while (i < rows || j < columns) {
    if (i < rows && j < columns && a[start + i] === b[start + j]) {
      i++;
      j++;
      continue;
    }
    const [i0, j0] = [i, j];
    while ((i < rows || j < columns) && !(i < rows && j < columns && a[start + i] === b[start + j])) {
      if (j >= columns || (i < rows && lengths[i + 1]![j]! >= lengths[i]![j + 1]!)) i++;
      else j++;
    }
    hunks.push({ a0: start + i0, a1: start + i, b0: start + j0, b1: start + j });
  }
  return hunks;
}

interface Side {
  readonly name: string;
  readonly lines: readonly string[];
  readonly newline: boolean;
  readonly mtime: number;
}

const spec = {
  flags: 'uqrNwbBisa',
  values: 'UL',
  long: {
    unified: 'u',
    brief: 'q',
    recursive: 'r',
    'new-file': 'N',
    'ignore-all-space': 'w',
    'ignore-space-change': 'b',
    'ignore-case': 'i',
    'report-identical-files': 's',
    label: 'L',
    color: '~',
  },
  optional: '~',
  refused: 'cyentTdpIxXSDlCW',
  status: 2,
  usage: '[-abBdiNqrTstw] [-L LABEL] [-S FILE] [-U LINES] FILE1 FILE2',
};

export const diff: Applet = function* (call) {
  const options = parseOptions(call, spec);
  const [a, b] = options.operands;
  if (a === undefined || b === undefined) {
    throw new AppletError(
      `missing operand${a === undefined ? '' : ` after '${a}'`}\ndiff: Try 'diff --help' for more information.`,
      2,
    );
  }
  if (options.operands.length > 2)
    throw new AppletError(`extra operand '${options.operands[2]}'\ndiff: Try 'diff --help' for more information.`, 2);
  return yield* comparePaths(call, options, a, b);
};

function* comparePaths(call: Invocation, options: Options, a: string, b: string): Task<number> {
  const { p } = call;
  const [left, right] = [isDirectory(p, a), isDirectory(p, b)];
  if (left && right) return yield* compareDirectories(call, options, a, b);
  if (left) return yield* comparePaths(call, options, join(a, baseName(b)), b);
  if (right) return yield* comparePaths(call, options, a, join(b, baseName(a)));
  const first = yield* load(call, options, a);
  const second = yield* load(call, options, b);
  if (first === undefined || second === undefined) return 2;
  const key = (line: string): string => {
    let text = options.has('w')
      ? line.replace(/\s+/g, '')
      : options.has('b')
        ? line.replace(/\s+/g, ' ').trimEnd()
        : line;
    if (options.has('i')) text = text.toLowerCase();
    return text;
  };
  const mark = (side: Side): string[] =>
    side.lines.map((line, index) => key(line) + (index === side.lines.length - 1 && !side.newline ? '\0' : ''));
  const hunks = compareLines(mark(first), mark(second));
  if (hunks.length === 0) {
    if (options.has('s')) yield* out(call, `Files ${a} and ${b} are identical\n`);
    return 0;
  }
  if (options.has('q')) yield* out(call, `Files ${a} and ${b} differ\n`);
  else if (options.has('u') || options.has('U') || call.flavour === 'busybox') {
    yield* out(call, unified(call, options, first, second, hunks, Number(options.value('U') ?? 3)));
  } else yield* out(call, normal(first, second, hunks));
  return 1;
}

function* load(call: Invocation, options: Options, path: string): Task<Side | undefined> {
  const { p } = call;
  let text: string;
  let mtime = p.now();
  if (path === '-') text = yield* readToEnd(p, 0);
  else {
    const fd = attempt(() => p.open(path, { read: true }));
    if (fd instanceof SysError) {
      if (!options.has('N')) {
        yield* complain(call, `${path}: ${fd.message}`);
        return undefined;
      }
      return { name: path, lines: [], newline: true, mtime: 0 };
    }
    text = yield* readToEnd(p, fd);
    p.close(fd);
    mtime = p.stat(path).mtime;
  }
  const newline = text === '' || text.endsWith('\n');
  const lines = text === '' ? [] : (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
  return { name: path, lines, newline, mtime };
}

function* compareDirectories(call: Invocation, options: Options, a: string, b: string): Task<number> {
  const { p } = call;
  const [left, right] = [new Set(p.readdir(a)), new Set(p.readdir(b))];
  let status = 0;
  for (const name of [...new Set([...left, ...right])].sort()) {
    const [x, y] = [join(a, name), join(b, name)];
    if (!options.has('N') && left.has(name) !== right.has(name)) {
      yield* out(call, `Only in ${left.has(name) ? a : b}: ${name}\n`);
      status = Math.max(status, 1);
      continue;
    }
    const [directoryA, directoryB] = [isDirectory(p, x), isDirectory(p, y)];
    if (directoryA && directoryB && !options.has('r')) {
      yield* out(call, `Common subdirectories: ${x} and ${y}\n`);
      continue;
    }
    if (!options.has('q') && !directoryA && differ(call, x, y)) {
      yield* out(
        call,
        `diff ${call.args.filter((word) => word.startsWith('-')).join(' ')} ${x} ${y}\n`.replace(/ {2,}/, ' '),
      );
    }
    status = Math.max(status, yield* comparePaths(call, options, x, y));
  }
  return status;
}

function differ(call: Invocation, a: string, b: string): boolean {
  const [x, y] = [attempt(() => call.p.readFile(a)), attempt(() => call.p.readFile(b))];
  return x instanceof SysError || y instanceof SysError || x !== y;
}

function range(from: number, to: number): string {
  return to - from <= 1 ? String(to) : `${from + 1},${to}`;
}

function normal(a: Side, b: Side, hunks: readonly Hunk[]): string {
  let text = '';
  for (const { a0, a1, b0, b1 } of hunks) {
    const kind = a0 === a1 ? 'a' : b0 === b1 ? 'd' : 'c';
    text += `${kind === 'a' ? a0 : range(a0, a1)}${kind}${kind === 'd' ? b0 : range(b0, b1)}\n`;
    text += section(a, a0, a1, '< ');
    if (kind === 'c') text += '---\n';
    text += section(b, b0, b1, '> ');
  }
  return text;
}

function section(side: Side, from: number, to: number, prefix: string): string {
  let text = '';
  for (let index = from; index < to; index++) {
    text += `${prefix}${side.lines[index]}\n`;
    if (index === side.lines.length - 1 && !side.newline) text += '\\ No newline at end of file\n';
  }
  return text;
}

function unified(
  call: Invocation,
  options: Options,
  a: Side,
  b: Side,
  hunks: readonly Hunk[],
  context: number,
): string {
  const labels = options.all('L');
  const head = (side: Side, label: string | undefined): string =>
    label ?? (call.flavour === 'busybox' ? side.name : `${side.name}\t${formatTime(side.mtime, '%F %T.%N %z')}`);
  let text = `--- ${head(a, labels[0])}\n+++ ${head(b, labels[1])}\n`;
  for (let index = 0; index < hunks.length;) {
    let last = index;
    while (last + 1 < hunks.length && hunks[last + 1]!.a0 - hunks[last]!.a1 <= 2 * context) last++;
    const group = hunks.slice(index, last + 1);
    const first = group[0]!;
    const end = group.at(-1)!;
    const from = Math.max(0, first.a0 - context);
    const to = Math.min(a.lines.length, end.a1 + context);
    const fromB = first.b0 - (first.a0 - from);
    const toB = end.b1 + (to - end.a1);
    const span = (start: number, stop: number): string =>
      stop - start === 1 ? String(start + 1) : `${stop === start ? start : start + 1},${stop - start}`;
    text += `@@ -${span(from, to)} +${span(fromB, toB)} @@\n`;
    let at = from;
    for (const hunk of group) {
      text += section(a, at, hunk.a0, ' ') + section(a, hunk.a0, hunk.a1, '-') + section(b, hunk.b0, hunk.b1, '+');
      at = hunk.a1;
    }
    text += section(a, at, to, ' ');
    index = last + 1;
  }
  return text;
}

export const cmp: Applet = function* (call) {
  const options = parseOptions(call, {
    flags: 's',
    long: { quiet: 's', silent: 's' },
    refused: 'blin',
    status: 2,
    usage: '[-ls] [-n NUM] FILE1 [FILE2]',
  });
  const [a, b = '-'] = options.operands;
  if (a === undefined)
    throw new AppletError("missing operand after 'cmp'\ncmp: Try 'cmp --help' for more information.", 2);
  const texts: string[] = [];
  for (const path of [a, b]) {
    const text = path === '-' ? yield* readToEnd(call.p, 0) : attempt(() => call.p.readFile(path));
    if (text instanceof SysError) throw new AppletError(`${path}: ${text.message}`, 2);
    texts.push(text);
  }
  const [x, y] = [new TextEncoder().encode(texts[0]!), new TextEncoder().encode(texts[1]!)];
  const shorter = Math.min(x.length, y.length);
  let line = 1;
  for (let index = 0; index < shorter; index++) {
    if (x[index] !== y[index]) {
      if (!options.has('s')) yield* out(call, `${a} ${b} differ: char ${index + 1}, line ${line}\n`);
      return 1;
    }
    if (x[index] === 10) line++;
  }
  if (x.length === y.length) return 0;
  const name = x.length < y.length ? a : b;
  if (!options.has('s'))
    yield* complain(
      call,
      `EOF on ${name}${shorter === 0 ? ' which is empty' : ` after byte ${shorter}, line ${line - 1 || 1}`}`,
    );
  return 1;
};
