import type { Container } from '../containers.ts';
import type { NodeRuntime } from '../runtime.ts';
import type { Sandbox } from '../sandbox.ts';
import { DockerError, daemonError } from './command.ts';

/** A container as the Docker daemon sees it: to it a sandbox is one like any other, whose command is /pause. */
export interface DockerContainer {
  readonly id: string;
  /** Without the leading slash. */
  readonly name: string;
  /** As it was created: a name, a digest or an id. */
  readonly image: string;
  readonly imageId: string;
  readonly argv: readonly string[];
  readonly created: number;
  readonly started: number | undefined;
  readonly finished: number | undefined;
  readonly state: 'created' | 'running' | 'exited';
  readonly exitCode: number;
  readonly oomKilled: boolean;
  readonly error: string;
  readonly pid: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly sandbox: Sandbox;
  /** Undefined for a sandbox. */
  readonly container: Container | undefined;
}

/** All of them, newest first, as `docker ps -a` lists them. */
export function dockerContainers(runtime: NodeRuntime): DockerContainer[] {
  const all: DockerContainer[] = [];
  for (const sandbox of runtime.sandboxRecords.values()) all.push(viewSandbox(runtime, sandbox));
  for (const container of runtime.containerRecords.values()) all.push(viewContainer(container));
  return all
    .map((container, index) => ({ container, index }))
    .sort((a, b) => b.container.created - a.container.created || b.index - a.index)
    .map(({ container }) => container);
}

/** One by its name, id or the beginning of its id. Throws what `docker` says if there is none or more than one. */
export function findContainer(runtime: NodeRuntime, wanted: string, notFound = missing): DockerContainer {
  const all = dockerContainers(runtime);
  const exact = all.find((container) => container.id === wanted || container.name === wanted.replace(/^\//, ''));
  if (exact !== undefined) return exact;
  const matches = wanted === '' ? [] : all.filter((container) => container.id.startsWith(wanted));
  if (matches.length > 1) throw daemonError(`Multiple IDs found with provided prefix: ${wanted}`);
  const [match] = matches;
  if (match === undefined) throw notFound(wanted);
  return match;
}

/** The client's own words, where it wraps a 404. */
export function missing(name: string): DockerError {
  return new DockerError(`Error: No such container: ${name}`);
}

/** The daemon's words. */
export function missingInDaemon(name: string): DockerError {
  return daemonError(`No such container: ${name}`);
}

function podLabels(sandbox: Sandbox): Record<string, string> {
  const { name, namespace, uid } = sandbox.config;
  return { 'io.kubernetes.pod.name': name, 'io.kubernetes.pod.namespace': namespace, 'io.kubernetes.pod.uid': uid };
}

/** Names and labels: v1.20 pkg/kubelet/dockershim/naming.go, docker_service.go. */
function viewSandbox(runtime: NodeRuntime, sandbox: Sandbox): DockerContainer {
  const { config } = sandbox;
  const image = runtime.release.pauseImage;
  return {
    id: sandbox.id,
    name: `k8s_POD_${config.name}_${config.namespace}_${config.uid}_${config.attempt}`,
    image,
    imageId: runtime.store.status(image)?.id ?? '',
    argv: ['/pause'],
    created: sandbox.createdAt,
    started: sandbox.startedAt,
    finished: sandbox.finishedAt,
    state: sandbox.process !== undefined ? 'running' : 'exited',
    exitCode: sandbox.exit?.code ?? 0,
    oomKilled: false,
    error: '',
    pid: sandbox.process?.pid ?? 0,
    labels: {
      ...config.labels,
      'io.kubernetes.container.name': 'POD',
      'io.kubernetes.docker.type': 'podsandbox',
      ...podLabels(sandbox),
    },
    sandbox,
    container: undefined,
  };
}

function viewContainer(container: Container): DockerContainer {
  const { config, sandbox } = container;
  const pod = sandbox.config;
  // A container that runc could not start keeps the daemon's state `created`, with an error and an exit code.
  const neverRan = container.reason === 'ContainerCannotRun';
  return {
    id: container.id,
    name: `k8s_${config.name}_${pod.name}_${pod.namespace}_${pod.uid}_${config.attempt}`,
    image: container.imageName,
    imageId: container.image.id,
    argv: container.argv,
    created: container.createdAt,
    started: neverRan ? undefined : container.startedAt,
    finished: neverRan ? undefined : container.finishedAt,
    state: neverRan ? 'created' : container.state,
    exitCode: container.exit?.code ?? 0,
    oomKilled: container.reason === 'OOMKilled',
    error: container.message ?? '',
    pid: container.process?.pid ?? 0,
    labels: {
      'io.kubernetes.container.name': config.name,
      'io.kubernetes.docker.type': 'container',
      ...podLabels(sandbox),
      'io.kubernetes.sandbox.id': sandbox.id,
    },
    sandbox,
    container,
  };
}
