import type { NodeInfo } from '../node-info.ts';
import type { Plugin } from './plugin.ts';

/** Half the difference of the two fractions is their standard deviation; a resource that the node has none of does not count. */
function balance(node: NodeInfo, cpu: number, memory: number): number {
  const { allocatable } = node;
  if (allocatable.cpu === 0 || allocatable.memory === 0) return 100;
  const difference = Math.min(1, cpu / allocatable.cpu) - Math.min(1, memory / allocatable.memory);
  return Math.floor((1 - Math.abs(difference / 2)) * 100);
}

/** Prefers nodes whose CPU and memory fill evenly (plugins/noderesources/balanced_allocation.go). */
export const nodeResourcesBalancedAllocation: Plugin = {
  name: 'NodeResourcesBalancedAllocation',
  score({ requests, nonZero }, { release }, nodes) {
    if (release.name === '1.20') {
      return nodes.map((node) => {
        const fraction = (capacity: number, used: number): number => (capacity === 0 ? 1 : used / capacity);
        const cpu = fraction(node.allocatable.cpu, node.nonZero.cpu + nonZero.cpu);
        const memory = fraction(node.allocatable.memory, node.nonZero.memory + nonZero.memory);
        return cpu >= 1 || memory >= 1 ? 0 : Math.floor((1 - Math.abs(cpu - memory)) * 100);
      });
    }
    // A Pod that asks for neither can't change a balance (PreScore skips).
    if (requests.cpu === 0 && requests.memory === 0) return undefined;
    return nodes.map((node) => {
      const { cpu, memory } = node.requested;
      const before = balance(node, cpu, memory);
      const after = balance(node, cpu + requests.cpu, memory + requests.memory);
      return 50 + Math.trunc((50 + after - before) / 2);
    });
  },
};
