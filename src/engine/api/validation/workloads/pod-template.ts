import type { V1PodTemplateSpec } from '@kubernetes/client-node/dist/gen/models/V1PodTemplateSpec.js';
import { forbidden, invalid, notSupported, required, type FieldError } from '../../field.ts';
import type { ReleaseRef } from '../../json.ts';
import { SelectorError, selectorOfObject, type LabelSelector, type LabelSelectorObject } from '../../selectors.ts';
import type { Wire } from '../../types.ts';
import { selectorValue, stringMapValue } from '../go-values.ts';
import { isEmptySelector, validateAnnotations, validateLabels, validateLabelSelector } from '../labels.ts';
import { validatePodAnnotations } from '../pod/annotations.ts';
import { validatePodSpec, type PodSpec } from '../pod/spec.ts';

export type PodTemplateSpec = Wire<V1PodTemplateSpec>;

const noSpec = {} as PodSpec;

/** ValidatePodTemplateSpec (pkg/apis/core/validation) */
export function validatePodTemplateSpec(
  template: PodTemplateSpec | undefined,
  field: string,
  release: ReleaseRef,
): FieldError[] {
  const { labels, annotations } = template?.metadata ?? {};
  const spec = template?.spec ?? noSpec;
  const errors = validateLabels(labels, `${field}.labels`, release);
  errors.push(...validateAnnotations(annotations, `${field}.annotations`, release));
  errors.push(...validatePodAnnotations(annotations, spec, `${field}.annotations`, release));
  errors.push(...validatePodSpec(spec, '', false, `${field}.spec`, release));
  if ((spec.ephemeralContainers ?? []).length > 0) {
    errors.push(forbidden(`${field}.spec.ephemeralContainers`, 'ephemeral containers not allowed in pod template'));
  }
  return errors;
}

/** What a controller that keeps Pods running asks of its template. */
export function validateRunningPods(template: PodTemplateSpec | undefined, field: string, owner: string): FieldError[] {
  const spec = template?.spec ?? noSpec;
  const errors: FieldError[] = [];
  if (spec.restartPolicy !== 'Always') {
    errors.push(notSupported(`${field}.spec.restartPolicy`, spec.restartPolicy ?? '', ['Always']));
  }
  if (spec.activeDeadlineSeconds !== undefined) {
    errors.push(forbidden(`${field}.spec.activeDeadlineSeconds`, `activeDeadlineSeconds in ${owner} is not Supported`));
  }
  return errors;
}

export function mismatchedTemplate(
  selector: LabelSelector,
  template: PodTemplateSpec | undefined,
  field: string,
): FieldError[] {
  const labels = template?.metadata?.labels;
  return selector.matches(labels)
    ? []
    : [invalid(`${field}.metadata.labels`, stringMapValue(labels), '`selector` does not match template `labels`')];
}

/** The rules that Deployments, ReplicaSets and StatefulSets have for their selectors. */
export function validateWorkloadSelector(
  selector: LabelSelectorObject | undefined,
  emptyMessage: string,
  field: string,
  release: ReleaseRef,
): FieldError[] {
  if (selector === undefined) return [required(field)];
  const errors = validateLabelSelector(selector, field, release);
  if (isEmptySelector(selector)) errors.push(invalid(field, selectorValue(selector), emptyMessage));
  return errors;
}

/** The selector, or undefined if it cannot be understood: then validateLabelSelector has said so. */
export function compiledSelector(selector: LabelSelectorObject | undefined): LabelSelector | undefined {
  try {
    return selectorOfObject(selector);
  } catch (error) {
    if (error instanceof SelectorError) return undefined;
    throw error;
  }
}

/** ValidatePodTemplateSpecForReplicaSet (pkg/apis/apps/validation), which Deployments share. */
export function validateReplicaTemplate(
  selector: LabelSelectorObject | undefined,
  template: PodTemplateSpec | undefined,
  field: string,
  release: ReleaseRef,
): FieldError[] {
  const compiled = compiledSelector(selector);
  if (compiled === undefined) {
    return [invalid(`${field}.selector`, selectorValue(selector), 'invalid label selector')];
  }
  const at = `${field}.template`;
  return [
    ...(compiled.empty ? [] : mismatchedTemplate(compiled, template, at)),
    ...validatePodTemplateSpec(template, at, release),
    ...validateRunningPods(template, at, 'ReplicaSet'),
  ];
}
