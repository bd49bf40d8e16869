import type { FieldError } from '../field.ts';
import { isDns1123Label, isDns1123Subdomain, isQualifiedName } from '../formats.ts';
import type { ReleaseRef } from '../json.ts';
import { invalidEach } from './rules.ts';

/* Names in fields. */

export function validateDns1123Label(value: string, field: string, release: ReleaseRef): FieldError[] {
  return invalidEach(field, value, isDns1123Label(value, release));
}

export function validateDns1123Subdomain(value: string, field: string): FieldError[] {
  return invalidEach(field, value, isDns1123Subdomain(value));
}

export function validateQualifiedName(value: string, field: string, release: ReleaseRef): FieldError[] {
  return invalidEach(field, value, isQualifiedName(value, release));
}
