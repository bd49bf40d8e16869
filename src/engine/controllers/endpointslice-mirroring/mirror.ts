import { jsonEqual } from '../../api/json.ts';
import { controllerReference, withMetadata } from '../../api/meta.ts';
import type { Endpoints, EndpointSlice } from '../../api/types.ts';
import { managedByLabel, serviceNameLabel } from '../endpointslice/labels.ts';
import type { Endpoint, EndpointPort } from '../endpointslice/pod-endpoint.ts';
import { lastChangeTriggerTime } from '../endpointslice/trigger-time.ts';

export const controllerName = 'endpointslicemirroring-controller.k8s.io';

/** --mirroring-max-endpoints-per-subset */
const maxEndpointsPerSubset = 1000;
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

type AddressType = EndpointSlice['addressType'];
type Subset = NonNullable<Endpoints['subsets']>[number];

interface Mirrored {
  readonly addressType: AddressType;
  readonly ports: readonly EndpointPort[];
  readonly endpoints: Map<string, Endpoint>;
}

export interface MirrorPlan {
  readonly create: readonly EndpointSlice[];
  readonly update: readonly EndpointSlice[];
  readonly remove: readonly EndpointSlice[];
  /** Addresses that a subset had too many of. */
  readonly skipped: number;
}

/** The slices that mirror Endpoints, one for each set of ports and family (pkg/controller/endpointslicemirroring/reconciler.go). */
export function planMirror(endpoints: Endpoints, existing: readonly EndpointSlice[]): MirrorPlan {
  const { groups, skipped } = desired(endpoints);
  const create: EndpointSlice[] = [];
  const update: EndpointSlice[] = [];
  const remove: EndpointSlice[] = [];
  const byKey = new Map<string, EndpointSlice[]>();
  for (const slice of existing) {
    const key = groupKey(slice.addressType, slice.ports ?? []);
    byKey.set(key, [...(byKey.get(key) ?? []), slice]);
  }
  for (const [key, { addressType, ports, endpoints: wanted }] of groups) {
    const [first, ...others] = byKey.get(key) ?? [];
    byKey.delete(key);
    remove.push(...others);
    const slice = mirroredSlice(endpoints, addressType, ports, [...wanted.values()]);
    if (first === undefined) create.push(slice);
    else if (differs(first, slice)) update.push(onto(first, slice));
  }
  for (const slices of byKey.values()) remove.push(...slices);
  while (create.length > 0 && remove.length > 0) update.push(onto(remove.shift()!, create.shift()!));
  return { create, update, remove, skipped };
}

function desired({ subsets = [] }: Endpoints): {
  readonly groups: ReadonlyMap<string, Mirrored>;
  readonly skipped: number;
} {
  const groups = new Map<string, Mirrored>();
  let skipped = 0;
  for (const subset of subsets) {
    const ports = (subset.ports ?? []).map(({ name = '', port, protocol = 'TCP', appProtocol }) => ({
      name,
      port,
      protocol,
      ...(appProtocol === undefined ? {} : { appProtocol }),
    }));
    const all = candidates(subset);
    skipped += Math.max(0, all.length - maxEndpointsPerSubset);
    for (const { address, ready } of all.slice(0, maxEndpointsPerSubset)) {
      const addressType = address.ip.includes(':') ? 'IPv6' : 'IPv4';
      const key = groupKey(addressType, ports);
      let group = groups.get(key);
      if (group === undefined) groups.set(key, (group = { addressType, ports, endpoints: new Map() }));
      const { ip, hostname, nodeName, targetRef } = address;
      group.endpoints.set(`${ip} ${hostname ?? ''}`, {
        addresses: [ip],
        conditions: { ready },
        ...(hostname === undefined ? {} : { hostname }),
        ...(nodeName === undefined ? {} : { nodeName }),
        ...(targetRef === undefined ? {} : { targetRef }),
      });
    }
  }
  return { groups, skipped };
}

function candidates({ addresses = [], notReadyAddresses = [] }: Subset) {
  return [
    ...addresses.map((address) => ({ address, ready: true })),
    ...notReadyAddresses.map((address) => ({ address, ready: false })),
  ];
}

function groupKey(addressType: AddressType, ports: readonly EndpointPort[]): string {
  const texts = ports.map(
    ({ name, port, protocol, appProtocol }) => `${name} ${port} ${protocol} ${appProtocol ?? ''}`,
  );
  return `${addressType} ${texts.sort().join()}`;
}

function mirroredSlice(
  endpoints: Endpoints,
  addressType: AddressType,
  ports: readonly EndpointPort[],
  list: readonly Endpoint[],
): EndpointSlice {
  const { namespace, name = '', labels } = endpoints.metadata ?? {};
  const {
    [lastChangeTriggerTime]: _time,
    [lastApplied]: _applied,
    ...annotations
  } = endpoints.metadata?.annotations ?? {};
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      generateName: `${name}-`,
      ...(namespace === undefined ? {} : { namespace }),
      labels: { ...labels, [serviceNameLabel]: name, [managedByLabel]: controllerName },
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
      ownerReferences: [controllerReference(endpoints, 'v1', 'Endpoints')],
    },
    addressType,
    endpoints: list,
    ports,
  };
}

function differs(old: EndpointSlice, wanted: EndpointSlice): boolean {
  return (
    !jsonEqual(old.endpoints ?? [], wanted.endpoints) ||
    !jsonEqual(old.metadata?.labels, wanted.metadata?.labels) ||
    !jsonEqual(old.metadata?.annotations ?? {}, wanted.metadata?.annotations ?? {}) ||
    !jsonEqual(old.metadata?.ownerReferences, wanted.metadata?.ownerReferences)
  );
}

function onto(old: EndpointSlice, { metadata, endpoints, ports }: EndpointSlice): EndpointSlice {
  const { labels, annotations, ownerReferences } = metadata ?? {};
  return {
    ...withMetadata(old, { labels, annotations, ownerReferences }),
    endpoints: endpoints ?? [],
    ports: ports ?? [],
  };
}
