import { contains, isIPv6, isLoopback, type Cidr } from './addresses.ts';
import type { AddressPool } from './address-pool.ts';
import type { NetNamespace } from './net-namespace.ts';

/** A machine as the network knows it. */
export interface NetworkNode {
  readonly name: string;
  readonly address: string;
  readonly host: NetNamespace;
  powered: boolean;
  /** Its Pods' addresses, once it has a bridge. */
  pool: AddressPool | undefined;
}

export interface RouteTable {
  readonly nodeCIDR: Cidr;
  readonly nodes: ReadonlyMap<string, NetworkNode>;
  readonly namespaceAt: (address: string) => NetNamespace | undefined;
  /** Whether packets and their answers get through to a machine. */
  readonly reachable: (machine: string) => boolean;
}

export type Route =
  | { readonly kind: 'deliver'; readonly target: NetNamespace; readonly source: string }
  /** Somebody on the way says that nobody has this address. */
  | { readonly kind: 'unreachable' }
  /** Nobody says anything. */
  | { readonly kind: 'blackhole' }
  | { readonly kind: 'no-route' };

/** Where a packet from a namespace to an address goes: flat between Pods of all nodes, without any NAT. */
export function routeTo(table: RouteTable, from: NetNamespace, address: string): Route {
  if (isLoopback(address)) return { kind: 'deliver', target: from, source: isIPv6(address) ? '::1' : '127.0.0.1' };
  if (from.owns(address)) return { kind: 'deliver', target: from, source: address };
  if (from.address === undefined || isIPv6(address)) return { kind: 'no-route' };
  const target = table.namespaceAt(address);
  if (target === undefined) return nobody(table, from, address);
  return { kind: 'deliver', target, source: sourceAddress(table, from, target) };
}

/** A host speaks to its own Pods from its bridge, a member of their subnet. */
function sourceAddress(table: RouteTable, from: NetNamespace, target: NetNamespace): string {
  const bridge = from.isHost && !target.isHost && from.machine === target.machine;
  const gateway = bridge ? table.nodes.get(from.machine)?.pool?.gateway : undefined;
  return gateway ?? from.address ?? '127.0.0.1';
}

function nobody(table: RouteTable, from: NetNamespace, address: string): Route {
  for (const { name, pool } of table.nodes.values())
    if (pool !== undefined && contains(pool.cidr, address))
      return { kind: name === from.machine || table.reachable(name) ? 'unreachable' : 'blackhole' };
  return { kind: contains(table.nodeCIDR, address) ? 'unreachable' : 'blackhole' };
}

/** The names of what a packet passes, for the picture: `lo`, or pod/IP, NODE/cni0, NODE, wire, and back up; to nobody it ends at the machine. */
export function pathBetween(from: NetNamespace, to: NetNamespace | undefined): readonly string[] {
  if (from === to) return ['lo'];
  const up = from.isHost ? [] : [`pod/${from.address ?? from.id}`, `${from.machine}/cni0`];
  if (to === undefined) return [...up, from.machine];
  const down = to.isHost ? [] : [`${to.machine}/cni0`, `pod/${to.address ?? to.id}`];
  if (from.machine !== to.machine) return [...up, from.machine, 'wire', to.machine, ...down];
  if (!from.isHost && !to.isHost) return [...up, ...down.slice(1)];
  return from.isHost ? [from.machine, ...down] : [...up, to.machine];
}
