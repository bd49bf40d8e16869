import { isRecord } from '../object.ts';

/**
 * KYAML: YAML with braces, quoted texts and trailing commas, so that neither indentation nor a word's look decides what it
 * means (sigs.k8s.io/yaml/kyaml, cli-runtime/pkg/printers/kyaml.go). One document, with its `---`.
 */
export function kyaml(value: unknown): string {
  return `---\n${node(value, 0)}\n`;
}

function node(value: unknown, level: number): string {
  if (Array.isArray(value)) return sequence(value, level);
  if (isRecord(value)) return mapping(value, level);
  if (typeof value === 'string') return text(value, level + 1);
  return String(value ?? null);
}

function mapping(value: Readonly<Record<string, unknown>>, level: number): string {
  const keys = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort();
  if (keys.length === 0) return '{}';
  const lines = keys.map((key) => `${indent(level + 1)}${keyText(key)}: ${node(value[key], level + 1)},\n`);
  return `{\n${lines.join('')}${indent(level)}}`;
}

/** Objects and lists stand right behind the bracket; plain values each on a line. */
function sequence(items: readonly unknown[], level: number): string {
  if (items.length === 0) return '[]';
  if (items.every((item) => typeof item === 'object' && item !== null)) {
    return `[${items.map((item) => node(item, level)).join(', ')}]`;
  }
  return `[\n${items.map((item) => `${indent(level + 1)}${node(item, level + 1)},\n`).join('')}${indent(level)}]`;
}

function indent(level: number): string {
  return '  '.repeat(level);
}

function text(value: string, level: number): string {
  if (!value.includes('\n')) return `"${[...value].map((character) => escape(character)).join('')}"`;
  // Folded: a backslash at the end of a line joins it to the next, whose leading white space does not count.
  const lines = value.split('\n');
  const last = lines.pop()!;
  const fold = (line: string, end: string): string => {
    if (line === '') return `${indent(level)} ${end}`;
    const first = /^\s/.test(line) ? '\\' : ' ';
    return `${indent(level)}${first}${[...line].map((character) => escape(character)).join('')}${end}`;
  };
  const body = lines.map((line) => fold(line, '\\n\\\n')).join('');
  return `"\\\n${body}${last === '' ? '' : fold(last, '\\\n')}${indent(level)}"`;
}

const names: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\v': '\\v',
  '\0': '\\0',
  '\u001b': '\\e',
  '\u0085': '\\N',
  '\u00a0': '\\_',
  '\u2028': '\\L',
  '\u2029': '\\P',
};

function escape(character: string): string {
  if (character === '\t') return character;
  const known = names[character];
  if (known !== undefined) return known;
  if (/[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(character)) return character;
  const code = character.codePointAt(0)!;
  if (code < 0x20 || code === 0x7f) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`;
}

function keyText(key: string): string {
  const isPlain = /^[\p{L}\p{N}_](?:[\p{L}\p{N}_./-]*[\p{L}\p{N}_])?$/u.test(key);
  return isPlain && !isAmbiguous(key)
    ? key
    : `"${[...key].map((character) => (character === '\t' ? '\\t' : escape(character))).join('')}"`;
}

/** Whether some YAML parser takes the bare word for something other than a text. */
function isAmbiguous(word: string): boolean {
  if (/^(null|~|true|false|t|f|y|n|yes|no|on|off|[+-]?\.inf|\.nan|nan|[+-]?inf(inity)?)$/i.test(word)) return true;
  const digits = word.replaceAll('_', '');
  if (/^[+-]?(0b[01]+|0o?[0-7]+|0x[\da-f]+|\d+(\.\d*)?(e[+-]?\d+)?|\.\d+(e[+-]?\d+)?)$/i.test(digits)) return true;
  return /^\d{4}-\d{1,2}-\d{1,2}$/.test(word);
}
