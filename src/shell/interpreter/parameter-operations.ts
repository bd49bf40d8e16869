import { compilePattern, patternSource } from './pattern.ts';

/** `${x#pattern}` and its kin: the shortest or longest matching prefix or suffix is taken away. */
export function removePattern(value: string, operator: '#' | '##' | '%' | '%%', pattern: string): string {
  const options = { extended: true };
  const chars = [...value];
  const expression = compilePattern(pattern, options);
  const lengths = chars.map((_, index) => index + 1);
  const order = operator.length === 2 ? [...lengths].reverse() : lengths;
  for (const length of [...(operator.length === 2 ? [] : [0]), ...order, 0]) {
    if (operator.startsWith('#')) {
      if (expression.test(chars.slice(0, length).join(''))) return chars.slice(length).join('');
    } else if (expression.test(chars.slice(chars.length - length).join(''))) {
      return chars.slice(0, chars.length - length).join('');
    }
  }
  return value;
}

/** `${x/pattern/replacement}`: the longest match of the first place, of all (`//`), at the start (`/#`) or the end (`/%`). */
export function replacePattern(
  value: string,
  operator: '/' | '//' | '/#' | '/%',
  pattern: string,
  replacement: string,
): string {
  if (pattern === '') return value;
  const source = patternSource(pattern, { extended: true });
  switch (operator) {
    case '/':
      return value.replace(new RegExp(source, 'su'), () => replacement);
    case '//':
      return value.replace(new RegExp(source, 'gsu'), (match) => (match === '' ? match : replacement));
    case '/#':
      return value.replace(new RegExp(`^(?:${source})`, 'su'), () => replacement);
    case '/%':
      return value.replace(new RegExp(`(?:${source})$`, 'su'), () => replacement);
  }
}

/** `${x^}`, `${x^^}`, `${x,}`, `${x,,}`, of the characters that match the pattern (all without one). */
export function changeCase(value: string, operator: '^' | '^^' | ',' | ',,', pattern: string): string {
  const expression = compilePattern(pattern === '' ? '?' : pattern, { extended: true });
  return [...value]
    .map((char, index) => {
      if ((operator.length === 1 && index > 0) || !expression.test(char)) return char;
      return operator.startsWith('^') ? char.toUpperCase() : char.toLowerCase();
    })
    .join('');
}

/** `${x:offset:length}`; undefined if the length reaches back before the offset. */
export function slice(value: string, offset: number, length: number | undefined): string | undefined {
  const chars = [...value];
  const start = offset < 0 ? chars.length + offset : offset;
  if (start < 0 || start > chars.length) return '';
  if (length === undefined) return chars.slice(start).join('');
  const end = length < 0 ? chars.length + length : start + length;
  if (end < start) return undefined;
  return chars.slice(start, end).join('');
}

/** `${x@Q}` and the like. */
export function transform(value: string, letter: string): string {
  switch (letter) {
    case 'Q':
      return singleQuote(value);
    case 'U':
      return value.toUpperCase();
    case 'L':
      return value.toLowerCase();
    default:
      return value.slice(0, 1).toUpperCase() + value.slice(1);
  }
}

/** A text in quotes, so that the shell reads it back as one word. */
export function singleQuote(text: string): string {
  return `'${text.replace(/'/g, "'\\''")}'`;
}

/** Quotes only what needs it, as `set -x` and `declare -p` show words. */
export function quoteWord(text: string): string {
  if (text === '') return "''";

  if (/[\x00-\x1f\x7f]/.test(text)) return ansiQuote(text);
  return /[^\w@%+=:,./-]/.test(text) ? singleQuote(text) : text;
}

/** Quotes with backslashes, as `printf %q` does. */
export function backslashQuote(text: string): string {
  if (text === '') return "''";

  if (/[\x00-\x1f\x7f]/.test(text)) return ansiQuote(text);
  return text.replace(/[^\w@%+=:./-]/gu, (char) => (char < '\x80' ? `\\${char}` : char));
}

const ansiEscapes: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
  '\x1b': '\\E',
  "'": "\\'",
  '\\': '\\\\',
};

function ansiQuote(text: string): string {
  const body = text.replace(
    /[\x00-\x1f\x7f'\\]/g,
    (char) => ansiEscapes[char] ?? `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`,
  );
  return `$'${body}'`;
}
