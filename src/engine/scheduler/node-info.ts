import { parseValue } from '../api/quantity.ts';
import type { Node } from '../api/types.ts';
import { addResources, type HostPort, noResources, type PodInfo, resourcesOf, type Resources } from './pod-info.ts';

/** A node with the Pods that count on it, kept up to date rather than summed anew for every Pod (framework/types.go, NodeInfo). */
export class NodeInfo {
  readonly pods = new Map<string, PodInfo>();
  /** Those of them with inter-pod terms of their own. */
  readonly podsWithAffinity = new Map<string, PodInfo>();
  readonly ports: HostPort[] = [];
  requested: Resources = noResources;
  nonZero = { cpu: 0, memory: 0 };
  allocatable: Resources = noResources;
  allowedPods = 0;
  /** Sizes of the images on the node by each of their names, bytes. */
  images: ReadonlyMap<string, number> = new Map();
  #node: Node;

  constructor(node: Node) {
    this.#node = node;
    this.node = node;
  }

  get node(): Node {
    return this.#node;
  }

  set node(node: Node) {
    const { allocatable, images } = node.status ?? {};
    if (images !== this.#node.status?.images || this.images.size === 0) {
      this.images = new Map(
        (images ?? []).flatMap(({ names, sizeBytes }) => (names ?? []).map((name) => [name, sizeBytes ?? 0] as const)),
      );
    }
    this.#node = node;
    this.allocatable = resourcesOf(allocatable);
    this.allowedPods = parseValue(allocatable?.['pods']);
  }

  get name(): string {
    return this.#node.metadata?.name ?? '';
  }

  get labels(): Readonly<Record<string, string>> | undefined {
    return this.#node.metadata?.labels;
  }

  add(info: PodInfo): void {
    this.remove(info.key);
    this.pods.set(info.key, info);
    if (info.affinity !== undefined) this.podsWithAffinity.set(info.key, info);
    this.ports.push(...info.ports);
    this.requested = addResources(this.requested, info.requests);
    this.nonZero = { cpu: this.nonZero.cpu + info.nonZero.cpu, memory: this.nonZero.memory + info.nonZero.memory };
  }

  remove(key: string): PodInfo | undefined {
    const info = this.pods.get(key);
    if (info === undefined) return undefined;
    this.pods.delete(key);
    this.podsWithAffinity.delete(key);
    for (const port of info.ports) this.ports.splice(this.ports.indexOf(port), 1);
    this.requested = addResources(this.requested, negative(info.requests));
    this.nonZero = { cpu: this.nonZero.cpu - info.nonZero.cpu, memory: this.nonZero.memory - info.nonZero.memory };
    return info;
  }

  /** The node as it would be without some of its Pods and with others. */
  copy(): NodeInfo {
    const copy = new NodeInfo(this.#node);
    for (const info of this.pods.values()) copy.add(info);
    return copy;
  }
}

function negative({ cpu, memory, ephemeralStorage, scalar }: Resources): Resources {
  return {
    cpu: -cpu,
    memory: -memory,
    ephemeralStorage: -ephemeralStorage,
    scalar: scalar && Object.fromEntries(Object.entries(scalar).map(([name, amount]) => [name, -amount])),
  };
}
