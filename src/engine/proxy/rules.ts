import { contains, parseCidr } from '../network/addresses.ts';
import type { ProxyRequest, ProxyTarget } from '../network/index.ts';
import type { Categories, Endpoint } from './endpoints.ts';
import { isExternallyAccessible, type ServicePort } from './service-port.ts';

export type Verdict = { readonly to: readonly Endpoint[]; readonly masquerade: boolean } | 'reject' | 'drop';

export type Way = 'internal' | 'external' | 'load-balancer';

export interface Rule {
  /** `namespace/name:port` */
  readonly service: string;
  readonly port: ServicePort;
  readonly endpoints: Categories;
}

/** What kube-proxy knows of a packet beside the rule that it hits. */
export interface Origin {
  /** --cluster-cidr: whether it comes from a Pod. */
  readonly isPod: boolean;
  /** Whether its source is an address of this node (--src-type LOCAL). */
  readonly isNode: boolean;
  readonly source: string;
}

/**
 * What the iptables rules of one Service port do with traffic to its cluster IP (syncProxyRules of pkg/proxy/iptables/proxier.go): masqueraded only if it
 * does not come from a Pod.
 */
export function internalVerdict({ port, endpoints }: Rule, origin: Origin): Verdict {
  if (!endpoints.any) return 'reject';
  const to = port.internalPolicyLocal ? endpoints.local : endpoints.cluster;
  return to.length === 0 ? 'drop' : { to, masquerade: !origin.isPod };
}

/**
 * Traffic to a node port, an external IP or a load balancer's address (the EXT chain). With policy Cluster the source is hidden, since the endpoint may
 * live elsewhere and must answer through this node; with Local it is kept, and only traffic from within the cluster goes to other nodes' endpoints.
 */
export function externalVerdict({ port, endpoints }: Rule, origin: Origin): Verdict {
  if (!endpoints.any) return 'reject';
  const within = origin.isPod || origin.isNode;
  const to = port.externalPolicyLocal && !within ? endpoints.local : endpoints.cluster;
  if (to.length === 0) return 'drop';
  return { to, masquerade: !port.externalPolicyLocal || origin.isNode };
}

/** Whether a load balancer's address takes traffic from there (the FW chain of loadBalancerSourceRanges). */
export function admitsLoadBalancerTraffic({ loadBalancerSourceRanges }: ServicePort, source: string): boolean {
  return loadBalancerSourceRanges?.some((range) => contains(parseCidr(range), source)) ?? true;
}

/** The addresses that lead to a Service port, as the keys of the table below. */
export function addressKeys({ port }: Rule): readonly (readonly [key: string, way: Way])[] {
  const at = (address: string, number: number): string =>
    lookupKey({ protocol: port.protocol, destination: { address, port: number } });
  const keys: (readonly [string, Way])[] = [[at(port.clusterIP, port.port), 'internal']];
  if (!isExternallyAccessible(port)) return keys;
  for (const address of port.externalIPs) keys.push([at(address, port.port), 'external']);
  for (const address of port.loadBalancerIPs) keys.push([at(address, port.port), 'load-balancer']);
  if (port.nodePort !== 0) keys.push([at('', port.nodePort), 'external']);
  return keys;
}

/** Address '' stands for every address of the node. */
export function lookupKey({ protocol, destination }: Pick<ProxyRequest, 'protocol' | 'destination'>): string {
  return `${protocol} ${destination.address}:${destination.port}`;
}

/** The rewritten destination; a Pod that is sent to itself must not see its own address as the peer's. */
export function target(endpoint: Endpoint, verdict: { readonly masquerade: boolean }, source: string): ProxyTarget {
  const { address, port } = endpoint;
  return { address, port, masquerade: verdict.masquerade || address === source };
}
