import { podRequests, type Resources } from '../node-info.ts';
import type { Plugin } from './plugin.ts';

/** What the least-allocated score takes for a container that asks for nothing (util/pod_resources.go: 100m, 200 MB). */
const defaultRequest = { cpu: 100, memory: 200 * 1024 * 1024 };

/** Requests against allocatable; usage does not matter (plugins/noderesources/fit.go). */
export const nodeResourcesFit: Plugin = {
  name: 'NodeResourcesFit',
  filter(pod, node) {
    const reasons: string[] = [];
    const { allocatable, requested } = node;
    const wanted = podRequests(pod);
    if (node.pods.size + 1 > allocatable.pods) reasons.push('Too many pods');
    if (wanted.cpu > 0 && wanted.cpu > allocatable.cpu - requested.cpu) reasons.push('Insufficient cpu');
    if (wanted.memory > 0 && wanted.memory > allocatable.memory - requested.memory) reasons.push('Insufficient memory');
    const storage = wanted.ephemeralStorage;
    if (storage > 0 && storage > allocatable.ephemeralStorage - requested.ephemeralStorage) {
      reasons.push('Insufficient ephemeral-storage');
    }
    if (reasons.length === 0) return undefined;
    const impossible =
      wanted.cpu > allocatable.cpu || wanted.memory > allocatable.memory || storage > allocatable.ephemeralStorage;
    return { reasons, resolvable: !impossible };
  },
  score(pod, node) {
    const wanted = nonZero(podRequests(pod));
    const used = nonZeroSum(node.pods.values());
    const free = (kind: 'cpu' | 'memory'): number => {
      const capacity = node.allocatable[kind];
      const total = used[kind] + wanted[kind];
      return capacity === 0 || total > capacity ? 0 : Math.floor(((capacity - total) * 100) / capacity);
    };
    return Math.floor((free('cpu') + free('memory')) / 2);
  },
};

/** Prefers nodes whose CPU and memory fill evenly (plugins/noderesources/balanced_allocation.go). */
export const nodeResourcesBalancedAllocation: Plugin = {
  name: 'NodeResourcesBalancedAllocation',
  score(pod, node) {
    const wanted = podRequests(pod);
    const fraction = (kind: 'cpu' | 'memory'): number => {
      const capacity = node.allocatable[kind];
      return capacity === 0 ? 1 : Math.min(1, (node.requested[kind] + wanted[kind]) / capacity);
    };
    return Math.floor((1 - Math.abs(fraction('cpu') - fraction('memory')) / 2) * 100);
  },
};

function nonZero({ cpu, memory }: Resources): { cpu: number; memory: number } {
  return { cpu: cpu === 0 ? defaultRequest.cpu : cpu, memory: memory === 0 ? defaultRequest.memory : memory };
}

function nonZeroSum(pods: Iterable<{ readonly requests: Resources }>): { cpu: number; memory: number } {
  let cpu = 0;
  let memory = 0;
  for (const { requests } of pods) {
    const counted = nonZero(requests);
    cpu += counted.cpu;
    memory += counted.memory;
  }
  return { cpu, memory };
}
