import type { Schema } from './schema.ts';

const machinery = 'io.k8s.apimachinery.pkg';
const extensions = 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1';

/** Definitions that stand for one value: what Go's types write for themselves. */
export const scalarDefinitions: Readonly<Record<string, Schema>> = {
  [`${machinery}.api.resource.Quantity`]: { type: 'string' },
  [`${machinery}.apis.meta.v1.Time`]: { type: 'string', format: 'date-time' },
  [`${machinery}.apis.meta.v1.MicroTime`]: { type: 'string', format: 'date-time' },
  [`${machinery}.apis.meta.v1.Duration`]: { type: 'string' },
  [`${machinery}.util.intstr.IntOrString`]: {
    type: 'string',
    format: 'int-or-string',
    description:
      'IntOrString is a type that can hold an int32 or a string.  When used in JSON or YAML marshalling and unmarshalling, it produces or consumes the inner type.  This allows you to have, for example, a JSON field that can accept a name or number.',
  },
  [`${machinery}.runtime.RawExtension`]: { type: 'object' },
  [`${machinery}.apis.meta.v1.FieldsV1`]: { type: 'object' },
  [`${extensions}.JSON`]: {},
  [`${extensions}.JSONSchemaPropsOrArray`]: {},
  [`${extensions}.JSONSchemaPropsOrBool`]: {},
  [`${extensions}.JSONSchemaPropsOrStringArray`]: {},
  [`${extensions}.CustomResourceSubresourceStatus`]: { type: 'object' },
};
