import { isObject, jsonEqual, type JsonObject, setOwn } from '../../api/json.ts';
import { own } from '../../api/patch/merge-patch.ts';

/** What is always kept, whatever the schema of an object says. */
const always: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata']);

/**
 * Without the fields that the schema does not know; their paths go to `unknown`.
 * apiextensions-apiserver/pkg/apiserver/schema/pruning.
 */
export function prune(value: unknown, schema: unknown, unknown: string[], path = '', root = true): unknown {
  if (!isObject(schema) || schema['x-kubernetes-preserve-unknown-fields'] === true) {
    return isObject(schema) ? pruneKnown(value, schema, unknown, path) : value;
  }
  if (Array.isArray(value)) {
    return (value as readonly unknown[]).map((item, i) =>
      prune(item, schema['items'] ?? {}, unknown, `${path}[${i}]`, false),
    );
  }
  if (!isObject(value)) return value;
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  const additional = schema['additionalProperties'];
  const embedded = root || schema['x-kubernetes-embedded-resource'] === true;
  const kept: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const at = path === '' ? key : `${path}.${key}`;
    const property = own(properties, key);
    if (embedded && always.has(key)) setOwn(kept, key, value[key]);
    else if (property !== undefined) setOwn(kept, key, prune(value[key], property, unknown, at, false));
    else if (isObject(additional)) setOwn(kept, key, prune(value[key], additional, unknown, at, false));
    else if (additional === true) setOwn(kept, key, value[key]);
    else unknown.push(at);
  }
  return kept;
}

/** Where unknown fields are kept, the known ones are pruned all the same. */
function pruneKnown(value: unknown, schema: JsonObject, unknown: string[], path: string): unknown {
  const properties = schema['properties'];
  if (!isObject(value) || !isObject(properties)) return value;
  const kept: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const property = own(properties, key);
    const at = path === '' ? key : `${path}.${key}`;
    setOwn(kept, key, property === undefined ? value[key] : prune(value[key], property, unknown, at, false));
  }
  return kept;
}

/** With the schema's defaults where a member is missing: apiserver/schema/defaulting. */
export function applySchemaDefaults(value: unknown, schema: unknown): unknown {
  if (!isObject(schema)) return value;
  if (Array.isArray(value)) {
    return (value as readonly unknown[]).map((item) => applySchemaDefaults(item, schema['items']));
  }
  if (!isObject(value)) return value;
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  const result: Record<string, unknown> = { ...value };
  let changed = false;
  for (const key of Object.keys(properties)) {
    const property = properties[key];
    if (!isObject(property)) continue;
    const nulled = own(result, key) === null && property['nullable'] !== true;
    const given = nulled ? undefined : own(result, key);
    const next = given === undefined ? property['default'] : given;
    if (next === undefined) continue;
    const defaulted = applySchemaDefaults(next, property);
    if (defaulted === own(result, key)) continue;
    setOwn(result, key, defaulted);
    changed = true;
  }
  const additional = schema['additionalProperties'];
  if (isObject(additional)) {
    for (const key of Object.keys(result)) {
      if (own(properties, key) !== undefined) continue;
      const next = applySchemaDefaults(result[key], additional);
      if (next === result[key]) continue;
      setOwn(result, key, next);
      changed = true;
    }
  }
  return changed || !jsonEqual(result, value) ? result : value;
}
