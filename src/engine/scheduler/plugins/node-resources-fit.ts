import type { NodeInfo } from '../node-info.ts';
import type { PodInfo } from '../pod-info.ts';
import type { Plugin, Rejection } from './plugin.ts';

/** plugins/noderesources/fit.go, fitsRequest: requests against allocatable; usage does not matter. */
export function insufficient(pod: PodInfo, node: NodeInfo): Rejection | undefined {
  const { allocatable, requested } = node;
  const { cpu, memory, ephemeralStorage, scalar } = pod.requests;
  let reasons: string[] | undefined;
  let impossible = false;
  const lack = (reason: string, never: boolean): void => {
    (reasons ??= []).push(reason);
    impossible ||= never;
  };
  if (node.pods.size + 1 > node.allowedPods) lack('Too many pods', false);
  if (cpu > 0 && cpu > allocatable.cpu - requested.cpu) lack('Insufficient cpu', cpu > allocatable.cpu);
  if (memory > 0 && memory > allocatable.memory - requested.memory) {
    lack('Insufficient memory', memory > allocatable.memory);
  }
  if (ephemeralStorage > 0 && ephemeralStorage > allocatable.ephemeralStorage - requested.ephemeralStorage) {
    lack('Insufficient ephemeral-storage', ephemeralStorage > allocatable.ephemeralStorage);
  }
  if (scalar !== undefined) {
    for (const name of Object.keys(scalar)) {
      const wanted = scalar[name]!;
      const have = allocatable.scalar?.[name] ?? 0;
      if (wanted > 0 && wanted > have - (requested.scalar?.[name] ?? 0)) lack(`Insufficient ${name}`, wanted > have);
    }
  }
  return reasons === undefined ? undefined : { reasons, resolvable: !impossible };
}

/** plugins/noderesources/least_allocated.go: the more is free, the better; containers that ask for nothing count with the defaults. */
function leastAllocated(pod: PodInfo, nodes: readonly NodeInfo[]): readonly number[] {
  return nodes.map(({ allocatable, nonZero }) => {
    const free = (capacity: number, used: number): number =>
      capacity === 0 || used > capacity ? 0 : Math.floor(((capacity - used) * 100) / capacity);
    const cpu = free(allocatable.cpu, nonZero.cpu + pod.nonZero.cpu);
    const memory = free(allocatable.memory, nonZero.memory + pod.nonZero.memory);
    return Math.floor((cpu + memory) / 2);
  });
}

const undoneBy = ['AssignedPodDelete', 'AssignedPodUpdate', 'NodeAdd', 'NodeAllocatable', 'PodUpdate'] as const;

export const nodeResourcesFit: Plugin = {
  name: 'NodeResourcesFit',
  undoneBy,
  filter: (pod) => (node) => insufficient(pod, node),
  score: (pod, _cycle, nodes) => leastAllocated(pod, nodes),
};

/** v1.20, where filtering and scoring by resources were two plugins. */
export const nodeResourcesFitFilter: Plugin = {
  name: 'NodeResourcesFit',
  undoneBy,
  filter: (pod) => (node) => insufficient(pod, node),
};

export const nodeResourcesLeastAllocated: Plugin = {
  name: 'NodeResourcesLeastAllocated',
  score: (pod, _cycle, nodes) => leastAllocated(pod, nodes),
};
