/** A part of a JSONPath template (client-go/util/jsonpath node.go). */
export type Node =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'list'; readonly nodes: readonly Node[] }
  | { readonly type: 'field'; readonly name: string }
  | { readonly type: 'identifier'; readonly name: string }
  | { readonly type: 'value'; readonly value: number | boolean }
  | { readonly type: 'wildcard' }
  | { readonly type: 'recursive' }
  | { readonly type: 'array'; readonly params: readonly [Bound, Bound, Bound] }
  | { readonly type: 'union'; readonly nodes: readonly Node[] }
  | { readonly type: 'filter'; readonly left: Node; readonly right: Node; readonly operator: string };

export interface Bound {
  readonly value: number | undefined;
  /** The end of `[n]`, which was not written. */
  readonly derived: boolean;
}

/** A mistake in a template or in what it asks for. */
export class JsonPathError extends Error {}

/** Parses a template: text, and `{expressions}`. Mirrors client-go/util/jsonpath/parser.go. */
export function parseJsonPath(text: string): readonly Node[] {
  return new Parser(text).parse();
}

type List = Node[];

class Parser {
  readonly #root: List = [];
  #position = 0;
  #start = 0;

  constructor(private readonly input: string) {}

  parse(): readonly Node[] {
    for (;;) {
      const open = this.input.indexOf('{', this.#position);
      const end = open < 0 ? this.input.length : open;
      if (end > this.#position) this.#root.push({ type: 'text', text: this.input.slice(this.#position, end) });
      if (open < 0) return this.#root;
      this.#position = open + 1;
      this.#take();
      this.#root.push({ type: 'list', nodes: this.#action() });
    }
  }

  #take(): string {
    const text = this.input.slice(this.#start, this.#position);
    this.#start = this.#position;
    return text;
  }

  #peek(): string {
    return this.input[this.#position] ?? '';
  }

  #action(): List {
    const nodes: List = [];
    for (;;) {
      if (this.input.startsWith('[?(', this.#position)) {
        nodes.push(this.#filter());
        continue;
      }
      if (this.input.startsWith('..', this.#position)) {
        if (nodes.at(-1)?.type === 'recursive') throw new JsonPathError('invalid multiple recursive descent');
        this.#position += 2;
        this.#take();
        nodes.push({ type: 'recursive' });
        if (/[_\p{L}\p{N}]/u.test(this.#peek())) nodes.push(this.#field());
        continue;
      }
      const character = this.#peek();
      this.#position++;
      if (character === '' || character === '\r' || character === '\n') throw new JsonPathError('unclosed action');
      if (character === '}') {
        this.#take();
        return nodes;
      }
      if (character === ' ' || character === '@' || character === '$') this.#take();
      else if (character === '[') nodes.push(...this.#array());
      else if (character === '"' || character === "'") nodes.push(this.#quote(character));
      else if (character === '.') {
        this.#take();
        nodes.push(this.#field());
      } else if (/[-+\d]/.test(character)) {
        this.#position--;
        nodes.push(this.#number());
      } else if (/[_\p{L}\p{N}]/u.test(character)) {
        this.#position--;
        nodes.push(this.#identifier());
      } else {
        const code = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
        throw new JsonPathError(`unrecognized character in action: U+${code} '${character}'`);
      }
    }
  }

  #identifier(): Node {
    while (!isTerminator(this.#peek())) this.#position++;
    const name = this.#take();
    if (name === 'true' || name === 'false') return { type: 'value', value: name === 'true' };
    return { type: 'identifier', name };
  }

  #field(): Node {
    this.#take();
    while (!isTerminator(this.#peek())) this.#position += this.#peek() === '\\' ? 2 : 1;
    this.#position = Math.min(this.#position, this.input.length);
    const name = this.#take();
    return name === '*' ? { type: 'wildcard' } : { type: 'field', name: name.replaceAll('\\', '') };
  }

  #number(): Node {
    if (/[-+]/.test(this.#peek())) this.#position++;
    while (/[.\d]/.test(this.#peek())) this.#position++;
    const text = this.#take();
    if (!/^[-+]?(\d+\.?\d*|\.\d+)$/.test(text)) throw new JsonPathError(`cannot parse number ${text}`);
    return { type: 'value', value: Number(text) };
  }

  #array(): readonly Node[] {
    const end = this.input.slice(this.#position).search(/[\]\n]/);
    if (end < 0 || this.input[this.#position + end] === '\n') throw new JsonPathError('unterminated array');
    this.#position += end + 1;
    let text = this.#take().slice(1, -1);
    if (text === '*') text = ':';
    const parts = text.split(',');
    if (parts.length > 1) {
      return [{ type: 'union', nodes: parts.map((part) => actionOf(`[${part.replace(/^ +| +$/g, '')}]`)) }];
    }
    const key = /^'([^']*)'$/.exec(text);
    if (key !== null) {
      const action = actionOf(`.${key[1]!}`);
      return action.type === 'list' ? action.nodes : [action];
    }
    const slice = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/.exec(text);
    if (slice === null) throw new JsonPathError(`invalid array index ${text}`);
    const bound = (part: string | undefined): number | undefined => {
      const digits = (part ?? '').replace(/^:/, '');
      if (digits === '') return undefined;
      if (digits === '-') throw new JsonPathError(`array index ${digits} is not a number`);
      return Number(digits);
    };
    const first = bound(slice[1]);
    const derived = slice[2] === undefined;
    const second = derived ? (first ?? 0) + 1 : bound(slice[2]);
    return [
      {
        type: 'array',
        params: [
          { value: first, derived: false },
          { value: second, derived },
          { value: bound(slice[3]), derived: false },
        ],
      },
    ];
  }

  #filter(): Node {
    this.#position += 3;
    this.#take();
    let begin = false;
    let end = false;
    let pair = '';
    for (;;) {
      const character = this.#peek();
      this.#position++;
      if (character === '' || character === '\n') throw new JsonPathError('unterminated filter');
      if (character === '"' || character === "'") {
        if (!begin) {
          begin = true;
          pair = character;
        } else if (this.input[this.#position - 2] !== '\\' && character === pair) end = true;
      } else if (character === ')' && begin === end) break;
    }
    const close = this.#peek();
    this.#position++;
    if (close !== ']') throw new JsonPathError('unclosed array expect ]');
    const text = this.#take().slice(0, -2);
    const comparison = /^([^!<>=]+)([!<>=]+)(.+?)$/.exec(text);
    if (comparison === null)
      return { type: 'filter', left: actionOf(text), right: { type: 'list', nodes: [] }, operator: 'exists' };
    return {
      type: 'filter',
      left: actionOf(comparison[1]!),
      right: actionOf(comparison[3]!),
      operator: comparison[2]!,
    };
  }

  #quote(quote: string): Node {
    for (;;) {
      const character = this.#peek();
      this.#position++;
      if (character === '' || character === '\n') throw new JsonPathError('unterminated quoted string');
      if (character === quote && this.input[this.#position - 2] !== '\\') break;
    }
    const text = this.#take();
    return { type: 'text', text: unquote(text) };
  }
}

/** The one expression of `{text}`. */
function actionOf(text: string): Node {
  return parseJsonPath(`{${text}}`)[0]!;
}

function isTerminator(character: string): boolean {
  return character === '' || /[ \t\r\n.,[\]$@{}]/.test(character);
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
};

/** strconv.UnquoteChar over a text in either kind of quotes. */
function unquote(quoted: string): string {
  const quote = quoted[0]!;
  return quoted
    .slice(1, -1)
    .replace(/\\(x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|[0-7]{3}|.?)/gs, (_, code: string) => {
      if (code === quote) return quote;
      const plain = escapes[code];
      if (plain !== undefined) return plain;
      if (/^[xuU]./.test(code)) return String.fromCodePoint(Number.parseInt(code.slice(1), 16));
      if (/^[0-7]{3}$/.test(code)) return String.fromCodePoint(Number.parseInt(code, 8));
      throw new JsonPathError(`unquote string ${quoted} error invalid syntax`);
    });
}
