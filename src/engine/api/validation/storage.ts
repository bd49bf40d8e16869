import type { V1TopologySelectorTerm } from '@kubernetes/client-node/dist/gen/models/V1TopologySelectorTerm.js';
import { duplicate, forbidden, invalid, notSupported, required, tooLong, type FieldError } from '../field.ts';
import { byteLength, isQualifiedName } from '../formats.ts';
import { jsonEqual, type ReleaseRef } from '../json.ts';
import type { StorageClass, Wire } from '../types.ts';
import { stringMapValue } from './go-values.ts';
import { validateLabelName } from './labels.ts';
import { immutableField, subdomainName, validateObjectMeta, validateObjectMetaUpdate } from './metadata.ts';
import { invalidEach, sortedKeys } from './rules.ts';
import type { Validator } from './validator.ts';

/* pkg/apis/storage/validation/validation.go: StorageClasses. */

const maxParameters = 512;
const maxParameterSize = 256 * 1024;
const reclaimPolicies = ['Delete', 'Retain'];
const bindingModes = ['Immediate', 'WaitForFirstConsumer'];

function validateParameters(parameters: StorageClass['parameters'], release: ReleaseRef): FieldError[] {
  const names = sortedKeys(parameters);
  if (names.length > maxParameters) return [tooLong('parameters', maxParameters, release)];
  const errors: FieldError[] = [];
  let size = 0;
  for (const name of names) {
    if (name === '') errors.push(invalid('parameters', name, 'field can not be empty.'));
    size += byteLength(name) + byteLength(parameters![name]!);
  }
  if (size > maxParameterSize) errors.push(tooLong('parameters', maxParameterSize, release));
  return errors;
}

function validateTopologies(terms: readonly Wire<V1TopologySelectorTerm>[], release: ReleaseRef): FieldError[] {
  const errors: FieldError[] = [];
  const seen: unknown[] = [];
  terms.forEach(({ matchLabelExpressions = [] }, i) => {
    const field = `allowedTopologies[${i}].matchLabelExpressions`;
    const term: Record<string, readonly string[]> = {};
    matchLabelExpressions.forEach(({ key, values = [] }, j) => {
      const at = `${field}[${j}]`;
      if (values.length === 0) errors.push(required(`${at}.values`));
      values.forEach((value, k) => {
        if (values.indexOf(value) < k) errors.push(duplicate(`${at}.values[${k}]`, value));
      });
      errors.push(...validateLabelName(key, `${at}.key`, release));
      if (Object.hasOwn(term, key)) errors.push(duplicate(`${at}.key`, key));
      term[key] = [...new Set(values)].sort();
    });
    for (const other of seen) if (jsonEqual(other, term)) errors.push(duplicate(field, ''));
    seen.push(term);
  });
  return errors;
}

function validate(storageClass: StorageClass, release: ReleaseRef): FieldError[] {
  const { provisioner = '', reclaimPolicy, volumeBindingMode, allowedTopologies = [] } = storageClass;
  const errors = validateObjectMeta(storageClass, false, subdomainName, release);
  if (provisioner === '') errors.push(required('provisioner'));
  else {
    const lower = provisioner.toLowerCase();
    const shown = release.name === '1.20' ? provisioner : lower;
    errors.push(...invalidEach('provisioner', shown, isQualifiedName(lower, release)));
  }
  errors.push(...validateParameters(storageClass.parameters, release));
  if (reclaimPolicy !== undefined && reclaimPolicy !== '' && !reclaimPolicies.includes(reclaimPolicy)) {
    errors.push(notSupported('reclaimPolicy', reclaimPolicy, reclaimPolicies));
  }
  if (volumeBindingMode === undefined) errors.push(required('volumeBindingMode'));
  else if (!bindingModes.includes(volumeBindingMode)) {
    errors.push(notSupported('volumeBindingMode', volumeBindingMode, bindingModes));
  }
  return [...errors, ...validateTopologies(allowedTopologies, release)];
}

function validateUpdate(storageClass: StorageClass, old: StorageClass, release: ReleaseRef): FieldError[] {
  const errors = validateObjectMetaUpdate(storageClass, old, release);
  for (const name of ['parameters', 'provisioner', 'reclaimPolicy'] as const) {
    if (release.name === '1.20') {
      if (!jsonEqual(storageClass[name], old[name])) {
        errors.push(forbidden(name, `updates to ${name} are forbidden.`));
      }
      continue;
    }
    const shown = name === 'parameters' ? stringMapValue(storageClass.parameters) : (storageClass[name] ?? null);
    errors.push(...immutableField(storageClass[name], old[name], name, shown));
  }
  return [...errors, ...immutableField(storageClass.volumeBindingMode, old.volumeBindingMode, 'volumeBindingMode')];
}

export const storageClassValidator: Validator<StorageClass> = { create: validate, update: validateUpdate };
