import type { V2CrossVersionObjectReference } from '@kubernetes/client-node/dist/gen/models/V2CrossVersionObjectReference.js';
import { invalid, type FieldError } from '../../field.ts';
import type { Wire } from '../../types.ts';
import { validateSegment } from '../networking/reference.ts';

/* pkg/apis/autoscaling/validation/validation.go: references to what is scaled or measured. */

/** How strictly the apiVersion of a reference is taken. */
export interface ReferenceOptions {
  readonly anyVersion: boolean;
  readonly emptyGroup: boolean;
}

export function validateReference(
  { kind, name, apiVersion = '' }: Wire<V2CrossVersionObjectReference>,
  field: string,
  options: ReferenceOptions,
): FieldError[] {
  const errors = [...validateSegment(kind, `${field}.kind`), ...validateSegment(name, `${field}.name`)];
  const wrong = options.anyVersion ? undefined : apiVersionError(apiVersion, options.emptyGroup);
  return wrong === undefined ? errors : [...errors, invalid(`${field}.apiVersion`, apiVersion, wrong)];
}

export function apiVersionError(apiVersion: string, emptyGroup: boolean): string | undefined {
  const parts = apiVersion.split('/');
  if (parts.length > 2) return `unexpected GroupVersion string: ${apiVersion}`;
  const group = parts.length === 2 ? parts[0] : '';
  return group === '' && !emptyGroup ? 'apiVersion must specify API group' : undefined;
}
