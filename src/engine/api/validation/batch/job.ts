import { GoValue, invalid, required, type FieldError } from '../../field.ts';
import { isDns1123Label } from '../../formats.ts';
import { internalJson } from '../../internal-json.ts';
import { isObject, jsonEqual, type ReleaseRef } from '../../json.ts';
import { isConditionTrue } from '../../meta.ts';
import type { Job } from '../../types.ts';
import { selectorValue, stringMapValue, type StringMap } from '../go-values.ts';
import { validateLabelSelector } from '../labels.ts';
import { immutableField, subdomainName, validateObjectMeta, validateObjectMetaUpdate } from '../metadata.ts';
import type { Validator } from '../validator.ts';
import { compiledSelector, mismatchedTemplate, type PodTemplateSpec } from '../workloads/pod-template.ts';
import { validateUnselectedJobSpec, type JobSpec } from './job-spec.ts';
import { validateJobStatusUpdate } from './job-status.ts';

/* pkg/apis/batch/validation/validation.go and pkg/registry/batch/job/strategy.go: Jobs. */

const legacyLabels = { uid: 'controller-uid', name: 'job-name' };
const prefixedLabels = { uid: 'batch.kubernetes.io/controller-uid', name: 'batch.kubernetes.io/job-name' };

const specOf = (job: Job): JobSpec => job.spec ?? ({} as JobSpec);

function validateJob(job: Job, old: Job | undefined, release: ReleaseRef): FieldError[] {
  const spec = specOf(job);
  const errors = validateObjectMeta(job, true, subdomainName, release);
  errors.push(...validateGeneratedSelector(job, needsPrefixedLabels(old, release)));
  errors.push(...validateSpec(spec, release));
  const { completions = 0 } = spec;
  if (spec.completionMode === 'Indexed' && completions > 0) {
    const name = job.metadata?.name ?? '';
    const hostname = `${name}-${completions - 1}`;
    if (isDns1123Label(hostname, release).length > 0) {
      const detail = `will not able to create pod with invalid DNS label: ${hostname}`;
      errors.push(invalid('metadata.name', name, detail));
    }
  }
  return errors;
}

function needsPrefixedLabels(old: Job | undefined, release: ReleaseRef): boolean {
  if (release.name === '1.20') return false;
  if (old === undefined) return true;
  const labels = specOf(old).template?.metadata?.labels ?? {};
  return Object.hasOwn(labels, prefixedLabels.uid) && Object.hasOwn(labels, prefixedLabels.name);
}

function validateGeneratedSelector(job: Job, prefixed: boolean): FieldError[] {
  const spec = specOf(job);
  if (spec.manualSelector === true || spec.selector === undefined) return [];
  const { uid = '', name = '' } = job.metadata ?? {};
  const errors: FieldError[] = uid === '' ? [required('metadata.uid')] : [];
  const labels = spec.template?.metadata?.labels ?? {};
  const expected: Record<string, string> = {};
  for (const names of prefixed ? [legacyLabels, prefixedLabels] : [legacyLabels]) {
    for (const [key, value] of [
      [names.uid, uid],
      [names.name, name],
    ] as const) {
      expected[key] = value;
      errors.push(...hasLabel(labels, key, value, 'spec.template.metadata'));
    }
  }
  const selector = compiledSelector(spec.selector);
  if (selector !== undefined && !selector.matches(expected)) {
    errors.push(invalid('spec.selector', selectorValue(spec.selector), '`selector` not auto-generated'));
  }
  return errors;
}

/** ValidateHasLabel */
function hasLabel(
  labels: Readonly<Record<string, string>>,
  key: string,
  expected: string,
  field: string,
): FieldError[] {
  const actual = labels[key];
  const at = `${field}.labels`;
  if (actual === undefined) return [required(`${at}[${key}]`, `must be '${expected}'`)];
  return actual === expected ? [] : [invalid(`${at}[${key}]`, labels[key], `must be '${expected}'`)];
}

function validateSpec(spec: JobSpec, release: ReleaseRef): FieldError[] {
  const errors = validateUnselectedJobSpec(spec, 'spec', release);
  if (spec.selector === undefined) errors.push(required('spec.selector'));
  else errors.push(...validateLabelSelector(spec.selector, 'spec.selector', release));
  const selector = compiledSelector(spec.selector);
  if (selector !== undefined) errors.push(...mismatchedTemplate(selector, spec.template, 'spec.template'));
  return errors;
}

