import { badRequest, serviceUnavailable } from '../../api/errors.ts';
import { goQuote } from '../../api/go-syntax.ts';
import type { Endpoints, Node, Pod, Service } from '../../api/types.ts';
import type { KubeletEndpoint } from '../kubelets.ts';
import type { ApiServer } from '../server.ts';

/** Where a proxied request goes. */
export interface Location {
  readonly scheme: 'http' | 'https';
  readonly address: string;
  readonly port: number;
  /** The node's kubelet itself, where the request is for it and it answers. */
  readonly kubelet?: KubeletEndpoint | undefined;
}

interface Split {
  readonly scheme: 'http' | 'https' | '';
  readonly name: string;
  readonly port: string;
}

/** `name`, `name:port` or `scheme:name:port`: utilnet.SplitSchemeNamePort. */
export function splitSchemeNamePort(id: string): Split | undefined {
  const parts = id.split(':');
  if (parts.length > 3) return undefined;
  const [scheme, name, port] = parts.length === 3 ? parts : ['', parts[0], parts[1] ?? ''];
  if ((scheme !== '' && scheme !== 'http' && scheme !== 'https') || name === '' || name === undefined) return undefined;
  return { scheme, name, port: port ?? '' };
}

function split(kind: 'pod' | 'service' | 'node', id: string): Split {
  const found = splitSchemeNamePort(id);
  if (found === undefined) throw badRequest(`invalid ${kind} request ${goQuote(id)}`);
  return found;
}

const plain = (scheme: Split['scheme']): 'http' | 'https' => (scheme === '' ? 'http' : scheme);
const usualPort = (scheme: 'http' | 'https'): number => (scheme === 'https' ? 443 : 80);

/** pkg/registry/core/pod ResourceLocation: the Pod's address and the port named, or the first that a container declares. */
export function podLocation(server: ApiServer, namespace: string, id: string): Location {
  const { scheme, name, port } = split('pod', id);
  const pod = server.get(server.kindOf('/pods'), namespace, name) as Pod;
  const address = pod.status?.podIP ?? '';
  if (address === '' || address.startsWith('127.')) throw badRequest('address not allowed');
  const declared = pod.spec?.containers.find((container) => (container.ports ?? []).length > 0)?.ports?.[0];
  const chosen = port === '' ? String(declared?.containerPort ?? usualPort(plain(scheme))) : port;
  return { scheme: plain(scheme), address, port: numbered(chosen) };
}

/** Go's dialer looks a port's name up in a list of services that has no more than these for TCP on a node. */
function numbered(port: string): number {
  if (/^\d+$/.test(port)) {
    if (Number(port) > 65_535) throw unreachable(`dial tcp: address ${port}: invalid port`);
    return Number(port);
  }
  if (port === 'http') return 80;
  if (port === 'https') return 443;
  throw unreachable(`dial tcp: lookup tcp/${port}: unknown port`);
}

export const unreachable = (why: string): Error => serviceUnavailable(`error trying to reach service: ${why}`);

/** pkg/registry/core/service/storage ResourceLocation: one of the ready endpoints of the port, at random. */
export function serviceLocation(server: ApiServer, namespace: string, id: string): Location {
  const { scheme, name, port } = split('service', id);
  const portName = /^[+-]?\d+$/.test(port) ? nameOfPort(server, namespace, name, Number(port)) : port;
  const { subsets = [] } = server.get(server.kindOf('/endpoints'), namespace, name) as Endpoints;
  if (subsets.length === 0) throw serviceUnavailable(`no endpoints available for service ${goQuote(name)}`);
  const candidates = subsets.flatMap(({ addresses = [], ports = [] }) => {
    const found = ports.find((one) => (one.name ?? '') === portName);
    return found === undefined ? [] : addresses.map((address) => ({ address, port: found.port }));
  });
  // Only addresses that are Pods': an Endpoints object is anybody's to write.
  const valid = candidates.filter(({ address }) => {
    const { kind, name: pod = '', namespace: home = '' } = address.targetRef ?? {};
    if (kind !== 'Pod') return false;
    const found = server.find(server.kindOf('/pods'), home, pod) as Pod | undefined;
    return found?.status?.podIPs?.some(({ ip }) => ip === address.ip) === true;
  });
  const chosen = valid[valid.length < 2 ? 0 : server.random.integer(0, valid.length - 1)];
  if (chosen === undefined) throw serviceUnavailable(`no endpoints available for service ${goQuote(id)}`);
  return { scheme: plain(scheme), address: chosen.address.ip, port: chosen.port };
}

function nameOfPort(server: ApiServer, namespace: string, name: string, number: number): string {
  const service = server.get(server.kindOf('/services'), namespace, name) as Service;
  const port = service.spec?.ports?.find((one) => one.port === number);
  if (port === undefined) {
    throw serviceUnavailable(`no service port ${number} found for service ${goQuote(name)}`);
  }
  return port.name ?? '';
}

const kubeletPort = 10250;

/** pkg/registry/core/node ResourceLocation: the node's kubelet, or another port of the node. */
export function nodeLocation(server: ApiServer, id: string): Location {
  const { scheme, name, port } = split('node', id);
  const node = server.get(server.kindOf('/nodes'), '', name) as Node;
  const address = node.status?.addresses?.find((one) => one.type === 'InternalIP')?.address ?? name;
  const said = node.status?.daemonEndpoints?.kubeletEndpoint?.Port ?? 0;
  const own = said === 0 ? kubeletPort : said;
  if (port !== '' && port !== String(own)) return { scheme: plain(scheme), address, port: numbered(port) };
  const kubelet = server.kubelets.get(name);
  if (kubelet?.reachable !== true) throw unreachable(`dial tcp ${address}:${own}: connect: no route to host`);
  return { scheme: 'https', address, port: own, kubelet };
}
