import { invalid, type FieldError } from '../../field.ts';
import type { ReleaseRef } from '../../json.ts';
import type { PodSpec } from './spec.ts';

/* pkg/apis/core/validation/validation.go: ValidatePodSpecificAnnotations. */

export const mirrorAnnotation = 'kubernetes.io/config.mirror';
const deletionCost = 'controller.kubernetes.io/pod-deletion-cost';
const maxInt32 = 2147483647;

export function validatePodAnnotations(
  annotations: Readonly<Record<string, string>> | undefined,
  spec: PodSpec,
  field: string,
  release: ReleaseRef,
): FieldError[] {
  const errors: FieldError[] = [];
  const mirror = annotations?.[mirrorAnnotation] ?? '';
  if (mirror !== '' && (spec.nodeName ?? '') === '') {
    errors.push(
      invalid(`${field}[${mirrorAnnotation}]`, mirror, 'must set spec.nodeName if mirror pod annotation is set'),
    );
  }
  const cost = annotations?.[deletionCost];
  if (cost !== undefined && release.name !== '1.20') {
    const number = /^(0|-?[1-9]\d*)$/.test(cost) ? Number(cost) : NaN;
    if (!(number >= -maxInt32 - 1 && number <= maxInt32)) {
      errors.push(invalid(`${field}[${deletionCost}]`, cost, 'must be a 32bit integer'));
    }
  }
  return errors;
}
