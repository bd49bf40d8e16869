import { forbidden, invalid, required, tooLong, type FieldError } from '../field.ts';
import { byteLength, isLabelValue, isQualifiedName } from '../formats.ts';
import type { ReleaseRef } from '../json.ts';
import type { LabelSelectorObject } from '../selectors.ts';
import { invalidEach, sortedKeys } from './rules.ts';

/* k8s.io/apimachinery/pkg/apis/meta/v1/validation and pkg/api/validation/objectmeta.go: labels, annotations, selectors. */

export function validateLabelName(name: string, field: string, release: ReleaseRef): FieldError[] {
  return invalidEach(field, name, isQualifiedName(name, release));
}

export function validateLabels(
  labels: Readonly<Record<string, string>> | undefined,
  field: string,
  release: ReleaseRef,
): FieldError[] {
  const errors: FieldError[] = [];
  for (const key of sortedKeys(labels)) {
    errors.push(...validateLabelName(key, field, release));
    errors.push(...invalidEach(field, labels![key]!, isLabelValue(labels![key]!, release)));
  }
  return errors;
}

/** 256 KiB, keys and values together. */
const annotationsLimit = 256 * 1024;

export function validateAnnotations(
  annotations: Readonly<Record<string, string>> | undefined,
  field: string,
  release: ReleaseRef,
): FieldError[] {
  const errors: FieldError[] = [];
  let size = 0;
  for (const key of sortedKeys(annotations)) {
    errors.push(...invalidEach(field, key, isQualifiedName(key.toLowerCase(), release)));
    size += byteLength(key) + byteLength(annotations![key]!);
  }
  if (size > annotationsLimit) errors.push(tooLong(field, annotationsLimit, release));
  return errors;
}

export function validateLabelSelector(
  selector: LabelSelectorObject | undefined,
  field: string,
  release: ReleaseRef,
): FieldError[] {
  if (selector === undefined) return [];
  const errors = validateLabels(selector.matchLabels, `${field}.matchLabels`, release);
  selector.matchExpressions?.forEach((expression, i) => {
    const at = `${field}.matchExpressions[${i}]`;
    const values = expression.values ?? [];
    switch (expression.operator) {
      case 'In':
      case 'NotIn':
        if (values.length === 0) {
          errors.push(required(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
        }
        break;
      case 'Exists':
      case 'DoesNotExist':
        if (values.length > 0) {
          errors.push(forbidden(`${at}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
        }
        break;
      default:
        errors.push(invalid(`${at}.operator`, expression.operator, 'not a valid selector operator'));
    }
    errors.push(...validateLabelName(expression.key, `${at}.key`, release));
    if (release.name === '1.20') return;
    values.forEach((value, j) =>
      errors.push(...invalidEach(`${at}.values[${j}]`, value, isLabelValue(value, release))),
    );
  });
  return errors;
}

/** Whether a selector selects everything, which workloads must not. */
export function isEmptySelector(selector: LabelSelectorObject | undefined): boolean {
  return Object.keys(selector?.matchLabels ?? {}).length === 0 && (selector?.matchExpressions ?? []).length === 0;
}
