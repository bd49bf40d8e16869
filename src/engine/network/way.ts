import type { SocketAddress } from '../sim/process.ts';
import { isLoopback } from './addresses.ts';
import type { NetNamespace } from './net-namespace.ts';
import type { Route } from './route.ts';

export type Protocol = 'TCP' | 'UDP';

/** A packet that opens a connection (or a flow), as it comes to a machine's rules. */
export interface ProxyRequest {
  readonly protocol: Protocol;
  readonly destination: SocketAddress;
  readonly source: string;
  /** Sent by the machine's own processes, not by a Pod or from the wire. */
  readonly fromMachine: boolean;
}

/** Where a packet goes instead; `masquerade` hides its source behind the machine that rewrote it. */
export interface ProxyTarget extends SocketAddress {
  readonly masquerade?: boolean;
}

/** kube-proxy's rules on one machine. `reject` answers at once with a refusal, `drop` not at all, undefined is not a Service. */
export type ServiceProxy = (request: ProxyRequest) => ProxyTarget | 'reject' | 'drop' | undefined;

/** A new connection as NetworkPolicies see it: after the Service's address was rewritten, before its source was. */
export interface PolicyRequest {
  readonly protocol: Protocol | 'ICMP';
  readonly from: NetNamespace;
  readonly target: NetNamespace;
  readonly source: string;
  readonly destination: SocketAddress;
}

/** Whether a connection may be opened; what may not is dropped silently. */
export type NetworkPolicy = (request: PolicyRequest) => boolean;

/** The rules and the state of the network at one moment. */
export interface NetworkRules {
  readonly proxy: (machine: string) => ServiceProxy | undefined;
  /** Where a machine's port leads on to, for a Pod's hostPort. */
  readonly hostPort: (machine: string, port: number, protocol: Protocol) => SocketAddress | undefined;
  readonly host: (machine: string) => NetNamespace;
  /** The bridge's address on a machine. */
  readonly gateway: (machine: string) => string | undefined;
  readonly route: (from: NetNamespace, address: string) => Route;
  /** Whether packets and their answers get through. */
  readonly passes: (from: NetNamespace, to: NetNamespace) => boolean;
  readonly policy: NetworkPolicy | undefined;
}

export interface Passage {
  readonly kind: 'passage';
  readonly target: NetNamespace;
  /** Where it arrives, after every rewriting. */
  readonly destination: SocketAddress;
  /** The source address that the target sees. */
  readonly source: string;
  /** The machine whose rules rewrote the destination. */
  readonly rewrittenAt?: string;
  /** The machine that it passes on its way because it was sent there first. */
  readonly via?: NetNamespace;
}

export type Way = Passage | { readonly kind: 'refused' | 'dropped' | 'unreachable' | 'no-route' };

/** A route from the machine that rewrote a packet. */
interface Rewritten {
  readonly route: Route;
  readonly destination: SocketAddress;
  readonly at: string;
  /** The source before it was masqueraded: what policies on that machine see. */
  readonly source: string;
}

/** Follows a connection through the rules of the machines that it passes. */
export function findWay(rules: NetworkRules, from: NetNamespace, asked: SocketAddress, protocol: Protocol): Way {
  const direct = rules.route(from, asked.address);
  const source = direct.kind === 'deliver' ? direct.source : (from.address ?? '127.0.0.1');
  // What a Pod sends to itself never leaves its namespace.
  const stays = !from.isHost && direct.kind === 'deliver' && direct.target === from;
  const first = stays ? undefined : atFirstMachine(rules, from, asked, protocol, source);
  if (typeof first === 'string') return { kind: first };
  if (first !== undefined) return arrive(rules, from, protocol, first, undefined);
  if (direct.kind === 'deliver' && direct.target.isHost) {
    if (!rules.passes(from, direct.target)) return { kind: 'dropped' };
    const onward = atMachine(rules, from, direct.target, asked, protocol, source);
    if (typeof onward === 'string') return { kind: onward };
    if (onward !== undefined) return arrive(rules, from, protocol, onward, direct.target);
  }
  return arrive(rules, from, protocol, { route: direct, destination: asked, at: '', source }, undefined);
}

