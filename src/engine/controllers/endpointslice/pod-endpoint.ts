import { isConditionTrue } from '../../api/meta.ts';
import type { EndpointSlice, Node, Pod, Service } from '../../api/types.ts';
import type { Release } from '../../releases/index.ts';
import { dumpStruct, sortByHash } from './go-hash.ts';

export type Endpoint = NonNullable<EndpointSlice['endpoints']>[number];
export type EndpointPort = NonNullable<EndpointSlice['ports']>[number];
type ServicePort = NonNullable<NonNullable<Service['spec']>['ports']>[number];

const zoneLabel = 'topology.kubernetes.io/zone';
const regionLabel = 'topology.kubernetes.io/region';

export function isPodReady(pod: Pod): boolean {
  return isConditionTrue(pod.status?.conditions, 'Ready');
}

export function isHeadless({ spec }: Service): boolean {
  return spec?.clusterIP === 'None' || (spec?.clusterIP ?? '') === '';
}

export function podAddress({ status }: Pod): string | undefined {
  const address = status?.podIPs?.[0]?.ip ?? status?.podIP;
  return address === '' ? undefined : address;
}

/** ShouldPodBeInEndpoints of k8s.io/endpointslice/util: what has an address and can still serve. */
export function belongsInEndpoints(pod: Pod, withTerminating: boolean): boolean {
  const phase = pod.status?.phase;
  if (phase === 'Succeeded' || phase === 'Failed' || podAddress(pod) === undefined) return false;
  return withTerminating || pod.metadata?.deletionTimestamp === undefined;
}

/** ShouldSetHostname: the Pod's own DNS name comes from the Service that its subdomain names. */
export function endpointHostname(pod: Pod, service: Service): string | undefined {
  const { hostname = '', subdomain } = pod.spec ?? {};
  return hostname !== '' && subdomain === service.metadata?.name ? hostname : undefined;
}

export function podReference(pod: Pod, release: Release): NonNullable<Endpoint['targetRef']> {
  const { namespace, name, uid, resourceVersion } = pod.metadata ?? {};
  return {
    kind: 'Pod',
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
    ...(uid === undefined ? {} : { uid }),
    ...(release.endpoints.targetResourceVersion && resourceVersion !== undefined ? { resourceVersion } : {}),
  };
}

/** podToEndpoint of k8s.io/endpointslice (v1.36), pkg/controller/endpointslice/utils.go (v1.20). */
export function podEndpoint(pod: Pod, node: Node | undefined, service: Service, release: Release): Endpoint {
  const serving = isPodReady(pod);
  const terminating = pod.metadata?.deletionTimestamp !== undefined;
  const ready = service.spec?.publishNotReadyAddresses === true || (serving && !terminating);
  const address = podAddress(pod);
  const hostname = endpointHostname(pod, service);
  const nodeName = pod.spec?.nodeName;
  const zone = node?.metadata?.labels?.[zoneLabel];
  const region = node?.metadata?.labels?.[regionLabel];
  return {
    addresses: address === undefined ? [] : [address],
    conditions: { ready, ...(release.endpoints.terminatingCondition ? { serving, terminating } : {}) },
    ...(hostname === undefined ? {} : { hostname }),
    ...(nodeName === undefined ? {} : { nodeName }),
    targetRef: podReference(pod, release),
    ...(zone === undefined || zone === '' ? {} : { zone }),
    ...(release.endpoints.topology && region !== undefined && region !== ''
      ? { deprecatedTopology: { [regionLabel]: region } }
      : {}),
  };
}

/** The number behind a Service's target port: itself, or the container port of that name and protocol. FindPort. */
export function findPort(pod: Pod, { port, targetPort, protocol = 'TCP' }: ServicePort): number | undefined {
  const target: unknown = targetPort ?? port;
  if (typeof target === 'number') return target;
  const sidecars = (pod.spec?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  for (const container of [...(pod.spec?.containers ?? []), ...sidecars]) {
    const named = container.ports?.find((one) => one.name === target && (one.protocol ?? 'TCP') === protocol);
    if (named !== undefined) return named.containerPort;
  }
  return undefined;
}

/** The ports of a slice that holds this Pod, in kube's order; ports whose name the Pod does not know are left out. */
export function endpointPorts(pod: Pod, service: Service): readonly EndpointPort[] {
  const ports = (service.spec?.ports ?? []).flatMap((one): EndpointPort[] => {
    const port = findPort(pod, one);
    if (port === undefined) return [];
    const { name = '', protocol = 'TCP', appProtocol } = one;
    return [{ name, port, protocol, ...(appProtocol === undefined ? {} : { appProtocol }) }];
  });
  return sortByHash(ports, dumpPort);
}

function dumpPort({ name, port, protocol, appProtocol }: EndpointPort): string {
  return dumpStruct('v1.EndpointPort', [
    ['Name', '*string', name],
    ['Protocol', '*v1.Protocol', protocol],
    ['Port', '*int32', port],
    ['AppProtocol', '*string', appProtocol],
  ]);
}
