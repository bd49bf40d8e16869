import { isStatusError } from '../../engine/api/status.ts';
import type { Endpoints, EndpointSlice } from '../../engine/api/types.ts';
import type { Task } from '../../engine/sim/task.ts';
import { isRecord, listAt, type Json } from '../object.ts';
import type { DescribeContext } from './context.ts';
import { eventsOf } from './events.ts';
import { annotationLines, labelLines } from './format.ts';
import type { DescribeWriter } from './writer.ts';

/** Where a Service's traffic goes. */
export interface Backends {
  /** The addresses behind the port of that name: at most three, then `+ 2 more...`. */
  text(portName: string): string;
}

interface Group {
  readonly ports: readonly { readonly name: string; readonly port: number }[];
  readonly addresses: readonly string[];
}

/**
 * What stands behind a Service: its EndpointSlices, in v1.20 its Endpoints (formatEndpointSlices, formatEndpoints).
 * Undefined if v1.20 finds no Endpoints.
 */
export function* backendsOf(context: DescribeContext, namespace: string, service: string): Task<Backends | undefined> {
  const scope = `namespaces/${encodeURIComponent(namespace)}`;
  if (context.release.name === '1.20') {
    try {
      const object = yield* context.client.object('GET', `/api/v1/${scope}/endpoints/${encodeURIComponent(service)}`);
      return backends(((object as unknown as Endpoints).subsets ?? []).map(subsetGroup));
    } catch (error) {
      if (isStatusError(error, 'NotFound')) return undefined;
      throw error;
    }
  }
  const list = yield* context.client.object('GET', `/apis/discovery.k8s.io/v1/${scope}/endpointslices`, {
    query: { labelSelector: `kubernetes.io/service-name=${service}` },
  });
  return backends((listAt(list, 'items').filter(isRecord) as unknown as readonly EndpointSlice[]).map(sliceGroup));
}

export const noBackends: Backends = { text: () => '<none>' };

function subsetGroup(subset: NonNullable<Endpoints['subsets']>[number]): Group {
  return {
    ports: (subset.ports ?? []).map(({ name, port }) => ({ name: name ?? '', port })),
    addresses: (subset.addresses ?? []).map(({ ip }) => ip),
  };
}

function sliceGroup(slice: EndpointSlice): Group {
  return {
    ports: (slice.ports ?? []).map(({ name, port }) => ({ name: name ?? '', port: port ?? 0 })),
    addresses: (slice.endpoints ?? [])
      .filter((endpoint) => endpoint.conditions?.ready !== false)
      .map((endpoint) => endpoint.addresses[0] ?? ''),
  };
}

const shown = 3;

function backends(groups: readonly Group[]): Backends {
  if (groups.length === 0) return noBackends;
  return {
    text(portName) {
      const all = groups.flatMap(({ ports, addresses }) =>
        ports.length === 0
          ? addresses
          : ports
              .filter(({ name }) => name === portName)
              .flatMap(({ port }) =>
                addresses.map((address) => `${address.includes(':') ? `[${address}]` : address}:${port}`),
              ),
      );
      const list = all.slice(0, shown).join(',');
      return all.length > shown ? `${list} + ${all.length - shown} more...` : list;
    },
  };
}

/** describeEndpoints. */
export function* describeEndpoints(object: Json, context: DescribeContext, w: DescribeWriter): Task<void> {
  const { metadata, subsets } = object as unknown as Endpoints;
  w.field(0, 'Name', metadata?.name ?? '');
  w.field(0, 'Namespace', metadata?.namespace ?? '');
  labelLines(w, 'Labels', metadata?.labels);
  annotationLines(w, 'Annotations', metadata?.annotations);
  w.line(0, 'Subsets:');
  for (const { addresses = [], notReadyAddresses = [], ports = [] } of subsets ?? []) {
    w.field(1, 'Addresses', addresses.map(({ ip }) => ip).join(',') || '<none>');
    w.field(1, 'NotReadyAddresses', notReadyAddresses.map(({ ip }) => ip).join(',') || '<none>');
    if (ports.length > 0) {
      w.line(1, 'Ports:');
      w.line(2, 'Name\tPort\tProtocol');
      w.line(2, '----\t----\t--------');
      for (const { name = '', port, protocol = '' } of ports) w.line(2, `${name || '<unset>'}\t${port}\t${protocol}`);
    }
    w.line(0, '');
  }
  yield* eventsOf(object, context, w);
}

/** describeEndpointSlice. */
export function* describeEndpointSlice(object: Json, context: DescribeContext, w: DescribeWriter): Task<void> {
  const { metadata, addressType, ports, endpoints } = object as unknown as EndpointSlice;
  w.field(0, 'Name', metadata?.name ?? '');
  w.field(0, 'Namespace', metadata?.namespace ?? '');
  labelLines(w, 'Labels', metadata?.labels);
  annotationLines(w, 'Annotations', metadata?.annotations);
  w.field(0, 'AddressType', addressType ?? '');
  if ((ports ?? []).length === 0) {
    w.line(0, 'Ports: <unset>');
  } else {
    w.line(0, 'Ports:');
    w.line(1, 'Name\tPort\tProtocol');
    w.line(1, '----\t----\t--------');
    for (const { name = '', port, protocol = '' } of ports ?? [])
      w.line(1, `${name || '<unset>'}\t${port ?? '<unset>'}\t${protocol}`);
  }
  if ((endpoints ?? []).length === 0) {
    w.line(0, 'Endpoints: <none>');
  } else {
    w.line(0, 'Endpoints:');
    for (const endpoint of endpoints ?? []) drawEndpoint(w, endpoint, context.release.name === '1.20');
  }
  yield* eventsOf(object, context, w);
}

type Endpoint = NonNullable<EndpointSlice['endpoints']>[number];

function drawEndpoint(w: DescribeWriter, endpoint: Endpoint, old: boolean): void {
  w.field(1, '- Addresses', endpoint.addresses.join(', ') || '<none>');
  w.line(2, 'Conditions:');
  w.field(3, 'Ready', endpoint.conditions?.ready ?? '<unset>');
  w.field(2, 'Hostname', endpoint.hostname ?? '<unset>');
  if (endpoint.targetRef !== undefined)
    w.field(2, 'TargetRef', `${endpoint.targetRef.kind ?? ''}/${endpoint.targetRef.name ?? ''}`);
  if (old) {
    const { topology } = endpoint as { readonly topology?: Readonly<Record<string, string>> };
    labelLines(w, 'Topology', topology, '    ');
    return;
  }
  w.field(2, 'NodeName', endpoint.nodeName ?? '<unset>');
  w.field(2, 'Zone', endpoint.zone ?? '<unset>');
}
