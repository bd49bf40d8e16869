import { forbidden, invalid, type FieldError } from '../../field.ts';
import { jsonEqual, type ReleaseRef } from '../../json.ts';
import type { Pod } from '../../types.ts';
import { validateObjectMetaUpdate } from '../metadata.ts';
import type { ResourceList, ResourceRequirements } from '../resources.ts';
import type { Container } from './containers.ts';
import type { PodSpec } from './spec.ts';
import { podQosClass } from '../../qos.ts';

const onlyCpuAndMemory = 'only cpu and memory resources are mutable';

/** ValidatePodResize: in place, cpu and memory may change, and nothing else. */
export function validatePodResize(
  pod: Pod,
  old: Pod,
  general: readonly FieldError[],
  release: ReleaseRef,
): FieldError[] {
  if (old.metadata?.annotations?.['kubernetes.io/config.mirror'] !== undefined) {
    return [forbidden('', 'static pods cannot be resized')];
  }
  if (old.spec?.os?.name === 'windows') return [forbidden('', 'windows pods cannot be resized')];
  const errors = [...validateObjectMetaUpdate(pod, old, release), ...general];
  const spec = pod.spec ?? ({} as PodSpec);
  const before = old.spec ?? ({} as PodSpec);
  if ((old.status?.qosClass ?? podQosClass(before)) !== podQosClass(spec)) {
    errors.push(invalid('spec', pod.status?.qosClass ?? '', 'Pod QOS Class may not change as a result of resizing'));
  }
  const running = old.status?.containerStatuses?.find((status) => status.state?.running !== undefined);
  if (running !== undefined && running.resources === undefined) {
    errors.push(forbidden('spec', 'Pod running on node without support for resize'));
  }
  errors.push(...podLevel(spec, before));
  const order = [...sameContainers('containers', spec, before), ...sameContainers('initContainers', spec, before)];
  errors.push(...order);
  if (order.length > 0) return errors;
  for (const list of ['initContainers', 'containers'] as const) {
    before[list]?.forEach((container, i) => {
      const now = spec[list]![i]!;
      if (list === 'containers' || container.restartPolicy === 'Always') {
        errors.push(...removed(now.resources, container.resources, `spec.${list}[${i}].resources`));
      }
    });
  }
  const containers = spec.containers?.map((container, i) => withoutChange(container, before.containers![i]!));
  containers?.forEach((container, i) => {
    if (!jsonEqual(container, before.containers![i])) errors.push(forbidden('spec', onlyCpuAndMemory));
  });
  const initContainers = spec.initContainers?.map((container, i) => {
    const was = before.initContainers![i]!;
    if (container.restartPolicy !== 'Always') {
      if (!jsonEqual(container, was)) {
        errors.push(forbidden('spec', 'resources for non-sidecar init containers are immutable'));
      }
      return container;
    }
    const munged = withoutChange(container, was);
    if (!jsonEqual(munged, was)) {
      errors.push(
        forbidden(
          `spec.initContainers[${i}]`,
          'only cpu and memory resources for init or sidecar containers are mutable',
        ),
      );
    }
    return munged;
  });
  if (errors.length > 0) return errors;
  const munged: PodSpec = {
    ...spec,
    ...(containers === undefined ? {} : { containers }),
    ...(initContainers === undefined ? {} : { initContainers }),
    ...(before.resources === undefined ? {} : { resources: before.resources }),
  };
  return jsonEqual(munged, before) ? [] : [forbidden('spec', onlyCpuAndMemory)];
}

function podLevel(spec: PodSpec, before: PodSpec): FieldError[] {
  if (before.resources === undefined) return [];
  if (spec.resources === undefined) return [forbidden('spec.resources', 'pod-level resources cannot be removed')];
  const errors: FieldError[] = [];
  for (const [name, word] of [
    ['requests', 'requests'],
    ['limits', 'limits'],
  ] as const) {
    if (isRemoved(spec.resources[name], before.resources[name])) {
      errors.push(forbidden(`spec.resources.${name}`, `pod-level resource ${word} cannot be removed`));
    }
  }
  return errors;
}

function sameContainers(list: 'containers' | 'initContainers', spec: PodSpec, before: PodSpec): FieldError[] {
  const [now, old] = [spec[list] ?? [], before[list] ?? []];
  if (now.length !== old.length) {
    return [forbidden(`spec.${list}`, `${list} may not be added or removed on resize`)];
  }
  return old.flatMap((container, i) =>
    now[i]!.name === container.name
      ? []
      : [forbidden(`spec.${list}[${i}].name`, `${list} may not be renamed or reordered on resize`)],
  );
}

function removed(
  now: ResourceRequirements | undefined,
  old: ResourceRequirements | undefined,
  field: string,
): FieldError[] {
  const errors: FieldError[] = [];
  for (const name of ['requests', 'limits'] as const) {
    if (isRemoved(now?.[name], old?.[name])) {
      errors.push(forbidden(`${field}.${name}`, `resource ${name} cannot be removed`));
    }
  }
  return errors;
}

function isRemoved(now: ResourceList | undefined, old: ResourceList | undefined): boolean {
  return Object.keys(old ?? {}).some((name) => now?.[name] === undefined);
}

/** The container with cpu and memory as they were. */
function withoutChange(container: Container, old: Container): Container {
  const list = (now: ResourceList | undefined, was: ResourceList | undefined): ResourceList | undefined => {
    const { cpu: _cpu, memory: _memory, ...rest } = now ?? {};
    const out: Record<string, string> = { ...rest };
    for (const name of ['cpu', 'memory']) if (was?.[name] !== undefined) out[name] = was[name];
    return Object.keys(out).length === 0 ? undefined : out;
  };
  const resources: Record<string, unknown> = {};
  for (const name of ['limits', 'requests'] as const) {
    const value = list(container.resources?.[name], old.resources?.[name]);
    if (value !== undefined) resources[name] = value;
  }
  return { ...container, resources: resources as NonNullable<Container['resources']> };
}
