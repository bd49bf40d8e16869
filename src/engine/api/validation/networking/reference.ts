import { required, type FieldError } from '../../field.ts';
import { isPathSegmentName } from '../../formats.ts';
import { validateDns1123Subdomain } from '../names.ts';
import { invalidEach } from '../rules.ts';

interface TypedReference {
  readonly apiGroup?: string;
  readonly kind: string;
  readonly name: string;
}

/** validateIngressTypedLocalObjectReference (pkg/apis/networking/validation) */
export function validateTypedReference({ apiGroup, kind, name }: TypedReference, field: string): FieldError[] {
  return [
    ...(apiGroup === undefined ? [] : validateDns1123Subdomain(apiGroup, `${field}.apiGroup`)),
    ...validateSegment(kind, `${field}.kind`),
    ...validateSegment(name, `${field}.name`),
  ];
}

/** A name that must be there and fit into a path. */
export function validateSegment(value: string | undefined, field: string): FieldError[] {
  return value === undefined || value === '' ? [required(field)] : invalidEach(field, value, isPathSegmentName(value));
}
