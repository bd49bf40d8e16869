import type { V1StatefulSetSpec } from '@kubernetes/client-node/dist/gen/models/V1StatefulSetSpec.js';
import type { V1StatefulSetUpdateStrategy } from '@kubernetes/client-node/dist/gen/models/V1StatefulSetUpdateStrategy.js';
import { forbidden, GoValue, invalid, notSupported, required, type FieldError } from '../../field.ts';
import { goQuote } from '../../go-syntax.ts';
import { jsonEqual, type ReleaseRef } from '../../json.ts';
import type { StatefulSet, Wire } from '../../types.ts';
import { intOrStringValue, selectorValue, type IntOrString } from '../go-values.ts';
import { atMost100Percent, intOrPercentAmount, validateIntOrPercent } from '../int-or-percent.ts';
import { validateAnnotations, validateLabels } from '../labels.ts';
import { labelName, subdomainName, validateObjectMeta, validateObjectMetaUpdate } from '../metadata.ts';
import { validateDns1123Label } from '../names.ts';
import { validateClaimSpec } from '../persistent-volume-claim.ts';
import { nonNegative } from '../rules.ts';
import type { Validator } from '../validator.ts';
import { collisionCountUpdate, validateCounters, validateProportions } from './counters.ts';
import {
  compiledSelector,
  mismatchedTemplate,
  type PodTemplateSpec,
  validatePodTemplateSpec,
  validateRunningPods,
  validateWorkloadSelector,
} from './pod-template.ts';

/* pkg/apis/apps/validation/validation.go: StatefulSets. */

type Spec = Wire<V1StatefulSetSpec>;

/** What an update does not look at again, because it cannot have changed or was wrong before. */
interface Leniency {
  readonly serviceName?: boolean;
  readonly claimTemplates?: boolean;
  readonly podTemplate?: boolean;
}

function validateSpec(spec: Spec, release: ReleaseRef, skip: Leniency = {}): FieldError[] {
  const newer = release.name !== '1.20';
  const errors = validatePodManagement(spec.podManagementPolicy ?? '');
  errors.push(...validateUpdateStrategy(spec.updateStrategy ?? {}, 'spec.updateStrategy', newer));
  if (newer) {
    for (const name of ['whenDeleted', 'whenScaled'] as const) {
      const policy = spec.persistentVolumeClaimRetentionPolicy;
      if (policy === undefined || policy[name] === 'Retain' || policy[name] === 'Delete') continue;
      const field = `spec.persistentVolumeClaimRetentionPolicy.${name}`;
      errors.push(notSupported(field, policy[name] ?? '', ['Retain', 'Delete']));
    }
    if (skip.claimTemplates !== true) {
      spec.volumeClaimTemplates?.forEach((claim, i) =>
        errors.push(
          ...validateClaimSpec(
            claim.spec ?? ({} as NonNullable<typeof claim.spec>),
            `spec.volumeClaimTemplates[${i}].spec`,
            release,
          ),
        ),
      );
    }
  }
  errors.push(...nonNegative(spec.replicas, 'spec.replicas'));
  if (newer) {
    errors.push(...nonNegative(spec.minReadySeconds, 'spec.minReadySeconds'));
    errors.push(...nonNegative(spec.ordinals?.start, 'spec.ordinals.start'));
    if (skip.serviceName !== true && (spec.serviceName ?? '') !== '') {
      errors.push(...validateDns1123Label(spec.serviceName!, 'spec.serviceName', release));
    }
  }
  const selector = spec.selector as Spec['selector'] | undefined;
  errors.push(
    ...validateWorkloadSelector(selector, 'empty selector is invalid for statefulset', 'spec.selector', release),
  );
  const compiled = compiledSelector(selector);
  const at = 'spec.template';
  if (compiled === undefined) errors.push(invalid('spec.selector', selectorValue(selector), ''));
  else {
    if (!compiled.empty) errors.push(...mismatchedTemplate(compiled, spec.template, at));
    if (newer && skip.podTemplate !== true) {
      errors.push(...validatePodTemplateSpec(templateWithClaims(spec), at, release));
    }
    const { labels, annotations } = spec.template?.metadata ?? {};
    errors.push(...validateLabels(labels, `${at}.labels`, release));
    errors.push(...validateAnnotations(annotations, `${at}.annotations`, release));
  }
  errors.push(...validateRunningPods(spec.template, at, 'StatefulSet'));
  return errors;
}

function validatePodManagement(policy: string): FieldError[] {
  const field = 'spec.podManagementPolicy';
  if (policy === '') return [required(field)];
  return policy === 'OrderedReady' || policy === 'Parallel'
    ? []
    : [invalid(field, policy, "must be 'OrderedReady' or 'Parallel'")];
}

