import { forEachChild, parse, type ParsedScript, type ParseError, type SyntaxNode } from 'unbash';

/** What is wrong with a script, in the terms in which shells report it. */
export type SyntaxFault =
  /** A quote, `${`, `$(` or backquote that is not closed before the end. */
  | { readonly kind: 'unterminated'; readonly closer: string; readonly position: number }
  | { readonly kind: 'end-of-file'; readonly expecting: string | undefined; readonly position: number }
  | {
      readonly kind: 'token';
      readonly token: string;
      readonly isWord: boolean;
      readonly position: number;
      /** A name was expected after `for`. */
      readonly inFor?: boolean;
      /** It is the newline that the end of the text stands for. */
      readonly atEnd?: boolean;
    };

export interface Parsed {
  readonly script: ParsedScript;
  readonly fault: SyntaxFault | undefined;
}

/** Parses a script and says what is wrong with it, if anything. */
export function parseScript(text: string): Parsed {
  const script = parse(text);
  const errors = collectErrors(script);
  return { script, fault: errors.length === 0 ? undefined : faultOf(text, errors) };
}

/**
 * Whether more lines could make the text a whole command: the interactive shell then prompts with PS2.
 * A here-document without its delimiter and a backslash at the end count.
 */
export function isIncomplete(text: string): boolean {
  if (/(^|[^\\])(\\\\)*\\\n?$/.test(text) && !inComment(text)) return true;
  const { script, fault } = parseScript(text);
  if (fault !== undefined) return fault.kind !== 'token';
  return openHereDocument(script);
}

/** The position of the first here-document that the end of the text cuts off. */
export function openHereDocument(node: SyntaxNode): boolean {
  let open = false;
  const visit = (child: SyntaxNode): void => {
    if (child.type === 'HereDoc' && child.closing === undefined) open = true;
    if (!open) forEachChild(child, visit);
  };
  visit(node);
  return open;
}

/** Errors of the script and of the substitutions in it, in source order. */
function collectErrors(script: ParsedScript): ParseError[] {
  const errors: ParseError[] = [...(script.errors ?? [])];
  if (errors.length > 0) return errors;
  const visit = (node: SyntaxNode): void => {
    // Positions of an escaped backquote script belong to its own text.
    if (node.type === 'Script' && node !== script && node.errors !== undefined && node.source === undefined) {
      errors.push(...node.errors);
    }
    forEachChild(node, visit);
  };
  forEachChild(script, visit);
  return errors.sort((a, b) => a.pos - b.pos);
}

const closers: readonly (readonly [pattern: RegExp, closer: string])[] = [
  [/unterminated (single|ANSI)/i, "'"],
  [/unterminated (double|locale)/i, '"'],
  [/unterminated .*backtick|unterminated backquote/i, '`'],
  [/unterminated (command|arithmetic|process|extended|array)/i, ')'],
  [/unterminated (parameter|brace)/i, '}'],
];

function faultOf(text: string, errors: readonly ParseError[]): SyntaxFault {
  const end = text.trimEnd().length;
  if (/(?:^|[;&|\s])(?:for|select)[ \t]*(?:\n|$)/.test(text.slice(0, end + 1)) && errors[0]!.pos >= end) {
    return { kind: 'token', token: 'newline', position: end, isWord: false, inFor: true };
  }
  for (const error of errors) {
    const unterminated = closers.find(([pattern]) => pattern.test(error.message));
    if (unterminated !== undefined) {
      const backquoted = unterminated[1] === ')' && text[error.pos] === '`';
      return { kind: 'unterminated', closer: backquoted ? '`' : unterminated[1], position: error.pos };
    }
    if (error.message.startsWith('unexpected token')) break;
  }
  const atEnd = errors.find((error) => error.pos >= end && error.message !== 'expected redirect target');
  const early = errors.find(
    (error) => error.pos < end && !/^expected .* in (brace group|subshell)/.test(error.message),
  );
  if (atEnd !== undefined && early === undefined) {
    const inPattern = /(?:^|[\s;])case\s+\S+\s+in\s*$/.test(text);
    const reserved = /expected (?:'(\S+)' to close|'(\S+)')/.exec(
      errors.find((e) => /expected '/.test(e.message))?.message ?? '',
    );
    // `if a; fi` is reported at the end of the text, but a reserved word that cannot stand there is the fault.
    const misplaced = /(?:^|[;\n&|]\s*)(fi|done|esac|then|do|else|elif)\s*;?\s*$/.exec(text);
    const expecting = inPattern ? ')' : (reserved?.[1] ?? reserved?.[2]);
    if (
      misplaced?.[1] !== undefined &&
      (expecting === 'then' || expecting === 'do') &&
      !/^(then|do|else|elif)$/.test(misplaced[1])
    ) {
      return { kind: 'token', token: misplaced[1], isWord: false, position: text.lastIndexOf(misplaced[1]) };
    }
    return { kind: 'end-of-file', expecting, position: text.length };
  }
  const first = early ?? errors[0]!;
  const { token, position } = tokenAt(text, first.pos);
  const isWord = /^[^\s;&|<>(){}]/.test(token) && !reservedWords.has(token);
  return { kind: 'token', token, isWord, position, atEnd: position >= text.length };
}

const reservedWords = new Set(
  'if then else elif fi do done case esac while until for in { } ! function select'.split(' '),
);

/** The token that starts at or after a position: an operator, a word, or `newline`. */
function tokenAt(text: string, from: number): { token: string; position: number } {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at++;
  const rest = text.slice(at);
  if (rest === '' || rest.startsWith('\n')) return { token: 'newline', position: at };
  const match = /^(;;&|;;|;&|&&|\|\||\|&|&>>|&>|<<<|<<-|<<|>>|<&|>&|<>|>\||[;&|()<>]|[^\s;&|()<>]+)/.exec(rest);
  return { token: match?.[0] ?? rest[0]!, position: at };
}

function inComment(text: string): boolean {
  const line = text.trimEnd().slice(text.trimEnd().lastIndexOf('\n') + 1);
  return /(^|\s)#[^'"]*$/.test(line);
}
