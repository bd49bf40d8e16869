import type { V1ResourceQuotaSpec } from '@kubernetes/client-node/dist/gen/models/V1ResourceQuotaSpec.js';
import type { V1ScopedResourceSelectorRequirement } from '@kubernetes/client-node/dist/gen/models/V1ScopedResourceSelectorRequirement.js';
import { GoValue, invalid, required, type FieldError } from '../../field.ts';
import type { ReleaseRef } from '../../json.ts';
import type { ResourceQuota, Wire } from '../../types.ts';
import { stringListValue } from '../go-values.ts';
import { subdomainName, validateObjectMeta, validateObjectMetaUpdate } from '../metadata.ts';
import {
  validateQuotaResourceName,
  validateResourceQuantity,
  isQuotaResource,
  type ResourceList,
} from '../resources.ts';
import { immutable, sortedKeys } from '../rules.ts';
import type { Validator } from '../validator.ts';

/* pkg/apis/core/validation/validation.go and pkg/apis/core/helper/helpers.go: ResourceQuotas. */

type Spec = Wire<V1ResourceQuotaSpec>;

const podResources: ReadonlySet<string> = new Set([
  'pods',
  'cpu',
  'memory',
  'limits.cpu',
  'limits.memory',
  'requests.cpu',
  'requests.memory',
]);
const claimResources: ReadonlySet<string> = new Set(['persistentvolumeclaims', 'requests.storage']);
const podsOnly: ReadonlySet<string> = new Set(['pods']);

/** The scopes that there are, and the resources that each can be of. */
const scopes: Readonly<Record<ReleaseRef['name'], Readonly<Record<string, ReadonlySet<string>>>>> = {
  '1.20': {
    Terminating: podResources,
    NotTerminating: podResources,
    BestEffort: podsOnly,
    NotBestEffort: podResources,
    PriorityClass: podResources,
  },
  '1.36': {
    Terminating: podResources,
    NotTerminating: podResources,
    BestEffort: podsOnly,
    NotBestEffort: podResources,
    PriorityClass: podResources,
    CrossNamespacePodAffinity: podResources,
    VolumeAttributesClass: claimResources,
  },
};

const conflicts: readonly (readonly [string, string])[] = [
  ['BestEffort', 'NotBestEffort'],
  ['NotTerminating', 'Terminating'],
];

const onlyExists = ['BestEffort', 'NotBestEffort', 'Terminating', 'NotTerminating', 'CrossNamespacePodAffinity'];
const onlyExistsMessage: Readonly<Record<ReleaseRef['name'], string>> = {
  '1.20':
    "must be 'Exist' only operator when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort and ResourceQuotaScopeNotBestEffort",
  '1.36':
    "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity",
};

function validateAmounts(amounts: ResourceList | undefined, field: string, release: ReleaseRef): FieldError[] {
  return sortedKeys(amounts).flatMap((name) => {
    const at = `${field}[${name}]`;
    return [
      ...validateQuotaResourceName(name, at, release),
      ...validateResourceQuantity(name, amounts![name]!, at, release),
    ];
  });
}

function validateSpec(spec: Spec, release: ReleaseRef): FieldError[] {
  return [
    ...validateAmounts(spec.hard, 'spec.hard', release),
    ...validateScopes(spec, release),
    ...validateScopeSelector(spec, release),
  ];
}

const scopesValue = ({ scopes: list }: Spec): GoValue => stringListValue(list, 'core.ResourceQuotaScope');

function misapplied(scope: string, spec: Spec, release: ReleaseRef): number {
  const allowed = scopes[release.name][scope];
  if (allowed === undefined) return 0;
  return sortedKeys(spec.hard).filter((name) => isQuotaResource(name) && !allowed.has(name)).length;
}

function conflicting(given: ReadonlySet<string>, spec: Spec, field: string): FieldError[] {
  return conflicts.flatMap(([one, other]) =>
    given.has(one) && given.has(other) ? [invalid(field, scopesValue(spec), 'conflicting scopes')] : [],
  );
}