function validateSpecUpdate(job: Job, old: Job, release: ReleaseRef): FieldError[] {
  const spec = specOf(job);
  const before = specOf(old);
  const errors = validateSpec(spec, release);
  errors.push(...validateCompletions(spec, before));
  errors.push(...immutableField(spec.selector, before.selector, 'spec.selector', selectorValue(spec.selector)));
  if (release.name === '1.20') {
    const shown = templateValue(spec.template, release);
    return [...errors, ...immutableField(spec.template, before.template, 'spec.template', shown)];
  }
  errors.push(...validateTemplateUpdate(spec, old, release));
  for (const name of [
    'completionMode',
    'podFailurePolicy',
    'backoffLimitPerIndex',
    'managedBy',
    'successPolicy',
  ] as const) {
    errors.push(...immutableField(spec[name], before[name], `spec.${name}`));
  }
  return errors;
}

function validateCompletions(spec: JobSpec, old: JobSpec): FieldError[] {
  const field = 'spec.completions';
  if (spec.completionMode !== 'Indexed') return immutableField(spec.completions, old.completions, field);
  if (spec.completions === undefined || spec.completions === old.completions) return [];
  return spec.completions === spec.parallelism
    ? []
    : [invalid(field, spec.completions, 'can only be modified in tandem with spec.parallelism')];
}

/** A suspended Job may still change what its Pods need and where they go. */
function validateTemplateUpdate(spec: JobSpec, old: Job, release: ReleaseRef): FieldError[] {
  const before = specOf(old);
  const { template } = spec;
  const field = 'spec.template';
  const idle =
    before.suspend === true && isConditionTrue(old.status?.conditions, 'Suspended') && (old.status?.active ?? 0) === 0;
  if (!idle) return immutableField(template, before.template, field, templateValue(template, release));
  const pod = template.spec;
  const expected = withSchedulingDirectives(before.template, template);
  const allowed = withResources(expected.spec, pod);
  return jsonEqual(pod, allowed)
    ? []
    : immutableField(pod, allowed, `${field}.spec`, new GoValue(internalJson('PodSpec', pod, release), ''));
}

function withSchedulingDirectives(old: PodTemplateSpec, now: PodTemplateSpec): PodTemplateSpec {
  const { nodeSelector, tolerations, schedulingGates } = now.spec ?? {};
  const nodeAffinity = now.spec?.affinity?.nodeAffinity;
  const affinity = defined({ ...old.spec?.affinity, nodeAffinity });
  const hasAffinity = Object.keys(affinity).length > 0 || now.spec?.affinity !== undefined;
  return {
    ...old,
    spec: defined({
      ...old.spec,
      nodeSelector,
      tolerations,
      schedulingGates,
      affinity: hasAffinity ? affinity : undefined,
    }) as unknown as NonNullable<PodTemplateSpec['spec']>,
  };
}

function withResources(old: PodTemplateSpec['spec'], now: PodTemplateSpec['spec']): PodTemplateSpec['spec'] {
  if (old === undefined || now === undefined) return old;
  type Containers = NonNullable<PodTemplateSpec['spec']>['containers'];
  const adopt = (list: Containers | undefined, other: Containers | undefined): Containers | undefined =>
    list === undefined || list.length !== other?.length
      ? list
      : list.map((container, i) => {
          const { name, resources } = other[i]!;
          return name === container.name
            ? (defined({ ...container, resources }) as unknown as Containers[number])
            : container;
        });
  return defined({
    ...old,
    containers: adopt(old.containers, now.containers),
    initContainers: adopt(old.initContainers, now.initContainers),
  }) as unknown as NonNullable<PodTemplateSpec['spec']>;
}

function defined(object: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}

const metadataOrder = ['name', 'generateName', 'namespace', 'labels', 'annotations', 'ownerReferences', 'finalizers'];

function templateValue(template: PodTemplateSpec | undefined, release: ReleaseRef): GoValue {
  const given = Object.entries(template?.metadata ?? {});
  const metadata = metadataOrder.flatMap((name) =>
    given
      .filter(([key]) => key === name)
      .map(([key, value]) => [key, isObject(value) ? stringMapValue(value as StringMap).json : value] as const),
  );
  const json = { ...Object.fromEntries(metadata), Spec: internalJson('PodSpec', template?.spec ?? {}, release) };
  return new GoValue(json, 'core.PodTemplateSpec{...}');
}

export const jobValidator: Validator<Job> = {
  create: (job, release) => validateJob(job, undefined, release),
  update(job, old, release, subresource) {
    if (subresource === 'status') {
      return [...validateObjectMetaUpdate(job, old, release), ...validateJobStatusUpdate(job, old, release)];
    }
    return [
      ...validateJob(job, old, release),
      ...validateObjectMetaUpdate(job, old, release),
      ...validateSpecUpdate(job, old, release),
    ];
  },
};