function validateUpdateStrategy(
  { type = '', rollingUpdate }: Wire<V1StatefulSetUpdateStrategy>,
  field: string,
  newer: boolean,
): FieldError[] {
  const internal = rollingUpdate && {
    Partition: rollingUpdate.partition ?? 0,
    MaxUnavailable: rollingUpdate.maxUnavailable ?? null,
  };
  const goRolling = `apps.RollingUpdateStatefulSetStrategy{Partition:${internal?.Partition ?? 0}}`;
  switch (type) {
    case '':
      return [required(field)];
    case 'OnDelete':
      return internal === undefined
        ? []
        : [
            invalid(
              `${field}.rollingUpdate`,
              new GoValue(internal, goRolling),
              "only allowed for updateStrategy 'RollingUpdate'",
            ),
          ];
    case 'RollingUpdate': {
      const errors = nonNegative(rollingUpdate?.partition, `${field}.rollingUpdate.partition`);
      const most = rollingUpdate?.maxUnavailable as IntOrString | undefined;
      if (!newer || most === undefined) return errors;
      const at = `${field}.rollingUpdate.maxUnavailable`;
      errors.push(...validateIntOrPercent(most, at));
      if (intOrPercentAmount(most) === 0) errors.push(invalid(at, intOrStringValue(most), 'cannot be 0'));
      return [...errors, ...atMost100Percent(most, at)];
    }
    default: {
      const go = `apps.StatefulSetUpdateStrategy{Type:${goQuote(type)}, RollingUpdate:(*apps.RollingUpdateStatefulSetStrategy)(nil)}`;
      const value = new GoValue({ Type: type, RollingUpdate: internal ?? null }, go);
      return [invalid(field, value, "must be 'RollingUpdate' or 'OnDelete'")];
    }
  }
}

/** The template as its Pods will be: with the claims' volumes, and names that the controller gives. */
function templateWithClaims({ template, volumeClaimTemplates = [] }: Spec): PodTemplateSpec {
  const spec = template?.spec;
  if (spec === undefined) return template;
  const { subdomain: _subdomain, hostname: _hostname, ...rest } = spec;
  if (volumeClaimTemplates.length === 0) return { ...template, spec: rest };
  const names = new Set(volumeClaimTemplates.map((claim) => claim.metadata?.name ?? ''));
  const claims = [...names].map((name) => ({ name, persistentVolumeClaim: { claimName: name } }));
  const others = (spec.volumes ?? []).filter((volume) => !names.has(volume.name));
  return { ...template, spec: { ...rest, volumes: [...claims, ...others] } };
}

const changeable: Readonly<Record<ReleaseRef['name'], readonly (keyof Spec)[]>> = {
  '1.20': ['replicas', 'template', 'updateStrategy'],
  '1.36': [
    'replicas',
    'template',
    'updateStrategy',
    'minReadySeconds',
    'ordinals',
    'revisionHistoryLimit',
    'persistentVolumeClaimRetentionPolicy',
  ],
};

const onlyThese: Readonly<Record<ReleaseRef['name'], string>> = {
  '1.20':
    "updates to statefulset spec for fields other than 'replicas', 'template', and 'updateStrategy' are forbidden",
  '1.36':
    "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
};

function validateSpecUpdate(spec: Spec, before: Spec, release: ReleaseRef): FieldError[] {
  const skip: Leniency = { serviceName: true, claimTemplates: true };
  const errors =
    release.name === '1.20'
      ? []
      : validateSpec(spec, release, { ...skip, podTemplate: validateSpec(before, release, skip).length > 0 });
  const rest = (of: Spec): object =>
    Object.fromEntries(Object.entries(of).filter(([name]) => !changeable[release.name].includes(name as keyof Spec)));
  if (!jsonEqual(rest(spec), rest(before))) errors.push(forbidden('spec', onlyThese[release.name]));
  if (release.name === '1.20') errors.push(...nonNegative(spec.replicas, 'spec.replicas'));
  return errors;
}

const specOf = (set: StatefulSet): Spec => set.spec ?? ({} as Spec);

export const statefulSetValidator: Validator<StatefulSet> = {
  create: (set, release) => [
    ...validateObjectMeta(set, true, release.name === '1.20' ? subdomainName : labelName, release),
    ...validateSpec(specOf(set), release),
  ],
  update(set, old, release, subresource) {
    const metadata = validateObjectMetaUpdate(set, old, release);
    if (subresource !== 'status') return [...metadata, ...validateSpecUpdate(specOf(set), specOf(old), release)];
    const status = set.status ?? { replicas: 0 };
    const counts = ['readyReplicas', 'currentReplicas', 'updatedReplicas'] as const;
    return [
      ...validateCounters(status, ['replicas', ...counts, 'availableReplicas', 'observedGeneration', 'collisionCount']),
      ...validateProportions(status, [...counts, 'availableReplicas'], 'cannot be greater than status.readyReplicas'),
      ...metadata,
      ...collisionCountUpdate(set.status, old.status),
    ];
  },
};
