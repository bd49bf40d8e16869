import { AppletError, out, type Applet } from './applet.ts';
import { missingOperand, parseOptions } from './options.ts';

const classes: Readonly<Record<string, (code: number) => boolean>> = {
  alnum: (c) => /[A-Za-z0-9]/.test(String.fromCharCode(c)),
  alpha: (c) => /[A-Za-z]/.test(String.fromCharCode(c)),
  blank: (c) => c === 32 || c === 9,
  cntrl: (c) => c < 32 || c === 127,
  digit: (c) => c >= 48 && c <= 57,
  graph: (c) => c > 32 && c < 127,
  lower: (c) => c >= 97 && c <= 122,
  print: (c) => c >= 32 && c < 127,
  punct: (c) => c > 32 && c < 127 && !/[A-Za-z0-9]/.test(String.fromCharCode(c)),
  space: (c) => c === 32 || (c >= 9 && c <= 13),
  upper: (c) => c >= 65 && c <= 90,
  xdigit: (c) => /[0-9A-Fa-f]/.test(String.fromCharCode(c)),
};

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  f: '\f',
  v: '\v',
  a: '\x07',
  b: '\b',
  '\\': '\\',
};

/** The characters of a set: ranges, classes, escapes, and `[c*n]` (filled up to `length`). */
export function expandSet(text: string, length = 0): string[] {
  const set: string[] = [];
  const chars = [
    ...text.replace(
      /\\([0-7]{1,3})/g,
      (_, digits: string) => `\\\u0000${String.fromCharCode(Number.parseInt(digits, 8))}`,
    ),
  ];
  let at = 0;
  const single = (): string => {
    const char = chars[at++]!;
    if (char !== '\\') return char;
    const next = chars[at++] ?? '\\';
    return next === '\u0000' ? chars[at++]! : (escapes[next] ?? next);
  };
  let repeat: { readonly index: number; readonly char: string } | undefined;
  while (at < chars.length) {
    const rest = chars.slice(at).join('');
    const name = /^\[:(\w+):\]/.exec(rest);
    if (name !== null) {
      const test = classes[name[1]!];
      if (test === undefined) throw new AppletError(`invalid character class '${name[1]}'`);
      for (let code = 0; code < 128; code++) if (test(code)) set.push(String.fromCharCode(code));
      at += name[0].length;
      continue;
    }
    const repeated = /^\[([\s\S])\*(\d*)\]/u.exec(rest);
    if (repeated !== null) {
      if (repeated[2] === '') repeat = { index: set.length, char: repeated[1]! };
      else for (let count = Number(repeated[2]); count > 0; count--) set.push(repeated[1]!);
      at += [...repeated[0]].length;
      continue;
    }
    const from = single();
    if (chars[at] === '-' && at + 1 < chars.length) {
      at++;
      const to = single();
      const [low, high] = [from.codePointAt(0)!, to.codePointAt(0)!];
      if (high < low)
        throw new AppletError(`range-endpoints of '${from}-${to}' are in reverse collating sequence order`);
      for (let code = low; code <= high; code++) set.push(String.fromCodePoint(code));
    } else set.push(from);
  }
  if (repeat !== undefined) {
    const fill = Math.max(0, length - set.length);
    set.splice(repeat.index, 0, ...Array.from({ length: fill }, () => repeat.char));
  }
  return set;
}

export const tr: Applet = function* (call) {
  const spec = {
    flags: 'cCdst',
    long: { complement: 'c', delete: 'd', 'squeeze-repeats': 's', 'truncate-set1': 't' },
    strict: true,
    usage: '[-cds] STRING1 [STRING2]',
  };
  const options = parseOptions(call, spec);
  const [first, second] = options.operands;
  if (first === undefined) throw missingOperand(call, spec);
  const deletes = options.has('d');
  const squeezes = options.has('s');
  const complement = options.has('c') || options.has('C');
  if (second === undefined && !deletes && !squeezes) {
    throw missingOperand(call, spec, `operand after '${first}'\nTwo strings must be given when translating.`);
  }
  const from = expandSet(first);
  let to = second === undefined ? [] : expandSet(second, from.length);
  if (second !== undefined && !deletes && to.length === 0)
    throw new AppletError('when not truncating set1, string2 must be non-empty');
  if (to.length < from.length && to.length > 0)
    to = [...to, ...Array.from({ length: from.length - to.length }, () => to.at(-1)!)];
  const inFirst = new Set(from);
  const member = (char: string): boolean => inFirst.has(char) !== complement;
  const squeezeSet = new Set(second === undefined || deletes ? (second === undefined ? from : expandSet(second)) : to);
  const squeezed = (char: string): boolean =>
    squeezes && (second === undefined && !deletes ? member(char) : squeezeSet.has(char));
  const table = new Map(from.map((char, index) => [char, to[index] ?? char]));
  // The first of several equal characters counts last in GNU tr: the later mapping wins.
  let previous: string | undefined;
  for (let chunk = yield* call.p.read(0); chunk !== ''; chunk = yield* call.p.read(0)) {
    let result = '';
    for (const char of chunk) {
      if (deletes && member(char)) continue;
      let mapped = char;
      if (!deletes && second !== undefined)
        mapped = complement ? (member(char) ? to.at(-1)! : char) : (table.get(char) ?? char);
      if (mapped === previous && squeezed(mapped)) continue;
      previous = mapped;
      result += mapped;
    }
    yield* out(call, result);
  }
  return 0;
};
