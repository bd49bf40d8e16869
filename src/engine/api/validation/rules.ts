import { invalid, notSupported, required, type FieldError } from '../field.ts';
import type { ReleaseRef } from '../json.ts';
import { parseQuantity, type Quantity } from '../quantity.ts';
import { isPortName, isPortNumber } from '../formats.ts';

/* The small rules that kube's validation is made of. */

/** One error per message, all about one value. */
export function invalidEach(field: string, value: unknown, messages: readonly string[]): FieldError[] {
  return messages.map((message) => invalid(field, value, message));
}

export const notNegative = 'must be greater than or equal to 0';
export const immutable = 'field is immutable';

export function nonNegative(value: number | undefined, field: string): FieldError[] {
  return value !== undefined && value < 0 ? [invalid(field, value, notNegative)] : [];
}

export function positive(value: number, field: string): FieldError[] {
  return value <= 0 ? [invalid(field, value, 'must be greater than zero')] : [];
}

/** A value of a list that kube sorts before it prints it. */
export function oneOf(
  field: string,
  value: string | undefined,
  supported: readonly string[],
  empty: 'required' | 'unsupported' = 'unsupported',
): FieldError[] {
  if (value === undefined || value === '') {
    if (empty === 'required') return [required(field)];
    return [notSupported(field, value ?? '', supported)];
  }
  return supported.includes(value) ? [] : [notSupported(field, value, supported)];
}

export function portNumberOrName(value: unknown, field: string, release: ReleaseRef): FieldError[] {
  return typeof value === 'string'
    ? invalidEach(field, value, isPortName(value, release))
    : invalidEach(field, Number(value ?? 0), isPortNumber(Number(value ?? 0)));
}

/** Map keys in the order in which we report them; Go's own order is random. */
export function sortedKeys(map: object | undefined): string[] {
  return Object.keys(map ?? {}).sort();
}

/** A quantity of a decoded object: it has been parsed before. */
export function quantityOf(value: string): Quantity {
  return parseQuantity(value);
}
