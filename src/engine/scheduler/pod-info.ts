import { parseMilliValue, parseValue } from '../api/quantity.ts';
import type { Pod } from '../api/types.ts';
import { objectKey } from '../controllers/work-queue.ts';
import { type AffinityTerms, affinityTerms } from './affinity-term.ts';

/** Amounts by resource: CPU in millicores, the rest in bytes or pieces. */
export interface Resources {
  readonly cpu: number;
  readonly memory: number;
  readonly ephemeralStorage: number;
  /** Extended resources and huge pages; most Pods have none. */
  readonly scalar: Readonly<Record<string, number>> | undefined;
}

export const noResources: Resources = { cpu: 0, memory: 0, ephemeralStorage: 0, scalar: undefined };

type ResourceList = Readonly<Record<string, string>> | undefined;

const plain: ReadonlySet<string> = new Set(['cpu', 'memory', 'ephemeral-storage', 'pods', 'storage']);

export function resourcesOf(list: ResourceList): Resources {
  if (list === undefined) return noResources;
  let scalar: Record<string, number> | undefined;
  for (const name of Object.keys(list)) {
    if (plain.has(name)) continue;
    scalar ??= {};
    scalar[name] = parseValue(list[name]);
  }
  return {
    cpu: parseMilliValue(list['cpu']),
    memory: parseValue(list['memory']),
    ephemeralStorage: parseValue(list['ephemeral-storage']),
    scalar,
  };
}

function combine(a: Resources, b: Resources, how: (x: number, y: number) => number): Resources {
  let scalar = a.scalar ?? b.scalar;
  if (a.scalar !== undefined && b.scalar !== undefined) {
    const merged: Record<string, number> = {};
    for (const name of [...Object.keys(a.scalar), ...Object.keys(b.scalar)]) {
      merged[name] = how(a.scalar[name] ?? 0, b.scalar[name] ?? 0);
    }
    scalar = merged;
  }
  return {
    cpu: how(a.cpu, b.cpu),
    memory: how(a.memory, b.memory),
    ephemeralStorage: how(a.ephemeralStorage, b.ephemeralStorage),
    scalar,
  };
}

export const addResources = (a: Resources, b: Resources): Resources => combine(a, b, (x, y) => x + y);
const most = (a: Resources, b: Resources): Resources => combine(a, b, Math.max);

/** What the least-allocated score takes for a container that asks for nothing (pkg/scheduler/util/pod_resources.go: 100m, 200 MB). */
const defaultCpu = 100;
const defaultMemory = 200 * 1024 * 1024;

function containerRequests(list: ResourceList, nonZero: boolean): Resources {
  const own = resourcesOf(list);
  if (!nonZero) return own;
  return {
    ...own,
    cpu: list?.['cpu'] === undefined ? defaultCpu : own.cpu,
    memory: list?.['memory'] === undefined ? defaultMemory : own.memory,
  };
}

/**
 * The sum of the containers, or the largest init container if that is more; sidecars count with the containers and with the init containers
 * after them; overhead on top (component-helpers resource/helpers.go, PodRequests). Pod-level requests, where given, stand for the sum.
 */
export function podRequests(pod: Pod, nonZero = false): Resources {
  const spec = pod.spec;
  let total = noResources;
  for (const { resources } of spec?.containers ?? []) {
    total = addResources(total, containerRequests(resources?.requests, nonZero));
  }
  let sidecars = noResources;
  let init = noResources;
  for (const { resources, restartPolicy } of spec?.initContainers ?? []) {
    const own = containerRequests(resources?.requests, nonZero);
    if (restartPolicy === 'Always') {
      sidecars = addResources(sidecars, own);
      init = most(init, sidecars);
    } else init = most(init, addResources(sidecars, own));
  }
  total = most(addResources(total, sidecars), init);
  const podLevel = spec?.resources?.requests;
  if (podLevel !== undefined) {
    const own = resourcesOf(podLevel);
    total = {
      ...total,
      cpu: podLevel['cpu'] === undefined ? total.cpu : own.cpu,
      memory: podLevel['memory'] === undefined ? total.memory : own.memory,
    };
  }
  return spec?.overhead === undefined ? total : addResources(total, resourcesOf(spec.overhead));
}

export interface HostPort {
  readonly ip: string;
  readonly protocol: string;
  readonly port: number;
}

export function hostPorts(pod: Pod): readonly HostPort[] {
  const found: HostPort[] = [];
  for (const { ports } of [...(pod.spec?.containers ?? []), ...sidecarsOf(pod)]) {
    for (const { hostPort, hostIP, protocol } of ports ?? []) {
      if (hostPort === undefined || hostPort === 0) continue;
      const ip = hostIP === undefined || hostIP === '' ? '0.0.0.0' : hostIP;
      found.push({ ip, protocol: protocol ?? 'TCP', port: hostPort });
    }
  }
  return found;
}

function sidecarsOf(pod: Pod): NonNullable<NonNullable<Pod['spec']>['initContainers']> {
  return (pod.spec?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
}

/** A Pod with what the plugins ask of it again and again, worked out once. */
export interface PodInfo {
  readonly pod: Pod;
  /** `namespace/name` */
  readonly key: string;
  readonly namespace: string;
  readonly priority: number;
  readonly requests: Resources;
  /** CPU and memory with the defaults for containers that ask for none. */
  readonly nonZero: { readonly cpu: number; readonly memory: number };
  readonly ports: readonly HostPort[];
  readonly affinity: AffinityTerms | undefined;
}

export function podInfo(pod: Pod): PodInfo {
  const requests = podRequests(pod);
  return {
    pod,
    key: objectKey(pod),
    namespace: pod.metadata?.namespace ?? '',
    priority: pod.spec?.priority ?? 0,
    requests,
    nonZero: podRequests(pod, true),
    ports: hostPorts(pod),
    affinity: affinityTerms(pod),
  };
}
