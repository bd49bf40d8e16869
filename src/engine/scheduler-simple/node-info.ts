import { parseMilliValue, parseValue } from '../api/quantity.ts';
import type { Node, Pod } from '../api/types.ts';

/** What a Pod asks for, and what a node has. CPU in millicores, the rest in bytes or pieces. */
export interface Resources {
  readonly cpu: number;
  readonly memory: number;
  readonly ephemeralStorage: number;
}

type Containers = readonly {
  readonly resources?: { readonly requests?: Readonly<Record<string, string>> };
  readonly restartPolicy?: string;
}[];

function requestsOf(requests: Readonly<Record<string, string>> | undefined): Resources {
  return {
    cpu: parseMilliValue(requests?.['cpu']),
    memory: parseValue(requests?.['memory']),
    ephemeralStorage: parseValue(requests?.['ephemeral-storage']),
  };
}

function add(a: Resources, b: Resources): Resources {
  return { cpu: a.cpu + b.cpu, memory: a.memory + b.memory, ephemeralStorage: a.ephemeralStorage + b.ephemeralStorage };
}

function most(a: Resources, b: Resources): Resources {
  return {
    cpu: Math.max(a.cpu, b.cpu),
    memory: Math.max(a.memory, b.memory),
    ephemeralStorage: Math.max(a.ephemeralStorage, b.ephemeralStorage),
  };
}

export const none: Resources = { cpu: 0, memory: 0, ephemeralStorage: 0 };

/**
 * The sum of the containers, or the largest init container if that is more; sidecars count with the containers and with the init containers
 * after them; overhead on top (component-helpers resource/helpers.go, PodRequests).
 */
export function podRequests(pod: Pod): Resources {
  const sum = (containers: Containers | undefined): Resources =>
    (containers ?? []).reduce((total, { resources }) => add(total, requestsOf(resources?.requests)), none);
  let total = sum(pod.spec?.containers);
  let sidecars = none;
  let init = none;
  for (const container of pod.spec?.initContainers ?? []) {
    const own = requestsOf(container.resources?.requests);
    if (container.restartPolicy === 'Always') {
      sidecars = add(sidecars, own);
      init = most(init, sidecars);
    } else init = most(init, add(sidecars, own));
  }
  total = most(add(total, sidecars), init);
  return add(total, requestsOf(pod.spec?.overhead));
}

export interface HostPort {
  readonly ip: string;
  readonly protocol: string;
  readonly port: number;
}

export function hostPorts(pod: Pod): readonly HostPort[] {
  return (pod.spec?.containers ?? []).flatMap((container) =>
    (container.ports ?? []).flatMap(({ hostPort, hostIP, protocol }) =>
      hostPort === undefined || hostPort === 0
        ? []
        : [{ ip: hostIP ?? '0.0.0.0', protocol: protocol ?? 'TCP', port: hostPort }],
    ),
  );
}

/** A node with the Pods that count on it, kept up to date rather than summed anew for every Pod. */
export class NodeInfo {
  readonly pods = new Map<string, { readonly pod: Pod; readonly requests: Resources }>();
  requested: Resources = none;
  allocatable: Resources & { readonly pods: number } = { ...none, pods: 0 };
  #node: Node;

  constructor(node: Node) {
    this.#node = node;
    this.node = node;
  }

  get node(): Node {
    return this.#node;
  }

  set node(node: Node) {
    this.#node = node;
    const { allocatable } = node.status ?? {};
    this.allocatable = { ...requestsOf(allocatable), pods: parseValue(allocatable?.['pods']) };
  }

  get name(): string {
    return this.#node.metadata?.name ?? '';
  }

  add(key: string, pod: Pod): void {
    this.remove(key);
    const requests = podRequests(pod);
    this.pods.set(key, { pod, requests });
    this.requested = add(this.requested, requests);
  }

  remove(key: string): void {
    const known = this.pods.get(key);
    if (known === undefined) return;
    this.pods.delete(key);
    const { cpu, memory, ephemeralStorage } = known.requests;
    this.requested = add(this.requested, { cpu: -cpu, memory: -memory, ephemeralStorage: -ephemeralStorage });
  }
}
