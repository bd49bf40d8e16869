const short: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

/** A Go string literal, as `%q` prints it (strconv.Quote): printable characters stay as they are. */
export function goQuote(text: string): string {
  let out = '"';
  for (const character of text) {
    const escape = short[character];
    if (escape !== undefined) out += escape;
    else if (/^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(character)) out += character;
    else out += escapeCode(character.codePointAt(0)!);
  }
  return out + '"';
}

function escapeCode(code: number): string {
  if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code < 0x10000) return `\\u${code.toString(16).padStart(4, '0')}`;
  return `\\U${code.toString(16).padStart(8, '0')}`;
}

/** `map[string]string{"a":"b"}`, keys sorted, as `%#v` prints it. */
export function goStringMap(map: Readonly<Record<string, string>>): string {
  const keys = Object.keys(map).sort();
  return `map[string]string{${keys.map((key) => `${goQuote(key)}:${goQuote(map[key]!)}`).join(', ')}}`;
}

/** `[]string{"a", "b"}` */
export function goStringSlice(items: readonly string[]): string {
  return `[]string{${items.map(goQuote).join(', ')}}`;
}

/** `["a" "b"]`, a list as `%q` prints it. */
export function goQuotedList(items: readonly string[]): string {
  return `[${items.map(goQuote).join(' ')}]`;
}
