import type { Pod } from '../../engine/api/types.ts';

/** One container of a Pod and where its spec stands. */
export interface FoundContainer {
  readonly name: string;
  readonly list: 'containers' | 'initContainers' | 'ephemeralContainers';
}

export const defaultContainerAnnotation = 'kubectl.kubernetes.io/default-container';

/** Every container, in the order of `podcmd.FindContainerByName`. */
export function containersOf(pod: Pod): readonly FoundContainer[] {
  const lists = ['containers', 'initContainers', 'ephemeralContainers'] as const;
  return lists.flatMap((list) => (pod.spec?.[list] ?? []).map((container) => ({ name: container.name, list })));
}

export function findContainer(pod: Pod, name: string): FoundContainer | undefined {
  return containersOf(pod).find((container) => container.name === name);
}

/** `a, debugger (ephem), setup (init)` (podcmd.AllContainerNames). */
export function allContainerNames(pod: Pod): string {
  const names = (list: 'containers' | 'ephemeralContainers' | 'initContainers', suffix: string): string[] =>
    (pod.spec?.[list] ?? []).map((container) => container.name + suffix);
  return [
    ...names('containers', ''),
    ...names('ephemeralContainers', ' (ephem)'),
    ...names('initContainers', ' (init)'),
  ].join(', ');
}

export function isMultiContainer(pod: Pod): boolean {
  return containersOf(pod).length > 1;
}
