import type { V1Condition } from '@kubernetes/client-node/dist/gen/models/V1Condition.js';
import type { V1PodDisruptionBudgetSpec } from '@kubernetes/client-node/dist/gen/models/V1PodDisruptionBudgetSpec.js';
import { duplicate, GoValue, invalid, notSupported, required, tooLong, type FieldError } from '../field.ts';
import { byteLength, regexError } from '../formats.ts';
import type { ReleaseRef } from '../json.ts';
import type { PodDisruptionBudget, Wire } from '../types.ts';
import { selectorValue, type IntOrString } from './go-values.ts';
import { atMost100Percent, validateIntOrPercent } from './int-or-percent.ts';
import { validateLabelName, validateLabelSelector } from './labels.ts';
import type { Validator } from './validator.ts';
import { validateCounters } from './workloads/counters.ts';

/* pkg/apis/policy/validation/validation.go: PodDisruptionBudgets. */

type Spec = Wire<V1PodDisruptionBudgetSpec>;

const evictionPolicies = ['AlwaysAllow', 'IfHealthyBudget'];
const counts = ['disruptionsAllowed', 'currentHealthy', 'desiredHealthy', 'expectedPods'] as const;

function validateSpec(spec: Spec, release: ReleaseRef): FieldError[] {
  const errors: FieldError[] = [];
  if (spec.minAvailable !== undefined && spec.maxUnavailable !== undefined) {
    errors.push(invalid('spec', specValue(spec, release), 'minAvailable and maxUnavailable cannot be both set'));
  }
  for (const name of ['minAvailable', 'maxUnavailable'] as const) {
    const value = spec[name] as IntOrString | undefined;
    errors.push(...validateIntOrPercent(value, `spec.${name}`), ...atMost100Percent(value, `spec.${name}`));
  }
  errors.push(...validateLabelSelector(spec.selector, 'spec.selector', release));
  const policy = spec.unhealthyPodEvictionPolicy;
  if (policy !== undefined && !evictionPolicies.includes(policy)) {
    errors.push(notSupported('spec.unhealthyPodEvictionPolicy', policy, evictionPolicies));
  }
  return errors;
}

/** The internal spec. In v1.20's Go syntax the pointers would be addresses. */
function specValue(spec: Spec, release: ReleaseRef): GoValue {
  const { minAvailable, maxUnavailable, selector, unhealthyPodEvictionPolicy } = spec;
  const json = {
    MinAvailable: minAvailable ?? null,
    Selector: selectorValue(selector).json,
    MaxUnavailable: maxUnavailable ?? null,
    ...(release.name === '1.20' ? {} : { UnhealthyPodEvictionPolicy: unhealthyPodEvictionPolicy ?? null }),
  };
  const pointer = '(*intstr.IntOrString)(0xc000000000)';
  const go = `policy.PodDisruptionBudgetSpec{MinAvailable:${pointer}, Selector:(*v1.LabelSelector)(${selector === undefined ? 'nil' : '0xc000000000'}), MaxUnavailable:${pointer}}`;
  return new GoValue(json, go);
}

const maxReason = 1024;
const maxMessage = 32 * 1024;
const reasonFormat = '[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?';
const reasonMessage =
  "a condition reason must start with alphabetic character, optionally followed by a string of alphanumeric characters or '_,:', and must end with an alphanumeric character or '_'";

/** metav1 ValidateConditions */
function validateConditions(
  conditions: readonly Wire<V1Condition>[],
  field: string,
  release: ReleaseRef,
): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  conditions.forEach((condition, i) => {
    const { type = '', status = '', reason = '', message = '', observedGeneration = 0, lastTransitionTime } = condition;
    const at = `${field}[${i}]`;
    if (seen.has(type)) errors.push(duplicate(`${at}.type`, type));
    seen.add(type);
    errors.push(...validateLabelName(type, `${at}.type`, release));
    if (!['False', 'True', 'Unknown'].includes(status)) {
      errors.push(notSupported(`${at}.status`, status, ['False', 'True', 'Unknown']));
    }
    if (observedGeneration < 0) {
      errors.push(invalid(`${at}.observedGeneration`, observedGeneration, 'must be greater than or equal to zero'));
    }
    if ((lastTransitionTime as string | undefined) === undefined) errors.push(required(`${at}.lastTransitionTime`));
    if (reason === '') errors.push(required(`${at}.reason`));
    else {
      if (!new RegExp(`^${reasonFormat}$`).test(reason)) {
        const detail = regexError(
          reasonMessage,
          reasonFormat,
          'my_name',
          'MY_NAME',
          'MyName',
          'ReasonA,ReasonB',
          'ReasonA:ReasonB',
        );
        errors.push(invalid(`${at}.reason`, reason, detail));
      }
      if (byteLength(reason) > maxReason) errors.push(tooLong(`${at}.reason`, maxReason, release));
    }
    if (byteLength(message) > maxMessage) errors.push(tooLong(`${at}.message`, maxMessage, release));
  });
  return errors;
}

function validate(budget: PodDisruptionBudget, release: ReleaseRef): FieldError[] {
  const errors = validateSpec(budget.spec ?? {}, release);
  if (release.name === '1.20' && budget.status !== undefined) errors.push(...validateCounters(budget.status, counts));
  return errors;
}

/** Its metadata is not looked at here: what all objects keep to is enough. */
export const podDisruptionBudgetValidator: Validator<PodDisruptionBudget> = {
  create: validate,
  update(budget, _old, release, subresource) {
    if (subresource !== 'status') return validate(budget, release);
    if (release.name === '1.20' || budget.status === undefined) return [];
    return [
      ...validateConditions(budget.status.conditions ?? [], 'status.conditions', release),
      ...validateCounters(budget.status, counts),
    ];
  },
};