function validateScopes(spec: Spec, release: ReleaseRef): FieldError[] {
  const given = spec.scopes ?? [];
  const field = 'spec.scopes';
  const errors: FieldError[] = [];
  for (const scope of given) {
    if (!Object.hasOwn(scopes[release.name], scope))
      errors.push(invalid(field, scopesValue(spec), 'unsupported scope'));
    for (let i = misapplied(scope, spec, release); i > 0; i--) {
      errors.push(invalid(field, scopesValue(spec), 'unsupported scope applied to resource'));
    }
  }
  return [...errors, ...conflicting(new Set(given), spec, field)];
}

function validateScopeSelector(spec: Spec, release: ReleaseRef): FieldError[] {
  if (spec.scopeSelector === undefined) return [];
  const requirements = spec.scopeSelector.matchExpressions ?? [];
  const field = 'spec.scopeSelector.matchExpressions';
  const errors: FieldError[] = [];
  for (const requirement of requirements) {
    const { scopeName, operator, values = [] } = requirement;
    if (!Object.hasOwn(scopes[release.name], scopeName)) {
      errors.push(invalid(`${field}.scopeName`, scopeName, 'unsupported scope'));
    }
    for (let i = misapplied(scopeName, spec, release); i > 0; i--) {
      errors.push(invalid(field, selectorValue(requirements), 'unsupported scope applied to resource'));
    }
    if (onlyExists.includes(scopeName) && operator !== 'Exists') {
      errors.push(invalid(`${field}.operator`, operator, onlyExistsMessage[release.name]));
    }
    if (operator === 'In' || operator === 'NotIn') {
      if (values.length === 0) {
        const detail = "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector";
        errors.push(required(`${field}.values`, detail));
      }
    } else if (operator !== 'Exists' && operator !== 'DoesNotExist') {
      errors.push(invalid(`${field}.operator`, operator, 'not a valid selector operator'));
    } else if (values.length > 0) {
      const detail = "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector";
      errors.push(invalid(`${field}.values`, stringListValue(values), detail));
    }
  }
  return [...errors, ...conflicting(new Set(requirements.map(({ scopeName }) => scopeName)), spec, field)];
}

/** The internal ScopeSelector. */
function selectorValue(requirements: readonly Wire<V1ScopedResourceSelectorRequirement>[]): GoValue {
  const list = requirements.map(({ scopeName, operator, values }) => ({
    json: { ScopeName: scopeName, Operator: operator, Values: values ?? null },
    go: `core.ScopedResourceSelectorRequirement{ScopeName:"${scopeName}", Operator:"${operator}", Values:${stringListValue(values).go}}`,
  }));
  return new GoValue(
    { MatchExpressions: list.map(({ json }) => json) },
    `core.ScopeSelector{MatchExpressions:[]core.ScopedResourceSelectorRequirement{${list.map(({ go }) => go).join(', ')}}}`,
  );
}

function validateStatus(quota: ResourceQuota, release: ReleaseRef): FieldError[] {
  return [
    ...validateAmounts(quota.status?.hard, 'status.hard', release),
    ...validateAmounts(quota.status?.used, 'status.used', release),
  ];
}

export const resourceQuotaValidator: Validator<ResourceQuota> = {
  create: (quota, release) => [
    ...validateObjectMeta(quota, true, subdomainName, release),
    ...validateSpec(quota.spec ?? {}, release),
    ...validateStatus(quota, release),
  ],
  update(quota, old, release, subresource) {
    const errors = validateObjectMetaUpdate(quota, old, release);
    if (subresource === 'status') return [...errors, ...validateStatus(quota, release)];
    const spec = quota.spec ?? {};
    errors.push(...validateSpec(spec, release));
    const [now, before] = [new Set(spec.scopes), new Set(old.spec?.scopes)];
    if (now.size !== before.size || [...now].some((scope) => !before.has(scope))) {
      errors.push(invalid('spec.scopes', scopesValue(spec), immutable));
    }
    return errors;
  },
};
