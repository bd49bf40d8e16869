import { badRequest, internalServerError, invalidObject, notFound } from '../../api/errors.ts';
import { forbidden, invalid, notSupported, type FieldError } from '../../api/field.ts';
import type { ApiResponse } from '../../api/http.ts';
import { StatusError } from '../../api/status.ts';
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
  if ((pod.spec?.nodeName ?? '') === '') return { status: 200, headers: textHeaders, body: '' };
  const { address, endpoint } = connect(server, pod);
  if (endpoint === undefined) {
    const path = `/containerLogs/${namespace}/${name}/${chosen}${logQuery(server, options)}`;
    throw plainFailure(`Get "https://${address}${path}": dial tcp ${address}: connect: no route to host`);
  }
  return checked(endpoint.containerLogs(namespace, name, chosen, options), name);
}

const textHeaders = { 'content-type': 'text/plain' } as const;

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
    errors.push(forbidden('', 'at most one of `sinceTime` or `sinceSeconds` may be specified'));
  } else if (sinceSeconds !== undefined && sinceSeconds < 1) {
    errors.push(invalid('sinceSeconds', sinceSeconds, 'must be greater than 0'));
  }
  if (server.release.name === '1.20' || stream === undefined) return errors;
  if (!['All', 'Stdout', 'Stderr'].includes(stream)) {
    errors.push(notSupported('stream', stream, ['All', 'Stderr', 'Stdout']));
  }
  if (stream !== 'All' && tailLines !== undefined) {
    errors.push(forbidden('', '`tailLines` and specific `stream` are mutually exclusive for now'));
  }
  return errors;
}

function logQuery(server: ApiServer, options: ContainerLogOptions): string {
  const query: Record<string, string> = {};
  for (const key of ['follow', 'previous', 'timestamps'] as const) if (options[key]) query[key] = 'true';
  for (const key of ['sinceSeconds', 'sinceTime', 'tailLines', 'limitBytes'] as const) {
    if (options[key] !== undefined) query[key] = String(options[key]);
  }
  if (server.release.name !== '1.20') query['stream'] = options.stream ?? 'All';
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
  open: (endpoint: KubeletEndpoint, container: string) => ApiResponse,
): ApiResponse {
  const pod = podOf(server, namespace, name);
  const chosen = chooseContainer(pod, container);
  return open(dial(server, pod, name), chosen);
}

export function podPortForward(server: ApiServer, namespace: string, name: string): ApiResponse {
  const pod = podOf(server, namespace, name);
  return dial(server, pod, name).portForward(namespace, name);
}

/** ValidatePodExecOptions / ValidatePodAttachOptions are left to whoever reads the query; these are the texts they share. */
export function checkStreams({ stdin, stdout, stderr, tty }: RemoteCommandOptions): void {
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

/** An error that is no Status of its own: 500 with nothing but its text. */
function plainFailure(message: string): StatusError {
  return new StatusError({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, code: 500 });
}
