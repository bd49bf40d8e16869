import { matchesRequired } from '../api/node-selector.ts';
import { untoleratedTaint } from '../api/taints.ts';
import type { Release } from '../releases/index.ts';
import { clash, type NodeInfo, type PodInfo } from '../scheduler/index.ts';

/** Why the kubelet takes a Pod not: its status becomes Failed with these. */
export interface Rejection {
  readonly reason: string;
  /** Of the event; the status says it after `Pod was rejected: `. */
  readonly message: string;
}

const insufficient = (resource: string, requested: number, used: number, capacity: number): Rejection => ({
  reason: `OutOf${resource}`,
  message: `Node didn't have enough resource: ${resource}, requested: ${requested}, used: ${used}, capacity: ${capacity}`,
});

const failed = (release: Release, name: string, description: string): Rejection => ({
  reason: name,
  message: release.name === '1.20' ? `Predicate ${name} failed` : `Predicate ${name} failed: ${description}`,
});

/**
 * The kubelet asks again what the scheduler asked, for Pods that came past the scheduler or for a node that has changed; the first reason counts
 * (pkg/kubelet/lifecycle/predicate.go, generalFilter; v1.20: GeneralPredicates). `node` holds the other Pods.
 */
export function admissionProblem(info: PodInfo, node: NodeInfo, release: Release): Rejection | undefined {
  const { requests, pod, ports } = info;
  const { requested, allocatable, pods, allowedPods } = node;
  if (pods.size + 1 > allowedPods) return insufficient('pods', 1, pods.size, allowedPods);
  const amounts = [
    ['cpu', requests.cpu, requested.cpu, allocatable.cpu],
    ['memory', requests.memory, requested.memory, allocatable.memory],
    ['ephemeral-storage', requests.ephemeralStorage, requested.ephemeralStorage, allocatable.ephemeralStorage],
  ] as const;
  for (const [resource, wanted, used, capacity] of amounts) {
    if (wanted > 0 && wanted > capacity - used) return insufficient(resource, wanted, used, capacity);
  }
  for (const [resource, wanted] of Object.entries(requests.scalar ?? {})) {
    const capacity = allocatable.scalar?.[resource];
    // Extended resources that the node does not know are somebody else's affair.
    if (capacity === undefined || wanted === 0) continue;
    const used = requested.scalar?.[resource] ?? 0;
    if (wanted > capacity - used) return insufficient(resource, wanted, used, capacity);
  }
  if (!matchesRequired(pod, node.node)) {
    return failed(release, 'NodeAffinity', "node(s) didn't match Pod's node affinity/selector");
  }
  if (ports.length > 0 && node.ports.some((taken) => ports.some((port) => clash(port, taken)))) {
    return failed(release, 'NodePorts', "node(s) didn't have free ports for the requested pod ports");
  }
  if (release.name !== '1.20' && untoleratedTaint(node.node.spec?.taints ?? [], pod.spec?.tolerations, ['NoExecute'])) {
    return failed(release, 'TaintToleration', "node(s) had taints that the pod didn't tolerate");
  }
  return undefined;
}

/** The reason and message of a rejected Pod's status (kubelet.go, rejectPod). */
export function rejectedStatus({ reason, message }: Rejection, release: Release): Rejection {
  return { reason, message: `${release.name === '1.20' ? 'Pod ' : 'Pod was rejected: '}${message}` };
}
