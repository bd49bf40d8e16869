import { goQuote } from './go-syntax.ts';
import type { ReleaseRef } from './json.ts';

/** kube's CauseType, as it stands in `details.causes[].reason`. */
export type FieldErrorType =
  | 'FieldValueNotFound'
  | 'FieldValueRequired'
  | 'FieldValueDuplicate'
  | 'FieldValueInvalid'
  | 'FieldValueNotSupported'
  | 'FieldValueForbidden'
  | 'FieldValueTooLong'
  | 'FieldValueTooMany'
  | 'FieldValueTooFew'
  | 'FieldValueTypeInvalid'
  | 'InternalError';

/** One rule that an object breaks: k8s.io/apimachinery/pkg/util/validation/field/errors.go. */
export interface FieldError {
  readonly type: FieldErrorType;
  /** `spec.containers[0].image` */
  readonly field: string;
  /** The offending value; `omitValue` where the message leaves it out. */
  readonly badValue: unknown;
  readonly detail: string;
}

/** As a `badValue`: the message shows no value. */
export const omitValue: unique symbol = Symbol('omitValue');

/** As a `badValue`: a value whose Go syntax (`%#v`, which v1.20 prints for structs, lists and maps) differs from its JSON. */
export class GoValue {
  constructor(
    readonly json: unknown,
    readonly go: string,
  ) {}
}

const titles: Readonly<Record<FieldErrorType, string>> = {
  FieldValueNotFound: 'Not found',
  FieldValueRequired: 'Required value',
  FieldValueDuplicate: 'Duplicate value',
  FieldValueInvalid: 'Invalid value',
  FieldValueNotSupported: 'Unsupported value',
  FieldValueForbidden: 'Forbidden',
  FieldValueTooLong: 'Too long',
  FieldValueTooMany: 'Too many',
  FieldValueTooFew: 'Too few',
  FieldValueTypeInvalid: 'Invalid value',
  InternalError: 'Internal error',
};

const valueless: ReadonlySet<FieldErrorType> = new Set([
  'FieldValueRequired',
  'FieldValueForbidden',
  'FieldValueTooLong',
  'InternalError',
]);

/** The message without the field: what a Status cause says. */
export function fieldErrorBody(error: FieldError, release: ReleaseRef): string {
  let text = titles[error.type];
  if (!valueless.has(error.type) && error.badValue !== omitValue) {
    text += `: ${formatBadValue(error.badValue, release)}`;
  }
  return error.detail === '' ? text : `${text}: ${error.detail}`;
}

/** `spec.containers[0].image: Required value` */
export function formatFieldError(error: FieldError, release: ReleaseRef): string {
  return `${error.field}: ${fieldErrorBody(error, release)}`;
}

/** What Go's Aggregate says of several errors: one stands alone, several in brackets, equal ones once. */
export function aggregate(messages: readonly string[]): string {
  const unique = [...new Set(messages)];
  return unique.length === 1 ? unique[0]! : `[${unique.join(', ')}]`;
}

/** The whole list as it stands in `Pod "a" is invalid: ...`. */
export function formatFieldErrors(errors: readonly FieldError[], release: ReleaseRef): string {
  return aggregate(errors.map((error) => formatFieldError(error, release)));
}

function formatBadValue(value: unknown, release: ReleaseRef): string {
  if (typeof value === 'string') return goQuote(value);
  if (value === null || value === undefined) return release.name === '1.20' ? '"null"' : 'null';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value instanceof GoValue) return release.name === '1.20' ? value.go : JSON.stringify(value.json);
  return JSON.stringify(value);
}

function make(type: FieldErrorType, field: string, badValue: unknown, detail: string): FieldError {
  return { type, field, badValue, detail };
}

export const required = (field: string, detail = ''): FieldError => make('FieldValueRequired', field, '', detail);
export const invalid = (field: string, value: unknown, detail: string): FieldError =>
  make('FieldValueInvalid', field, value, detail);
export const typeInvalid = (field: string, value: unknown, detail: string): FieldError =>
  make('FieldValueTypeInvalid', field, value, detail);
export const duplicate = (field: string, value: unknown): FieldError => make('FieldValueDuplicate', field, value, '');
export const notFound = (field: string, value: unknown): FieldError => make('FieldValueNotFound', field, value, '');
export const forbidden = (field: string, detail: string): FieldError => make('FieldValueForbidden', field, '', detail);
export const internalError = (field: string, detail: string): FieldError => make('InternalError', field, null, detail);

/** The supported values are listed in the order given: kube sorts most lists before. */
export const notSupported = (field: string, value: unknown, supported: readonly string[]): FieldError =>
  make(
    'FieldValueNotSupported',
    field,
    value,
    supported.length === 0 ? '' : `supported values: ${supported.map(goQuote).join(', ')}`,
  );

export function tooLong(field: string, maxLength: number, release: ReleaseRef): FieldError {
  const detail =
    release.name === '1.20'
      ? `must have at most ${maxLength} bytes`
      : maxLength === 1
        ? 'may not be more than 1 byte'
        : `may not be more than ${maxLength} bytes`;
  return make('FieldValueTooLong', field, '', maxLength >= 0 ? detail : 'value is too long');
}

export function tooMany(field: string, actual: number, max: number, release: ReleaseRef): FieldError {
  const unit = max === 1 ? 'item' : 'items';
  const detail = release.name === '1.20' ? `must have at most ${max} items` : `must have at most ${max} ${unit}`;
  return make('FieldValueTooMany', field, actual >= 0 ? actual : omitValue, max >= 0 ? detail : 'has too many items');
}
