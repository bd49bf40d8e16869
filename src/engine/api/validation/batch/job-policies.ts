import type { V1JobSpec } from '@kubernetes/client-node/dist/gen/models/V1JobSpec.js';
import type { V1PodFailurePolicyOnExitCodesRequirement } from '@kubernetes/client-node/dist/gen/models/V1PodFailurePolicyOnExitCodesRequirement.js';
import type { V1PodFailurePolicyRule } from '@kubernetes/client-node/dist/gen/models/V1PodFailurePolicyRule.js';
import {
  duplicate,
  invalid,
  notSupported,
  omitValue,
  required,
  tooLong,
  tooMany,
  type FieldError,
} from '../../field.ts';
import { goQuotedList } from '../../go-syntax.ts';
import type { ReleaseRef } from '../../json.ts';
import type { Wire } from '../../types.ts';
import { validateQualifiedName } from '../names.ts';
import { nonNegative } from '../rules.ts';
import { countIndexes, IndexesError } from './indexes.ts';

type JobSpec = Wire<V1JobSpec>;

const maxRules = 20;
const maxConditions = 20;
const maxExitCodes = 255;
const maxIndexesText = 64 * 1024;

const actions = ['Count', 'FailIndex', 'FailJob', 'Ignore'];
const exitCodeOperators = ['In', 'NotIn'];
const conditionStatuses = ['False', 'True', 'Unknown'];

function oneOfThese(value: string, supported: readonly string[], field: string): FieldError[] {
  if (value === '') return [required(field, `valid values: ${goQuotedList(supported)}`)];
  return supported.includes(value) ? [] : [notSupported(field, value, supported)];
}

export function validatePodFailurePolicy(
  spec: JobSpec,
  policy: NonNullable<JobSpec['podFailurePolicy']>,
  field: string,
  release: ReleaseRef,
): FieldError[] {
  const rules = policy.rules ?? [];
  const errors: FieldError[] = [];
  if (rules.length > maxRules) errors.push(tooMany(`${field}.rules`, rules.length, maxRules, release));
  const pod = spec.template?.spec;
  const containers = new Set([...(pod?.containers ?? []), ...(pod?.initContainers ?? [])].map(({ name }) => name));
  rules.forEach((rule, i) => errors.push(...validateRule(rule, spec, containers, `${field}.rules[${i}]`, release)));
  return errors;
}

function validateRule(
  rule: Wire<V1PodFailurePolicyRule>,
  spec: JobSpec,
  containers: ReadonlySet<string>,
  field: string,
  release: ReleaseRef,
): FieldError[] {
  const { action = '', onExitCodes, onPodConditions = [] } = rule;
  const errors: FieldError[] = [];
  if (action === 'FailIndex') {
    if (spec.backoffLimitPerIndex === undefined) {
      errors.push(invalid(`${field}.action`, action, 'requires the backoffLimitPerIndex to be set'));
    }
  } else errors.push(...oneOfThese(action, actions, `${field}.action`));
  if (onExitCodes !== undefined)
    errors.push(...validateExitCodes(onExitCodes, containers, `${field}.onExitCodes`, release));
  if (onPodConditions.length > maxConditions) {
    errors.push(tooMany(`${field}.onPodConditions`, onPodConditions.length, maxConditions, release));
  }
  onPodConditions.forEach((pattern, i) => {
    const at = `${field}.onPodConditions[${i}]`;
    errors.push(...validateQualifiedName(pattern.type, `${at}.type`, release));
    errors.push(...oneOfThese(pattern.status ?? '', conditionStatuses, `${at}.status`));
  });
  const both = onExitCodes !== undefined && onPodConditions.length > 0;
  if (both) {
    errors.push(invalid(field, omitValue, 'specifying both OnExitCodes and OnPodConditions is not supported'));
  }
  if (onExitCodes === undefined && onPodConditions.length === 0) {
    errors.push(invalid(field, omitValue, 'specifying one of OnExitCodes and OnPodConditions is required'));
  }
  return errors;
}

function validateExitCodes(
  { operator = '', containerName, values = [] }: Partial<Wire<V1PodFailurePolicyOnExitCodesRequirement>>,
  containers: ReadonlySet<string>,
  field: string,
  release: ReleaseRef,
): FieldError[] {
  const errors = oneOfThese(operator, exitCodeOperators, `${field}.operator`);
  if (containerName !== undefined && !containers.has(containerName)) {
    errors.push(
      invalid(
        `${field}.containerName`,
        containerName,
        'must be one of the container or initContainer names in the pod template',
      ),
    );
  }
  const at = `${field}.values`;
  if (values.length === 0) errors.push(invalid(at, values, 'at least one value is required'));
  else if (values.length > maxExitCodes) errors.push(tooMany(at, values.length, maxExitCodes, release));
  values.forEach((code, i) => {
    if (operator === 'In' && code === 0) {
      errors.push(invalid(`${at}[${i}]`, code, 'must not be 0 for the In operator'));
    }
    if (values.indexOf(code) < i) errors.push(duplicate(`${at}[${i}]`, code));
  });
  if (values.some((code, i) => i > 0 && values[i - 1]! > code)) errors.push(invalid(at, values, 'must be ordered'));
  return errors;
}

export function validateSuccessPolicy(
  { completions = 0 }: JobSpec,
  policy: NonNullable<JobSpec['successPolicy']>,
  field: string,
  release: ReleaseRef,
): FieldError[] {
  const rules = policy.rules ?? [];
  const errors: FieldError[] = [];
  const at = `${field}.rules`;
  if (rules.length === 0) {
    errors.push(required(at, 'at least one rules must be specified when the successPolicy is specified'));
  }
  if (rules.length > maxRules) errors.push(tooMany(at, rules.length, maxRules, release));
  rules.forEach(({ succeededCount: count, succeededIndexes: indexes }, i) => {
    const rule = `${at}[${i}]`;
    if (count === undefined && indexes === undefined) {
      errors.push(required(rule, 'at least one of succeededCount or succeededIndexes must be specified'));
    }
    let total = 0;
    if (indexes !== undefined) {
      if (indexes.length > maxIndexesText) errors.push(tooLong(`${rule}.succeededIndexes`, maxIndexesText, release));
      try {
        total = countIndexes(indexes, completions);
      } catch (error) {
        if (!(error instanceof IndexesError)) throw error;
        errors.push(invalid(`${rule}.succeededIndexes`, indexes, `error parsing succeededIndexes: ${error.message}`));
      }
    }
    if (count === undefined) return;
    const path = `${rule}.succeededCount`;
    errors.push(...nonNegative(count, path));
    const atMost = (limit: number, what: string): FieldError =>
      invalid(path, count, `must be less than or equal to ${limit} (${what})`);
    if (count > completions) errors.push(atMost(completions, 'the number of specified completions'));
    if (indexes !== undefined && count > total) {
      errors.push(atMost(total, 'the number of indexes in the specified succeededIndexes field'));
    }
  });
  return errors;
}
