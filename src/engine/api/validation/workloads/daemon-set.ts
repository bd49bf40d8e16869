import type { V1DaemonSetSpec } from '@kubernetes/client-node/dist/gen/models/V1DaemonSetSpec.js';
import type { V1DaemonSetUpdateStrategy } from '@kubernetes/client-node/dist/gen/models/V1DaemonSetUpdateStrategy.js';
import { GoValue, invalid, notSupported, required, type FieldError } from '../../field.ts';
import { goQuote } from '../../go-syntax.ts';
import type { ReleaseRef } from '../../json.ts';
import type { DaemonSet, Wire } from '../../types.ts';
import { intOrStringValue, selectorValue } from '../go-values.ts';
import { atMost100Percent, intOrPercentAmount, validateIntOrPercent } from '../int-or-percent.ts';
import { isEmptySelector, validateLabelSelector } from '../labels.ts';
import { immutableField, subdomainName, validateObjectMeta, validateObjectMetaUpdate } from '../metadata.ts';
import { nonNegative } from '../rules.ts';
import type { Validator } from '../validator.ts';
import { collisionCountUpdate, validateCounters } from './counters.ts';
import { compiledSelector, mismatchedTemplate, validatePodTemplateSpec, validateRunningPods } from './pod-template.ts';

/* pkg/apis/apps/validation/validation.go: DaemonSets. */

type Spec = Wire<V1DaemonSetSpec>;

function validateSpec(spec: Spec, release: ReleaseRef): FieldError[] {
  const selector = spec.selector as Spec['selector'] | undefined;
  const template = 'spec.template';
  const errors = validateLabelSelector(selector, 'spec.selector', release);
  const compiled = compiledSelector(selector);
  if (compiled !== undefined) errors.push(...mismatchedTemplate(compiled, spec.template, template));
  if (selector !== undefined && isEmptySelector(selector)) {
    errors.push(invalid('spec.selector', selectorValue(selector), 'empty selector is invalid for daemonset'));
  }
  errors.push(...validatePodTemplateSpec(spec.template, template, release));
  errors.push(...validateRunningPods(spec.template, template, 'DaemonSet'));
  errors.push(...nonNegative(spec.minReadySeconds, 'spec.minReadySeconds'));
  errors.push(...validateUpdateStrategy(spec.updateStrategy ?? {}, 'spec.updateStrategy', release));
  errors.push(...nonNegative(spec.revisionHistoryLimit, 'spec.revisionHistoryLimit'));
  return errors;
}

function validateUpdateStrategy(
  strategy: Wire<V1DaemonSetUpdateStrategy>,
  field: string,
  release: ReleaseRef,
): FieldError[] {
  const { type = '', rollingUpdate } = strategy;
  if (type === 'OnDelete') return [];
  if (type !== 'RollingUpdate') {
    const go = `apps.DaemonSetUpdateStrategy{Type:${goQuote(type)}, RollingUpdate:(*apps.RollingUpdateDaemonSet)(nil)}`;
    const { maxUnavailable = 0, maxSurge = 0 } = rollingUpdate ?? {};
    const rolling = rollingUpdate === undefined ? null : { MaxUnavailable: maxUnavailable, MaxSurge: maxSurge };
    const value = new GoValue({ Type: type, RollingUpdate: rolling }, go);
    return [notSupported(field, value, ['RollingUpdate', 'OnDelete'])];
  }
  const at = `${field}.rollingUpdate`;
  if (rollingUpdate === undefined) return [required(at)];
  const { maxUnavailable, maxSurge } = rollingUpdate;
  const unavailable = intOrPercentAmount(maxUnavailable) !== 0;
  const errors = validateIntOrPercent(maxUnavailable, `${at}.maxUnavailable`);
  if (release.name === '1.20') {
    if (!unavailable) errors.push(invalid(`${at}.maxUnavailable`, intOrStringValue(maxUnavailable), 'cannot be 0'));
    errors.push(...atMost100Percent(maxUnavailable, `${at}.maxUnavailable`));
    return errors;
  }
  errors.push(...validateIntOrPercent(maxSurge, `${at}.maxSurge`));
  errors.push(...atMost100Percent(maxUnavailable, `${at}.maxUnavailable`));
  errors.push(...atMost100Percent(maxSurge, `${at}.maxSurge`));
  const surge = intOrPercentAmount(maxSurge) !== 0;
  if (unavailable && surge) {
    errors.push(
      invalid(`${at}.maxSurge`, intOrStringValue(maxSurge), 'may not be set when maxUnavailable is non-zero'),
    );
  } else if (!unavailable && !surge) {
    errors.push(required(`${at}.maxUnavailable`, 'cannot be 0 when maxSurge is 0'));
  }
  return errors;
}

const specOf = (set: DaemonSet): Spec => set.spec ?? ({} as Spec);

export const daemonSetValidator: Validator<DaemonSet> = {
  create: (set, release) => [
    ...validateObjectMeta(set, true, subdomainName, release),
    ...validateSpec(specOf(set), release),
  ],
  update(set, old, release, subresource) {
    const errors = validateObjectMetaUpdate(set, old, release);
    if (subresource === 'status') {
      return [
        ...errors,
        ...validateCounters((set.status ?? {}) as NonNullable<DaemonSet['status']>, [
          'currentNumberScheduled',
          'numberMisscheduled',
          'desiredNumberScheduled',
          'numberReady',
          'observedGeneration',
          'updatedNumberScheduled',
          'numberAvailable',
          'numberUnavailable',
          'collisionCount',
        ]),
        ...collisionCountUpdate(set.status, old.status),
      ];
    }
    const { selector } = specOf(set);
    return [
      ...errors,
      ...immutableField(selector, specOf(old).selector, 'spec.selector', selectorValue(selector)),
      ...validateSpec(specOf(set), release),
    ];
  },
};
