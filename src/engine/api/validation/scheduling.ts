import { forbidden, notSupported, required, type FieldError } from '../field.ts';
import type { ReleaseRef } from '../json.ts';
import type { PriorityClass } from '../types.ts';
import { immutableField, subdomainName, validateObjectMeta, validateObjectMetaUpdate } from './metadata.ts';
import type { Validator } from './validator.ts';

/* pkg/apis/scheduling/validation/validation.go: PriorityClasses. */

const systemPrefix = 'system-';
const maxUserPriority = 1_000_000_000;
const systemClasses: Readonly<Record<string, number>> = {
  'system-node-critical': 2_000_001_000,
  'system-cluster-critical': 2_000_000_000,
};
const preemptionPolicies = ['PreemptLowerPriority', 'Never'];

function systemClassError({ metadata, value, globalDefault = false }: PriorityClass): string | undefined {
  const name = metadata?.name ?? '';
  const known = systemClasses[name];
  if (known === undefined) return `${name} is not a known system priority class`;
  if (known !== value) return `value of ${name} PriorityClass must be ${known}`;
  return globalDefault ? `globalDefault of ${name} PriorityClass must be false` : undefined;
}

function validate(priority: PriorityClass, release: ReleaseRef): FieldError[] {
  const errors = validateObjectMeta(priority, false, subdomainName, release);
  if (priority.metadata?.name?.startsWith(systemPrefix) === true) {
    const wrong = systemClassError(priority);
    if (wrong !== undefined) {
      const detail = `priority class names with '${systemPrefix}' prefix are reserved for system use only. error: ${wrong}`;
      errors.push(forbidden('metadata.name', detail));
    }
  } else if ((priority.value ?? 0) > maxUserPriority) {
    errors.push(forbidden('value', `maximum allowed value of a user defined priority is ${maxUserPriority}`));
  }
  const policy = priority.preemptionPolicy;
  if (policy === '') errors.push(required('preemptionPolicy'));
  else if (policy !== undefined && !preemptionPolicies.includes(policy)) {
    errors.push(notSupported('preemptionPolicy', policy, preemptionPolicies));
  }
  return errors;
}

export const priorityClassValidator: Validator<PriorityClass> = {
  create: validate,
  update(priority, old, release) {
    const errors = validateObjectMetaUpdate(priority, old, release);
    if (priority.value !== old.value) {
      errors.push(forbidden(release.name === '1.20' ? 'Value' : 'value', 'may not be changed in an update.'));
    }
    return [...errors, ...immutableField(priority.preemptionPolicy, old.preemptionPolicy, 'preemptionPolicy')];
  },
};
