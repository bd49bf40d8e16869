/*
 * The streams of simulated programs are texts, those of the wire are bytes. Bytes that are no UTF-8 travel as the lone surrogates
 * U+DC80 to U+DCFF (Python's "surrogateescape", PEP 383), so that a binary file survives the way there and back.
 */

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();
const escaped = /[\uDC80-\uDCFF]/u;

/** How many bytes at the end of `bytes` begin a character that is not whole yet. */
function unfinished(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return 0;
    if (byte < 0xc0) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return length > back ? back : 0;
  }
  return 0;
}

/** Bytes that come in chunks, as text. */
export class TextOfBytes {
  #rest: Uint8Array = new Uint8Array(0);

  push(chunk: Uint8Array): string {
    const bytes = this.#rest.length === 0 ? chunk : joined([this.#rest, chunk]);
    const whole = bytes.length - unfinished(bytes);
    this.#rest = bytes.slice(whole);
    return decode(bytes.subarray(0, whole));
  }

  /** What was left of a character that never ended. */
  end(): string {
    const rest = this.#rest;
    this.#rest = new Uint8Array(0);
    return decode(rest);
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const length = characterLength(bytes, at);
    if (length === 0) text += String.fromCharCode(0xdc00 + bytes[at]!);
    else text += strict.decode(bytes.subarray(at, at + length));
    at += Math.max(1, length);
  }
  return text;
}

/** Bytes of the well-formed character at `at`; 0 if there is none. */
function characterLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at]!;
  const length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (at + length > bytes.length) return 0;
  try {
    strict.decode(bytes.subarray(at, at + length));
    return length;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return 0;
  }
}

/** Text that comes in chunks, as bytes. */
export class BytesOfText {
  #rest = '';

  push(chunk: string): Uint8Array {
    let text = this.#rest + chunk;
    const last = text.charCodeAt(text.length - 1);
    const half = last >= 0xd800 && last < 0xdc00;
    this.#rest = half ? text.slice(-1) : '';
    if (half) text = text.slice(0, -1);
    return bytesOf(text);
  }
}

/** The bytes of a whole text. */
export function bytesOf(text: string): Uint8Array {
  if (!escaped.test(text)) return encoder.encode(text);
  const parts: Uint8Array[] = [];
  for (const piece of text.split(/([\uDC80-\uDCFF])/u)) {
    const code = piece.length === 1 ? piece.charCodeAt(0) : 0;
    parts.push(code >= 0xdc80 && code <= 0xdcff ? Uint8Array.of(code - 0xdc00) : encoder.encode(piece));
  }
  return joined(parts);
}

/** One array of several, in a row. */
export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
