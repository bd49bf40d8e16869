/** A text that is no JSON; the message is the one of Go's encoding/json. */
export class JsonSyntaxError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'JsonSyntaxError';
  }
}

export interface JsonText {
  readonly value: unknown;
  /** Paths (`spec.containers[0].image`) of keys that stood twice in one object; the last one counts. */
  readonly duplicates: readonly string[];
}

/** encoding/json's own limit. */
const maxDepth = 10_000;

/**
 * Parses JSON as Go does: the same errors, the paths of duplicate keys, and keys such as `__proto__` as plain keys. Throws
 * JsonSyntaxError.
 */
export function parseJsonText(text: string): JsonText {
  return new Parser(text).parse();
}

/** How Go names a character in a syntax error. */
function quoteCharacter(character: string): string {
  if (character === "'") return "'\\''";
  if (character === '"') return `'"'`;
  const code = character.codePointAt(0)!;
  const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' };
  if (escapes[character] !== undefined) return `'${escapes[character]}'`;
  return code < 0x20 ? `'\\x${code.toString(16).padStart(2, '0')}'` : `'${character}'`;
}

class Parser {
  #at = 0;
  #depth = 0;
  #duplicates: string[] = [];

  constructor(private readonly text: string) {}

  parse(): JsonText {
    this.#space();
    const value = this.#value('');
    this.#space();
    if (this.#at < this.text.length) throw this.#unexpected('after top-level value');
    return { value, duplicates: this.#duplicates };
  }

  #space(): void {
    while (this.#at < this.text.length && ' \t\r\n'.includes(this.text[this.#at]!)) this.#at++;
  }

  #unexpected(where: string): JsonSyntaxError {
    if (this.#at >= this.text.length) return new JsonSyntaxError('unexpected end of JSON input');
    const character = String.fromCodePoint(this.text.codePointAt(this.#at)!);
    return new JsonSyntaxError(`invalid character ${quoteCharacter(character)} ${where}`);
  }

  #value(path: string): unknown {
    const character = this.text[this.#at];
    if (character === '{') return this.#object(path);
    if (character === '[') return this.#array(path);
    if (character === '"') return this.#string();
    if (character === 't') return this.#literal('true', true);
    if (character === 'f') return this.#literal('false', false);
    if (character === 'n') return this.#literal('null', null);
    if (character === '-' || (character !== undefined && character >= '0' && character <= '9')) return this.#number();
    throw this.#unexpected('looking for beginning of value');
  }

  #enter(): void {
    if (++this.#depth > maxDepth) throw new JsonSyntaxError('exceeded max depth');
    this.#at++;
    this.#space();
  }

  #object(path: string): unknown {
    this.#enter();
    const out: Record<string, unknown> = {};
    const prefix = path === '' ? '' : `${path}.`;
    if (this.text[this.#at] === '}') return this.#leave(out);
    for (;;) {
      if (this.text[this.#at] !== '"') throw this.#unexpected('looking for beginning of object key string');
      const key = this.#string();
      this.#space();
      if (this.text[this.#at] !== ':') throw this.#unexpected('after object key');
      this.#at++;
      this.#space();
      const value = this.#value(prefix + key);
      if (Object.hasOwn(out, key) && !this.#duplicates.includes(prefix + key)) this.#duplicates.push(prefix + key);
      Object.defineProperty(out, key, { value, enumerable: true, configurable: true, writable: true });
      this.#space();
      if (this.text[this.#at] === '}') return this.#leave(out);
      if (this.text[this.#at] !== ',') throw this.#unexpected('after object key:value pair');
      this.#at++;
      this.#space();
    }
  }

  #array(path: string): unknown {
    this.#enter();
    const out: unknown[] = [];
    if (this.text[this.#at] === ']') return this.#leave(out);
    for (;;) {
      out.push(this.#value(`${path}[${out.length}]`));
      this.#space();
      if (this.text[this.#at] === ']') return this.#leave(out);
      if (this.text[this.#at] !== ',') throw this.#unexpected('after array element');
      this.#at++;
      this.#space();
    }
  }

  #leave<T>(value: T): T {
    this.#at++;
    this.#depth--;
    return value;
  }

  #literal(word: string, value: unknown): unknown {
    for (let i = 1; i < word.length; i++) {
      this.#at++;
      if (this.text[this.#at] !== word[i]) {
        throw this.#unexpected(`in literal ${word} (expecting ${quoteCharacter(word[i]!)})`);
      }
    }
    this.#at++;
    return value;
  }

  #digits(): void {
    while (this.#at < this.text.length && /[0-9]/.test(this.text[this.#at]!)) this.#at++;
  }

  #number(): number {
    const start = this.#at;
    if (this.text[this.#at] === '-') {
      this.#at++;
      if (!/[0-9]/.test(this.text[this.#at] ?? '')) throw this.#unexpected('in numeric literal');
    }
    if (this.text[this.#at] === '0') this.#at++;
    else this.#digits();
    if (this.text[this.#at] === '.') {
      this.#at++;
      if (!/[0-9]/.test(this.text[this.#at] ?? '')) throw this.#unexpected('after decimal point in numeric literal');
      this.#digits();
    }
    if (this.text[this.#at] === 'e' || this.text[this.#at] === 'E') {
      this.#at++;
      if (this.text[this.#at] === '+' || this.text[this.#at] === '-') this.#at++;
      if (!/[0-9]/.test(this.text[this.#at] ?? '')) throw this.#unexpected('in exponent of numeric literal');
      this.#digits();
    }
    return Number(this.text.slice(start, this.#at));
  }

  #string(): string {
    const start = this.#at++;
    let escaped = false;
    for (;;) {
      const character = this.text[this.#at];
      if (character === undefined) throw this.#unexpected('');
      if (character < ' ') throw this.#unexpected('in string literal');
      if (character === '"') break;
      if (character === '\\') {
        escaped = true;
        this.#escape();
      }
      this.#at++;
    }
    const raw = this.text.slice(start, ++this.#at);
    return escaped ? (JSON.parse(raw) as string) : raw.slice(1, -1);
  }

  #escape(): void {
    this.#at++;
    const character = this.text[this.#at];
    if (character === 'u') {
      for (let i = 0; i < 4; i++) {
        this.#at++;
        if (!/[0-9a-fA-F]/.test(this.text[this.#at] ?? '')) {
          throw this.#unexpected('in \\u hexadecimal character escape');
        }
      }
    } else if (character === undefined || !'"\\/bfnrt'.includes(character)) {
      throw this.#unexpected('in string escape code');
    }
  }
}
