const escapes: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
};

/** JSON as encoding/json's Encoder writes it: one line, HTML's characters escaped, a newline at the end. */
export function jsonLine(value: unknown): string {
  return `${JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (character) => escapes[character]!)}\n`;
}

let last: { readonly value: unknown; readonly text: string } | undefined;

/** The same for a value that many readers get one after the other: a watch event. */
export function sharedJsonLine(value: { readonly type: unknown; readonly object: unknown }): string {
  if (last === undefined || last.value !== value.object) last = { value: value.object, text: jsonLine(value.object) };
  return `{"type":${JSON.stringify(value.type)},"object":${last.text.slice(0, -1)}}\n`;
}
