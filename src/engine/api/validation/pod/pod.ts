import { forbidden, invalid, required, type FieldError } from '../../field.ts';
import { inclusiveRangeError } from '../../formats.ts';
import { jsonEqual, type ReleaseRef } from '../../json.ts';
import type { Pod } from '../../types.ts';
import { goDiff } from '../../go-diff.ts';
import type { Validator } from '../validator.ts';
import { subdomainName, validateObjectMeta, validateObjectMetaUpdate } from '../metadata.ts';
import { sortedKeys } from '../rules.ts';
import { mirrorAnnotation, validatePodAnnotations } from './annotations.ts';
import { imagePadding, type Container } from './containers.ts';
import { validatePodResize } from './resize.ts';
import { validateOnlyAddedTolerations } from './scheduling.ts';
import { validatePodSpec, type PodSpec } from './spec.ts';
import { validatePodStatusUpdate } from './status.ts';

const maxInt32 = 2147483647;

/** validatePodMetadataAndSpec */
export function validatePodMetadataAndSpec(pod: Pod, release: ReleaseRef): FieldError[] {
  const spec = pod.spec ?? ({} as PodSpec);
  const errors = validateObjectMeta(pod, true, subdomainName, release);
  errors.push(...validatePodAnnotations(pod.metadata?.annotations, spec, 'metadata.annotations', release));
  errors.push(...validatePodSpec(spec, pod.metadata?.name ?? '', true, 'spec', release));
  if ((spec.serviceAccountName ?? '') === '') {
    spec.volumes?.forEach((volume, i) =>
      volume.projected?.sources?.forEach((source, j) => {
        if (source.serviceAccountToken === undefined) return;
        errors.push(
          forbidden(
            `spec.volumes[${i}].projected.sources[${j}].serviceAccountToken`,
            'must not be specified when serviceAccountName is not set',
          ),
        );
      }),
    );
  }
  spec.containers?.forEach((container, i) => errors.push(...imagePadding(container, `spec.containers[${i}]`)));
  spec.initContainers?.forEach((container, i) => errors.push(...imagePadding(container, `spec.initContainers[${i}]`)));
  return errors;
}

function validateCreate(pod: Pod, release: ReleaseRef): FieldError[] {
  const errors = validatePodMetadataAndSpec(pod, release);
  if ((pod.spec?.ephemeralContainers ?? []).length > 0) {
    errors.push(forbidden('spec.ephemeralContainers', 'cannot be set on create'));
  }
  if ((pod.spec?.nodeName ?? '') !== '' && (pod.spec?.schedulingGates ?? []).length > 0) {
    errors.push(forbidden('spec.nodeName', 'cannot be set until all schedulingGates have been cleared'));
  }
  return errors;
}

const updatable: Readonly<Record<ReleaseRef['name'], string>> = {
  '1.20':
    '`spec.containers[*].image`, `spec.initContainers[*].image`, `spec.activeDeadlineSeconds` or `spec.tolerations` (only additions to existing tolerations)',
  '1.36':
    '`spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
};

/** ValidatePodUpdate: most of a Pod stays as it was created. */
function validatePodUpdate(pod: Pod, old: Pod, release: ReleaseRef): FieldError[] {
  const spec = pod.spec ?? ({} as PodSpec);
  const before = old.spec ?? ({} as PodSpec);
  const errors = validateObjectMetaUpdate(pod, old, release);
  errors.push(...validatePodMetadataAndSpec(pod, release), ...validateAnnotationUpdates(pod, old, release));
  for (const list of ['containers', 'initContainers'] as const) {
    const { errors: wrong, stop } = containerUpdates(spec[list] ?? [], before[list] ?? [], `spec.${list}`);
    errors.push(...wrong);
    if (stop) return errors;
  }
  const deadline = deadlineUpdate(spec.activeDeadlineSeconds, before.activeDeadlineSeconds);
  errors.push(...deadline.errors);
  if (deadline.stop) return errors;
  errors.push(
    ...validateOnlyAddedTolerations(spec.tolerations ?? [], before.tolerations ?? [], 'spec.tolerations', release),
  );
  const gates = new Set(before.schedulingGates?.map((gate) => gate.name));
  spec.schedulingGates?.forEach((gate, i) => {
    if (gates.has(gate.name)) return;
    errors.push(
      forbidden(
        `spec.schedulingGates[${i}].name`,
        `only deletion is allowed, but found new scheduling gate '${gate.name}'`,
      ),
    );
  });
  const { munged, errors: gatedErrors } = mungedSpec(spec, before);
  errors.push(...gatedErrors);
  if (jsonEqual(munged, before)) return errors;
  const difference =
    release.name === '1.20' ? goDiff('PodSpec', munged, before, release) : goDiff('PodSpec', before, munged, release);
  errors.push(
    forbidden('spec', `pod updates may not change fields other than ${updatable[release.name]}\n${difference}`),
  );
  return errors;
}

