import { SysError } from '../../engine/sim/process.ts';
import { AppletError, attempt, complain, out, type Applet } from './applet.ts';
import { allLines } from './input.ts';
import { parseOptions, type OptionSpec } from './options.ts';

const spec: OptionSpec = {
  flags: 'nrufbhVcCsgMd',
  values: 'kto',
  long: {
    'numeric-sort': 'n',
    reverse: 'r',
    unique: 'u',
    'ignore-case': 'f',
    'ignore-leading-blanks': 'b',
    'human-numeric-sort': 'h',
    'version-sort': 'V',
    check: 'c',
    stable: 's',
    key: 'k',
    'field-separator': 't',
    output: 'o',
  },
  refused: 'iRmzST',
  status: 2,
  usage: '[-nrughMcszbdfiokt] [-o FILE] [-k START[.OFS][OPTS][,END[.OFS][OPTS]] [-t CHAR] [FILE]...',
};

interface Key {
  readonly from: readonly [field: number, char: number];
  readonly to: readonly [field: number, char: number] | undefined;
  readonly order: string;
}

/** `-k 2.3nr,4`: fields and characters count from 1; an end without a character is the end of its field. */
export function parseKey(text: string): Key | undefined {
  const match = /^(\d+)(?:\.(\d+))?([bdfghinrMV]*)(?:,(\d+)(?:\.(\d+))?([bdfghinrMV]*))?$/.exec(text);
  if (match === null || match[1] === '0') return undefined;
  return {
    from: [Number(match[1]), Number(match[2] ?? 1)],
    to: match[4] === undefined ? undefined : [Number(match[4]), Number(match[5] ?? 0)],
    order: match[3]! + (match[6] ?? ''),
  };
}

/** The part of a line that a key compares. Without -t a field begins with the blanks before it. */
export function keyText(line: string, key: Key, separator: string | undefined): string {
  const starts: number[] = [];
  const ends: number[] = [];
  if (separator === undefined) {
    for (const match of line.matchAll(/[ \t]*[^ \t]+/g)) {
      starts.push(match.index);
      ends.push(match.index + match[0].length);
    }
  } else {
    let at = 0;
    for (const field of line.split(separator)) {
      starts.push(at);
      ends.push(at + field.length);
      at += field.length + separator.length;
    }
  }
  const from = starts[key.from[0] - 1];
  if (from === undefined) return '';
  const begin = from + key.from[1] - 1;
  if (key.to === undefined) return line.slice(begin);
  const [field, char] = key.to;
  const end = char === 0 ? (ends[field - 1] ?? line.length) : (starts[field - 1] ?? line.length) + char;
  return line.slice(begin, Math.max(begin, end));
}

const suffixes = ['', 'K', 'M', 'G', 'T', 'P', 'E'];
const monthNames = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

function leadingNumber(text: string): number {
  return Number(/^\s*-?\d*\.?\d*/.exec(text)?.[0].trim() || 0) || 0;
}

function human(text: string): [magnitude: number, value: number] {
  const match = /^\s*(-?\d*\.?\d+)([KMGTPE])?/i.exec(text);
  if (match === null) return [0, 0];
  const value = Number(match[1]);
  return [value === 0 ? 0 : suffixes.indexOf((match[2] ?? '').toUpperCase()) * Math.sign(value), value];
}

function version(a: string, b: string): number {
  const split = (text: string): string[] => text.match(/\d+|\D+/g) ?? [];
  const left = split(a);
  const right = split(b);
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const x = left[index] ?? '';
    const y = right[index] ?? '';
    if (x === y) continue;
    if (/^\d/.test(x) && /^\d/.test(y) && Number(x) !== Number(y)) return Number(x) - Number(y);
    return x < y ? -1 : 1;
  }
  return 0;
}

