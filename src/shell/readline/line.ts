/** The line being edited, by characters, so that a character outside the BMP is one step. Changing it makes a new one. */
export interface Line {
  readonly chars: readonly string[];
  /** 0 to the number of characters. */
  readonly cursor: number;
}

export const emptyLine: Line = { chars: [], cursor: 0 };

export function lineOf(text: string, cursor?: number): Line {
  const chars = [...text];
  return { chars, cursor: cursor ?? chars.length };
}

export function textOf(line: Line): string {
  return line.chars.join('');
}

export function insert(line: Line, text: string): Line {
  const added = [...text];
  return {
    chars: [...line.chars.slice(0, line.cursor), ...added, ...line.chars.slice(line.cursor)],
    cursor: line.cursor + added.length,
  };
}

/** Removes the characters between two places; the cursor stands where they were. */
export function remove(line: Line, from: number, to: number): Line {
  return { chars: [...line.chars.slice(0, from), ...line.chars.slice(to)], cursor: from };
}

export function moveTo(line: Line, cursor: number): Line {
  return { chars: line.chars, cursor: Math.max(0, Math.min(line.chars.length, cursor)) };
}

/** Words of M-b, M-f, M-d and M-Backspace are letters and digits. */
function isWordChar(char: string | undefined): boolean {
  return char !== undefined && /[\p{L}\p{N}]/u.test(char);
}

export function wordStart(line: Line): number {
  let at = line.cursor;
  while (at > 0 && !isWordChar(line.chars[at - 1])) at--;
  while (at > 0 && isWordChar(line.chars[at - 1])) at--;
  return at;
}

export function wordEnd(line: Line): number {
  let at = line.cursor;
  while (at < line.chars.length && !isWordChar(line.chars[at])) at++;
  while (at < line.chars.length && isWordChar(line.chars[at])) at++;
  return at;
}

/** Where Ctrl-W kills from: white space separates its words. */
export function blankWordStart(line: Line): number {
  let at = line.cursor;
  while (at > 0 && /\s/.test(line.chars[at - 1]!)) at--;
  while (at > 0 && !/\s/.test(line.chars[at - 1]!)) at--;
  return at;
}

/** Ctrl-T: the character before the cursor changes places with the one under it. */
export function transpose(line: Line): Line {
  const { chars, cursor } = line;
  if (chars.length < 2 || cursor === 0) return line;
  const right = cursor === chars.length ? cursor - 1 : cursor;
  const swapped = [...chars];
  swapped[right - 1] = chars[right]!;
  swapped[right] = chars[right - 1]!;
  return { chars: swapped, cursor: Math.min(chars.length, right + 1) };
}

/** M-u, M-l, M-c. */
export function changeWordCase(line: Line, kind: 'upper' | 'lower' | 'capitalize'): Line {
  const end = wordEnd(line);
  let started = false;
  const changed = line.chars.slice(line.cursor, end).map((char) => {
    if (kind === 'upper') return char.toUpperCase();
    if (kind === 'lower' || started) return char.toLowerCase();
    if (isWordChar(char)) started = true;
    return char.toUpperCase();
  });
  return { chars: [...line.chars.slice(0, line.cursor), ...changed, ...line.chars.slice(end)], cursor: end };
}
