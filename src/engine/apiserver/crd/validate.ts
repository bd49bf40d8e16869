import {
  duplicate,
  type FieldError,
  invalid,
  notSupported,
  required,
  tooLong,
  tooMany,
  typeInvalid,
} from '../../api/field.ts';
import { goQuote } from '../../api/go-syntax.ts';
import { isObject, jsonEqual, type JsonObject, type ReleaseRef } from '../../api/json.ts';
import { own } from '../../api/patch/merge-patch.ts';

/**
 * What a value breaks of a structural schema, in the words of apiextensions-apiserver/pkg/apiserver/validation (which are
 * those of kube-openapi's validator). `x-kubernetes-validations` (CEL) is not evaluated.
 */
export function validateSchema(value: unknown, schema: unknown, path: string, release: ReleaseRef): FieldError[] {
  if (!isObject(schema)) return [];
  if (value === null && schema['nullable'] === true) return [];
  const wrong = typeError(value, schema, path);
  if (wrong !== undefined) return [wrong];
  return [
    ...enumErrors(value, schema, path),
    ...(typeof value === 'string' ? stringErrors(value, schema, path, release) : []),
    ...(typeof value === 'number' ? numberErrors(value, schema, path) : []),
    ...(Array.isArray(value) ? listErrors(value as readonly unknown[], schema, path, release) : []),
    ...(isObject(value) ? objectErrors(value, schema, path, release) : []),
    ...combinationErrors(value, schema, path, release),
  ];
}

/** Messages name the value by its whole path, or not at all at the root. */
const subject = (path: string): string => (path === '' ? '<nil>' : path);

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

function typeError(value: unknown, schema: JsonObject, path: string): FieldError | undefined {
  const actual = typeName(value);
  if (schema['x-kubernetes-int-or-string'] === true) {
    if (actual === 'integer' || actual === 'string') return undefined;
    return typeInvalid(path, actual, `${subject(path)} in body must be of type integer,string: ${goQuote(actual)}`);
  }
  const wanted = schema['type'];
  if (typeof wanted !== 'string' || wanted === '' || wanted === actual) return undefined;
  if (wanted === 'number' && actual === 'integer') return undefined;
  return typeInvalid(path, actual, `${subject(path)} in body must be of type ${wanted}: ${goQuote(actual)}`);
}

function enumErrors(value: unknown, schema: JsonObject, path: string): FieldError[] {
  const allowed = schema['enum'];
  if (!Array.isArray(allowed) || allowed.some((one) => jsonEqual(one, value))) return [];
  return [
    notSupported(
      path,
      value,
      allowed.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))),
    ),
  ];
}

function stringErrors(value: string, schema: JsonObject, path: string, release: ReleaseRef): FieldError[] {
  const errors: FieldError[] = [];
  const { minLength, maxLength, pattern } = schema;
  const length = [...value].length;
  if (typeof maxLength === 'number' && length > maxLength) errors.push(tooLong(path, maxLength, release));
  if (typeof minLength === 'number' && length < minLength) {
    errors.push(invalid(path, value, `${subject(path)} in body should be at least ${minLength} chars long`));
  }
  if (typeof pattern === 'string' && !matches(value, pattern)) {
    errors.push(invalid(path, value, `${subject(path)} in body should match '${pattern}'`));
  }
  return errors;
}

/** A pattern that JavaScript does not take is no reason to refuse what Go might take. */
function matches(value: string, pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(value);
  } catch {
    return true;
  }
}

function numberErrors(value: number, schema: JsonObject, path: string): FieldError[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  const errors: FieldError[] = [];
  const fail = (text: string): void =>
    void errors.push(invalid(path, value, `${subject(path)} in body should be ${text}`));
  if (typeof minimum === 'number') {
    if (exclusiveMinimum === true ? value <= minimum : value < minimum) {
      fail(`greater than ${exclusiveMinimum === true ? '' : 'or equal to '}${minimum}`);
    }
  }
  if (typeof maximum === 'number') {
    if (exclusiveMaximum === true ? value >= maximum : value > maximum) {
      fail(`less than ${exclusiveMaximum === true ? '' : 'or equal to '}${maximum}`);
    }
  }
  if (typeof multipleOf === 'number' && value % multipleOf !== 0) fail(`a multiple of ${multipleOf}`);
  return errors;
}

