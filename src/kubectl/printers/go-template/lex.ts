import { GoTemplateError } from './errors.ts';

/** A piece of a template: text, or the inside of `{{ }}`. */
export interface Piece {
  readonly kind: 'text' | 'action';
  readonly text: string;
  readonly line: number;
  /** Where the text of an action begins in the template. */
  readonly offset: number;
}

/** Cuts a template at its actions; `{{-` and `-}}` trim the text beside them, comments vanish. */
export function lexTemplate(source: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let rest = source;
  let at = 0;
  let line = 1;
  let trimNext = false;
  for (;;) {
    const open = rest.indexOf('{{');
    let text = open < 0 ? rest : rest.slice(0, open);
    const trimsBefore = open >= 0 && /^\{\{-\s/.test(rest.slice(open));
    const textLine = line;
    line += text.split('\n').length - 1;
    if (trimNext) text = text.replace(/^\s+/, '');
    if (trimsBefore) text = text.replace(/\s+$/, '');
    if (text !== '') pieces.push({ kind: 'text', text, line: textLine, offset: at });
    if (open < 0) return pieces;
    const body = rest.slice(open + 2);
    const end = actionEnd(body, line);
    let action = body.slice(0, end);
    trimNext = /\s-$/.test(action);
    if (trimNext) action = action.slice(0, -1);
    if (trimsBefore) action = ` ${action.slice(1)}`;
    if (!/^\s*\/\*[\s\S]*\*\/\s*$/.test(action))
      pieces.push({ kind: 'action', text: action, line, offset: at + open + 2 });
    line += action.split('\n').length - 1;
    rest = body.slice(end + 2);
    at += open + 2 + end + 2;
  }
}

/** The offset of the `}}` that ends an action, past quotes and comments. */
function actionEnd(body: string, line: number): number {
  for (let i = 0; i < body.length; i++) {
    if (body.startsWith('}}', i)) return i;
    if (body.startsWith('/*', i)) {
      const close = body.indexOf('*/', i);
      if (close < 0) throw new GoTemplateError(`template: output:${line}: unclosed comment`);
      i = close + 1;
    } else if (body[i] === '"' || body[i] === '`' || body[i] === "'") {
      const quote = body[i]!;
      i++;
      while (i < body.length && body[i] !== quote) {
        if (quote !== '`' && body[i] === '\\') i++;
        if (quote !== '`' && body[i] === '\n') break;
        i++;
      }
      if (body[i] !== quote)
        throw new GoTemplateError(
          `template: output:${line}: unterminated ${quote === '`' ? 'raw quoted string' : quote === "'" ? 'character constant' : 'quoted string'}`,
        );
    }
  }
  throw new GoTemplateError(`template: output:${line}: unclosed action`);
}

export type Word = { readonly at: number } & (
  | { readonly kind: 'space' }
  | { readonly kind: 'symbol'; readonly text: string }
  | { readonly kind: 'field'; readonly text: string }
  | { readonly kind: 'variable'; readonly text: string }
  | { readonly kind: 'identifier'; readonly text: string }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
);

type Unplaced = Word extends infer W ? (W extends unknown ? Omit<W, 'at'> : never) : never;

const patterns: readonly (readonly [RegExp, (match: string) => Unplaced])[] = [
  [/^\s+/, () => ({ kind: 'space' })],
  [/^\.[\p{L}_][\p{L}\p{N}_]*/u, (text) => ({ kind: 'field', text: text.slice(1) })],
  [/^\$[\p{L}\p{N}_]*/u, (text) => ({ kind: 'variable', text })],
  [/^"(?:[^"\\\n]|\\.)*"/, (text) => ({ kind: 'string', value: unquote(text) })],
  [/^`[^`]*`/, (text) => ({ kind: 'string', value: text.slice(1, -1) })],
  [/^'(?:[^'\\]|\\.)+'/, (text) => ({ kind: 'number', value: unquote(text).codePointAt(0) ?? 0 })],
  [/^[-+]?(?:0[xX][\da-fA-F]+|\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+)/, (text) => ({ kind: 'number', value: Number(text) })],
  [/^[\p{L}_][\p{L}\p{N}_]*/u, (text) => ({ kind: 'identifier', text })],
  [/^(?::=|=|\||\(|\)|,|\.)/, (text) => ({ kind: 'symbol', text })],
];

/** The words of an action. */
export function lexAction(action: string, line: number, offset: number): readonly Word[] {
  const words: Word[] = [];
  let rest = action;
  while (rest !== '') {
    const found = patterns
      .map(([pattern, make]) => ({ match: pattern.exec(rest)?.[0], make }))
      .find(({ match }) => match !== undefined);
    if (found?.match === undefined) {
      const character = [...rest][0]!;
      const code = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
      throw new GoTemplateError(
        `template: output:${line}: unexpected bad character U+${code} '${character}' in command`,
      );
    }
    words.push({ ...found.make(found.match), at: offset + action.length - rest.length } as Word);
    rest = rest.slice(found.match.length);
  }
  return words;
}

const escapes: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
  "'": "'",
};

function unquote(quoted: string): string {
  return quoted
    .slice(1, -1)
    .replace(/\\(x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|[0-7]{3}|.)/g, (_, code: string) => {
      const plain = escapes[code];
      if (plain !== undefined) return plain;
      return String.fromCodePoint(
        /^[0-7]{3}$/.test(code) ? Number.parseInt(code, 8) : Number.parseInt(code.slice(1), 16) || 0,
      );
    });
}
