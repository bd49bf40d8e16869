import { decodeBase64 } from '../api/base64.ts';
import type { ApiClient } from '../api/client.ts';
import { parseMilliValue, parseValue } from '../api/quantity.ts';
import type { Container, Pod } from '../api/types.ts';
import type { FileTree } from '../runtime/machine.ts';
import { EnvFileError, envFileValue } from './env-file.ts';

/** The container can't be created as it is configured: waiting reason CreateContainerConfigError. */
export class ContainerConfigError extends Error {}

type EnvList = { name: string; value: string }[];

/** `$(NAME)` from what is known, `$$(NAME)` kept as `$(NAME)`, unknown names left alone (third_party/forked/golang/expansion). */
export function expandVariables(text: string, known: ReadonlyMap<string, string>): string {
  return text.replace(/\$\$|\$\(([^)]*)\)/g, (match, name: string | undefined) =>
    match === '$$' ? '$' : (known.get(name ?? '') ?? match),
  );
}

/** A field of the Pod for the downward API (pkg/fieldpath). */
export function podField(pod: Pod, path: string, hostIP: string, podIP: string | undefined): string {
  const map = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(path);
  if (map !== null) return pod.metadata?.[map[1] as 'labels' | 'annotations']?.[map[2]!] ?? '';
  const formatMap = (values: Readonly<Record<string, string>> | undefined): string =>
    Object.entries(values ?? {})
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
      .join('\n');
  switch (path) {
    case 'metadata.name':
      return pod.metadata?.name ?? '';
    case 'metadata.namespace':
      return pod.metadata?.namespace ?? '';
    case 'metadata.uid':
      return pod.metadata?.uid ?? '';
    case 'metadata.labels':
      return formatMap(pod.metadata?.labels);
    case 'metadata.annotations':
      return formatMap(pod.metadata?.annotations);
    case 'spec.nodeName':
      return pod.spec?.nodeName ?? '';
    case 'spec.serviceAccountName':
      return pod.spec?.serviceAccountName ?? '';
    case 'status.hostIP':
    case 'status.hostIPs':
      return hostIP;
    case 'status.podIP':
    case 'status.podIPs':
      return podIP ?? '';
    default:
      throw new ContainerConfigError(`unsupported fieldPath: ${path}`);
  }
}

/** `limits.cpu` and the like, divided and rounded up (pkg/api/v1/resource/helpers.go, ExtractContainerResourceValue). */
export function resourceField(
  container: Container,
  resource: string,
  divisor: string | undefined,
  node: { cpu: number; memory: number },
): string {
  const [kind = '', name = ''] = resource.split(/\.(.*)/);
  const list = kind === 'limits' ? container.resources?.limits : container.resources?.requests;
  const given = list?.[name];
  const cpu = name === 'cpu';
  const fallback = kind === 'limits' ? (cpu ? node.cpu : node.memory) : 0;
  const value = given === undefined ? fallback : cpu ? parseMilliValue(given) : parseValue(given);
  const by =
    divisor === undefined || divisor === '0' ? (cpu ? 1000 : 1) : cpu ? parseMilliValue(divisor) : parseValue(divisor);
  return String(Math.ceil(value / by));
}

export interface EnvInput {
  readonly pod: Pod;
  readonly container: Container;
  readonly client: ApiClient;
  readonly hostIP: string;
  readonly podIP: string | undefined;
  readonly node: { readonly cpu: number; readonly memory: number };
  /** The node's, and where on it the Pod's volumes are, by their name. */
  readonly disk: Pick<FileTree, 'exists' | 'readFile'>;
  readonly volumes: ReadonlyMap<string, { readonly path: string }>;
}

type FileKey = NonNullable<NonNullable<NonNullable<Container['env']>[number]['valueFrom']>['fileKeyRef']>;

/** One key of a file that the Pod's init containers may have written (v1.34, EnvFiles); undefined where it is optional and absent. */
function fileKey({ disk, volumes }: EnvInput, { volumeName, path, key, optional }: FileKey): string | undefined {
  const volume = volumes.get(volumeName);
  if (volume === undefined) {
    throw new ContainerConfigError(`cannot find the volume "${volumeName}" referenced by FileKeyRef`);
  }
  const file = `${volume.path}/${path}`;
  let value: string;
  try {
    if (!disk.exists(file)) throw new EnvFileError(`failed to open environment variable file "${file}"`);
    value = envFileValue(disk.readFile(file), key);
  } catch (error) {
    if (!(error instanceof EnvFileError)) throw error;
    throw new ContainerConfigError("couldn't parse env file");
  }
  if (value !== '') return value;
  if (optional === true) return undefined;
  throw new ContainerConfigError(`environment variable key "${key}" not found in file "${file}"`);
}

