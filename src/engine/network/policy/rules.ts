import { selectorOfObject, type LabelSelector } from '../../api/selectors.ts';
import type { NetworkPolicy } from '../../api/types.ts';
import { contains, parseCidr, type Cidr } from '../addresses.ts';
import type { Protocol } from '../way.ts';

type Labels = Readonly<Record<string, string>>;
type Spec = NonNullable<NetworkPolicy['spec']>;
type WirePeer = NonNullable<NonNullable<Spec['egress']>[number]['to']>[number];
type WirePort = NonNullable<NonNullable<Spec['egress']>[number]['ports']>[number];

/** A Pod as policies know it: by the address that it has. */
export interface PolicyPod {
  readonly namespace: string;
  readonly labels: Labels;
  readonly address: string;
  /** Its containers' ports that have a name. */
  readonly ports: readonly { readonly name: string; readonly port: number; readonly protocol: string }[];
}

/** One end of a connection: an address, and the Pod that has it, if it is one. */
export interface PolicyEnd {
  readonly address: string;
  readonly pod: PolicyPod | undefined;
}

type Peer =
  | { readonly cidr: Cidr; readonly except: readonly Cidr[] }
  | { readonly pods: LabelSelector | undefined; readonly namespaces: LabelSelector | undefined };

interface PortRange {
  readonly protocol: string;
  /** undefined: every port. */
  readonly port: number | string | undefined;
  readonly end: number | undefined;
}

export interface Rule {
  /** undefined: everybody. */
  readonly peers: readonly Peer[] | undefined;
  /** undefined: every port. */
  readonly ports: readonly PortRange[] | undefined;
}

/** A NetworkPolicy, ready to be asked; a direction that is undefined is not restricted by it. */
export interface CompiledPolicy {
  readonly namespace: string;
  readonly selector: LabelSelector;
  readonly ingress: readonly Rule[] | undefined;
  readonly egress: readonly Rule[] | undefined;
}

export function compilePolicy({ metadata, spec }: NetworkPolicy): CompiledPolicy {
  // The wire says `from`, a word that the client's class may not use.
  const ingress = (spec?.ingress ?? []) as readonly {
    readonly from?: readonly WirePeer[];
    readonly ports?: readonly WirePort[];
  }[];
  const types = spec?.policyTypes ?? ['Ingress', ...((spec?.egress ?? []).length > 0 ? ['Egress'] : [])];
  return {
    namespace: metadata?.namespace ?? '',
    selector: selectorOfObject(spec?.podSelector ?? {}),
    ingress: types.includes('Ingress') ? ingress.map(({ from, ports }) => compileRule(from, ports)) : undefined,
    egress: types.includes('Egress') ? (spec?.egress ?? []).map(({ to, ports }) => compileRule(to, ports)) : undefined,
  };
}

function compileRule(peers: readonly WirePeer[] = [], ports: readonly WirePort[] = []): Rule {
  return {
    peers: peers.length === 0 ? undefined : peers.map(compilePeer),
    ports:
      ports.length === 0
        ? undefined
        : ports.map(({ protocol = 'TCP', port, endPort }) => ({
            protocol,
            port: port as number | string | undefined,
            end: endPort,
          })),
  };
}

function compilePeer({ ipBlock, podSelector, namespaceSelector }: WirePeer): Peer {
  if (ipBlock !== undefined)
    return { cidr: parseCidr(ipBlock.cidr), except: (ipBlock.except ?? []).map((cidr) => parseCidr(cidr)) };
  const selector = (one: WirePeer['podSelector']): LabelSelector | undefined =>
    one === undefined ? undefined : selectorOfObject(one);
  return { pods: selector(podSelector), namespaces: selector(namespaceSelector) };
}

/** What policies say of a connection: a Pod that none selects for a direction is open in it; else one rule of one of them must allow it. */
export interface Connection {
  readonly source: PolicyEnd;
  readonly target: PolicyEnd;
  readonly port: number;
  readonly protocol: Protocol | 'ICMP';
}

export function allows(
  direction: 'ingress' | 'egress',
  policies: readonly CompiledPolicy[],
  connection: Connection,
  labelsOf: (namespace: string) => Labels | undefined,
): boolean {
  const own = direction === 'ingress' ? connection.target.pod : connection.source.pod;
  if (own === undefined) return true;
  const other = direction === 'ingress' ? connection.source : connection.target;
  let restricted = false;
  for (const policy of policies) {
    const rules = policy[direction];
    if (rules === undefined || policy.namespace !== own.namespace || !policy.selector.matches(own.labels)) continue;
    restricted = true;
    const allowed = rules.some(
      ({ peers, ports }) =>
        (ports?.some((range) => matchesPort(range, connection)) ?? true) &&
        (peers?.some((peer) => matchesPeer(peer, other, policy.namespace, labelsOf)) ?? true),
    );
    if (allowed) return true;
  }
  return !restricted;
}

/** A named port is that of the Pod which is connected to. */
function matchesPort({ protocol, port, end }: PortRange, connection: Connection): boolean {
  if (protocol !== connection.protocol) return false;
  if (port === undefined) return true;
  if (typeof port === 'number') return connection.port >= port && connection.port <= (end ?? port);
  return (
    connection.target.pod?.ports.some(
      (one) => one.name === port && one.protocol === protocol && one.port === connection.port,
    ) === true
  );
}

/** podSelector alone means the policy's own namespace; with a namespaceSelector both must match. */
function matchesPeer(
  peer: Peer,
  { address, pod }: PolicyEnd,
  namespace: string,
  labelsOf: (namespace: string) => Labels | undefined,
): boolean {
  if ('cidr' in peer) return contains(peer.cidr, address) && !peer.except.some((cidr) => contains(cidr, address));
  if (pod === undefined) return false;
  const { pods, namespaces } = peer;
  if (namespaces === undefined) {
    if (pod.namespace !== namespace) return false;
  } else if (!namespaces.matches(labelsOf(pod.namespace) ?? {})) return false;
  return pods?.matches(pod.labels) ?? true;
}
