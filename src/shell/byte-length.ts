/** Length in bytes of a text's UTF-8. */
export function byteLength(text: string): number {
  let length = 0;
  for (const char of text) {
    const point = char.codePointAt(0)!;
    length += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return length;
}

/** Whether an environment asks for UTF-8; without a locale, as in most containers, a character is a byte. */
export function isUtf8(env: Readonly<Record<string, string>>): boolean {
  const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find((value) => value !== undefined && value !== '');
  return /utf-?8/i.test(locale ?? '');
}
