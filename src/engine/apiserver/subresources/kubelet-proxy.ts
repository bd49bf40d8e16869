import { badRequest, internalServerError, invalidObject, notFound, plainFailure } from '../../api/errors.ts';
import { forbidden, invalid, type FieldError } from '../../api/field.ts';
import type { ApiRequest, ApiResponse } from '../../api/http.ts';
import type { Node, Pod } from '../../api/types.ts';
import type { ContainerLogOptions, KubeletEndpoint, RemoteCommandOptions } from '../kubelets.ts';
import type { ApiServer } from '../server.ts';

/* Subresources that the API server passes on to the kubelet: pkg/registry/core/pod/{strategy,rest}. */

const kubeletPort = 10250;

/** A container's log, as the kubelet of its node has it. A Pod without a node has an empty one. */
export function podLogs(
  server: ApiServer,
  namespace: string,
  name: string,
  container: string,
  options: ContainerLogOptions,
): ApiResponse {
  const errors = validateLogOptions(server, options);
  if (errors.length > 0) {
    throw invalidObject({ group: '', kind: 'PodLogOptions' }, name, errors, server.release);
  }
  const pod = podOf(server, namespace, name);
  const chosen = chooseContainer(pod, container);
  if ((pod.spec?.nodeName ?? '') === '') return { status: 204, headers: {} };
  const { address, endpoint } = connect(server, pod);
  if (endpoint === undefined) {
    const path = `/containerLogs/${namespace}/${name}/${chosen}${logQuery(options)}`;
    throw plainFailure(`Get "https://${address}${path}": dial tcp ${address}: connect: no route to host`);
  }
  return checked(endpoint.containerLogs(namespace, name, chosen, options), name);
}

/** ValidatePodLogOptions */
function validateLogOptions(server: ApiServer, options: ContainerLogOptions): FieldError[] {
  const { tailLines, limitBytes, sinceSeconds, sinceTime, stream } = options;
  const errors: FieldError[] = [];
  if (tailLines !== undefined && tailLines < 0) {
    errors.push(invalid('tailLines', tailLines, 'must be greater than or equal to 0'));
  }
  if (limitBytes !== undefined && limitBytes < 1)
    errors.push(invalid('limitBytes', limitBytes, 'must be greater than 0'));
  if (sinceSeconds !== undefined && sinceTime !== undefined) {
    // What Go prints of the path of an empty name.
    errors.push(forbidden('[]', 'at most one of `sinceTime` or `sinceSeconds` may be specified'));
  } else if (sinceSeconds !== undefined && sinceSeconds < 1) {
    errors.push(invalid('sinceSeconds', sinceSeconds, 'must be greater than 0'));
  }
  // Since v1.32 a feature gate lets clients choose one of the streams; it is off unless somebody turns it on.
  if (server.release.name !== '1.20' && stream !== undefined) errors.push(forbidden('stream', 'may not be specified'));
  return errors;
}

function logQuery(options: ContainerLogOptions): string {
  const query: Record<string, string> = {};
  for (const key of ['follow', 'previous', 'timestamps'] as const) if (options[key]) query[key] = 'true';
  for (const key of ['sinceSeconds', 'sinceTime', 'tailLines', 'limitBytes'] as const) {
    if (options[key] !== undefined) query[key] = String(options[key]);
  }
  const keys = Object.keys(query).sort();
  if (keys.length === 0) return '';
  return `?${keys.map((key) => `${key}=${encodeURIComponent(query[key]!)}`).join('&')}`;
}

/** GenericHttpResponseChecker: the kubelet's failures become the API's. */
function checked(response: ApiResponse, name: string): ApiResponse {
  if (response.status >= 200 && response.status <= 206) return response;
  const text = typeof response.body === 'string' ? response.body : '';
  if (response.status === 400) throw badRequest(text);
  if (response.status === 404) throw notFound({ group: '', resource: 'pods/log' }, name);
  throw internalServerError(text);
}

/** exec and attach, up to where the streams take over. */
export function podStream(
  server: ApiServer,
  namespace: string,
  name: string,
  container: string,
  options: RemoteCommandOptions,
  request: ApiRequest,
  open: (endpoint: KubeletEndpoint, container: string) => ApiResponse,
): ApiResponse {
  const pod = podOf(server, namespace, name);
  const chosen = chooseContainer(pod, container);
  const endpoint = dial(server, pod, name);
  requireUpgrade(request);
  checkStreams(options);
  return open(endpoint, chosen);
}

export function podPortForward(server: ApiServer, namespace: string, name: string, request: ApiRequest): ApiResponse {
  const endpoint = dial(server, podOf(server, namespace, name), name);
  requireUpgrade(request);
  return endpoint.portForward(namespace, name);
}

function requireUpgrade({ upgradable }: ApiRequest): void {
  if (upgradable === false) throw badRequest('Upgrade request required');
}

/** The kubelet's own checks (remotecommand.NewOptions). */
function checkStreams({ stdin, stdout, stderr, tty }: RemoteCommandOptions): void {
  if (!stdin && !stdout && !stderr) {
    throw badRequest('you must specify at least 1 of stdin, stdout, stderr');
  }
  if (tty && stderr) throw badRequest('tty and stderr cannot both be true');
}

function dial(server: ApiServer, pod: Pod, name: string): KubeletEndpoint {
  if ((pod.spec?.nodeName ?? '') === '') throw badRequest(`pod ${name} does not have a host assigned`);
  const { address, endpoint } = connect(server, pod);
  if (endpoint === undefined) {
    throw plainFailure(`error dialing backend: dial tcp ${address}: connect: no route to host`);
  }
  return endpoint;
}

function podOf(server: ApiServer, namespace: string, name: string): Pod {
  return server.get(server.kindOf('/pods'), namespace, name) as Pod;
}

/** validateContainer, both releases. */
function chooseContainer(pod: Pod, container: string): string {
  const name = pod.metadata?.name ?? '';
  const { initContainers = [], containers = [], ephemeralContainers = [] } = pod.spec ?? {};
  const names = [...initContainers, ...containers, ...ephemeralContainers].map((one) => one.name);
  if (container !== '') {
    if (!names.includes(container)) throw badRequest(`container ${container} is not valid for pod ${name}`);
    return container;
  }
  if (containers.length === 1) return containers[0]!.name;
  throw badRequest(`a container name must be specified for pod ${name}, choose one of: [${names.join(' ')}]`);
}

/** Where the node's kubelet listens, and the kubelet itself if it answers. */
function connect(
  server: ApiServer,
  pod: Pod,
): { readonly address: string; readonly endpoint: KubeletEndpoint | undefined } {
  const nodeName = pod.spec?.nodeName ?? '';
  const kind = server.kindOf('/nodes');
  const node = server.find(kind, '', nodeName) as Node | undefined;
  if (node === undefined) throw notFound(kind, nodeName);
  const host = node.status?.addresses?.find((one) => one.type === 'InternalIP')?.address ?? nodeName;
  const said = node.status?.daemonEndpoints?.kubeletEndpoint?.Port ?? 0;
  const port = said === 0 ? kubeletPort : said;
  const endpoint = server.kubelets.get(nodeName);
  return { address: `${host}:${port}`, endpoint: endpoint?.reachable === true ? endpoint : undefined };
}
