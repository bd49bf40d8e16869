/** A decoded JSON object that nobody may change. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** What every function here that differs between releases needs of a `Release`. */
export interface ReleaseRef {
  readonly name: '1.20' | '1.36';
}

/** Whether `value` is a JSON object (not an array, not null). */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `value` as an array, or an empty one. */
export function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

/** `value` as an object, or an empty one. */
export function asObject(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

/** `value` as a string, or ''. */
export function asString(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Structural equality of JSON values; an absent member and one that is undefined are the same. */
export function jsonEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) if (!jsonEqual(a[i], b[i])) return false;
    return true;
  }
  if (Array.isArray(b)) return false;
  const left = a as JsonObject;
  const right = b as JsonObject;
  for (const key of Object.keys(left)) if (!jsonEqual(left[key], right[key])) return false;
  for (const key of Object.keys(right)) if (right[key] !== undefined && left[key] === undefined) return false;
  return true;
}

/** The value without members that are null, which on the wire stand for fields that are not set; shares what has none. */
export function withoutNulls<T>(value: T): T {
  if (Array.isArray(value)) {
    let changed = false;
    const items = value.map((item: unknown) => {
      const clean = withoutNulls(item);
      changed ||= clean !== item;
      return clean;
    });
    return changed ? (items as T) : value;
  }
  if (!isObject(value)) return value;
  let copy: Record<string, unknown> | undefined;
  for (const [key, member] of Object.entries(value)) {
    const clean = withoutNulls(member);
    if (clean === member && member !== null) continue;
    copy ??= { ...value };
    if (member === null) delete copy[key];
    else copy[key] = clean;
  }
  return copy === undefined ? value : (copy as T);
}
