/**
 * A seeded source of numbers (sfc32). `fork(name)` gives an independent stream for one purpose, so that a
 * new consumer does not shift the numbers that the others draw.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;
  readonly #seed: number;

  constructor(seed: number) {
    this.#seed = seed | 0;
    this.#a = this.#seed;
    this.#b = 0x9e3779b9;
    this.#c = 0x243f6a88;
    for (let i = 0; i < 15; i++) this.#next();
  }

  /** An independent stream, the same for the same seed and name. */
  fork(name: string): Random {
    let hash = 0x811c9dc5 ^ this.#seed;
    for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
    return new Random(hash);
  }

  /** Uniform in [0, 1). */
  float(): number {
    return this.#next() / 4294967296;
  }

  /** Uniform whole number in [low, high]. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.float() * (high - low + 1));
  }

  /** One of `items`, which must not be empty. */
  pick<T>(items: readonly T[] | string): T | string {
    return items[this.integer(0, items.length - 1)]!;
  }

  /** `length` characters of `alphabet`. */
  text(length: number, alphabet: string): string {
    // Names of 64 digits are drawn by the thousand: one string each, not one for every digit.
    const codes = new Array<number>(length);
    for (let i = 0; i < length; i++) codes[i] = alphabet.charCodeAt(this.integer(0, alphabet.length - 1));
    return String.fromCharCode.apply(null, codes);
  }

  /** `length` hexadecimal digits. */
  hex(length: number): string {
    return this.text(length, '0123456789abcdef');
  }

  /** A version-4 UUID. */
  uuid(): string {
    const h = this.hex(32);
    const variant = '89ab'[this.integer(0, 3)]!;
    return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-${variant}${h.slice(17, 20)}-${h.slice(20)}`;
  }

  #next(): number {
    const t = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + t;
    this.#c |= 0;
    return t >>> 0;
  }
}
