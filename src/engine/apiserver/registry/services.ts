import { invalidObject } from '../../api/errors.ts';
import { invalid, type FieldError } from '../../api/field.ts';
import type { Service } from '../../api/types.ts';
import type { Store } from '../store.ts';
import type { Allocation } from './allocation.ts';
import { familiesOf } from './service-families.ts';
import type { StoredObject, Strategy } from './strategy.ts';

type Spec = NonNullable<Service['spec']>;
type Port = NonNullable<Spec['ports']>[number];

/** pkg/registry/core/service/strategy.go; addresses and ports are dealt out in `allocateService`. */
export const services: Strategy = {
  returnDeletedObject: true,
  allocate: allocateService,
  emptyStatus: { loadBalancer: {} },
  prepareForUpdate(object, old) {
    const before = (old as Service).spec ?? {};
    let spec = (object as Service).spec ?? {};
    if (needsClusterIP(before) && !needsClusterIP(spec)) {
      spec = without(
        spec,
        ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy', 'internalTrafficPolicy'],
        before,
      );
    }
    if (needsNodePort(before) && !needsNodePort(spec) && samePorts(before, spec)) {
      spec = { ...spec, ports: (spec.ports ?? []).map(({ nodePort: _released, ...port }) => port) };
    }
    if (externallyAccessible(before) && !externallyAccessible(spec)) {
      spec = without(spec, ['externalTrafficPolicy'], before);
    }
    if (before.type === 'LoadBalancer' && spec.type !== 'LoadBalancer') {
      spec = without(spec, ['allocateLoadBalancerNodePorts', 'loadBalancerClass'], before);
    }
    return { ...object, spec };
  },
};

function without(spec: Spec, fields: readonly (keyof Spec)[], before: Spec): Spec {
  const kept: Record<string, unknown> = { ...spec };
  for (const field of fields) if (JSON.stringify(spec[field]) === JSON.stringify(before[field])) delete kept[field];
  return kept as Spec;
}

const needsClusterIP = (spec: Spec): boolean => spec.type !== 'ExternalName';
const needsNodePort = (spec: Spec): boolean =>
  spec.type === 'NodePort' || (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts !== false);
const externallyAccessible = (spec: Spec): boolean => spec.type === 'NodePort' || spec.type === 'LoadBalancer';

function samePorts(before: Spec, after: Spec): boolean {
  const numbers = (spec: Spec): string => JSON.stringify((spec.ports ?? []).map((port) => port.nodePort ?? 0));
  return numbers(before) === numbers(after);
}

/**
 * Deals out the cluster IP and the node ports that a Service needs and has not named, and refuses those that are taken.
 * pkg/registry/core/service/storage/{storage,alloc}.go (v1.36), rest.go (v1.20).
 * @throws StatusError Invalid
 */
export function allocateService(
  object: StoredObject,
  old: StoredObject | undefined,
  allocation: Allocation,
): StoredObject {
  const before = (old as Service | undefined)?.spec;
  let spec = patchAllocated(normalizeClusterIPs((object as Service).spec ?? {}, before), before);
  const errors: FieldError[] = [];
  if (needsClusterIP(spec)) spec = allocateClusterIP(spec, before, allocation, errors);
  if (errors.length === 0 && needsNodePort(spec)) spec = allocateNodePorts(spec, before, allocation, errors);
  if (errors.length > 0) {
    const { kind, release } = allocation;
    throw invalidObject(kind, object.metadata?.name ?? '', errors, release);
  }
  return { ...object, spec };
}

/** Old clients know only clusterIP, which is the first of clusterIPs: NormalizeClusterIPs. */
function normalizeClusterIPs(spec: Spec, before: Spec | undefined): Spec {
  const { clusterIP = '', clusterIPs = [] } = spec;
  if (before === undefined) {
    return clusterIP !== '' && clusterIPs.length === 0 ? { ...spec, clusterIPs: [clusterIP] } : spec;
  }
  if (clusterIP === (before.clusterIP ?? '') || clusterIPs.join() !== (before.clusterIPs ?? []).join()) return spec;
  if (clusterIP !== '') return { ...spec, clusterIPs: [clusterIP] };
  const { clusterIPs: _cleared, ...rest } = spec;
  return rest;
}

/** An update that leaves out what was allocated keeps it (patchAllocatedValues). */
function patchAllocated(spec: Spec, before: Spec | undefined): Spec {
  if (before === undefined) return spec;
  let next = spec;
  if (needsClusterIP(before) && needsClusterIP(spec)) {
    if ((spec.clusterIP ?? '') === '' && before.clusterIP !== undefined)
      next = { ...next, clusterIP: before.clusterIP };
    if (
      (spec.clusterIPs ?? []).length === 0 &&
      before.clusterIPs !== undefined &&
      next.clusterIP === before.clusterIP
    ) {
      next = { ...next, clusterIPs: before.clusterIPs };
    }
  }
  if (needsNodePort(before) && needsNodePort(spec)) {
    const known = new Map((before.ports ?? []).map((port) => [portKey(port), port.nodePort]));
    const taken = new Set((spec.ports ?? []).map((port) => port.nodePort ?? 0));
    next = {
      ...next,
      ports: (next.ports ?? []).map((port) => {
        const nodePort = known.get(portKey(port));
        return (port.nodePort ?? 0) !== 0 || nodePort === undefined || taken.has(nodePort)
          ? port
          : { ...port, nodePort };
      }),
    };
  }
  return next;
}

