import { asArray, asObject, isObject, type JsonObject, type ReleaseRef } from './json.ts';
import { internalFields } from './internal-types.ts';

/**
 * A value as encoding/json writes the API server's internal type: Go names, the order of the struct, every field there (nil is
 * null). Used by the messages that print objects.
 */
export function internalJson(type: string, value: unknown, release: ReleaseRef): unknown {
  if (type.startsWith('?'))
    return value === undefined || value === null ? null : internalJson(type.slice(1), value, release);
  if (type.startsWith('[')) {
    if (value === undefined || value === null) return null;
    return asArray(value).map((item) => internalJson(type.slice(1), item, release));
  }
  if (type.startsWith('{')) {
    if (!isObject(value)) return null;
    const keys = Object.keys(value).sort();
    return Object.fromEntries(keys.map((key) => [key, internalJson(type.slice(1), value[key], release)]));
  }
  switch (type) {
    case 's':
      return value ?? '';
    case 'b':
      return value ?? false;
    case 'i':
    case 'x':
      return value ?? 0;
    case 'q':
      return value ?? '0';
    case 'j':
      return value ?? null;
    default:
      return struct(type, asObject(value), release);
  }
}

function struct(type: string, given: JsonObject, release: ReleaseRef): unknown {
  const fields = internalFields(type);
  if (fields === undefined) return given;
  const value = type === 'PodSpec' ? withHostFields(given) : given;
  const out: Record<string, unknown> = {};
  for (const field of fields) {
    if (field.newer && release.name === '1.20') continue;
    out[field.goName] = internalJson(field.type, value[field.wireName], release);
  }
  return out;
}

/** Internally the host's namespaces are part of the security context. */
function withHostFields(spec: JsonObject): JsonObject {
  const { hostNetwork, hostPID, hostIPC, shareProcessNamespace, hostUsers } = spec;
  if (spec['securityContext'] === undefined) return spec;
  return {
    ...spec,
    securityContext: {
      ...asObject(spec['securityContext']),
      hostNetwork,
      hostPID,
      hostIPC,
      shareProcessNamespace,
      hostUsers,
    },
  };
}
