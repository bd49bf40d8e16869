import type { V1JobSpec } from '@kubernetes/client-node/dist/gen/models/V1JobSpec.js';
import { GoValue, invalid, notSupported, required, tooLong, type FieldError } from '../../field.ts';
import { byteLength } from '../../formats.ts';
import type { ReleaseRef } from '../../json.ts';
import type { Wire } from '../../types.ts';
import { validateDomainPrefixedPath } from '../domain-path.ts';
import { nonNegative } from '../rules.ts';
import { validatePodTemplateSpec } from '../workloads/pod-template.ts';
import { validatePodFailurePolicy, validateSuccessPolicy } from './job-policies.ts';

/* pkg/apis/batch/validation/validation.go: what Jobs and the Jobs of CronJobs have in common. */

export type JobSpec = Wire<V1JobSpec>;

const maxParallelism = 100_000;
const maxFailedIndexes = 100_000;
/** Above so many completions, failures must be bounded more tightly. */
const manyCompletions = 100_000;
const tightLimit = 10_000;
const maxManagedBy = 63;

const counts = [
  'parallelism',
  'completions',
  'activeDeadlineSeconds',
  'backoffLimit',
  'ttlSecondsAfterFinished',
  'backoffLimitPerIndex',
  'maxFailedIndexes',
] as const;

/** validateJobSpec: all but the selector. */
export function validateUnselectedJobSpec(spec: JobSpec, field: string, release: ReleaseRef): FieldError[] {
  const errors = counts.flatMap((name) => nonNegative(spec[name], `${field}.${name}`));
  if (spec.maxFailedIndexes !== undefined && spec.backoffLimitPerIndex === undefined) {
    errors.push(required(`${field}.backoffLimitPerIndex`, 'when maxFailedIndexes is specified'));
  }
  errors.push(...validateManagedBy(spec.managedBy, `${field}.managedBy`, release));
  errors.push(...validateCompletionMode(spec, field));
  if (spec.podFailurePolicy !== undefined) {
    errors.push(...validatePodFailurePolicy(spec, spec.podFailurePolicy, `${field}.podFailurePolicy`, release));
  }
  if (spec.successPolicy !== undefined) {
    const at = `${field}.successPolicy`;
    errors.push(
      ...(spec.completionMode === 'Indexed'
        ? validateSuccessPolicy(spec, spec.successPolicy, at, release)
        : [invalid(at, internalSuccessPolicy(spec.successPolicy), 'requires indexed completion mode')]),
    );
  }
  errors.push(...validateReplacementPolicy(spec, `${field}.podReplacementPolicy`));
  errors.push(...validatePodTemplateSpec(spec.template, `${field}.template`, release));
  errors.push(...validateRestartPolicy(spec, `${field}.template.spec.restartPolicy`));
  return errors;
}

/** As the internal type prints it. */
function internalSuccessPolicy(policy: NonNullable<JobSpec['successPolicy']>): GoValue {
  const rules = policy.rules?.map(({ succeededIndexes, succeededCount }) => ({
    SucceededIndexes: succeededIndexes ?? null,
    SucceededCount: succeededCount ?? null,
  }));
  return new GoValue({ Rules: rules ?? null }, '');
}

function validateManagedBy(value: string | undefined, field: string, release: ReleaseRef): FieldError[] {
  if (value === undefined) return [];
  const errors = validateDomainPrefixedPath(value, field);
  if (byteLength(value) > maxManagedBy) errors.push(tooLong(field, maxManagedBy, release));
  return errors;
}

function validateCompletionMode(spec: JobSpec, field: string): FieldError[] {
  const { completionMode: mode, completions, parallelism, backoffLimitPerIndex, maxFailedIndexes: failed } = spec;
  const errors: FieldError[] = [];
  const add = (name: keyof JobSpec, detail: string): void => {
    errors.push(invalid(`${field}.${name}`, spec[name], detail));
  };
  if (mode !== undefined && mode !== 'NonIndexed' && mode !== 'Indexed') {
    errors.push(notSupported(`${field}.completionMode`, mode, ['NonIndexed', 'Indexed']));
  }
  if (mode === undefined || mode === 'NonIndexed') {
    if (backoffLimitPerIndex !== undefined) add('backoffLimitPerIndex', 'requires indexed completion mode');
    if (failed !== undefined) add('maxFailedIndexes', 'requires indexed completion mode');
  }
  if (mode !== 'Indexed') return errors;
  if (completions === undefined) {
    errors.push(required(`${field}.completions`, 'when completion mode is Indexed'));
  }
  if ((parallelism ?? 0) > maxParallelism) {
    add('parallelism', `must be less than or equal to ${maxParallelism} when completion mode is Indexed`);
  }
  if (completions !== undefined && failed !== undefined && failed > completions) {
    add('maxFailedIndexes', 'must be less than or equal to completions');
  }
  if ((failed ?? 0) > maxFailedIndexes) {
    add('maxFailedIndexes', `must be less than or equal to ${maxFailedIndexes}`);
  }
  if ((completions ?? 0) <= manyCompletions || backoffLimitPerIndex === undefined) return errors;
  const tight = `must be less than or equal to ${tightLimit} when completions are above ${manyCompletions} and used with backoff limit per index`;
  if (failed === undefined) {
    const detail = `must be specified when completions is above ${manyCompletions}`;
    errors.push(required(`${field}.maxFailedIndexes`, detail));
  }
  if ((parallelism ?? 0) > tightLimit) add('parallelism', tight);
  if ((failed ?? 0) > tightLimit) add('maxFailedIndexes', tight);
  return errors;
}

function validateReplacementPolicy(spec: JobSpec, field: string): FieldError[] {
  const policy = spec.podReplacementPolicy;
  if (policy === undefined) return [];
  const supported = spec.podFailurePolicy === undefined ? ['Failed', 'TerminatingOrFailed'] : ['Failed'];
  return supported.includes(policy) ? [] : [notSupported(field, policy, supported)];
}

function validateRestartPolicy(spec: JobSpec, field: string): FieldError[] {
  const policy = spec.template?.spec?.restartPolicy ?? '';
  if (policy === '' || policy === 'Always') return [required(field, 'valid values: "OnFailure", "Never"')];
  if (policy !== 'OnFailure' && policy !== 'Never') return [notSupported(field, policy, ['OnFailure', 'Never'])];
  return spec.podFailurePolicy !== undefined && policy !== 'Never'
    ? [invalid(field, policy, 'only "Never" is supported when podFailurePolicy is specified')]
    : [];
}
