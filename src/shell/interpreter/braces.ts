/**
 * Brace expansion: `a{b,c}d` and `{1..9..2}`, on the text of a word, before every other expansion.
 * Quotes, backslashes and `${...}` protect braces.
 */
export function expandBraces(text: string): string[] {
  let from = 0;
  for (;;) {
    const open = findOpen(text, from);
    if (open === -1) return [text];
    const group = scanGroup(text, open);
    if (group !== undefined) {
      const inner =
        group.commas.length > 0 ? alternatives(text, open, group) : sequence(text.slice(open + 1, group.close));
      if (inner !== undefined) {
        const prefix = text.slice(0, open);
        const suffixes = expandBraces(text.slice(group.close + 1));
        return inner.flatMap((middle) => suffixes.map((suffix) => prefix + middle + suffix));
      }
    }
    from = open + 1;
  }
}

interface Group {
  readonly close: number;
  readonly commas: readonly number[];
}

function alternatives(text: string, open: number, group: Group): string[] {
  const parts: string[] = [];
  let start = open + 1;
  for (const end of [...group.commas, group.close]) {
    parts.push(...expandBraces(text.slice(start, end)));
    start = end + 1;
  }
  return parts;
}

function findOpen(text: string, from: number): number {
  for (let at = from; at < text.length; at = skip(text, at)) if (text[at] === '{') return at;
  return -1;
}

function scanGroup(text: string, open: number): Group | undefined {
  const commas: number[] = [];
  let depth = 0;
  for (let at = open; at < text.length; at = skip(text, at)) {
    const char = text[at];
    if (char === '{') depth++;
    else if (char === '}' && --depth === 0) return { close: at, commas };
    else if (char === ',' && depth === 1) commas.push(at);
  }
  return undefined;
}

/** The position after the character or protected stretch at `at`. */
function skip(text: string, at: number): number {
  const char = text[at];
  if (char === '\\') return at + 2;
  if (char === "'") return closing(text, at, "'");
  if (char === '"' || char === '`') {
    for (let end = at + 1; end < text.length; end++) {
      if (text[end] === '\\') end++;
      else if (text[end] === char) return end + 1;
    }
    return text.length;
  }
  if (char === '$' && (text[at + 1] === '{' || text[at + 1] === '(')) {
    const [open, close] = text[at + 1] === '{' ? ['{', '}'] : ['(', ')'];
    let depth = 0;
    for (let end = at + 1; end < text.length; end++) {
      if (text[end] === '\\') end++;
      else if (text[end] === open) depth++;
      else if (text[end] === close && --depth === 0) return end + 1;
    }
    return text.length;
  }
  return at + 1;
}

function closing(text: string, at: number, char: string): number {
  const end = text.indexOf(char, at + 1);
  return end === -1 ? text.length : end + 1;
}

function sequence(text: string): string[] | undefined {
  const numbers = /^(-?\d+)\.\.(-?\d+)(?:\.\.(-?\d+))?$/.exec(text);
  if (numbers !== null) {
    const from = Number(numbers[1]);
    const to = Number(numbers[2]);
    const padded = /^-?0\d/.test(numbers[1]!) || /^-?0\d/.test(numbers[2]!);
    const width = padded ? Math.max(numbers[1]!.length, numbers[2]!.length) : 0;
    return steps(from, to, Number(numbers[3] ?? 1)).map((value) => pad(value, width));
  }
  const letters = /^([A-Za-z])\.\.([A-Za-z])(?:\.\.(-?\d+))?$/.exec(text);
  if (letters === null) return undefined;
  return steps(letters[1]!.charCodeAt(0), letters[2]!.charCodeAt(0), Number(letters[3] ?? 1)).map((code) =>
    String.fromCharCode(code),
  );
}

function steps(from: number, to: number, increment: number): number[] {
  const step = Math.max(1, Math.abs(increment)) * (from <= to ? 1 : -1);
  const values: number[] = [];
  for (let value = from; step > 0 ? value <= to : value >= to; value += step) values.push(value);
  return values;
}

function pad(value: number, width: number): string {
  const digits = String(Math.abs(value));
  return value < 0 ? `-${digits.padStart(width - 1, '0')}` : digits.padStart(width, '0');
}