/** One key of a ConfigMap or Secret; undefined where it is optional and absent. */
function keyOf(
  input: EnvInput,
  kind: 'configmaps' | 'secrets',
  name: string,
  key: string | undefined,
  optional: boolean,
): Readonly<Record<string, string>> | undefined {
  const namespace = input.pod.metadata?.namespace;
  const singular = kind === 'configmaps' ? 'configmap' : 'secret';
  const object = input.client.find(kind, namespace, name);
  if (object === undefined) {
    if (optional) return undefined;
    throw new ContainerConfigError(`${singular} "${name}" not found`);
  }
  const data = object.data ?? {};
  const decode = (text: string): string => (kind === 'secrets' ? decodeBase64(text) : text);
  if (key === undefined) return Object.fromEntries(Object.entries(data).map(([k, v]) => [k, decode(v)]));
  const value = data[key];
  if (value === undefined) {
    if (optional) return undefined;
    const title = kind === 'configmaps' ? 'ConfigMap' : 'Secret';
    throw new ContainerConfigError(`couldn't find key ${key} in ${title} ${namespace}/${name}`);
  }
  return { [key]: decode(value) };
}

/** Variables for the Services that existed when the Pod started (pkg/kubelet/envvars). */
export function serviceEnvironment(input: Pick<EnvInput, 'client' | 'pod'>): EnvList {
  const all = input.pod.spec?.enableServiceLinks !== false;
  const out: EnvList = [];
  const own = all ? input.client.list('services', { namespace: input.pod.metadata?.namespace ?? 'default' }) : [];
  const kubernetes = input.client.find('services', 'default', 'kubernetes');
  const services = [
    ...own.filter(({ metadata }) => metadata?.name !== 'kubernetes'),
    ...(kubernetes === undefined ? [] : [kubernetes]),
  ];
  for (const service of services) {
    const ip = service.spec?.clusterIP;
    const ports = service.spec?.ports ?? [];
    if (ip === undefined || ip === '' || ip === 'None' || ports.length === 0) continue;
    const prefix = (service.metadata?.name ?? '').replaceAll('-', '_').toUpperCase();
    const first = ports[0]!;
    out.push(
      { name: `${prefix}_SERVICE_HOST`, value: ip },
      { name: `${prefix}_SERVICE_PORT`, value: String(first.port) },
    );
    for (const port of ports) {
      if (port.name !== undefined && port.name !== '') {
        out.push({
          name: `${prefix}_SERVICE_PORT_${port.name.replaceAll('-', '_').toUpperCase()}`,
          value: String(port.port),
        });
      }
    }
    const url = (port: (typeof ports)[number]): string =>
      `${(port.protocol ?? 'TCP').toLowerCase()}://${ip}:${port.port}`;
    out.push({ name: `${prefix}_PORT`, value: url(first) });
    for (const port of ports) {
      const base = `${prefix}_PORT_${port.port}_${port.protocol ?? 'TCP'}`;
      out.push(
        { name: base, value: url(port) },
        { name: `${base}_PROTO`, value: (port.protocol ?? 'TCP').toLowerCase() },
        { name: `${base}_PORT`, value: String(port.port) },
        { name: `${base}_ADDR`, value: ip },
      );
    }
  }
  return out;
}

/**
 * The container's environment in the kubelet's order: envFrom, env, then the Services' where the Pod does not name them itself
 * (pkg/kubelet/kubelet_pods.go, makeEnvironmentVariables).
 * @throws ContainerConfigError for a missing ConfigMap, Secret or key that is not optional.
 */
export function containerEnvironment(input: EnvInput): EnvList {
  const { pod, container } = input;
  const services = serviceEnvironment(input);
  const serviceMap = new Map(services.map(({ name, value }) => [name, value]));
  const result = new Map<string, string>();
  for (const { prefix = '', configMapRef, secretRef } of container.envFrom ?? []) {
    const reference = configMapRef ?? secretRef;
    if (reference === undefined) continue;
    const kind = configMapRef !== undefined ? 'configmaps' : 'secrets';
    const data = keyOf(input, kind, reference.name ?? '', undefined, reference.optional === true) ?? {};
    for (const [key, value] of Object.entries(data)) result.set(prefix + key, value);
  }
  const known = new Map([...serviceMap, ...result]);
  for (const { name, value, valueFrom } of container.env ?? []) {
    let text: string | undefined = value ?? '';
    if (valueFrom?.fieldRef !== undefined) {
      text = podField(pod, valueFrom.fieldRef.fieldPath, input.hostIP, input.podIP);
    } else if (valueFrom?.resourceFieldRef !== undefined) {
      const { resource, divisor, containerName } = valueFrom.resourceFieldRef;
      const target = pod.spec?.containers.find((candidate) => candidate.name === containerName) ?? container;
      text = resourceField(target, resource, divisor, input.node);
    } else if (valueFrom?.configMapKeyRef !== undefined) {
      const { name: from = '', key, optional } = valueFrom.configMapKeyRef;
      text = keyOf(input, 'configmaps', from, key, optional === true)?.[key];
    } else if (valueFrom?.secretKeyRef !== undefined) {
      const { name: from = '', key, optional } = valueFrom.secretKeyRef;
      text = keyOf(input, 'secrets', from, key, optional === true)?.[key];
    } else if (valueFrom?.fileKeyRef !== undefined) text = fileKey(input, valueFrom.fileKeyRef);
    else text = expandVariables(text, known);
    if (text === undefined) continue;
    known.set(name, text);
    result.set(name, text);
  }
  const list = [...result].map(([name, value]) => ({ name, value }));
  return [...list, ...services.filter(({ name }) => !result.has(name))];
}