const portKey = (port: Port): string => `${port.protocol ?? 'TCP'}/${port.port}`;

function allocateClusterIP(spec: Spec, before: Spec | undefined, allocation: Allocation, errors: FieldError[]): Spec {
  const headless = spec.clusterIP === 'None';
  let next = spec;
  if (allocation.release.name !== '1.20') {
    const families = familiesOf(spec, before, allocation.release);
    errors.push(...families.errors);
    if (errors.length > 0) return spec;
    next = families.spec;
  }
  const asked = spec.clusterIP ?? '';
  if (headless || asked === (before?.clusterIP ?? '')) {
    if (headless || asked !== '') return { ...next, clusterIPs: next.clusterIPs ?? [asked] };
  }
  if (asked !== '') {
    const refusal = clusterIPRefusal(asked, allocation);
    if (refusal !== undefined) {
      errors.push(invalid('spec.clusterIPs', spec.clusterIPs ?? [asked], refusal));
      return next;
    }
    return { ...next, clusterIP: asked, clusterIPs: next.clusterIPs ?? [asked] };
  }
  const clusterIP = freeClusterIP(allocation);
  return { ...next, clusterIP, clusterIPs: [clusterIP] };
}

function clusterIPRefusal(ip: string, { release, store, network }: Allocation): string | undefined {
  const { base, size } = parseCidr(network.cidr);
  const offset = ipNumber(ip) - base;
  const problem = !(offset >= 1 && offset <= size - 2)
    ? release.name === '1.20'
      ? `provided IP is not in the valid range. The range of valid IPs is ${network.cidr}`
      : 'the provided network does not match the current range'
    : isTaken(store, ip)
      ? 'provided IP is already allocated'
      : undefined;
  if (problem === undefined) return undefined;
  return release.name === '1.20'
    ? `failed to allocated ip:${ip} with error:${problem}`
    : `failed to allocate IP ${ip}: ${problem}`;
}

function isTaken(store: Store, ip: string): boolean {
  return (store.byField('/services', 'spec.clusterIP', ip)?.size ?? 0) > 0;
}

function freeClusterIP({ store, random, network }: Allocation): string {
  const { base, size } = parseCidr(network.cidr);
  const start = random.integer(2, size - 2);
  for (let i = 0; i < size; i++) {
    const offset = 2 + ((start - 2 + i) % (size - 3));
    const ip = ipText(base + offset);
    if (!isTaken(store, ip)) return ip;
  }
  throw new Error('range is full');
}

function allocateNodePorts(
  spec: Spec,
  before: Spec | undefined,
  { store, random, network }: Allocation,
  errors: FieldError[],
): Spec {
  const { first, last } = network.nodePorts;
  const own = new Set((before?.ports ?? []).map((port) => `${port.protocol ?? 'TCP'}/${port.nodePort ?? 0}`));
  const used = new Set<string>();
  for (const service of store.objects('/services').values()) {
    for (const port of (service as Service).spec?.ports ?? [])
      used.add(`${port.protocol ?? 'TCP'}/${port.nodePort ?? 0}`);
  }
  const ports = (spec.ports ?? []).map((port, i): Port => {
    const protocol = port.protocol ?? 'TCP';
    const asked = port.nodePort ?? 0;
    if (asked === 0) return port;
    const key = `${protocol}/${asked}`;
    const problem =
      asked < first || asked > last
        ? `provided port is not in the valid range. The range of valid ports is ${first}-${last}`
        : used.has(key) && !own.has(key)
          ? 'provided port is already allocated'
          : undefined;
    if (problem !== undefined) errors.push(invalid(`spec.ports[${i}].nodePort`, asked, problem));
    used.add(key);
    return port;
  });
  if (errors.length > 0) return spec;
  return {
    ...spec,
    ports: ports.map((port): Port => {
      if ((port.nodePort ?? 0) !== 0) return port;
      const protocol = port.protocol ?? 'TCP';
      const start = random.integer(first, last);
      for (let i = 0; i <= last - first; i++) {
        const nodePort = first + ((start - first + i) % (last - first + 1));
        if (used.has(`${protocol}/${nodePort}`)) continue;
        used.add(`${protocol}/${nodePort}`);
        return { ...port, nodePort };
      }
      throw new Error('range is full');
    }),
  };
}

function parseCidr(cidr: string): { readonly base: number; readonly size: number } {
  const [address = '', bits = '32'] = cidr.split('/');
  return { base: ipNumber(address), size: 2 ** (32 - Number(bits)) };
}

/** NaN for what is no IPv4 address; no comparison with it holds. */
function ipNumber(ip: string): number {
  const parts = ip.split('.').map(Number);
  return parts.length === 4 ? parts.reduce((sum, part) => sum * 256 + part, 0) : NaN;
}

function ipText(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');
}
