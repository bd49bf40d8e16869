/** Shell patterns (POSIX 2.13, and ksh's extended ones) as regular expressions. A backslash quotes the next character. */

export interface PatternOptions {
  /** `*`, `?` and `[` do not match a slash (pathnames). */
  readonly pathname?: boolean;
  readonly extended?: boolean;
  readonly ignoreCase?: boolean;
}

const cache = new Map<string, RegExp>();

/** A regular expression that matches the whole of what the pattern matches. */
export function compilePattern(pattern: string, options: PatternOptions = {}): RegExp {
  const key = `${options.pathname === true ? 'p' : ''}${options.extended === true ? 'e' : ''}${options.ignoreCase === true ? 'i' : ''}:${pattern}`;
  let compiled = cache.get(key);
  if (compiled === undefined) {
    if (cache.size > 500) cache.clear();
    compiled = new RegExp(`^(?:${patternSource(pattern, options)})$`, options.ignoreCase === true ? 'isu' : 'su');
    cache.set(key, compiled);
  }
  return compiled;
}

/** Whether the pattern holds anything but ordinary characters. */
export function hasPattern(pattern: string, extended = false): boolean {
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at]!;
    if (char === '\\') at++;
    else if (char === '*' || char === '?') return true;
    else if (char === '[' && bracketEnd(pattern, at) !== -1) return true;
    else if (extended && '@+!'.includes(char) && pattern[at + 1] === '(') return true;
  }
  return false;
}

/** Takes the backslashes out of a pattern that stands for itself. */
export function unescapePattern(pattern: string): string {
  return pattern.replace(/\\([\s\S])/g, '$1');
}

/** The source of a regular expression for the pattern; `lazy` makes `*` match as little as it can. */
export function patternSource(pattern: string, options: PatternOptions = {}, lazy = false): string {
  const any = options.pathname === true ? '[^/]' : '[\\s\\S]';
  let source = '';
  let at = 0;
  while (at < pattern.length) {
    const char = pattern[at]!;
    if (options.extended === true && '?*+@!'.includes(char) && pattern[at + 1] === '(') {
      const end = closingParenthesis(pattern, at + 1);
      if (end !== -1) {
        const alternatives = splitAlternatives(pattern.slice(at + 2, end))
          .map((alternative) => patternSource(alternative, options, lazy))
          .join('|');
        if (char === '!') source += `(?:(?!(?:${alternatives})$)${any}*?)`;
        else source += `(?:${alternatives})${char === '@' ? '' : char}`;
        at = end + 1;
        continue;
      }
    }
    if (char === '\\' && at + 1 < pattern.length) {
      const point = pattern.codePointAt(at + 1)!;
      source += escapeRegExp(String.fromCodePoint(point));
      at += 1 + (point > 0xffff ? 2 : 1);
    } else if (char === '*') {
      source += `${any}*${lazy ? '?' : ''}`;
      at++;
    } else if (char === '?') {
      source += any;
      at++;
    } else if (char === '[') {
      const end = bracketEnd(pattern, at);
      if (end === -1) {
        source += '\\[';
        at++;
      } else {
        source += bracketSource(pattern.slice(at + 1, end), options.pathname === true);
        at = end + 1;
      }
    } else {
      const point = pattern.codePointAt(at)!;
      source += escapeRegExp(String.fromCodePoint(point));
      at += point > 0xffff ? 2 : 1;
    }
  }
  return source;
}

export function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/** Where the bracket expression that opens at `start` closes, or -1. */
function bracketEnd(pattern: string, start: number): number {
  let at = start + 1;
  if (pattern[at] === '!' || pattern[at] === '^') at++;
  if (pattern[at] === ']') at++;
  for (; at < pattern.length; at++) {
    const char = pattern[at]!;
    if (char === '\\') at++;
    else if (char === '[' && pattern[at + 1] === ':') {
      const end = pattern.indexOf(':]', at + 2);
      if (end !== -1) at = end + 1;
    } else if (char === ']') return at;
  }
  return -1;
}

/** POSIX character classes, for patterns, tr, grep and the like. */
export const characterClasses: Readonly<Record<string, string>> = {
  alnum: 'a-zA-Z0-9',
  alpha: 'a-zA-Z',
  blank: ' \\t',
  cntrl: '\\x00-\\x1f\\x7f',
  digit: '0-9',
  graph: '\\x21-\\x7e',
  lower: 'a-z',
  print: '\\x20-\\x7e',
  punct: '!-\\/:-@\\[-`\\{-~',
  space: ' \\t\\n\\r\\f\\v',
  upper: 'A-Z',
  xdigit: '0-9A-Fa-f',
};

function bracketSource(body: string, pathname: boolean): string {
  let at = 0;
  let negated = false;
  if (body[0] === '!' || body[0] === '^') {
    negated = true;
    at = 1;
  }
  const members: string[] = [];
  while (at < body.length) {
    const name = /^\[:(\w+):\]/.exec(body.slice(at));
    if (name !== null) {
      members.push(characterClasses[name[1]!] ?? '');
      at += name[0].length;
      continue;
    }
    const [first, next] = bracketChar(body, at);
    if (body[next] === '-' && next + 1 < body.length) {
      const [last, after] = bracketChar(body, next + 1);
      if (first.codePointAt(0)! <= last.codePointAt(0)!) members.push(`${escapeClass(first)}-${escapeClass(last)}`);
      at = after;
    } else {
      members.push(escapeClass(first));
      at = next;
    }
  }
  const set = members.join('');
  if (set === '') return negated ? '[\\s\\S]' : '[^\\s\\S]';
  const source = `[${negated ? '^' : ''}${set}]`;
  return pathname ? `(?!/)${source}` : source;
}

function bracketChar(body: string, at: number): [char: string, next: number] {
  const start = body[at] === '\\' && at + 1 < body.length ? at + 1 : at;
  const char = String.fromCodePoint(body.codePointAt(start)!);
  return [char, start + char.length];
}

function escapeClass(char: string): string {
  return /[\\\]^\-[/]/.test(char) ? `\\${char}` : char;
}

function closingParenthesis(pattern: string, open: number): number {
  let depth = 0;
  for (let at = open; at < pattern.length; at++) {
    const char = pattern[at]!;
    if (char === '\\') at++;
    else if (char === '(') depth++;
    else if (char === ')' && --depth === 0) return at;
  }
  return -1;
}

function splitAlternatives(text: string): string[] {
  const alternatives: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (char === '\\') at++;
    else if (char === '(') depth++;
    else if (char === ')') depth--;
    else if (char === '|' && depth === 0) {
      alternatives.push(text.slice(start, at));
      start = at + 1;
    }
  }
  alternatives.push(text.slice(start));
  return alternatives;
}