function compareBy(order: string, a: string, b: string): number {
  const [x, y] = order.includes('b') ? [a.trimStart(), b.trimStart()] : [a, b];
  if (order.includes('h')) {
    const [p, q] = [human(x), human(y)];
    return p[0] - q[0] || p[1] - q[1];
  }
  if (order.includes('n') || order.includes('g')) return leadingNumber(x) - leadingNumber(y);
  if (order.includes('M')) {
    const month = (text: string): number => monthNames.indexOf(text.trim().slice(0, 3).toUpperCase());
    return month(x) - month(y);
  }
  if (order.includes('V')) return version(x, y);
  const fold = (text: string): string => (order.includes('f') ? text.toUpperCase() : text);
  const strip = (text: string): string => (order.includes('d') ? text.replace(/[^A-Za-z0-9 \t]/g, '') : text);
  const [p, q] = [fold(strip(x)), fold(strip(y))];
  return p < q ? -1 : p > q ? 1 : 0;
}

export const sort: Applet = function* (call) {
  const options = parseOptions(call, spec);
  const global = options.order
    .map(([letter]) => letter)
    .filter((letter) => 'nfbhVgMdr'.includes(letter))
    .join('');
  const keys = options.all('k').map((text) => {
    const key = parseKey(text);
    if (key === undefined)
      throw new AppletError(
        call.flavour === 'gnu'
          ? `invalid number at field start: invalid count at start of '${text}'`
          : 'bad field specification',
        2,
      );
    return key;
  });
  const separator = options.value('t');
  if (separator !== undefined && [...separator].length !== 1 && separator !== '\\t' && separator !== '\\0') {
    throw new AppletError(separator === '' ? 'empty tab' : `multi-character tab '${separator}'`, 2);
  }
  const tab = separator === '\\t' ? '\t' : separator;
  const compareKeys = (a: string, b: string): number => {
    for (const key of keys) {
      const order = key.order === '' ? global : key.order;
      const result = compareBy(order, keyText(a, key, tab), keyText(b, key, tab));
      if (result !== 0) return order.includes('r') ? -result : result;
    }
    if (keys.length > 0) return 0;
    const result = compareBy(global, a, b);
    return options.has('r') ? -result : result;
  };
  const compare = (a: string, b: string): number => {
    const result = compareKeys(a, b);
    if (result !== 0 || options.has('s') || options.has('u')) return result;
    // The last resort: whole lines, byte by byte.
    return (a < b ? -1 : a > b ? 1 : 0) * (options.has('r') ? -1 : 1);
  };
  for (const path of options.operands) {
    if (path === '-') continue;
    const stat = attempt(() => call.p.stat(path));
    const error = stat instanceof SysError ? stat : stat.type === 'directory' ? new SysError('EISDIR') : undefined;
    if (error === undefined) continue;
    const verb = stat instanceof SysError ? 'cannot read' : 'read failed';
    throw new AppletError(
      call.flavour === 'gnu' ? `${verb}: ${path}: ${error.message}` : `${path}: ${error.message}`,
      2,
    );
  }
  const { lines } = yield* allLines(call, options.operands);
  if (options.has('c') || options.has('C')) {
    for (let index = 1; index < lines.length; index++) {
      const order = compare(lines[index - 1]!, lines[index]!);
      if (order < 0 || (order === 0 && !options.has('u'))) continue;
      if (options.has('c'))
        yield* complain(call, `${options.operands[0] ?? '-'}:${index + 1}: disorder: ${lines[index]}`);
      return 1;
    }
    return 0;
  }
  let sorted = lines.sort(compare);
  if (options.has('u'))
    sorted = sorted.filter((line, index) => index === 0 || compareKeys(sorted[index - 1]!, line) !== 0);
  const text = sorted.map((line) => `${line}\n`).join('');
  const output = options.value('o');
  if (output === undefined) yield* out(call, text);
  else {
    const error = attempt(() => call.p.writeFile(output, text));
    if (error instanceof SysError) throw new AppletError(`open failed: ${output}: ${error.message}`, 2);
  }
  return 0;
};
