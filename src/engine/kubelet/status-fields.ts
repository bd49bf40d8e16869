import { addQuantities, formatQuantity, parseQuantity } from '../api/quantity.ts';
import type { Container, ContainerStatus, Pod } from '../api/types.ts';
import type { ContainerRuntimeStatus } from '../runtime/cri.ts';

/* What the statuses of v1.36 say beside those of v1.20. */

type Resources = NonNullable<Container['resources']>;
type ResourceList = Readonly<Record<string, string>>;

/** The mounts of a container: set when its status is first made, never changed (v1.33). */
function volumeMounts({ volumeMounts: mounts = [] }: Container): ContainerStatus['volumeMounts'] {
  if (mounts.length === 0) return undefined;
  return mounts.map(({ name, mountPath, readOnly, recursiveReadOnly }) => ({
    name,
    mountPath,
    ...(readOnly === true
      ? {
          readOnly,
          recursiveReadOnly:
            recursiveReadOnly === 'Enabled' || recursiveReadOnly === 'IfPossible' ? 'Enabled' : 'Disabled',
        }
      : {}),
  }));
}

/**
 * @param granted the container with the resources that it has been granted.
 * @param actual those it runs with.
 */
export function containerFields(
  granted: Container,
  current: ContainerRuntimeStatus | undefined,
  actual: Resources | undefined,
): Partial<ContainerStatus> {
  const mounts = volumeMounts(granted);
  const fields = mounts === undefined ? {} : { volumeMounts: mounts };
  if (current === undefined) return fields;
  const { resources = {} } = granted;
  return {
    ...fields,
    ...(resources.requests === undefined ? {} : { allocatedResources: resources.requests }),
    resources: current.state === 'running' && actual !== undefined ? actual : resources,
    ...(current.user === undefined ? {} : { user: { linux: current.user } }),
  };
}

/** component-helpers resource/helpers.go, PodRequests and PodLimits, as quantities. */
export function aggregate(spec: NonNullable<Pod['spec']>, kind: 'requests' | 'limits'): ResourceList {
  const sum = (a: ResourceList, b: ResourceList | undefined): ResourceList => combine(a, b ?? {}, add);
  let containers: ResourceList = {};
  for (const { resources } of spec.containers) containers = sum(containers, resources?.[kind]);
  let sidecars: ResourceList = {};
  let init: ResourceList = {};
  for (const { resources, restartPolicy } of spec.initContainers ?? []) {
    if (restartPolicy === 'Always') {
      sidecars = sum(sidecars, resources?.[kind]);
      init = combine(init, sidecars, larger);
    } else init = combine(init, sum(sidecars, resources?.[kind]), larger);
  }
  const total = { ...combine(sum(containers, sidecars), init, larger), ...spec.resources?.[kind] };
  return Object.keys(total).length === 0 || spec.overhead === undefined ? total : sum(total, spec.overhead);
}

const add = (a: string, b: string): string => formatQuantity(addQuantities(parseQuantity(a), parseQuantity(b)));
const larger = (a: string, b: string): string => (parseQuantity(a).nanos >= parseQuantity(b).nanos ? a : b);

function combine(a: ResourceList, b: ResourceList, how: (a: string, b: string) => string): ResourceList {
  const out: Record<string, string> = { ...a };
  for (const [name, value] of Object.entries(b)) out[name] = out[name] === undefined ? value : how(out[name], value);
  return out;
}

type Spec = NonNullable<Pod['spec']>;

/** The same spec gives the same sums; a resize that is not granted yet is another matter, and rare. */
const sums = new WeakMap<object, { readonly requests: ResourceList; readonly limits: ResourceList }>();

function sumsOf(spec: Spec, granted: (container: Container) => Container): NonNullable<ReturnType<typeof sums.get>> {
  const { containers, initContainers } = spec;
  const same = [...containers, ...(initContainers ?? [])].every((container) => granted(container) === container);
  const known = same ? sums.get(spec) : undefined;
  if (known !== undefined) return known;
  const actual: Spec = same
    ? spec
    : {
        ...spec,
        containers: containers.map(granted),
        ...(initContainers === undefined ? {} : { initContainers: initContainers.map(granted) }),
      };
  const result = { requests: aggregate(actual, 'requests'), limits: aggregate(actual, 'limits') };
  if (same) sums.set(spec, result);
  return result;
}

/** The Pod's own resources (v1.36: InPlacePodLevelResourcesVerticalScaling). While it runs, a limit counts that every container has. */
export function podFields(
  spec: Spec,
  granted: (container: Container) => Container,
  running: boolean,
): Partial<NonNullable<Pod['status']>> {
  const { requests, limits } = sumsOf(spec, granted);
  const shown = running
    ? Object.fromEntries(
        Object.entries(limits).filter(([name]) =>
          [...spec.containers, ...(spec.initContainers ?? [])].every(
            ({ resources }) => resources?.limits?.[name] !== undefined,
          ),
        ),
      )
    : limits;
  const some = (name: string, list: ResourceList): object => (Object.keys(list).length === 0 ? {} : { [name]: list });
  return {
    ...some('allocatedResources', requests),
    resources: { ...some('requests', requests), ...some('limits', shown) },
  } as Partial<NonNullable<Pod['status']>>;
}
