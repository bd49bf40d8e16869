import type { SocketAddress } from '../sim/process.ts';
import { isLoopback } from './addresses.ts';
import type { NetNamespace } from './net-namespace.ts';
import type { Route } from './route.ts';

/** Where a packet goes instead; `masquerade` hides its source behind the machine that rewrote it. */
export interface ProxyTarget extends SocketAddress {
  readonly masquerade?: boolean;
}

/** kube-proxy's rules on one machine. `reject` answers at once with a refusal, undefined is not a Service. */
export type ServiceProxy = (destination: SocketAddress, source: string) => ProxyTarget | 'reject' | undefined;

/** Whether a Pod address may open a connection to another on a port (NetworkPolicy); what may not is dropped silently. */
export type NetworkPolicy = (source: string, destination: string, port: number) => boolean;

/** The rules and the state of the network at one moment. */
export interface NetworkRules {
  readonly proxy: (machine: string) => ServiceProxy | undefined;
  /** Where a machine's port leads on to, for a Pod's hostPort. */
  readonly hostPort: (machine: string, port: number) => SocketAddress | undefined;
  readonly host: (machine: string) => NetNamespace;
  /** The bridge's address on a machine. */
  readonly gateway: (machine: string) => string | undefined;
  readonly route: (from: NetNamespace, address: string) => Route;
  /** Whether packets and their answers get through. */
  readonly passes: (from: NetNamespace, to: NetNamespace) => boolean;
  readonly policy: NetworkPolicy | undefined;
}

export type Way =
  | {
      readonly kind: 'passage';
      readonly target: NetNamespace;
      /** Where it arrives, after every rewriting. */
      readonly destination: SocketAddress;
      /** The source address that the target sees. */
      readonly source: string;
    }
  | { readonly kind: 'refused' | 'dropped' | 'unreachable' | 'no-route' };

/** Follows a connection through the rules of the machines that it passes. */
export function findWay(rules: NetworkRules, from: NetNamespace, asked: SocketAddress): Way {
  const local = rules.proxy(from.machine)?.(asked, from.address ?? '127.0.0.1');
  if (local === 'reject') return { kind: 'refused' };
  const origin = local?.masquerade === true ? rules.host(from.machine) : from;
  let destination: SocketAddress = local === undefined ? asked : { address: local.address, port: local.port };
  let route = rules.route(origin, destination.address);
  if (local === undefined && route.kind === 'deliver' && route.target.isHost) {
    if (!rules.passes(from, route.target)) return { kind: 'dropped' };
    const onward = atMachine(rules, from, route.target, destination, route.source);
    if (onward === 'reject') return { kind: 'refused' };
    if (onward !== undefined) ({ route, destination } = onward);
  }
  if (route.kind === 'blackhole') return { kind: 'dropped' };
  if (route.kind !== 'deliver') return route;
  const { target } = route;
  if (!rules.passes(from, target)) return { kind: 'dropped' };
  // A Pod that reaches itself through a Service would answer itself directly, so the bridge hides the source.
  const hairpin = local !== undefined && target === from && !from.isHost;
  const source = hairpin ? (rules.gateway(from.machine) ?? route.source) : route.source;
  if (target !== from && rules.policy?.(source, destination.address, destination.port) === false)
    return { kind: 'dropped' };
  return { kind: 'passage', target, destination, source };
}

/** A machine's own port that leads on to a Pod: a hostPort, or a NodePort of the service proxy there. */
function atMachine(
  rules: NetworkRules,
  from: NetNamespace,
  host: NetNamespace,
  asked: SocketAddress,
  source: string,
): { readonly route: Route; readonly destination: SocketAddress } | 'reject' | undefined {
  const { machine } = host;
  const mapped: ProxyTarget | 'reject' | undefined =
    rules.hostPort(machine, asked.port) ??
    (machine === from.machine ? undefined : rules.proxy(machine)?.(asked, source));
  if (mapped === undefined || mapped === 'reject') return mapped;
  const destination = { address: mapped.address, port: mapped.port };
  const onward = rules.route(host, mapped.address);
  if (onward.kind !== 'deliver' || !rules.passes(host, onward.target))
    return { route: { kind: 'blackhole' }, destination };
  const hidden = mapped.masquerade === true || isLoopback(source);
  return { route: hidden ? onward : { ...onward, source }, destination };
}
