import { forbidden, invalid, tooLong, type FieldError } from '../../field.ts';
import { byteLength, isConfigMapKey } from '../../formats.ts';
import { jsonEqual, type ReleaseRef } from '../../json.ts';
import { decodedLength } from '../../base64.ts';
import type { ConfigMap } from '../../types.ts';
import { subdomainName, validateObjectMeta, validateObjectMetaUpdate } from '../metadata.ts';
import { invalidEach, sortedKeys } from '../rules.ts';
import type { Validator } from '../validator.ts';

/* pkg/apis/core/validation/validation.go: ConfigMaps. */

/** Of a ConfigMap or Secret, values together: 1 MiB. */
export const maxDataSize = 1024 * 1024;

export const immutableWhenSet = 'field is immutable when `immutable` is set';

function validateConfigMap(map: ConfigMap, release: ReleaseRef): FieldError[] {
  const { data = {}, binaryData = {} } = map;
  const errors = validateObjectMeta(map, true, subdomainName, release);
  let size = 0;
  for (const key of sortedKeys(data)) {
    errors.push(...invalidEach(`data[${key}]`, key, isConfigMapKey(key)));
    if (Object.hasOwn(binaryData, key)) {
      errors.push(invalid(`data[${key}]`, key, 'duplicate of key present in binaryData'));
    }
    size += byteLength(data[key]!);
  }
  for (const key of sortedKeys(binaryData)) {
    errors.push(...invalidEach(`binaryData[${key}]`, key, isConfigMapKey(key)));
    size += decodedLength(binaryData[key]!);
  }
  if (size > maxDataSize) errors.push(tooLong('[]', maxDataSize, release)); // field.NewPath("") prints like that
  return errors;
}

export const configMapValidator: Validator<ConfigMap> = {
  create: validateConfigMap,
  update(map, old, release) {
    const errors = validateObjectMetaUpdate(map, old, release);
    if (old.immutable === true) {
      if (map.immutable !== true) errors.push(forbidden('immutable', immutableWhenSet));
      for (const name of ['data', 'binaryData'] as const) {
        if (!jsonEqual(map[name], old[name])) errors.push(forbidden(name, immutableWhenSet));
      }
    }
    return [...errors, ...validateConfigMap(map, release)];
  },
};
