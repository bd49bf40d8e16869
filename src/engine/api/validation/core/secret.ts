import { decodeBase64, decodedLength } from '../../base64.ts';
import { forbidden, invalid, required, tooLong, type FieldError } from '../../field.ts';
import { isConfigMapKey } from '../../formats.ts';
import { isObject, jsonEqual, type ReleaseRef } from '../../json.ts';
import { JsonSyntaxError, parseJsonText } from '../../json-text.ts';
import type { Secret } from '../../types.ts';
import { immutableField, subdomainName, validateObjectMeta, validateObjectMetaUpdate } from '../metadata.ts';
import { invalidEach, sortedKeys } from '../rules.ts';
import type { Validator } from '../validator.ts';
import { immutableWhenSet, maxDataSize } from './config-map.ts';

/* pkg/apis/core/validation/validation.go: Secrets. */

type Data = Readonly<Record<string, string>>;

const serviceAccountName = 'kubernetes.io/service-account.name';

/** What each type of Secret must hold. */
const rules: Readonly<Record<string, (secret: Secret, data: Data, release: ReleaseRef) => FieldError[]>> = {
  'kubernetes.io/service-account-token': (secret) =>
    (secret.metadata?.annotations?.[serviceAccountName] ?? '') === ''
      ? [required(`metadata.annotations[${serviceAccountName}]`)]
      : [],
  'kubernetes.io/dockercfg': (_, data) => jsonValue(data, '.dockercfg'),
  'kubernetes.io/dockerconfigjson': (_, data) => jsonValue(data, '.dockerconfigjson'),
  'kubernetes.io/basic-auth': (_, data, release) =>
    Object.hasOwn(data, 'username') || Object.hasOwn(data, 'password')
      ? []
      : [required(oddKey('username', release)), required(oddKey('password', release))],
  'kubernetes.io/ssh-auth': (_, data, release) =>
    (data['ssh-privatekey'] ?? '') === '' ? [required(oddKey('ssh-privatekey', release))] : [],
  'kubernetes.io/tls': (_, data) =>
    ['tls.crt', 'tls.key'].flatMap((key) => (Object.hasOwn(data, key) ? [] : [required(`data[${key}]`)])),
};

/** v1.20 forgot to format the path of some. */
function oddKey(key: string, release: ReleaseRef): string {
  return release.name === '1.20' ? `data[%s][${key}]` : `data[${key}]`;
}

function jsonValue(data: Data, key: string): FieldError[] {
  const field = `data[${key}]`;
  const encoded = data[key];
  if (encoded === undefined) return [required(field)];
  const wrong = (detail: string): FieldError[] => [invalid(field, '<secret contents redacted>', detail)];
  try {
    const { value } = parseJsonText(decodeBase64(encoded));
    if (isObject(value) || value === null) return [];
    const what = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
    return wrong(`json: cannot unmarshal ${what} into Go value of type map[string]interface {}`);
  } catch (error) {
    if (error instanceof JsonSyntaxError) return wrong(error.message);
    throw error;
  }
}

function validateSecret(secret: Secret, release: ReleaseRef): FieldError[] {
  const data: Data = secret.data ?? {};
  const errors = validateObjectMeta(secret, true, subdomainName, release);
  let size = 0;
  for (const key of sortedKeys(data)) {
    errors.push(...invalidEach(`data[${key}]`, key, isConfigMapKey(key)));
    size += decodedLength(data[key]!);
  }
  if (size > maxDataSize) errors.push(tooLong('data', maxDataSize, release));
  const type = secret.type ?? '';
  if (Object.hasOwn(rules, type)) errors.push(...rules[type]!(secret, data, release));
  return errors;
}

export const secretValidator: Validator<Secret> = {
  create: validateSecret,
  update(secret, old, release) {
    const errors = validateObjectMetaUpdate(secret, old, release);
    errors.push(...immutableField(secret.type ?? '', old.type ?? '', 'type'));
    if (old.immutable === true) {
      if (secret.immutable !== true) errors.push(forbidden('immutable', immutableWhenSet));
      if (!jsonEqual(secret.data, old.data)) errors.push(forbidden('data', immutableWhenSet));
    }
    return [...errors, ...validateSecret(secret, release)];
  },
};
