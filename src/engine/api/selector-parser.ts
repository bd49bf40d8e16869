/**
 * The grammar of label selectors (`x in (a,b),y,!z,n>3`): k8s.io/apimachinery/pkg/labels/selector.go. Throws SelectorError
 * with kube's message.
 */

export type SelectorOperator = '=' | '==' | '!=' | 'in' | 'notin' | 'exists' | '!' | 'gt' | 'lt';

export interface Requirement {
  readonly key: string;
  readonly operator: SelectorOperator;
  readonly values: readonly string[];
}

/** A selector that does not parse. */
export class SelectorError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SelectorError';
  }
}

type TokenKind =
  'error' | 'end' | 'identifier' | ')' | ',' | '!' | '==' | '=' | '>' | '<' | '!=' | '(' | 'in' | 'notin';

interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

const symbols: ReadonlySet<string> = new Set([')', ',', '!', '==', '=', '>', '<', '!=', '(']);
const isSpace = (character: string): boolean => /[ \t\r\n]/.test(character);
const isSymbol = (character: string): boolean => '=!(),><'.includes(character);

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    while (at < text.length && isSpace(text[at]!)) at++;
    if (at >= text.length) {
      tokens.push({ kind: 'end', text: '' });
      return tokens;
    }
    if (isSymbol(text[at]!)) {
      // The longest run that is a symbol; a run that never was one is an error.
      let buffer = '';
      let found = '';
      while (at < text.length && isSymbol(text[at]!)) {
        const next = buffer + text[at]!;
        if (symbols.has(next)) found = next;
        else if (found !== '') break;
        buffer = next;
        at++;
      }
      tokens.push(
        found === ''
          ? { kind: 'error', text: `error expected: keyword found '${buffer}'` }
          : { kind: found as TokenKind, text: found },
      );
      continue;
    }
    const start = at;
    while (at < text.length && !isSpace(text[at]!) && !isSymbol(text[at]!)) at++;
    const word = text.slice(start, at);
    tokens.push({ kind: word === 'in' || word === 'notin' ? word : 'identifier', text: word });
  }
}

/** @param check throws for a key or values that may not be. */
export function parseRequirements(
  text: string,
  rules: {
    readonly binaryOperators: string;
    checkKey(key: string): void;
    check(requirement: Requirement): void;
  },
): Requirement[] {
  const tokens = tokenize(text);
  let position = 0;
  const peek = (): Token => asValue(tokens[position] ?? tokens[tokens.length - 1]!);
  const take = (): Token => asValue(tokens[position++] ?? tokens[tokens.length - 1]!);

  const requirements: Requirement[] = [];
  for (;;) {
    const token = peek();
    if (token.kind === 'end') return requirements;
    if (token.kind !== 'identifier' && token.kind !== '!') {
      throw new SelectorError(`found '${token.text}', expected: !, identifier, or 'end of string'`);
    }
    try {
      requirements.push(requirement());
    } catch (error) {
      if (error instanceof SelectorError) throw new SelectorError(`unable to parse requirement: ${error.message}`);
      throw error;
    }
    const next = take();
    if (next.kind === 'end') return requirements;
    if (next.kind !== ',') throw new SelectorError(`found '${next.text}', expected: ',' or 'end of string'`);
    const after = peek();
    if (after.kind !== 'identifier' && after.kind !== '!') {
      throw new SelectorError(`found '${after.text}', expected: identifier after ','`);
    }
  }

  function requirement(): Requirement {
    let token = take();
    const negated = token.kind === '!';
    if (negated) token = take();
    if (token.kind !== 'identifier') throw new SelectorError(`found '${token.text}', expected: identifier`);
    const key = token.text;
    rules.checkKey(key);
    const next = peek();
    if (negated || next.kind === 'end' || next.kind === ',') {
      return checked({ key, operator: negated ? '!' : 'exists', values: [] });
    }
    const operator = operatorOf(tokens[position++] ?? next);
    const values = operator === 'in' || operator === 'notin' ? valueList() : [exactValue()];
    return checked({ key, operator, values: [...new Set(values)].sort() });
  }

  function checked(result: Requirement): Requirement {
    rules.check(result);
    return result;
  }

  function operatorOf(token: Token): SelectorOperator {
    switch (token.kind) {
      case '=':
      case '==':
      case '!=':
      case 'in':
      case 'notin':
        return token.kind;
      case '>':
        return 'gt';
      case '<':
        return 'lt';
      default:
        throw new SelectorError(`found '${token.text}', expected: ${rules.binaryOperators}`);
    }
  }

  function exactValue(): string {
    const next = peek();
    if (next.kind === 'end' || next.kind === ',') return '';
    const token = take();
    if (token.kind !== 'identifier') throw new SelectorError(`found '${token.text}', expected: identifier`);
    return token.text;
  }

  function valueList(): string[] {
    const open = take();
    if (open.kind !== '(') throw new SelectorError(`found '${open.text}' expected: '('`);
    const first = peek();
    if (first.kind === ')') {
      take();
      return [''];
    }
    if (first.kind !== 'identifier' && first.kind !== ',') {
      throw new SelectorError(`found '${first.text}', expected: ',', ')' or identifier`);
    }
    const values = identifiers();
    if (take().kind !== ')') throw new SelectorError(`found '${first.text}', expected: ')'`);
    return values;
  }

  /** A comma-separated list in which any member may be empty. */
  function identifiers(): string[] {
    const values: string[] = [];
    for (;;) {
      const token = take();
      if (token.kind === 'identifier') {
        values.push(token.text);
        const next = peek();
        if (next.kind === ',') continue;
        if (next.kind === ')') return values;
        throw new SelectorError(`found '${next.text}', expected: ',' or ')'`);
      }
      if (token.kind !== ',') throw new SelectorError(`found '${token.text}', expected: ',', or identifier`);
      if (values.length === 0) values.push('');
      const next = peek();
      if (next.kind === ')') return [...values, ''];
      if (next.kind === ',') values.push('');
    }
  }
}

/** `in` and `notin` are words like any other where no operator is expected. */
function asValue(token: Token): Token {
  return token.kind === 'in' || token.kind === 'notin' ? { kind: 'identifier', text: token.text } : token;
}
