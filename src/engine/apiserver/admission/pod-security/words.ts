import type { Container, Pod } from '../../../api/types.ts';

/** A Pod or a Pod template. */
export interface PodLike {
  readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> };
  readonly spec?: NonNullable<Pod['spec']>;
}

/** What a check says of a Pod that it does not allow. */
export interface Violation {
  readonly reason: string;
  readonly detail: string;
}

/** `"a", "b"` */
export const quoted = (items: readonly string[]): string => `"${items.join('", "')}"`;

/** Each once, in the order of their bytes. */
export const sortedOnce = (items: readonly string[]): readonly string[] => [...new Set(items)].sort();

export const plural = (one: string, many: string, count: number): string => (count === 1 ? one : many);

/** `container "a"` or `containers "a", "b"` */
export const containersNamed = (names: readonly string[]): string =>
  `${plural('container', 'containers', names.length)} ${quoted(names)}`;

/** Init containers, containers and ephemeral ones (policy/visitor.go). */
export function containersOf({ spec }: PodLike): readonly Container[] {
  const { initContainers = [], containers = [], ephemeralContainers = [] } = spec ?? {};
  return [...initContainers, ...containers, ...(ephemeralContainers as unknown as readonly Container[])];
}

/** The names of the containers that `holds` for. */
export const namesWhere = (pod: PodLike, holds: (container: Container) => boolean): readonly string[] =>
  containersOf(pod)
    .filter(holds)
    .map(({ name }) => name);

/** `pod and container "a"`: who sets what is forbidden; '' for nobody. */
export function setters(podDoes: boolean, containers: readonly string[]): string {
  return [...(podDoes ? ['pod'] : []), ...(containers.length > 0 ? [containersNamed(containers)] : [])].join(' and ');
}