/** ICMP has no ports and no Services: it goes where the routes lead. */
export function findEchoWay(rules: NetworkRules, from: NetNamespace, address: string): Way {
  const route = rules.route(from, address);
  const source = route.kind === 'deliver' ? route.source : '';
  return arrive(rules, from, 'ICMP', { route, destination: { address, port: 0 }, at: '', source }, undefined);
}

function arrive(
  rules: NetworkRules,
  from: NetNamespace,
  protocol: Protocol | 'ICMP',
  rewritten: Rewritten,
  via?: NetNamespace,
): Way {
  const { route, destination, at } = rewritten;
  if (route.kind === 'blackhole') return { kind: 'dropped' };
  if (route.kind !== 'deliver') return route;
  const { target } = route;
  const relayed = via !== undefined && via.machine !== from.machine && via !== target ? via : undefined;
  if (!rules.passes(relayed ?? from, target)) return { kind: 'dropped' };
  // A Pod that reaches itself through a Service would answer itself directly, so the bridge hides the source.
  const hairpin = at !== '' && target === from && !from.isHost;
  const source = hairpin ? (rules.gateway(from.machine) ?? route.source) : route.source;
  const { policy } = rules;
  if (target !== from && policy !== undefined) {
    // SNAT comes last (POSTROUTING), so on the machine that does it policies still see who it was.
    const seen = target.machine === at ? rewritten.source : source;
    if (!policy({ protocol, from, target, source: seen, destination })) return { kind: 'dropped' };
  }
  return {
    kind: 'passage',
    target,
    destination,
    source,
    ...(at === '' ? {} : { rewrittenAt: at }),
    ...(relayed === undefined ? {} : { via: relayed }),
  };
}

/** PREROUTING of the machine that a Pod lives on, or OUTPUT for its own processes. */
function atFirstMachine(
  rules: NetworkRules,
  from: NetNamespace,
  asked: SocketAddress,
  protocol: Protocol,
  source: string,
): Rewritten | 'refused' | 'dropped' | undefined {
  const verdict = rules.proxy(from.machine)?.({ protocol, destination: asked, source, fromMachine: from.isHost });
  if (verdict === undefined) return undefined;
  if (typeof verdict === 'string') return verdict === 'reject' ? 'refused' : 'dropped';
  const origin = verdict.masquerade === true ? rules.host(from.machine) : from;
  const destination = { address: verdict.address, port: verdict.port };
  return { route: rules.route(origin, verdict.address), destination, at: from.machine, source };
}

/** A machine's own port that leads on to a Pod: a hostPort, or a NodePort of the service proxy there. */
function atMachine(
  rules: NetworkRules,
  from: NetNamespace,
  host: NetNamespace,
  asked: SocketAddress,
  protocol: Protocol,
  source: string,
): Rewritten | 'refused' | 'dropped' | undefined {
  const { machine } = host;
  const verdict: ReturnType<ServiceProxy> =
    rules.hostPort(machine, asked.port, protocol) ??
    (machine === from.machine
      ? undefined
      : rules.proxy(machine)?.({ protocol, destination: asked, source, fromMachine: false }));
  if (verdict === undefined) return undefined;
  if (typeof verdict === 'string') return verdict === 'reject' ? 'refused' : 'dropped';
  const destination = { address: verdict.address, port: verdict.port };
  const onward = rules.route(host, verdict.address);
  if (onward.kind !== 'deliver') return { route: onward, destination, at: machine, source };
  const hidden = verdict.masquerade === true || isLoopback(source);
  return { route: hidden ? onward : { ...onward, source }, destination, at: machine, source };
}
