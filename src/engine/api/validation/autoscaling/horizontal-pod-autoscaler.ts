import type { V2HorizontalPodAutoscalerSpec } from '@kubernetes/client-node/dist/gen/models/V2HorizontalPodAutoscalerSpec.js';
import type { V2HPAScalingRules } from '@kubernetes/client-node/dist/gen/models/V2HPAScalingRules.js';
import { invalid, notSupported, required, type FieldError } from '../../field.ts';
import type { ReleaseRef } from '../../json.ts';
import { formatQuantity } from '../../quantity.ts';
import type { HorizontalPodAutoscaler, Wire } from '../../types.ts';
import { validateMetrics } from './metrics.ts';
import { subdomainName, validateObjectMeta, validateObjectMetaUpdate } from '../metadata.ts';
import { nonNegative, notNegative, positive, quantityOf } from '../rules.ts';
import type { Validator } from '../validator.ts';
import { validateReference } from './reference.ts';

/* pkg/apis/autoscaling/validation/validation.go: HorizontalPodAutoscalers. */

type Spec = Wire<V2HorizontalPodAutoscalerSpec>;

const maxStabilizationSeconds = 3600;
const maxPeriodSeconds = 1800;
const selectPolicies = ['Disabled', 'Max', 'Min'];
const policyTypes = ['Percent', 'Pods'];

function validateSpec(spec: Spec, old: Spec | undefined, release: ReleaseRef): FieldError[] {
  const { minReplicas, maxReplicas = 0, scaleTargetRef } = spec;
  const newer = release.name !== '1.20';
  const errors: FieldError[] = [];
  // Scaling to zero is behind a gate that is off.
  const least = old?.minReplicas === 0 ? 0 : 1;
  if (minReplicas !== undefined && minReplicas < least) {
    errors.push(invalid('spec.minReplicas', minReplicas, `must be greater than or equal to ${least}`));
  }
  if (maxReplicas < 1) {
    errors.push(
      !newer
        ? invalid('spec.maxReplicas', maxReplicas, 'must be greater than 0')
        : maxReplicas === 0
          ? required('spec.maxReplicas', 'must be set and greater than 0')
          : invalid('spec.maxReplicas', maxReplicas, 'must be greater than or equal to 1'),
    );
  }
  if (minReplicas !== undefined && maxReplicas < minReplicas) {
    errors.push(invalid('spec.maxReplicas', maxReplicas, 'must be greater than or equal to `minReplicas`'));
  }
  const target = scaleTargetRef ?? { kind: '', name: '' };
  const before = old?.scaleTargetRef;
  errors.push(
    ...validateReference(target, 'spec.scaleTargetRef', {
      anyVersion: !newer || (before?.apiVersion === target.apiVersion && before?.kind === target.kind),
      emptyGroup: target.kind === 'ReplicationController',
    }),
  );
  errors.push(...validateMetrics(spec, old, 'spec.metrics', release));
  for (const name of ['scaleUp', 'scaleDown'] as const) {
    errors.push(...validateRules(spec.behavior?.[name], `spec.behavior.${name}`));
  }
  return errors;
}

function validateRules(rules: Wire<V2HPAScalingRules> | undefined, field: string): FieldError[] {
  if (rules === undefined) return [];
  const { stabilizationWindowSeconds: seconds = 0, selectPolicy, policies = [], tolerance } = rules;
  const errors: FieldError[] = [];
  const window = `${field}.stabilizationWindowSeconds`;
  if (seconds < 0) errors.push(invalid(window, seconds, 'must be greater than or equal to zero'));
  if (seconds > maxStabilizationSeconds) {
    errors.push(invalid(window, seconds, `must be less than or equal to ${maxStabilizationSeconds}`));
  }
  if (selectPolicy !== undefined && !selectPolicies.includes(selectPolicy)) {
    errors.push(notSupported(`${field}.selectPolicy`, selectPolicy, selectPolicies));
  }
  if (policies.length === 0) errors.push(required(`${field}.policies`, 'must specify at least one Policy'));
  policies.forEach(({ type, value = 0, periodSeconds = 0 }, i) => {
    const at = `${field}.policies[${i}]`;
    if (!policyTypes.includes(type)) errors.push(notSupported(`${at}.type`, type ?? '', policyTypes));
    errors.push(...positive(value, `${at}.value`), ...positive(periodSeconds, `${at}.periodSeconds`));
    if (periodSeconds > maxPeriodSeconds) {
      errors.push(invalid(`${at}.periodSeconds`, periodSeconds, `must be less than or equal to ${maxPeriodSeconds}`));
    }
  });
  if (tolerance !== undefined && quantityOf(tolerance).nanos < 0n) {
    errors.push(invalid(`${field}.tolerance`, formatQuantity(quantityOf(tolerance)), notNegative));
  }
  return errors;
}

const specOf = (autoscaler: HorizontalPodAutoscaler): Spec => autoscaler.spec ?? ({} as Spec);

export const horizontalPodAutoscalerValidator: Validator<HorizontalPodAutoscaler> = {
  create: (autoscaler, release) => [
    ...validateObjectMeta(autoscaler, true, subdomainName, release),
    ...validateSpec(specOf(autoscaler), undefined, release),
  ],
  update(autoscaler, old, release, subresource) {
    const errors = validateObjectMetaUpdate(autoscaler, old, release);
    if (subresource === 'status') {
      const { currentReplicas, desiredReplicas } = autoscaler.status ?? {};
      return [
        ...errors,
        ...nonNegative(currentReplicas, 'status.currentReplicas'),
        ...nonNegative(desiredReplicas, 'status.desiredReplicas'),
      ];
    }
    return [...errors, ...validateSpec(specOf(autoscaler), specOf(old), release)];
  },
};
