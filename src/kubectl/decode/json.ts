/** A mistake in a JSON text, with encoding/json's words. */
export class JsonSyntaxError extends Error {
  constructor(
    message: string,
    /** Characters read when the mistake was noticed. */
    readonly offset: number,
  ) {
    super(message);
  }
}

/** The JSON value at the beginning of `text`; what follows it is left alone. Later duplicates of a key win. */
export function parseJsonPrefix(text: string): { readonly value: unknown; readonly length: number } {
  const reader = new Reader(text);
  const value = reader.value('looking for beginning of value');
  return { value, length: reader.offset };
}

const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

class Reader {
  offset = 0;
  constructor(private readonly text: string) {}

  value(context: string): unknown {
    this.#space();
    const character = this.text[this.offset];
    if (character === '{') return this.#object();
    if (character === '[') return this.#array();
    if (character === '"') return this.#string();
    if (character === 't') return this.#word('true', true);
    if (character === 'f') return this.#word('false', false);
    if (character === 'n') return this.#word('null', null);
    if (character !== undefined && /[-\d]/.test(character)) return this.#number();
    throw this.#unexpected(context);
  }

  #object(): Record<string, unknown> {
    const object: Record<string, unknown> = {};
    this.offset++;
    this.#space();
    if (this.#take('}')) return object;
    for (;;) {
      this.#space();
      if (this.text[this.offset] !== '"') throw this.#unexpected('looking for beginning of object key string');
      const key = this.#string();
      this.#space();
      if (!this.#take(':')) throw this.#unexpected('after object key');
      object[key] = this.value('looking for beginning of value');
      this.#space();
      if (this.#take('}')) return object;
      if (!this.#take(',')) throw this.#unexpected('after object key:value pair');
    }
  }

  #array(): unknown[] {
    const array: unknown[] = [];
    this.offset++;
    this.#space();
    if (this.#take(']')) return array;
    for (;;) {
      array.push(this.value('looking for beginning of value'));
      this.#space();
      if (this.#take(']')) return array;
      if (!this.#take(',')) throw this.#unexpected('after array element');
    }
  }

  #string(): string {
    let out = '';
    this.offset++;
    for (;;) {
      const character = this.text[this.offset];
      if (character === undefined || character < ' ') throw this.#unexpected('in string literal');
      this.offset++;
      if (character === '"') return out;
      if (character !== '\\') {
        out += character;
        continue;
      }
      const escape = this.text[this.offset];
      if (escape === 'u') {
        const hex = /^[\da-fA-F]{4}/.exec(this.text.slice(this.offset + 1, this.offset + 5))?.[0];
        if (hex === undefined) {
          this.offset++;
          while (/[\da-fA-F]/.test(this.text[this.offset] ?? '')) this.offset++;
          throw this.#unexpected('in \\u hexadecimal character escape');
        }
        out += String.fromCharCode(Number.parseInt(hex, 16));
        this.offset += 5;
      } else {
        const plain = escapes[escape ?? ''];
        if (plain === undefined) throw this.#unexpected('in string escape code');
        out += plain;
        this.offset++;
      }
    }
  }

  #number(): number {
    const start = this.offset;
    this.#take('-');
    if (!this.#take('0')) this.#digits('in numeric literal');
    if (this.#take('.')) this.#digits('after decimal point in numeric literal');
    if (this.#take('e') || this.#take('E')) {
      if (!this.#take('+')) this.#take('-');
      this.#digits('in exponent of numeric literal');
    }
    return Number(this.text.slice(start, this.offset));
  }

  #digits(context: string): void {
    if (!/\d/.test(this.text[this.offset] ?? '')) throw this.#unexpected(context);
    while (/\d/.test(this.text[this.offset] ?? '')) this.offset++;
  }

  #word<T>(word: string, value: T): T {
    for (let i = 0; i < word.length; i++) {
      if (this.text[this.offset] !== word[i]) throw this.#unexpected(`in literal ${word} (expecting '${word[i]!}')`);
      this.offset++;
    }
    return value;
  }

  #space(): void {
    while (/[ \t\r\n]/.test(this.text[this.offset] ?? '')) this.offset++;
  }

  #take(character: string): boolean {
    if (this.text[this.offset] !== character) return false;
    this.offset++;
    return true;
  }

  #unexpected(context: string): JsonSyntaxError {
    const character = this.text[this.offset];
    if (character === undefined) return new JsonSyntaxError('unexpected EOF', this.offset);
    return new JsonSyntaxError(`invalid character ${quoteCharacter(character)} ${context}`, this.offset + 1);
  }
}

function quoteCharacter(character: string): string {
  if (character === "'") return `'\\''`;
  if (character === '"') return `'"'`;
  const named: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t', '\r': '\\r', '\\': '\\\\' };
  const code = character.charCodeAt(0);
  return `'${named[character] ?? (code < 0x20 ? `\\x${code.toString(16).padStart(2, '0')}` : character)}'`;
}
