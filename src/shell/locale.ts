/** Whether an environment asks for UTF-8; without a locale, as in most containers, a character is a byte. */
export function isUtf8(env: Readonly<Record<string, string>>): boolean {
  const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find((value) => value !== undefined && value !== '');
  return /utf-?8/i.test(locale ?? '');
}
