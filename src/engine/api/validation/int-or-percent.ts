import { invalid, type FieldError } from '../field.ts';
import { isPercent } from '../formats.ts';
import { intOrStringValue, type IntOrString } from './go-values.ts';
import { invalidEach, nonNegative } from './rules.ts';

/* pkg/apis/apps/validation/validation.go: `25%` or `3`. */

/** ValidatePositiveIntOrPercent; zero is let through. */
export function validateIntOrPercent(value: IntOrString | undefined, field: string): FieldError[] {
  return typeof value === 'string'
    ? invalidEach(field, intOrStringValue(value), isPercent(value))
    : nonNegative(value, field);
}

function percentOf(value: IntOrString | undefined): number | undefined {
  if (typeof value !== 'string' || isPercent(value).length > 0) return undefined;
  return Number(value.slice(0, -1));
}

/** The number before the percent sign or the number itself, as the rules compare it with zero. */
export function intOrPercentAmount(value: IntOrString | undefined): number {
  if (typeof value === 'number') return value;
  return percentOf(value) ?? (/^[+-]?\d+$/.test(value ?? '') ? Number(value) : 0);
}

export function atMost100Percent(value: IntOrString | undefined, field: string): FieldError[] {
  return (percentOf(value) ?? 0) <= 100
    ? []
    : [invalid(field, intOrStringValue(value), 'must not be greater than 100%')];
}
