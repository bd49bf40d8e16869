import { characterClasses } from './pattern.ts';

/**
 * POSIX regular expressions as JavaScript's. Bracket expressions with classes and GNU's \w, \b, \<, \> are carried over;
 * throws SyntaxError where the expression is wrong.
 */
export function extendedToJs(source: string): string {
  return convert(source, true);
}

export function basicToJs(source: string): string {
  return convert(source, false);
}

function convert(source: string, extended: boolean): string {
  let out = '';
  let at = 0;
  /** Nothing that could be repeated stands before this place. */
  let start = true;
  while (at < source.length) {
    const char = source[at]!;
    if (char === '[') {
      const [set, next] = bracket(source, at);
      out += set;
      at = next;
      start = false;
      continue;
    }
    if (char === '\\') {
      const next = source[at + 1];
      if (next === undefined) throw new SyntaxError('Trailing backslash');
      at += 2;
      const special = gnuEscapes[next];
      if (special !== undefined) out += special;
      else if (!extended && '(){}|+?'.includes(next)) {
        if (start && '+?{'.includes(next)) out += escape(next);
        else out += next;
        start = next === '(' || next === '|';
        continue;
      } else if (/[1-9]/.test(next)) out += `\\${next}`;
      else out += escape(next);
      start = false;
      continue;
    }
    at += char.length;
    if (extended ? '(){}|+?*^$.'.includes(char) : '*^$.'.includes(char)) {
      // A repetition of nothing: GNU ignores it in extended expressions.
      if (start && extended && '*+?'.includes(char)) continue;
      if (start && char === '*') out += escape(char);
      else if (start && char === '{') out += '\\{';
      else if (extended && char === '{' && !/^\d*(,\d*)?\}/.test(source.slice(at))) out += '\\{';
      else if (extended && char === '}' && !/\{\d*(,\d*)?$/.test(out)) out += '\\}';
      else if (!extended && char === '^' && !start) out += '\\^';
      else if (
        !extended &&
        char === '$' &&
        at < source.length &&
        !source.startsWith('\\)', at) &&
        !source.startsWith('\\|', at)
      )
        out += '\\$';
      else out += char === '{' && source[at] === ',' ? '{0' : char;
      start = char === '(' || char === '|' || (char === '^' && start);
      continue;
    }
    const point = source.codePointAt(at - char.length)!;
    const whole = String.fromCodePoint(point);
    at += whole.length - char.length;
    out += escape(whole);
    start = false;
  }
  return out;
}

/**
 * Replaces matches as sed and awk do: an empty match right behind another match is none.
 * @param replace gets the match and its number, and returns what takes its place.
 */
export function replaceMatches(
  text: string,
  expression: RegExp,
  replace: (match: RegExpExecArray, count: number) => string | undefined,
): string {
  const global = new RegExp(
    expression.source,
    expression.flags.includes('g') ? expression.flags : `${expression.flags}g`,
  );
  let result = '';
  let end = 0;
  let lastEnd = -1;
  let count = 0;
  for (let match = global.exec(text); match !== null; match = global.exec(text)) {
    const [whole] = match;
    if (whole === '') global.lastIndex += text.codePointAt(match.index)! > 0xffff ? 2 : 1;
    if (whole === '' && match.index === lastEnd) continue;
    result += text.slice(end, match.index) + (replace(match, ++count) ?? whole);
    end = match.index + whole.length;
    lastEnd = end;
  }
  return result + text.slice(end);
}

const gnuEscapes: Readonly<Record<string, string>> = {
  w: '[A-Za-z0-9_]',
  W: '[^A-Za-z0-9_]',
  s: '\\s',
  S: '\\S',
  b: '\\b',
  B: '\\B',
  '<': '\\b(?=[A-Za-z0-9_])',
  '>': '\\b(?<=[A-Za-z0-9_])',
  n: '\\n',
  t: '\\t',
};

function escape(char: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(char) ? `\\${char}` : char;
}

function bracket(source: string, open: number): [set: string, next: number] {
  let at = open + 1;
  let out = '[';
  if (source[at] === '^') {
    out += '^';
    at++;
  }
  let first = true;
  for (;;) {
    const char = source[at];
    if (char === undefined) throw new SyntaxError('Unmatched [, [^, [:, [., or [=');
    if (char === ']' && !first) return [out === '[' ? '[]' : `${out}]`, at + 1];
    first = false;
    const name = /^\[:(\w+):\]/.exec(source.slice(at));
    if (name !== null) {
      const members = characterClasses[name[1]!];
      if (members === undefined) throw new SyntaxError('Invalid character class name');
      out += members;
      at += name[0].length;
      continue;
    }
    const point = String.fromCodePoint(source.codePointAt(at)!);
    out +=
      point === '-' && (out === '[' || out === '[^' || source[at + 1] === ']')
        ? '\\-'
        : /[\\\][^/]/.test(point)
          ? `\\${point}`
          : point;
    at += point.length;
  }
}
