import type { Node, Pod } from '../api/types.ts';
import type { Release } from '../releases/index.ts';
import { NodeInfo, podInfo, type PodInfo } from '../scheduler/index.ts';
import { admissionProblem, type Rejection } from './admission.ts';

/** What the Pods of a node have been granted of it (pkg/kubelet/allocation). */
export class Allocations {
  #node: NodeInfo | undefined;

  constructor(
    private readonly release: Release,
    private readonly find: () => Node | undefined,
  ) {}

  /** Grants a Pod what it asks for in place of what it had, or says why not. */
  grant(pod: Pod): Rejection | undefined {
    const object = this.find();
    if (object === undefined) return { reason: 'InvalidNodeInfo', message: 'Kubelet cannot get node info.' };
    const node = (this.#node ??= new NodeInfo(object));
    if (node.node !== object) node.node = object;
    const info = infoOf(pod);
    const before = node.remove(info.key);
    const problem = admissionProblem(info, node, this.release);
    if (problem === undefined) node.add(info);
    else if (before !== undefined) node.add(before);
    return problem;
  }

  /** A Pod that runs here already keeps what it has. */
  keep(pod: Pod): void {
    const object = this.find();
    if (object === undefined) return;
    this.#node ??= new NodeInfo(object);
    this.#node.add(infoOf(pod));
  }

  /** The Pod is done. False if it had nothing. */
  free(pod: Pod): boolean {
    return this.#node?.remove(pod.metadata?.uid ?? '') !== undefined;
  }
}

/** Two Pods of one name may be on the node, one of them ending: the UID tells them apart. */
function infoOf(pod: Pod): PodInfo {
  return { ...podInfo(pod), key: pod.metadata?.uid ?? '' };
}
