import type { Endpoints, Pod, Service } from '../../api/types.ts';
import type { Release } from '../../releases/index.ts';
import { dumpFields, sortByHash } from '../endpointslice/go-hash.ts';
import {
  belongsInEndpoints,
  endpointHostname,
  findPort,
  isPodReady,
  podAddress,
  podReference,
} from '../endpointslice/pod-endpoint.ts';

export type Subset = NonNullable<Endpoints['subsets']>[number];
type Address = NonNullable<Subset['addresses']>[number];
type Port = NonNullable<Subset['ports']>[number];

interface Candidate {
  readonly address: Address;
  readonly ready: boolean;
}

/** The most addresses that one Endpoints object holds (v1.22 and later). */
export const maxCapacity = 1000;

/**
 * A Service's Pods as Endpoints have them: for each set of ports the ready and the unready addresses. syncService of
 * pkg/controller/endpoint/endpoints_controller.go and RepackSubsets of pkg/api/v1/endpoints/util.go.
 */
export function endpointSubsets(service: Service, pods: readonly Pod[], release: Release): readonly Subset[] {
  const unready = service.spec?.publishNotReadyAddresses === true;
  /** Port -> the addresses that offer it. */
  const offers = new Map<string, { readonly port: Port | undefined; readonly by: Map<string, Candidate> }>();
  const offer = (port: Port | undefined, candidate: Candidate): void => {
    const key = JSON.stringify(port ?? null);
    let entry = offers.get(key);
    if (entry === undefined) offers.set(key, (entry = { port, by: new Map() }));
    const { ip, targetRef } = candidate.address;
    entry.by.set(`${ip} ${targetRef?.uid ?? ''}`, candidate);
  };
  for (const pod of pods) {
    const ip = podAddress(pod);
    if (ip === undefined || !belongsInEndpoints(pod, unready)) continue;
    const hostname = endpointHostname(pod, service);
    const nodeName = pod.spec?.nodeName;
    const candidate: Candidate = {
      ready: unready || isPodReady(pod),
      address: {
        ip,
        ...(hostname === undefined ? {} : { hostname }),
        ...(nodeName === undefined ? {} : { nodeName }),
        targetRef: podReference(pod, release),
      },
    };
    const ports = service.spec?.ports ?? [];
    if (ports.length === 0 && service.spec?.clusterIP === 'None') offer(undefined, candidate);
    for (const one of ports) {
      const port = findPort(pod, one);
      if (port === undefined) continue;
      const { name, protocol = 'TCP', appProtocol } = one;
      offer(
        {
          ...(name === undefined || name === '' ? {} : { name }),
          port,
          protocol,
          ...(appProtocol === undefined ? {} : { appProtocol }),
        },
        candidate,
      );
    }
  }
  const subsets = new Map<string, { readonly by: readonly Candidate[]; readonly ports: Port[] }>();
  for (const { port, by } of offers.values()) {
    const sorted = [...by.entries()].sort(([a], [b]) => compareKeys(a, b));
    const key = sorted.map(([id, { ready }]) => `${id} ${ready}`).join();
    let subset = subsets.get(key);
    if (subset === undefined) subsets.set(key, (subset = { by: sorted.map(([, candidate]) => candidate), ports: [] }));
    if (port !== undefined) subset.ports.push(port);
  }
  return sortByHash(
    [...subsets.values()].map(({ by, ports }): Subset => {
      const addresses = by.filter(({ ready }) => ready).map(({ address }) => address);
      const notReadyAddresses = by.filter(({ ready }) => !ready).map(({ address }) => address);
      return {
        ...(addresses.length === 0 ? {} : { addresses }),
        ...(notReadyAddresses.length === 0 ? {} : { notReadyAddresses }),
        ...(ports.length === 0 ? {} : { ports: sortByHash(ports, (one) => `(v1.EndpointPort)${dumpPort(one)}`) }),
      };
    }),
    dumpSubset,
  );
}

/** By address as a text, then by UID (LessEndpointAddress). */
function compareKeys(a: string, b: string): number {
  const [ip = '', uid = ''] = a.split(' ');
  const [otherIp = '', otherUid = ''] = b.split(' ');
  if (ip !== otherIp) return ip < otherIp ? -1 : 1;
  return uid < otherUid ? -1 : uid > otherUid ? 1 : 0;
}

/** Leaves out what goes beyond the capacity, unready addresses first (truncateEndpoints); undefined: it all fits. */
export function truncateSubsets(subsets: readonly Subset[], capacity = maxCapacity): readonly Subset[] | undefined {
  const count = (list: 'addresses' | 'notReadyAddresses'): number =>
    subsets.reduce((sum, subset) => sum + (subset[list]?.length ?? 0), 0);
  const ready = count('addresses');
  const notReady = count('notReadyAddresses');
  if (ready + notReady <= capacity) return undefined;
  const list = ready > capacity ? 'addresses' : 'notReadyAddresses';
  const most = ready > capacity ? capacity : capacity - ready;
  const total = ready > capacity ? ready : notReady;
  let left = most;
  return subsets.map(({ notReadyAddresses, ...subset }) => {
    const all = (list === 'addresses' ? subset.addresses : notReadyAddresses) ?? [];
    const kept = all.slice(0, Math.min(left, Math.ceil((all.length / total) * most)));
    left -= kept.length;
    return { ...subset, ...(kept.length === 0 ? {} : { [list]: kept }) };
  });
}

function dumpPort({ name, port, protocol, appProtocol }: Port): string {
  return dumpFields([
    ['Name', 'string', name],
    ['Port', 'int32', port],
    ['Protocol', 'v1.Protocol', protocol],
    ['AppProtocol', '*string', appProtocol],
  ]);
}

function dumpSubset({ addresses, notReadyAddresses, ports }: Subset): string {
  const list = <T>(type: string, items: readonly T[] | undefined, dump: (item: T) => string): string =>
    `([]${type})${items === undefined ? '<nil>' : `[${items.map(dump).join(' ')}]`}`;
  return (
    `(v1.EndpointSubset){Addresses:${list('v1.EndpointAddress', addresses, dumpAddress)} ` +
    `NotReadyAddresses:${list('v1.EndpointAddress', notReadyAddresses, dumpAddress)} Ports:${list('v1.EndpointPort', ports, dumpPort)}}`
  );
}

function dumpAddress({ ip, hostname, nodeName, targetRef }: Address): string {
  const fields = dumpFields([
    ['IP', 'string', ip],
    ['Hostname', 'string', hostname],
    ['NodeName', '*string', nodeName],
  ]).slice(0, -1);
  if (targetRef === undefined) return `${fields} TargetRef:(*v1.ObjectReference)<nil>}`;
  const reference = dumpFields([
    ['Kind', 'string', targetRef.kind],
    ['Namespace', 'string', targetRef.namespace],
    ['Name', 'string', targetRef.name],
    ['UID', 'types.UID', targetRef.uid],
    ['APIVersion', 'string', targetRef.apiVersion],
    ['ResourceVersion', 'string', targetRef.resourceVersion],
    ['FieldPath', 'string', targetRef.fieldPath],
  ]);
  return `${fields} TargetRef:(*v1.ObjectReference)${reference}}`;
}
