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

/** Assigns without ever reaching a setter: `__proto__` becomes a member like any other. */
export function setOwn(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  } else object[key] = value;
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
  for (const key in left) if (!jsonEqual(left[key], right[key])) return false;
  for (const key in right) if (right[key] !== undefined && left[key] === undefined) return false;
  return true;
}

/** Frozen members that were looked through before: the spec of an object comes by with every change of its status. */
const knownWithoutNulls = new WeakSet();

/** The value without members that are null, which on the wire stand for fields that are not set; shares what has none. */
export function withoutNulls<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  return (Array.isArray(value) ? cleanedItems(value) : cleanedMembers(value as JsonObject, cleanedMember)) as T;
}

/** Only the members of the whole object are remembered: to do so costs more than to look through something small. */
function cleanedMember(member: unknown): unknown {
  if (typeof member !== 'object' || member === null || knownWithoutNulls.has(member)) return member;
  const cleaned = cleanedValue(member);
  if (cleaned === member && Object.isFrozen(member)) knownWithoutNulls.add(member);
  return cleaned;
}

function cleanedValue(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Array.isArray(value) ? cleanedItems(value) : cleanedMembers(value as JsonObject, cleanedValue);
}

/** Most values hold no null, and every write comes by here: nothing is copied before the first one is found. */
function cleanedItems(list: readonly unknown[]): readonly unknown[] {
  let copy: unknown[] | undefined;
  for (let i = 0; i < list.length; i++) {
    const item = list[i];
    const cleaned = cleanedValue(item);
    if (cleaned !== item) copy ??= list.slice(0, i);
    copy?.push(cleaned);
  }
  return copy ?? list;
}

function cleanedMembers(object: JsonObject, clean: (member: unknown) => unknown): JsonObject {
  let copy: Record<string, unknown> | undefined;
  for (const key in object) {
    const member = object[key];
    const cleaned = clean(member);
    if (copy === undefined) {
      if (cleaned === member && member !== null) continue;
      copy = {};
      for (const earlier in object) {
        if (earlier === key) break;
        setOwn(copy, earlier, object[earlier]);
      }
    }
    if (member !== null) setOwn(copy, key, cleaned);
  }
  return copy ?? object;
}
