import type { EndpointSlice } from '../api/types.ts';
import { isExternallyAccessible, type ServicePort } from './service-port.ts';

/** An endpoint of one Service port as a proxy on one node sees it (BaseEndpointInfo of pkg/proxy/endpoint.go). */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
  readonly local: boolean;
  readonly ready: boolean;
  readonly serving: boolean;
  readonly terminating: boolean;
  readonly zoneHints: readonly string[];
  readonly nodeHints: readonly string[];
}

/** The endpoints behind one port name, from all slices of a Service, sorted by address (endpointslicecache.go). */
export function endpointsOf(slices: readonly EndpointSlice[], portName: string, node: string): readonly Endpoint[] {
  const found = new Map<string, Endpoint>();
  for (const slice of slices) {
    if (slice.addressType !== 'IPv4') continue;
    for (const port of slice.ports ?? []) {
      if ((port.name ?? '') !== portName || port.port === undefined) continue;
      for (const { addresses, conditions, nodeName, hints } of slice.endpoints ?? []) {
        const [address] = addresses;
        if (address === undefined) continue;
        const key = `${address}:${port.port}`;
        const ready = conditions?.ready ?? true;
        // The same address in two slices, one that leaves and one that comes: the ready one counts.
        if (found.has(key) && !ready) continue;
        found.set(key, {
          address,
          port: port.port,
          local: nodeName === node,
          ready,
          serving: conditions?.serving ?? true,
          terminating: conditions?.terminating ?? false,
          zoneHints: (hints?.forZones ?? []).map(({ name }) => name),
          nodeHints: (hints?.forNodes ?? []).map(({ name }) => name),
        });
      }
    }
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, endpoint]) => endpoint);
}

export interface Categories {
  /** For traffic of policy Cluster. */
  readonly cluster: readonly Endpoint[];
  /** For traffic of policy Local. */
  readonly local: readonly Endpoint[];
  /** Whether any node could answer. */
  readonly any: boolean;
}

export interface Topology {
  readonly node: string;
  readonly zone: string;
  /** Whether the release falls back on endpoints that are terminating and still serve. */
  readonly terminatingFallback: boolean;
}

/** CategorizeEndpoints of pkg/proxy/topology.go. */
export function categorize(endpoints: readonly Endpoint[], port: ServicePort, topology: Topology): Categories {
  const accessible = isExternallyAccessible(port);
  const usesCluster = !port.internalPolicyLocal || accessible;
  const usesLocal = port.internalPolicyLocal || (port.externalPolicyLocal && accessible);
  const leaving = (endpoint: Endpoint): boolean =>
    topology.terminatingFallback && !endpoint.ready && endpoint.serving && endpoint.terminating;
  let cluster: readonly Endpoint[] = [];
  if (usesCluster) {
    const near = nearness(endpoints, topology);
    cluster = endpoints.filter((endpoint) => endpoint.ready && near(endpoint));
    if (cluster.length === 0) cluster = endpoints.filter(leaving);
  }
  if (!usesLocal) return { cluster, local: [], any: cluster.length > 0 };
  let local = endpoints.filter((endpoint) => endpoint.local && endpoint.ready);
  if (local.length === 0) local = endpoints.filter((endpoint) => endpoint.local && leaving(endpoint));
  const any = cluster.length > 0 || endpoints.some((endpoint) => endpoint.ready || leaving(endpoint));
  return { cluster, local, any };
}

/** topologyModeFromHints: hints count only where every ready endpoint has one and one of them means this node or zone. */
function nearness(endpoints: readonly Endpoint[], { node, zone }: Topology): (endpoint: Endpoint) => boolean {
  const ready = endpoints.filter((endpoint) => endpoint.ready);
  if (ready.length === 0) return () => true;
  const modes = [
    { hints: (endpoint: Endpoint) => endpoint.nodeHints, own: node },
    { hints: (endpoint: Endpoint) => endpoint.zoneHints, own: zone },
  ];
  for (const { hints, own } of modes)
    if (
      ready.every((endpoint) => hints(endpoint).length > 0) &&
      ready.some((endpoint) => hints(endpoint).includes(own))
    )
      return (endpoint) => hints(endpoint).includes(own);
  return () => true;
}
