import type { NodeInfo } from '../node-info.ts';
import type { PodInfo } from '../pod-info.ts';
import type { Plugin, Rejection } from './plugin.ts';

/** plugins/noderesources/fit.go, fitsRequest: requests against allocatable; usage does not matter. */
export function insufficient(pod: PodInfo, node: NodeInfo): Rejection | undefined {
  const { allocatable, requested } = node;
  const { cpu, memory, ephemeralStorage, scalar } = pod.requests;
  const lacks = {
    pods: node.pods.size + 1 > node.allowedPods,
    cpu: cpu > 0 && cpu > allocatable.cpu - requested.cpu,
    memory: memory > 0 && memory > allocatable.memory - requested.memory,
    storage: ephemeralStorage > 0 && ephemeralStorage > allocatable.ephemeralStorage - requested.ephemeralStorage,
  };
  if (!lacks.pods && !lacks.cpu && !lacks.memory && !lacks.storage && scalar === undefined) return undefined;
  const reasons: string[] = [];
  if (lacks.pods) reasons.push('Too many pods');
  if (lacks.cpu) reasons.push('Insufficient cpu');
  if (lacks.memory) reasons.push('Insufficient memory');
  if (lacks.storage) reasons.push('Insufficient ephemeral-storage');
  // What exceeds the whole node will not fit however many Pods go.
  let impossible =
    (lacks.cpu && cpu > allocatable.cpu) ||
    (lacks.memory && memory > allocatable.memory) ||
    (lacks.storage && ephemeralStorage > allocatable.ephemeralStorage);
  for (const name of Object.keys(scalar ?? {})) {
    const wanted = scalar![name]!;
    const have = allocatable.scalar?.[name] ?? 0;
    if (wanted === 0 || wanted <= have - (requested.scalar?.[name] ?? 0)) continue;
    reasons.push(`Insufficient ${name}`);
    impossible ||= wanted > have;
  }
  return reasons.length === 0 ? undefined : { reasons, resolvable: !impossible };
}

function freeShare(capacity: number, used: number): number {
  return capacity === 0 || used > capacity ? 0 : Math.floor(((capacity - used) * 100) / capacity);
}

/** plugins/noderesources/least_allocated.go: the more is free, the better; containers that ask for nothing count with the defaults. */
function leastAllocated(pod: PodInfo, nodes: readonly NodeInfo[]): readonly number[] {
  return nodes.map(({ allocatable, nonZero }) => {
    const cpu = freeShare(allocatable.cpu, nonZero.cpu + pod.nonZero.cpu);
    const memory = freeShare(allocatable.memory, nonZero.memory + pod.nonZero.memory);
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
