import { decodeStruct, type Decoded } from '../../api/decode.ts';
import { type FieldError, invalid } from '../../api/field.ts';
import { goMap, goTypeOf } from '../../api/patch/go-values.ts';
import { isObject, type JsonObject, type ReleaseRef } from '../../api/json.ts';
import { structShape } from '../../api/schema.ts';
import { validateObjectMeta, validateObjectMetaUpdate, subdomainName } from '../../api/validation/metadata.ts';
import type { StoredObject } from '../registry/strategy.ts';
import type { CustomVersion } from './definition.ts';
import { applySchemaDefaults, prune } from './structural-schema.ts';
import { validateSchema } from './validate.ts';

/**
 * Decodes a custom resource: metadata as every kind's, the rest pruned to its schema and with its defaults.
 * @throws DecodeError for metadata of the wrong types
 */
export function decodeCustom(
  { schema }: CustomVersion,
  value: JsonObject,
  release: ReleaseRef,
  duplicates: readonly string[],
): Decoded {
  const metaShape = structShape('meta.v1.ObjectMeta', release);
  const meta =
    metaShape === undefined || value['metadata'] === undefined
      ? { object: isObject(value['metadata']) ? value['metadata'] : {}, strictErrors: [] }
      : decodeStruct(metaShape, value['metadata'], release);
  const unknown: string[] = [];
  const pruned = prune(value, schema, unknown) as JsonObject;
  const object = applySchemaDefaults({ ...pruned, metadata: meta.object }, schema) as JsonObject;
  const strictErrors = [
    ...duplicates.map((field) => `duplicate field "${field}"`),
    ...unknown.map((field) => `unknown field "${field}"`),
    ...meta.strictErrors.map((error) => error.replace(/^unknown field "/, 'unknown field "metadata.')),
  ];
  return { object, strictErrors };
}

/** What is wrong with a custom resource: its metadata, and what its schema says. */
export function validateCustom(
  { kind, schema, scale }: CustomVersion,
  object: StoredObject,
  old: StoredObject | undefined,
  release: ReleaseRef,
): readonly FieldError[] {
  const { apiVersion: _apiVersion, kind: _kind, metadata: _metadata, ...rest } = object;
  return [
    ...(old === undefined
      ? validateObjectMeta(object, kind.namespaced, subdomainName, release)
      : validateObjectMetaUpdate(object, old, release)),
    ...validateSchema(rest, { ...schema, type: 'object' }, '', release),
    ...scaleErrors(scale, rest),
  ];
}

/** What `scale` reads must be a number: customresource/validator.go ValidateScaleSpec. */
function scaleErrors(scale: CustomVersion['scale'], object: JsonObject): readonly FieldError[] {
  if (scale === undefined) return [];
  let value: unknown = object;
  const fail = (expected: string): readonly FieldError[] => {
    const detail = `${scale.spec} accessor error: ${goMap(value)} is of the type ${goTypeOf(value)}, expected ${expected}`;
    return [invalid(scale.spec, 0, detail)];
  };
  for (const step of scale.spec.split('.').slice(1)) {
    if (!isObject(value)) return fail('map[string]interface{}');
    const below = value[step];
    if (below === undefined) return [];
    value = below;
  }
  return Number.isInteger(value) ? [] : fail('int64');
}
