import { invalid, type FieldError } from '../field.ts';
import type { ReleaseRef } from '../json.ts';
import type { Lease } from '../types.ts';
import { subdomainName, validateObjectMeta, validateObjectMetaUpdate } from './metadata.ts';
import { notNegative } from './rules.ts';
import type { Validator } from './validator.ts';

/* pkg/apis/coordination/validation/validation.go: Leases. Their strategies are behind a gate that is off. */

function validateSpec({ spec = {} }: Lease, release: ReleaseRef): FieldError[] {
  const { leaseDurationSeconds, leaseTransitions } = spec;
  const errors: FieldError[] = [];
  if (leaseDurationSeconds !== undefined && leaseDurationSeconds <= 0) {
    errors.push(invalid('spec.leaseDurationSeconds', leaseDurationSeconds, 'must be greater than 0'));
  }
  if (leaseTransitions !== undefined && leaseTransitions < 0) {
    const detail = release.name === '1.20' ? 'must to greater or equal than 0' : notNegative;
    errors.push(invalid('spec.leaseTransitions', leaseTransitions, detail));
  }
  return errors;
}

export const leaseValidator: Validator<Lease> = {
  create: (lease, release) => [
    ...validateObjectMeta(lease, true, subdomainName, release),
    ...validateSpec(lease, release),
  ],
  update: (lease, old, release) => [...validateObjectMetaUpdate(lease, old, release), ...validateSpec(lease, release)],
};