/** The new spec with all that may change put back. */
function mungedSpec(spec: PodSpec, before: PodSpec): { munged: PodSpec; errors: FieldError[] } {
  const errors: FieldError[] = [];
  const images = (list: readonly Container[], old: readonly Container[]): readonly Container[] =>
    list.map((container, i) => withField(container, 'image', old[i]?.image));
  let munged: PodSpec = { ...spec };
  if (spec.containers !== undefined)
    munged = { ...munged, containers: images(spec.containers, before.containers ?? []) };
  if (spec.initContainers !== undefined) {
    munged = { ...munged, initContainers: images(spec.initContainers, before.initContainers ?? []) };
  }
  munged = withField(munged, 'activeDeadlineSeconds', before.activeDeadlineSeconds);
  munged = withField(munged, 'schedulingGates', before.schedulingGates);
  munged = withField(munged, 'tolerations', before.tolerations);
  if ((before.terminationGracePeriodSeconds ?? 0) < 0 && munged.terminationGracePeriodSeconds === 1) {
    munged = withField(munged, 'terminationGracePeriodSeconds', before.terminationGracePeriodSeconds);
  }
  if ((before.schedulingGates ?? []).length === 0) return { munged, errors };
  // A gated Pod may still narrow down where it goes.
  if (!jsonEqual(munged.nodeSelector, before.nodeSelector)) {
    const kept = Object.entries(before.nodeSelector ?? {}).every(
      ([key, value]) => munged.nodeSelector?.[key] === value,
    );
    if (!kept) {
      errors.push(
        invalid(
          'spec.nodeSelector',
          munged.nodeSelector ?? null,
          'only additions to spec.nodeSelector are allowed (no mutations or deletions)',
        ),
      );
    }
    munged = withField(munged, 'nodeSelector', before.nodeSelector);
  }
  if (!jsonEqual(munged.affinity?.nodeAffinity, before.affinity?.nodeAffinity)) {
    errors.push(...nodeAffinityUpdate(munged, before));
    const others = withField(munged.affinity ?? {}, 'nodeAffinity', before.affinity?.nodeAffinity);
    const none = before.affinity === undefined && Object.keys(others).length === 0;
    munged = withField(munged, 'affinity', none ? undefined : others);
  }
  return { munged, errors };
}

function nodeAffinityUpdate(spec: PodSpec, before: PodSpec): FieldError[] {
  const path = 'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms';
  const terms = (of: PodSpec): readonly unknown[] =>
    of.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const [old, now] = [terms(before), terms(spec)];
  if (old.length > 0 && old.length !== now.length) {
    return [invalid(path, now, 'no additions/deletions to non-empty NodeSelectorTerms list are allowed')];
  }
  return old.flatMap((term, i) =>
    onlyAdditions(term, now[i])
      ? []
      : [invalid(`${path}[${i}]`, now[i], 'only additions are allowed (no mutations or deletions)')],
  );
}

function onlyAdditions(old: unknown, now: unknown): boolean {
  const list = (term: unknown, name: 'matchExpressions' | 'matchFields'): readonly unknown[] =>
    (term as Readonly<Partial<Record<typeof name, readonly unknown[]>>>)[name] ?? [];
  const names = ['matchExpressions', 'matchFields'] as const;
  if (names.every((name) => list(old, name).length === 0)) return names.every((name) => list(now, name).length === 0);
  return names.every((name) => jsonEqual(list(now, name).slice(0, list(old, name).length), list(old, name)));
}

