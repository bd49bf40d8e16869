import { isObject } from '../../api/json.ts';

const escapes: Readonly<Record<string, string>> = { '<': '\\u003c', '>': '\\u003e', '&': '\\u0026' };

/** A value as Go's encoding/json writes it of a map: keys sorted, no spaces, and `<`, `>`, `&` escaped. */
export function goJson(value: unknown): string {
  return JSON.stringify(sorted(value)).replaceAll(/[<>&]/g, (character) => escapes[character]!);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, sorted(member)]),
  );
}
