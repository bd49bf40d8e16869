import type { V1DeploymentSpec } from '@kubernetes/client-node/dist/gen/models/V1DeploymentSpec.js';
import type { V1DeploymentStatus } from '@kubernetes/client-node/dist/gen/models/V1DeploymentStatus.js';
import type { V1DeploymentStrategy } from '@kubernetes/client-node/dist/gen/models/V1DeploymentStrategy.js';
import { forbidden, GoValue, invalid, notSupported, required, type FieldError } from '../../field.ts';
import { goQuote } from '../../go-syntax.ts';
import type { ReleaseRef } from '../../json.ts';
import type { Deployment, Wire } from '../../types.ts';
import { intOrStringValue, selectorValue } from '../go-values.ts';
import { atMost100Percent, intOrPercentAmount, validateIntOrPercent } from '../int-or-percent.ts';
import { immutableField, subdomainName, validateObjectMeta, validateObjectMetaUpdate } from '../metadata.ts';
import { nonNegative } from '../rules.ts';
import type { Validator } from '../validator.ts';
import { collisionCountUpdate, validateCounters, validateProportions } from './counters.ts';
import { validateReplicaTemplate, validateWorkloadSelector } from './pod-template.ts';

/* pkg/apis/apps/validation/validation.go: Deployments. */

type Spec = Wire<V1DeploymentSpec>;

function validateSpec(spec: Spec, release: ReleaseRef): FieldError[] {
  const errors = nonNegative(spec.replicas, 'spec.replicas');
  errors.push(
    ...validateWorkloadSelector(
      spec.selector as Spec['selector'] | undefined,
      'empty selector is invalid for deployment',
      'spec.selector',
      release,
    ),
  );
  errors.push(...validateReplicaTemplate(spec.selector, spec.template, 'spec', release));
  errors.push(...validateStrategy(spec.strategy ?? {}, 'spec.strategy'));
  errors.push(...nonNegative(spec.minReadySeconds, 'spec.minReadySeconds'));
  errors.push(...nonNegative(spec.revisionHistoryLimit, 'spec.revisionHistoryLimit'));
  const deadline = spec.progressDeadlineSeconds;
  if (deadline !== undefined) {
    const field = 'spec.progressDeadlineSeconds';
    errors.push(...nonNegative(deadline, field));
    if (deadline <= (spec.minReadySeconds ?? 0)) {
      errors.push(invalid(field, deadline, 'must be greater than minReadySeconds'));
    }
  }
  return errors;
}

function validateStrategy(strategy: Wire<V1DeploymentStrategy>, field: string): FieldError[] {
  const { type = '', rollingUpdate } = strategy;
  switch (type) {
    case 'Recreate':
      return rollingUpdate === undefined
        ? []
        : [forbidden(`${field}.rollingUpdate`, "may not be specified when strategy `type` is 'Recreate'")];
    case 'RollingUpdate':
      return rollingUpdate === undefined
        ? [required(`${field}.rollingUpdate`, 'this should be defaulted and never be nil')]
        : validateRollingUpdate(rollingUpdate, `${field}.rollingUpdate`);
    default: {
      const { maxUnavailable, maxSurge } = rollingUpdate ?? {};
      const json = {
        Type: type,
        RollingUpdate: rollingUpdate && { MaxUnavailable: maxUnavailable, MaxSurge: maxSurge },
      };
      const go = `apps.DeploymentStrategy{Type:${goQuote(type)}, RollingUpdate:(*apps.RollingUpdateDeployment)(nil)}`;
      return [
        notSupported(field, new GoValue({ ...json, RollingUpdate: json.RollingUpdate ?? null }, go), [
          'Recreate',
          'RollingUpdate',
        ]),
      ];
    }
  }
}

function validateRollingUpdate(
  { maxUnavailable, maxSurge }: NonNullable<Wire<V1DeploymentStrategy>['rollingUpdate']>,
  field: string,
): FieldError[] {
  const at = `${field}.maxUnavailable`;
  const errors = validateIntOrPercent(maxUnavailable, at);
  errors.push(...validateIntOrPercent(maxSurge, `${field}.maxSurge`));
  if (intOrPercentAmount(maxUnavailable) === 0 && intOrPercentAmount(maxSurge) === 0) {
    errors.push(invalid(at, intOrStringValue(maxUnavailable), 'may not be 0 when `maxSurge` is 0'));
  }
  errors.push(...atMost100Percent(maxUnavailable, at));
  return errors;
}

function validateStatus(status: Wire<V1DeploymentStatus>): FieldError[] {
  return [
    ...validateCounters(status, [
      'observedGeneration',
      'replicas',
      'updatedReplicas',
      'readyReplicas',
      'availableReplicas',
      'unavailableReplicas',
      'terminatingReplicas',
      'collisionCount',
    ]),
    ...validateProportions(
      status,
      ['updatedReplicas', 'readyReplicas', 'availableReplicas'],
      'cannot be greater than readyReplicas',
    ),
  ];
}

const specOf = (deployment: Deployment): Spec => deployment.spec ?? ({} as Spec);

export const deploymentValidator: Validator<Deployment> = {
  create: (deployment, release) => [
    ...validateObjectMeta(deployment, true, subdomainName, release),
    ...validateSpec(specOf(deployment), release),
  ],
  update(deployment, old, release, subresource) {
    const errors = validateObjectMetaUpdate(deployment, old, release);
    if (subresource === 'status') {
      return [
        ...errors,
        ...validateStatus(deployment.status ?? {}),
        ...collisionCountUpdate(deployment.status, old.status),
      ];
    }
    const { selector } = specOf(deployment);
    return [
      ...errors,
      ...validateSpec(specOf(deployment), release),
      ...immutableField(selector, specOf(old).selector, 'spec.selector', selectorValue(selector)),
    ];
  },
};
