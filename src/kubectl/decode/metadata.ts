import { isRecord, type Json } from '../object.ts';

type FieldType = 'string' | 'int64' | 'strings' | 'map' | 'owners';

/** metav1.ObjectMeta, as far as manifests write it. */
const fields: Readonly<Record<string, FieldType>> = {
  name: 'string',
  generateName: 'string',
  namespace: 'string',
  selfLink: 'string',
  uid: 'string',
  resourceVersion: 'string',
  generation: 'int64',
  deletionGracePeriodSeconds: 'int64',
  labels: 'map',
  annotations: 'map',
  finalizers: 'strings',
  ownerReferences: 'owners',
};

/** encoding/json's complaint about an object's metadata, undefined if it decodes (resource.metadataValidatingDecoder). */
export function metadataError(object: Json): string | undefined {
  const metadata = object['metadata'];
  if (metadata === undefined || metadata === null) return undefined;
  if (!isRecord(metadata)) return cannot(metadata, 'metadataOnlyObject.metadata', 'v1.ObjectMeta');
  for (const [name, value] of Object.entries(metadata)) {
    const type = fields[name];
    if (type === undefined || value === null) continue;
    const error = fieldError(`ObjectMeta.metadata.${name}`, type, value);
    if (error !== undefined) return error;
  }
  return undefined;
}

function fieldError(path: string, type: FieldType, value: unknown): string | undefined {
  switch (type) {
    case 'string':
      return typeof value === 'string' ? undefined : cannot(value, path, 'string');
    case 'int64':
      return Number.isInteger(value) ? undefined : cannot(value, path, 'int64');
    case 'map': {
      if (!isRecord(value)) return cannot(value, path, 'map[string]string');
      const wrong = Object.values(value).find((item) => typeof item !== 'string' && item !== null);
      return wrong === undefined ? undefined : cannot(wrong, path, 'string');
    }
    case 'strings': {
      if (!Array.isArray(value)) return cannot(value, path, '[]string');
      const wrong: unknown = value.find((item) => typeof item !== 'string' && item !== null);
      return wrong === undefined ? undefined : cannot(wrong, path, 'string');
    }
    case 'owners':
      return Array.isArray(value) ? undefined : cannot(value, path, '[]v1.OwnerReference');
  }
}

function cannot(value: unknown, path: string, type: string): string {
  return `json: cannot unmarshal ${jsonType(value)} into Go struct field ${path} of type ${type}`;
}

export function jsonType(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  return typeof value;
}
