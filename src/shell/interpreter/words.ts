import {
  parse,
  type CommandExpansionPart,
  type DoubleQuotedChild,
  type ParsedScript,
  type Word,
  type WordPart,
} from 'unbash';
import type { Task } from '../../engine/sim/task.ts';
import { evaluateExpression } from './arithmetic.ts';
import { expandBraces } from './braces.ts';
import { abandon, complain } from './diagnostics.ts';
import { AbandonCommand } from './control.ts';
import { expandPathname } from './glob.ts';
import { expandParameter, expandSimple } from './parameters.ts';
import { hasPattern } from './pattern.ts';
import { joinText, literal, patternText, quoted, splitFields, type Expansion, type Piece } from './pieces.ts';
import { startProcessSubstitution } from './process-substitution.ts';
import type { Shell } from './shell.ts';
import { Source } from './source.ts';
import { substitute } from './substitution.ts';
import { tildeOf } from './tilde.ts';

/** Where a word stands decides about tildes: after `=` and `:` of an assignment they are expanded too. */
export type WordContext = 'plain' | 'assignment' | 'quoted';

/** Expands words to the arguments of a command: braces, tilde, parameters, commands, arithmetic, fields, pathnames. */
export function* expandWords(shell: Shell, words: readonly Word[]): Task<string[]> {
  const result: string[] = [];
  for (const word of words) {
    if (word.parts === undefined && isPlain(word.text)) {
      result.push(word.text);
      continue;
    }
    for (const single of braced(shell, word)) {
      const expansion = yield* expandWord(shell, single, 'plain');
      for (const field of splitFields(expansion, shell.ifs())) result.push(...(yield* pathnames(shell, field)));
    }
  }
  return result;
}

/** Expands a word to one text: no splitting, no pathnames (assignments, `case`, redirection targets of ash). */
export function* expandText(shell: Shell, word: Word, context: WordContext = 'plain'): Task<string> {
  if (word.parts === undefined && isPlain(word.text)) return word.text;
  return joinText(yield* expandWord(shell, word, context));
}

/** Expands a word to a pattern: quoted special characters are escaped. */
export function* expandPattern(shell: Shell, word: Word): Task<string> {
  return patternText(yield* expandWord(shell, word, 'plain'));
}

function isPlain(text: string): boolean {
  return !/[\\~*?[\]{}]/.test(text);
}

/** Brace expansion works on the text; each result is parsed as a word of its own. BusyBox's ash has none. */
function braced(shell: Shell, word: Word): readonly Word[] {
  if (word.parts?.some((part) => part.type === 'BraceExpansion') !== true) return [word];
  if (shell.flavour.name === 'ash') return [word];
  return expandBraces(word.text).map((text) => wordOf(text));
}

/** Parses a text as one word. */
export function wordOf(text: string): Word {
  if (text === '') return { type: 'Word', text, value: text, pos: 0, end: 0, parts: [] };
  const command = parse(`: ${text}`).commands[0]?.command;
  const argument = command?.type === 'Command' ? command.suffix[0] : undefined;
  if (argument?.type === 'Word' && argument.text === text) return argument;
  return {
    type: 'Word',
    text: '',
    value: text,
    pos: 0,
    end: 0,
    parts: [{ type: 'SingleQuoted', text: '', value: text, pos: 0, end: 0 }],
  };
}

/** The pieces of a word, before splitting. */
export function* expandWord(shell: Shell, word: Word, context: WordContext): Task<Expansion> {
  const out: Expansion = [];
  if (word.parts === undefined) {
    if (context === 'quoted') out.push(quoted(word.value));
    else expandLiteral(shell, word.text, context, true, out);
    return out;
  }
  let first = true;
  for (const part of word.parts) {
    yield* expandPart(shell, part, context, first, out);
    first = false;
  }
  return out;
}

function* expandPart(shell: Shell, part: WordPart, context: WordContext, first: boolean, out: Expansion): Task<void> {
  switch (part.type) {
    case 'Literal':
      if (context === 'quoted') out.push(quoted(part.value));
      else expandLiteral(shell, part.text, context, first, out);
      return;
    case 'Glob':
      if (part.kind === 'bracket' && part.parts.some((inner) => inner.type !== 'Literal')) {
        out.push(literal('['));
        for (const inner of part.parts) yield* expandPart(shell, inner, context, false, out);
        out.push(literal(']'));
      } else out.push(literal(part.text));
      return;
    case 'ExtendedGlob':
      out.push(literal(part.operator + '('));
      if (part.parts === undefined) out.push(literal(part.pattern));
      else for (const inner of part.parts) yield* expandPart(shell, inner, context, false, out);
      out.push(literal(')'));
      return;
    case 'BraceExpansion':
      if (part.parts === undefined) expandLiteral(shell, part.text, context, false, out);
      else {
        for (const inner of part.parts) yield* expandPart(shell, inner, context, false, out);
      }
      return;
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      // Inside "${x:-'a'}" single quotes are ordinary characters.
      out.push(quoted(context === 'quoted' ? part.text : part.value));
      return;
    case 'DoubleQuoted':
    case 'LocaleString':
      yield* expandQuotedParts(shell, part.parts, out);
      return;
    case 'SimpleExpansion':
      yield* expandSimple(shell, part.text.slice(1), context === 'quoted', out);
      return;
    case 'ParameterExpansion':
      yield* expandParameter(shell, part, context === 'quoted', out);
      return;
    case 'CommandExpansion':
      out.push(expanded(yield* commandOutput(shell, part), context === 'quoted'));
      return;
    case 'ArithmeticExpansion': {
      const text = part.text.startsWith('$((') ? part.text.slice(3, -2) : part.text.slice(2, -1);
      const value = part.expression === undefined ? 0n : yield* evaluateExpression(shell, part.expression, text.trim());
      out.push(expanded(String(value), context === 'quoted'));
      return;
    }
    case 'ProcessSubstitution':
      out.push(quoted(startProcessSubstitution(shell, part)));
  }
}

