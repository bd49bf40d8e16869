import type { JsonObject, ReleaseRef } from '../json.ts';

/** Fills in one struct, not what is below it; answers the same object if nothing is missing. */
export type DefaultRule = (object: JsonObject, release: ReleaseRef) => JsonObject;

/** By `group.version.Type`. */
export type DefaultRules = Readonly<Record<string, DefaultRule>>;

/** Whether a field was left out, or given as what Go cannot tell from that. */
export function isUnset(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/** The object with `values` where it has nothing. */
export function fill(object: JsonObject, values: JsonObject): JsonObject {
  let out: Record<string, unknown> | undefined;
  for (const field of Object.keys(values)) {
    if (values[field] === undefined || !isUnset(object[field])) continue;
    out ??= { ...object };
    out[field] = values[field];
  }
  return out ?? object;
}

/** A rule that fills in fixed values. */
export function filling(values: JsonObject): DefaultRule {
  return (object) => fill(object, values);
}

/** The same, where 0 counts as left out too (fields without a pointer). */
export function fillingZeroes(values: JsonObject): DefaultRule {
  return (object) => {
    let out: Record<string, unknown> | undefined;
    for (const field of Object.keys(values)) {
      if (!isUnset(object[field]) && object[field] !== 0) continue;
      out ??= { ...object };
      out[field] = values[field];
    }
    return out ?? object;
  };
}

/** A rule that drops fields that a disabled feature gate guards. */
export function without(...fields: readonly string[]): DefaultRule {
  return (object) => {
    if (!fields.some((field) => object[field] !== undefined)) return object;
    return Object.fromEntries(Object.entries(object).filter(([field]) => !fields.includes(field)));
  };
}