function listErrors(value: readonly unknown[], schema: JsonObject, path: string, release: ReleaseRef): FieldError[] {
  const errors = value.flatMap((item, i) => validateSchema(item, schema['items'], `${path}[${i}]`, release));
  const { minItems, maxItems } = schema;
  if (typeof minItems === 'number' && value.length < minItems) {
    errors.push(invalid(path, value.length, `${subject(path)} in body should have at least ${minItems} items`));
  }
  if (typeof maxItems === 'number' && value.length > maxItems)
    errors.push(tooMany(path, value.length, maxItems, release));
  return [...errors, ...duplicates(value, schema, path)];
}

/** x-kubernetes-list-type set and map: apiserver/schema/listtype. */
function duplicates(value: readonly unknown[], schema: JsonObject, path: string): FieldError[] {
  const listType = schema['x-kubernetes-list-type'];
  if (listType !== 'set' && listType !== 'map') return [];
  const keys = Array.isArray(schema['x-kubernetes-list-map-keys'])
    ? schema['x-kubernetes-list-map-keys'].map(String)
    : [];
  const identity = (item: unknown): unknown =>
    listType === 'set' || !isObject(item) ? item : Object.fromEntries(keys.map((key) => [key, own(item, key)]));
  const seen = new Set<string>();
  return value.flatMap((item, i) => {
    const text = JSON.stringify(identity(item));
    if (!seen.has(text)) {
      seen.add(text);
      return [];
    }
    return [duplicate(`${path}[${i}]`, identity(item))];
  });
}

function objectErrors(value: JsonObject, schema: JsonObject, path: string, release: ReleaseRef): FieldError[] {
  const at = (key: string): string => (path === '' ? key : `${path}.${key}`);
  const errors: FieldError[] = [];
  for (const key of Array.isArray(schema['required']) ? schema['required'].map(String) : []) {
    if (own(value, key) === undefined) errors.push(required(at(key)));
  }
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  const additional = schema['additionalProperties'];
  for (const key of Object.keys(value)) {
    const property = own(properties, key) ?? (isObject(additional) ? additional : undefined);
    if (property !== undefined) errors.push(...validateSchema(value[key], property, at(key), release));
  }
  const { maxProperties, minProperties } = schema;
  const count = Object.keys(value).length;
  if (typeof maxProperties === 'number' && count > maxProperties)
    errors.push(tooMany(path, count, maxProperties, release));
  if (typeof minProperties === 'number' && count < minProperties) {
    errors.push(invalid(path, count, `${subject(path)} in body should have at least ${minProperties} properties`));
  }
  return errors;
}

function combinationErrors(value: unknown, schema: JsonObject, path: string, release: ReleaseRef): FieldError[] {
  const passing = (key: string): number | undefined => {
    const schemas = schema[key];
    if (!Array.isArray(schemas)) return undefined;
    return (schemas as readonly unknown[]).filter((one) => validateSchema(value, one, path, release).length === 0)
      .length;
  };
  const errors: FieldError[] = [];
  const fail = (text: string): void => void errors.push(invalid(path, '', `${subject(path)} in body ${text}`));
  if (passing('anyOf') === 0 && schema['x-kubernetes-int-or-string'] !== true)
    fail('must validate at least one schema (anyOf)');
  const one = passing('oneOf');
  if (one !== undefined && one !== 1) fail('must validate one and only one schema (oneOf)');
  for (const all of Array.isArray(schema['allOf']) ? (schema['allOf'] as readonly unknown[]) : []) {
    errors.push(...validateSchema(value, all, path, release));
  }
  if (isObject(schema['not']) && validateSchema(value, schema['not'], path, release).length === 0) {
    fail('must not validate the schema (not)');
  }
  return errors;
}
