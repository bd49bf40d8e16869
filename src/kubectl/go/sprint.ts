import { isRecord } from '../object.ts';

/** fmt.Sprint of decoded JSON: `map[a:1 b:2]`, `[x y]`, `<nil>`. */
export function sprint(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(sprint).join(' ')}]`;
  if (isRecord(value))
    return `map[${Object.keys(value)
      .sort()
      .map((key) => `${key}:${sprint(value[key])}`)
      .join(' ')}]`;
  return String(value);
}
