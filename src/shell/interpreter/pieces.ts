/** A stretch of an expanded word. */
export interface Piece {
  readonly text: string;
  /** Quoted text is neither split nor a pattern. */
  readonly quoted: boolean;
  /** The result of an unquoted expansion: IFS splits it. */
  readonly split: boolean;
}

/** Ends a field inside a word: between the parameters of "$@". */
export const fieldBreak = Symbol('field break');

export type Expansion = (Piece | typeof fieldBreak)[];

export function quoted(text: string): Piece {
  return { text, quoted: true, split: false };
}

export function literal(text: string): Piece {
  return { text, quoted: false, split: false };
}

/** The text of an expansion without splitting; the parameters of "$@" are joined by spaces. */
export function joinText(expansion: Expansion): string {
  let text = '';
  for (const piece of expansion) text += piece === fieldBreak ? ' ' : piece.text;
  return text;
}

/** Splits an expanded word into fields (POSIX 2.6.5). An empty quoted piece makes an empty field. */
export function splitFields(expansion: Expansion, ifs: string): Piece[][] {
  const fields: Piece[][] = [];
  let current: Piece[] | undefined;
  /** White space has just ended a field: a delimiter that follows belongs to it. */
  let ended = false;
  const flush = (): void => {
    if (current !== undefined) fields.push(current);
    current = undefined;
  };
  for (const piece of expansion) {
    if (piece === fieldBreak) {
      flush();
      ended = false;
      continue;
    }
    if (!piece.split) {
      if (piece.quoted || piece.text !== '') {
        (current ??= []).push(piece);
        ended = false;
      }
      continue;
    }
    let start = 0;
    const take = (end: number): void => {
      if (end > start) (current ??= []).push({ text: piece.text.slice(start, end), quoted: false, split: false });
    };
    for (let at = 0; at < piece.text.length; at++) {
      const char = piece.text[at]!;
      if (!ifs.includes(char)) {
        ended = false;
        continue;
      }
      take(at);
      start = at + 1;
      if (char === ' ' || char === '\t' || char === '\n') {
        if (current !== undefined) {
          flush();
          ended = true;
        }
      } else if (current !== undefined) {
        flush();
        ended = false;
      } else if (ended) {
        ended = false;
      } else {
        fields.push([]);
      }
    }
    take(piece.text.length);
  }
  flush();
  return fields;
}

/** A field as a pattern: special characters of quoted pieces are escaped by backslashes. */
export function patternText(pieces: readonly (Piece | typeof fieldBreak)[]): string {
  let text = '';
  for (const piece of pieces) {
    if (piece === fieldBreak) text += ' ';
    else text += piece.quoted ? piece.text.replace(/[\\*?[\]()|!+@^-]/g, '\\$&') : piece.text;
  }
  return text;
}
