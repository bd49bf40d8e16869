/** UTF-8 and base64 without the DOM or Node: the engine runs in both. */

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The UTF-8 bytes of a text, in base64. */
export function encodeBase64(text: string): string {
  const bytes = new TextEncoder().encode(text);
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const [a, b, c] = [bytes[i]!, bytes[i + 1], bytes[i + 2]];
    out += alphabet[a >> 2]! + alphabet[((a & 3) << 4) | ((b ?? 0) >> 4)]!;
    out += b === undefined ? '=' : alphabet[((b & 15) << 2) | ((c ?? 0) >> 6)]!;
    out += c === undefined ? '=' : alphabet[c & 63]!;
  }
  return out;
}

/** The bytes of a base64 text; characters outside the alphabet are skipped. */
export function decodeBase64Bytes(text: string): Uint8Array {
  const digits: number[] = [];
  for (const character of text) {
    const digit = alphabet.indexOf(character);
    if (digit >= 0) digits.push(digit);
  }
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
  for (let i = 0, at = 0; at < bytes.length; i += 4) {
    const [a = 0, b = 0, c = 0, d = 0] = digits.slice(i, i + 4);
    bytes[at++] = (a << 2) | (b >> 4);
    if (at < bytes.length) bytes[at++] = ((b & 15) << 4) | (c >> 2);
    if (at < bytes.length) bytes[at++] = ((c & 3) << 6) | d;
  }
  return bytes;
}

/** The text of base64-encoded UTF-8. */
export function decodeBase64(text: string): string {
  return new TextDecoder().decode(decodeBase64Bytes(text));
}

/** How many bytes a base64 text stands for. */
export function decodedLength(text: string): number {
  return Math.floor((text.replace(/[\r\n=]/g, '').length * 3) / 4);
}
