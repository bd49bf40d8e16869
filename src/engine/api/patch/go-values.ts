import { isObject } from '../json.ts';

/** `map[a:b c:1]`, as Go prints (`%v`) a decoded JSON value. */
export function goMap(value: unknown): string {
  if (isObject(value)) {
    const members = Object.keys(value).sort();
    return `map[${members.map((key) => `${key}:${goMap(value[key])}`).join(' ')}]`;
  }
  if (Array.isArray(value)) return `[${value.map(goMap).join(' ')}]`;
  return value === null || value === undefined ? '<nil>' : String(value);
}

/** The type of a decoded JSON value in Go's words. */
export function goTypeOf(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return '[]interface {}';
  if (isObject(value)) return 'map[string]interface {}';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  return 'string';
}

/** The kind of its type: `slice`, `map`, `string`, ... */
export function goKindOf(value: unknown): string {
  if (Array.isArray(value)) return 'slice';
  return isObject(value) ? 'map' : goTypeOf(value);
}