function withField<O extends object>(object: O, field: keyof O, value: unknown): O {
  const { [field]: _old, ...rest } = object;
  return (value === undefined ? rest : { ...rest, [field]: value }) as O;
}

function containerUpdates(
  containers: readonly Container[],
  old: readonly Container[],
  field: string,
): { errors: FieldError[]; stop: boolean } {
  if (containers.length !== old.length) {
    return { errors: [forbidden(field, 'pod updates may not add or remove containers')], stop: true };
  }
  const errors = containers.flatMap((container, i) => [
    ...((container.image ?? '') === '' ? [required(`${field}[${i}].image`)] : []),
    ...imagePadding(container, `${field}[${i}]`),
  ]);
  return { errors, stop: false };
}

function deadlineUpdate(
  deadline: number | undefined,
  old: number | undefined,
): { errors: FieldError[]; stop: boolean } {
  const field = 'spec.activeDeadlineSeconds';
  if (deadline === undefined) {
    const errors =
      old === undefined ? [] : [invalid(field, null, 'must not update from a positive integer to nil value')];
    return { errors, stop: false };
  }
  if (deadline < 0 || deadline > maxInt32) {
    return { errors: [invalid(field, deadline, inclusiveRangeError(0, maxInt32))], stop: true };
  }
  return old !== undefined && old < deadline
    ? { errors: [invalid(field, deadline, 'must be less than or equal to previous value')], stop: true }
    : { errors: [], stop: false };
}

function validateAnnotationUpdates(pod: Pod, old: Pod, release: ReleaseRef): FieldError[] {
  const errors: FieldError[] = [];
  const now = pod.metadata?.annotations ?? {};
  const before = old.metadata?.annotations ?? {};
  for (const key of sortedKeys(before)) {
    if (now[key] !== before[key] && key === mirrorAnnotation) {
      errors.push(forbidden(`metadata.annotations[${key}]`, 'may not remove or update mirror pod annotation'));
    }
  }
  for (const key of sortedKeys(now)) {
    if (before[key] === undefined && key === mirrorAnnotation) {
      errors.push(forbidden(`metadata.annotations[${key}]`, 'may not add mirror pod annotation'));
    }
  }
  return [...errors, ...validatePodAnnotations(now, pod.spec ?? ({} as PodSpec), 'metadata.annotations', release)];
}

function validateEphemeralUpdate(pod: Pod, old: Pod, release: ReleaseRef): FieldError[] {
  const errors = validateObjectMetaUpdate(pod, old, release);
  errors.push(...validatePodMetadataAndSpec(pod, release), ...validateAnnotationUpdates(pod, old, release));
  if (old.metadata?.annotations?.[mirrorAnnotation] !== undefined) {
    return [forbidden('', 'static pods do not support ephemeral containers')];
  }
  const field = 'spec.ephemeralContainers';
  for (const before of old.spec?.ephemeralContainers ?? []) {
    const now = pod.spec?.ephemeralContainers?.find((container) => container.name === before.name);
    if (now === undefined) {
      errors.push(forbidden(field, `existing ephemeral containers "${before.name}" may not be removed\n`));
    } else if (!jsonEqual(now, before)) {
      const difference = goDiff('EphemeralContainer', before, now, release);
      errors.push(forbidden(field, `existing ephemeral containers "${before.name}" may not be changed\n${difference}`));
    }
  }
  return errors;
}

export const podValidator: Validator<Pod> = {
  create: validateCreate,
  update(pod, old, release, subresource) {
    switch (subresource) {
      case 'status':
        return validatePodStatusUpdate(pod, old, release, validateAnnotationUpdates(pod, old, release));
      case 'ephemeralcontainers':
        return validateEphemeralUpdate(pod, old, release);
      case 'resize':
        return validatePodResize(pod, old, validatePodMetadataAndSpec(pod, release), release);
      default:
        return validatePodUpdate(pod, old, release);
    }
  },
};
