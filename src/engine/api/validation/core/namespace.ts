import { invalid, type FieldError } from '../../field.ts';
import type { ReleaseRef } from '../../json.ts';
import type { Namespace } from '../../types.ts';
import { labelName, validateFinalizerName, validateObjectMeta, validateObjectMetaUpdate } from '../metadata.ts';
import type { Validator } from '../validator.ts';

/* pkg/apis/core/validation/validation.go: Namespaces. */

function validateFinalizers(namespace: Namespace, indexed: boolean, release: ReleaseRef): FieldError[] {
  const field = 'spec.finalizers';
  return (namespace.spec?.finalizers ?? []).flatMap((name, i) =>
    validateFinalizerName(name, indexed ? `${field}[${i}]` : field, release),
  );
}

function validateStatus(namespace: Namespace): FieldError[] {
  const phase = namespace.status?.phase ?? '';
  const deleted = namespace.metadata?.deletionTimestamp !== undefined;
  const [expected, when] = deleted
    ? ['Terminating', 'if `deletionTimestamp` is not empty']
    : ['Active', 'if `deletionTimestamp` is empty'];
  return phase === expected ? [] : [invalid('status.Phase', phase, `may only be '${expected}' ${when}`)];
}

function validateCreate(namespace: Namespace, release: ReleaseRef): FieldError[] {
  return [
    ...validateObjectMeta(namespace, false, labelName, release),
    ...validateFinalizers(namespace, false, release),
  ];
}

export const namespaceValidator: Validator<Namespace> = {
  create: validateCreate,
  update(namespace, old, release, subresource) {
    const errors = subresource === undefined ? validateCreate(namespace, release) : [];
    errors.push(...validateObjectMetaUpdate(namespace, old, release));
    if (subresource === 'status') errors.push(...validateStatus(namespace));
    if (subresource === 'finalize') errors.push(...validateFinalizers(namespace, true, release));
    return errors;
  },
};
