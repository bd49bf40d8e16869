import { shapeOf, type Definitions } from '../client/openapi.ts';
import { quote } from '../go/quote.ts';
import { isRecord, type Json } from '../object.ts';

/**
 * The mistakes of a value against a definition of OpenAPI v2, in the order and words of
 * kube-openapi/pkg/util/proto/validation (v1.20's client-side validation).
 */
export function validateModel(value: unknown, name: string, definitions: Definitions, path: string): readonly string[] {
  const definition = definitions[name];
  return definition === undefined ? [] : new Validator(definitions).check(value, definition, path, name);
}

class Validator {
  constructor(private readonly definitions: Definitions) {}

  /** @param schemaPath how errors name the schema: the definition and the field in it. */
  check(value: unknown, schema: Json, path: string, schemaPath: string): readonly string[] {
    const shape = shapeOf(schema);
    const wrong = (expected: string): readonly string[] => [
      `ValidationError(${path}): invalid type for ${schemaPath}: got ${quote(kindOf(value))}, expected ${quote(expected)}`,
    ];
    switch (shape.type) {
      case 'arbitrary':
        return [];
      case 'reference': {
        const target = this.definitions[shape.name];
        return target === undefined ? [] : this.check(value, target, path, shape.name);
      }
      case 'primitive':
        if (isRecord(value) || Array.isArray(value)) return wrong(shape.name);
        return fits(value, shape.name) ? [] : wrong(shape.name);
      case 'array':
        if (!Array.isArray(value)) return wrong('array');
        return value.flatMap((item: unknown, i) =>
          item === null || item === undefined
            ? [`ValidationError(${path}): unknown object type "nil" in ${path}[${i}]`]
            : this.check(item, shape.items, `${path}[${i}]`, schemaPath),
        );
      case 'map':
        if (!isRecord(value)) return wrong('map');
        return Object.keys(value)
          .sort()
          .flatMap((key) =>
            value[key] === null
              ? [`unknown object type "nil" in ${path}.${key}`]
              : this.check(value[key], shape.values, `${path}.${key}`, schemaPath),
          );
      case 'kind':
        if (!isRecord(value)) return wrong('map');
        return this.#fields(value, shape.fields, shape.required, path, schemaPath);
    }
  }

  #fields(
    value: Json,
    fields: Readonly<Record<string, Json>>,
    required: readonly string[],
    path: string,
    schemaPath: string,
  ): readonly string[] {
    const errors: string[] = [];
    for (const key of Object.keys(value).sort()) {
      const item = value[key];
      if (item === null || item === undefined) continue;
      const schema = Object.hasOwn(fields, key) ? fields[key] : undefined;
      if (schema === undefined) errors.push(`ValidationError(${path}): unknown field ${quote(key)} in ${schemaPath}`);
      else errors.push(...this.check(item, schema, `${path}.${key}`, `${schemaPath}.${key}`));
    }
    for (const name of required) {
      if (value[name] === undefined || value[name] === null) {
        errors.push(`ValidationError(${path}): missing required field ${quote(name)} in ${schemaPath}`);
      }
    }
    return errors;
  }
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (isRecord(value)) return 'map';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

/** A number may stand for a text, and a whole number for any. */
function fits(value: unknown, type: string): boolean {
  if (type === 'string') return true;
  if (type === 'boolean') return typeof value === 'boolean';
  return typeof value === 'number';
}
