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

/** Frozen values that were looked through before: the spec of an object comes by with every change of its status. */
const knownWithoutNulls = new WeakSet();

/** Whether a member anywhere in the value is null. */
function holdsNull(value: object): boolean {
  if (Array.isArray(value)) {
    for (const item of value as readonly unknown[])
      if (typeof item === 'object' && item !== null && holdsNull(item)) return true;
    return false;
  }
  for (const key in value) {
    const member = (value as JsonObject)[key];
    if (typeof member === 'object' && (member === null || holdsNull(member))) return true;
  }
  return false;
}

function hasNone(value: object): boolean {
  for (const key in value) {
    const member = (value as JsonObject)[key];
    if (member === null) return false;
    if (typeof member !== 'object' || knownWithoutNulls.has(member)) continue;
    if (holdsNull(member)) return false;
    if (Object.isFrozen(member)) knownWithoutNulls.add(member);
  }
  return true;
}

/** The value without members that are null, which on the wire stand for fields that are not set; shares what has none. */
export function withoutNulls<T>(value: T): T {
  // Most values have none, and every write comes by here: looking first copies nothing.
  if (typeof value !== 'object' || value === null || hasNone(value)) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => withoutNulls(item)) as T;
  const copy: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) if (member !== null) copy[key] = withoutNulls(member);
  return copy as T;
}
