import type { Node } from '../api/types.ts';
import { NodeInfo } from './node-info.ts';
import type { PodInfo } from './pod-info.ts';

/** The scheduler's picture of the nodes and the Pods on them (pkg/scheduler/backend/cache), changed step by step. */
export class Cache {
  /** In the order in which they came. */
  readonly nodes: NodeInfo[] = [];
  /** Nodes with Pods that have inter-pod terms; all others need not be looked at for these. */
  readonly nodesWithAffinity = new Set<NodeInfo>();
  /** On how many nodes an image is, by name. */
  readonly imageNodes = new Map<string, number>();
  readonly #byName = new Map<string, NodeInfo>();
  readonly #placed = new Map<string, { readonly info: PodInfo; readonly node: string }>();
  /** Pods that preempted others and wait for them to go, by the node they wait for. */
  readonly #nominated = new Map<string, Map<string, PodInfo>>();

  node(name: string): NodeInfo | undefined {
    return this.#byName.get(name);
  }

  /** The node that a Pod is on, as far as the scheduler knows. */
  placement(key: string): string | undefined {
    return this.#placed.get(key)?.node;
  }

  setNode(node: Node): { readonly info: NodeInfo; readonly before: Node | undefined } {
    const name = node.metadata?.name ?? '';
    const known = this.#byName.get(name);
    if (known !== undefined) {
      const before = known.node;
      const images = known.images;
      known.node = node;
      if (known.images !== images) {
        this.#countImages(images, -1);
        this.#countImages(known.images, 1);
      }
      return { info: known, before };
    }
    const info = new NodeInfo(node);
    this.#byName.set(name, info);
    this.nodes.push(info);
    this.#countImages(info.images, 1);
    // Pods may be known before their node is.
    for (const placed of this.#placed.values()) if (placed.node === name) this.#attach(info, placed.info);
    return { info, before: undefined };
  }

  removeNode(name: string): void {
    const info = this.#byName.get(name);
    if (info === undefined) return;
    this.#byName.delete(name);
    this.nodes.splice(this.nodes.indexOf(info), 1);
    this.nodesWithAffinity.delete(info);
    this.#countImages(info.images, -1);
  }

  place(info: PodInfo, node: string): void {
    const before = this.#placed.get(info.key);
    if (before !== undefined && before.node !== node) this.remove(info.key);
    this.#placed.set(info.key, { info, node });
    const known = this.#byName.get(node);
    if (known !== undefined) this.#attach(known, info);
  }

  remove(key: string): boolean {
    const placed = this.#placed.get(key);
    if (placed === undefined) return false;
    this.#placed.delete(key);
    const info = this.#byName.get(placed.node);
    info?.remove(key);
    if (info !== undefined && info.podsWithAffinity.size === 0) this.nodesWithAffinity.delete(info);
    return true;
  }

  nominate(info: PodInfo, node: string): void {
    this.forget(info.key);
    let pods = this.#nominated.get(node);
    if (pods === undefined) this.#nominated.set(node, (pods = new Map()));
    pods.set(info.key, info);
  }

  forget(key: string): void {
    for (const [node, pods] of this.#nominated) {
      if (pods.delete(key) && pods.size === 0) this.#nominated.delete(node);
    }
  }

  /** Pods at least as important as `pod` that the node is promised to. */
  nominatedOn(node: string, pod: PodInfo): readonly PodInfo[] {
    const pods = this.#nominated.get(node);
    if (pods === undefined) return [];
    return [...pods.values()].filter(({ key, priority }) => key !== pod.key && priority >= pod.priority);
  }

  #attach(node: NodeInfo, info: PodInfo): void {
    node.add(info);
    if (info.affinity !== undefined) this.nodesWithAffinity.add(node);
  }

  #countImages(images: ReadonlyMap<string, number>, by: 1 | -1): void {
    for (const name of images.keys()) {
      const count = (this.imageNodes.get(name) ?? 0) + by;
      if (count === 0) this.imageNodes.delete(name);
      else this.imageNodes.set(name, count);
    }
  }
}
