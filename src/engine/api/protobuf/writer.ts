/** Writes protobuf's wire format; the counterpart of reader.ts. */
export class Writer {
  readonly #parts: Uint8Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  varint(number: number, value: number): this {
    return this.#tag(number, 0).#number(value);
  }

  text(number: number, value: string): this {
    return this.bytes(number, encoder.encode(value));
  }

  bytes(number: number, value: Uint8Array): this {
    return this.#tag(number, 2).#number(value.length).#push(value);
  }

  /** A message inside this one. */
  message(number: number, write: (writer: Writer) => void): this {
    const inner = new Writer();
    write(inner);
    return this.bytes(number, inner.finish());
  }

  finish(): Uint8Array {
    const all = new Uint8Array(this.#length);
    let at = 0;
    for (const part of this.#parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }

  #tag(number: number, wireType: number): this {
    return this.#number(number * 8 + wireType);
  }

  #number(value: number): this {
    const bytes: number[] = [];
    let rest = value;
    for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
    bytes.push(rest);
    return this.#push(Uint8Array.from(bytes));
  }

  #push(part: Uint8Array): this {
    this.#parts.push(part);
    this.#length += part.length;
    return this;
  }
}

const encoder = new TextEncoder();