function expanded(text: string, isQuoted: boolean): Piece {
  return { text, quoted: isQuoted, split: !isQuoted };
}

/** The inside of double quotes: an empty quoted piece stays unless "$@" vanished. */
function* expandQuotedParts(shell: Shell, parts: readonly DoubleQuotedChild[], out: Expansion): Task<void> {
  if (parts.length === 0) out.push(quoted(''));
  const only = parts.length === 1 ? parts[0]! : undefined;
  const vanishes =
    only !== undefined &&
    ((only.type === 'SimpleExpansion' && only.text === '$@') ||
      (only.type === 'ParameterExpansion' &&
        (only.parameter === '@' || only.index?.text === '@') &&
        only.prefix !== '#'));
  if (!vanishes) out.push(quoted(''));
  for (const part of parts) yield* expandPart(shell, part, 'quoted', false, out);
}

/** The lines of a here-document, or the inside of a word in double quotes. */
export function* expandQuotedText(shell: Shell, parts: readonly WordPart[]): Task<string> {
  const out: Expansion = [];
  for (const part of parts) {
    if (part.type === 'Literal') out.push(quoted(part.value));
    else yield* expandPart(shell, part, 'quoted', false, out);
  }
  return joinText(out);
}

/** The text of an arithmetic operand: expansions replaced, quotes removed. */
export function* expandArithmeticText(shell: Shell, parts: readonly WordPart[]): Task<string> {
  return yield* expandQuotedText(shell, parts);
}

/** Unquoted literal text: backslashes quote, a leading tilde (and those after `:` in assignments) is a home directory. */
function expandLiteral(shell: Shell, text: string, context: WordContext, first: boolean, out: Expansion): void {
  let plain = '';
  let at = 0;
  const flush = (): void => {
    if (plain !== '') out.push(literal(plain));
    plain = '';
  };
  while (at < text.length) {
    const char = text[at]!;
    if (char === '\\') {
      const next = text[at + 1];
      if (next === '\n') {
        at += 2;
        continue;
      }
      flush();
      out.push(quoted(next ?? '\\'));
      at += 2;
      continue;
    }
    const atStart = at === 0 && first;
    if (char === '~' && (atStart || (context === 'assignment' && at > 0 && text[at - 1] === ':'))) {
      const user = (context === 'assignment' ? /^[^/:]*/ : /^[^/]*/).exec(text.slice(at + 1))![0];
      const home = /[\\]/.test(user) ? undefined : tildeOf(shell, user);
      if (home !== undefined) {
        flush();
        out.push(quoted(home));
        at += 1 + user.length;
        continue;
      }
    }
    plain += char;
    at++;
  }
  flush();
}

function* pathnames(shell: Shell, field: Piece[]): Task<string[]> {
  const text = field.map((piece) => piece.text).join('');
  if (shell.has('noglob') || !field.some((piece) => !piece.quoted && /[*?[(]/.test(piece.text))) return [text];
  const pattern = patternText(field);
  const extended = shell.flavour.name === 'bash' && shell.shopt.has('extglob');
  if (!hasPattern(pattern, extended)) return [text];
  const matches = expandPathname(shell.p, pattern, {
    extended,
    dotfiles: shell.shopt.has('dotglob'),
    globstar: shell.shopt.has('globstar'),
    ignoreCase: shell.shopt.has('nocaseglob'),
  });
  if (matches.length > 0) return matches;
  if (shell.shopt.has('failglob')) return yield* abandon(shell, `no match: ${text}`);
  return shell.shopt.has('nullglob') ? [] : [text];
}

function* commandOutput(shell: Shell, part: CommandExpansionPart): Task<string> {
  if (part.script === undefined) return '';
  return yield* runSubstitution(shell, part.script);
}

/** Runs `$(...)` and takes its output without the newlines at its end. */
export function* runSubstitution(shell: Shell, script: ParsedScript): Task<string> {
  // Positions of an escaped backquote script index its own decoded text.
  const source = script.source === undefined ? shell.source : new Source(script.source, shell.line);
  return yield* substitute(shell, script, source);
}

/** Something that bash can do and Podarium does not simulate. */
export function* refuse(shell: Shell, what: string): Task<never> {
  yield* complain(shell, what);
  throw new AbandonCommand(2, !shell.interactive);
}
