import { extendedToJs } from '../../interpreter/regular-expression.ts';
import { AppletError } from '../applet.ts';

export interface Token {
  readonly kind: 'number' | 'string' | 'regex' | 'name' | 'call' | 'keyword' | 'operator' | 'newline' | 'end';
  readonly text: string;
  readonly line: number;
}

export const keywords = new Set(
  'BEGIN END function func if else while for do break continue next nextfile exit return delete in getline print printf'.split(
    ' ',
  ),
);

const operators = /^(?:\*\*=|\*\*|&&|\|\||\+\+|--|\+=|-=|\*=|\/=|%=|\^=|==|<=|>=|!=|>>|!~|[-+*/%^!<>|?:~$=;,(){}[\]])/;

/** Cuts an awk program into tokens; whether `/` begins an expression follows from the token before. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let line = 1;
  const push = (kind: Token['kind'], value: string): void => {
    tokens.push({ kind, text: value, line });
  };
  while (at < text.length) {
    const rest = text.slice(at);
    const blank = /^(?:[ \t\r]+|\\\r?\n|#[^\n]*)/.exec(rest);
    if (blank !== null) {
      if (blank[0].includes('\n')) line++;
      at += blank[0].length;
      continue;
    }
    if (rest[0] === '\n') {
      push('newline', '\n');
      line++;
      at++;
      continue;
    }
    const number = /^(?:0[xX][\dA-Fa-f]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/.exec(rest);
    if (number !== null) {
      push('number', number[0]);
      at += number[0].length;
      continue;
    }
    const name = /^[A-Za-z_]\w*/.exec(rest);
    if (name !== null) {
      at += name[0].length;
      if (keywords.has(name[0])) push('keyword', name[0]);
      else push(text[at] === '(' ? 'call' : 'name', name[0]);
      continue;
    }
    if (rest[0] === '"') {
      const string = /^"((?:[^"\\\n]|\\[\s\S])*)"/.exec(rest);
      if (string === null) throw new AppletError(`${line}: unterminated string`, 2);
      push('string', unescape(string[1]!));
      at += string[0].length;
      continue;
    }
    if (rest[0] === '/' && regexMayBegin(tokens.at(-1))) {
      const regex = /^\/((?:[^/\\\n[]|\\.|\[\^?\]?(?:[^\]\\\n]|\\.)*\])*)\//.exec(rest);
      if (regex === null) throw new AppletError(`${line}: unterminated regexp`, 2);
      push('regex', regex[1]!.replace(/\\\//g, '/'));
      at += regex[0].length;
      continue;
    }
    const operator = operators.exec(rest);
    if (operator === null) throw new AppletError(`${line}: syntax error at or near ${rest[0]}`, 2);
    push('operator', operator[0]);
    at += operator[0].length;
  }
  push('end', '');
  return tokens;
}

function regexMayBegin(previous: Token | undefined): boolean {
  if (previous === undefined) return true;
  if (previous.kind === 'number' || previous.kind === 'string' || previous.kind === 'name' || previous.kind === 'regex')
    return false;
  return !(previous.kind === 'operator' && [')', ']', '$', '++', '--'].includes(previous.text));
}

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  '"': '"',
  '/': '/',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
};

export function unescape(text: string): string {
  return text.replace(/\\([0-7]{1,3}|[\s\S])/g, (_, char: string) => {
    if (/^[0-7]/.test(char)) return String.fromCharCode(Number.parseInt(char, 8));
    return escapes[char] ?? `\\${char}`;
  });
}

export function awkRegex(source: string): RegExp {
  try {
    return new RegExp(extendedToJs(source), 'su');
  } catch {
    throw new AppletError(`regular expression compile failed (${source})`, 2);
  }
}
