import type { EndpointSlice, Endpoints, KubeObject, Service } from '../api/types.ts';
import type { StoredObject } from './registry/strategy.ts';
import type { ApiServer, WriteOptions } from './server.ts';

const namespace = 'default';
const name = 'kubernetes';
const servicePort = 443;
/** pkg/controlplane/controller/kubernetesservice: the interval of the reconciler. */
const interval = 10_000;

/**
 * Keeps the Service through which Pods find the API server, and its endpoints: whoever deletes it finds it back within ten
 * seconds, with the same address.
 */
export function startKubernetesService(server: ApiServer, writer: WriteOptions): void {
  const reconcile = (): void => {
    reconcileService(server, writer);
    reconcileEndpoints(server, writer);
    server.sim.after(interval, reconcile);
  };
  reconcile();
}

function reconcileService(server: ApiServer, writer: WriteOptions): void {
  const kind = server.kindOf('/services');
  if (server.find(kind, namespace, name) !== undefined) return;
  const [, port = '6443'] = server.address.split(':');
  const service = {
    metadata: { name, labels: { provider: 'kubernetes', component: 'apiserver' } },
    spec: {
      type: 'ClusterIP',
      clusterIP: firstAddress(server.serviceNetwork.cidr),
      sessionAffinity: 'None',
      ports: [{ name: 'https', protocol: 'TCP', port: servicePort, targetPort: Number(port) }],
    },
  };
  server.create(kind, namespace, service as unknown as Service, writer);
}

function reconcileEndpoints(server: ApiServer, writer: WriteOptions): void {
  const [ip = '', port = '6443'] = server.address.split(':');
  const ports = [{ name: 'https', port: Number(port), protocol: 'TCP' }];
  const endpoints = { metadata: { name, namespace }, subsets: [{ addresses: [{ ip }], ports }] };
  keep(server, '/endpoints', endpoints as unknown as Endpoints, writer);
  const slice = {
    metadata: { name, namespace, labels: { 'kubernetes.io/service-name': name } },
    addressType: 'IPv4',
    endpoints: [{ addresses: [ip], conditions: { ready: true } }],
    ports,
  };
  keep(server, 'discovery.k8s.io/endpointslices', slice as unknown as EndpointSlice, writer);
}

/** The control plane's own endpoints carry no selector, so the EndpointSlice mirroring controller must leave them alone. */
function keep(server: ApiServer, storage: string, wanted: KubeObject, writer: WriteOptions): void {
  const kind = server.kindOf(storage);
  const label = { 'endpointslice.kubernetes.io/skip-mirror': 'true' };
  const labels = storage === '/endpoints' ? label : wanted.metadata?.labels;
  const object = { ...wanted, metadata: { ...wanted.metadata, labels } } as StoredObject;
  if (server.find(kind, namespace, name) === undefined) server.create(kind, namespace, object, writer);
  else {
    server.update(
      kind,
      namespace,
      name,
      (current) => ({ ...current, ...object, metadata: { ...current?.metadata, labels } }) as StoredObject,
      writer,
    );
  }
}

/** `10.96.0.0/12` -> `10.96.0.1` */
function firstAddress(cidr: string): string {
  const parts = (cidr.split('/')[0] ?? '').split('.').map(Number);
  parts[3] = (parts[3] ?? 0) + 1;
  return parts.join('.');
}
