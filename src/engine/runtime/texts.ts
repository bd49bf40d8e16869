import { familiarRepository, type ImageReference } from '../images/reference.ts';
import type { Image } from '../images/image.ts';
import type { Errno } from '../sim/process.ts';

/** What the two runtimes say and how they number things: everything in which they differ for an onlooker. */
export interface RuntimeTexts {
  /** `docker.io/library/nginx:latest` as the runtime names it to the kubelet. */
  imageName(canonical: string): string;
  imageSize(image: Image): number;
  /** `imageID` of a container's status. */
  imageId(image: Image, repository: string): string;
  pullFailed: Readonly<Record<'no-host' | 'no-repository' | 'no-tag', (reference: ImageReference) => string>>;
  pullUnreachable(reference: ImageReference): string;
  imageNotFound(image: string): string;
  /** A Pod's network could not be set up. */
  sandboxNetwork(sandboxId: string, pod: string, namespace: string, cause: string): string;
  /** runc could not start `command`. */
  startFailed(containerId: string, command: string, cause: StartFailure): StartFailed;
  /** `command` could not be started in a running container: an exit code of its own (docker) or an error (containerd). */
  execFailed(command: string, cause: StartFailure, execId: string): ExecFailed;
  execTimedOut(seconds: number): string;
  /** The error of a command that exits with `code`, in the Status of an exec session. */
  execExited(argv: readonly string[], code: number): string;
  notRunning(containerId: string, state: string): string;
  containerNotFound(id: string): string;
  portForwardRefused(port: number, netns: string, sandboxId: string, at: Date, pid: number): string;
  /** Exit code, reason of a container whose end nobody saw because the node lost power. */
  readonly lost: { readonly exitCode: number; readonly reason: string };
}

export type StartFailure = 'not-in-path' | 'no-such-file' | 'permission-denied' | 'is-a-directory' | 'no-command';

interface StartFailed {
  /** The error that the kubelet gets. */
  readonly error: string;
  /** What the container's status says. */
  readonly message: string;
  readonly reason: string;
  readonly exitCode: number;
}

export type ExecFailed = { readonly output: string; readonly exitCode: number } | { readonly error: string };

/** Why `command` did not start, from the errno of execve. */
export function startFailure(command: string, code: Errno): StartFailure {
  if (code === 'EISDIR') return 'is-a-directory';
  if (code === 'EACCES' || code === 'EPERM') return 'permission-denied';
  return command.includes('/') ? 'no-such-file' : 'not-in-path';
}

/** Go's exec.LookPath errors (os/exec), as runc passes them on. */
function lookPathError(command: string, cause: StartFailure): string {
  switch (cause) {
    case 'not-in-path':
      return `exec: ${JSON.stringify(command)}: executable file not found in $PATH`;
    case 'no-such-file':
      return `exec: ${JSON.stringify(command)}: stat ${command}: no such file or directory`;
    case 'permission-denied':
      return `exec: ${JSON.stringify(command)}: permission denied`;
    case 'is-a-directory':
      return `exec: ${JSON.stringify(command)}: is a directory`;
    case 'no-command':
      return 'no command specified';
  }
}

const registryHosts: Readonly<Record<string, string>> = { 'docker.io': 'registry-1.docker.io' };

function registryHost(reference: ImageReference): string {
  return registryHosts[reference.domain] ?? reference.domain;
}

function nameOf(reference: ImageReference): string {
  if (reference.digest !== undefined) return `${reference.repository}@${reference.digest}`;
  return `${reference.repository}:${reference.tag ?? 'latest'}`;
}

function familiarNameOf(reference: ImageReference): string {
  const name = familiarRepository(reference.repository);
  return reference.digest !== undefined ? `${name}@${reference.digest}` : `${name}:${reference.tag ?? 'latest'}`;
}

const daemon = 'Error response from daemon: ';
const unknownCode = 'rpc error: code = Unknown desc = ';

/** Docker 20.10 behind the dockershim (v1.20 pkg/kubelet/dockershim); runc 1.0. */
const docker: RuntimeTexts = {
  imageName: (canonical) => {
    const [name = '', rest = ''] = splitName(canonical);
    return `${familiarRepository(name)}${rest}`;
  },
  imageSize: (image) => image.size,
  imageId: (image, repository) => `docker-pullable://${familiarRepository(repository)}@${image.digest}`,
  pullFailed: {
    'no-repository': (reference) =>
      reference.domain === 'docker.io'
        ? `${unknownCode}${daemon}pull access denied for ${familiarRepository(reference.repository)}, repository does not exist or may require 'docker login': denied: requested access to the resource is denied`
        : `${unknownCode}${daemon}manifest for ${familiarNameOf(reference)} not found: manifest unknown: Failed to fetch ${JSON.stringify(reference.tag ?? reference.digest ?? '')}`,
    'no-tag': (reference) =>
      `${unknownCode}${daemon}manifest for ${familiarNameOf(reference)} not found: manifest unknown: manifest unknown`,
    'no-host': (reference) =>
      `${unknownCode}${daemon}Get "https://${registryHost(reference)}/v2/": dial tcp: lookup ${hostName(registryHost(reference))}: no such host`,
  },
  pullUnreachable: (reference) =>
    `${unknownCode}${daemon}Get "https://${registryHost(reference)}/v2/": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)`,
  imageNotFound: (image) => `${daemon}No such image: ${image}`,
  sandboxNetwork: (sandboxId, pod, namespace, cause) =>
    `${unknownCode}failed to set up sandbox container ${JSON.stringify(sandboxId)} network for pod ${JSON.stringify(pod)}: networkPlugin cni failed to set up pod ${JSON.stringify(`${pod}_${namespace}`)} network: ${cause}`,
  startFailed: (containerId, command, cause) => {
    const message =
      cause === 'no-command'
        ? 'No command specified'
        : `OCI runtime create failed: container_linux.go:380: starting container process caused: ${lookPathError(command, cause)}: unknown`;
    return {
      error:
        cause === 'no-command'
          ? `${daemon}No command specified`
          : `failed to start container ${JSON.stringify(containerId)}: ${daemon}${message}`,
      message,
      reason: 'ContainerCannotRun',
      // translateContainerdStartErr of moby/daemon/errors.go.
      exitCode: cause === 'not-in-path' || cause === 'no-such-file' ? 127 : 126,
    };
  },
  execFailed: (command, cause) => ({
    output: `OCI runtime exec failed: exec failed: container_linux.go:380: starting container process caused: ${lookPathError(command, cause)}: unknown\r\n`,
    exitCode: 126,
  }),
  execTimedOut: () => 'rpc error: code = DeadlineExceeded desc = context deadline exceeded',
  execExited: (_argv, code) => `Error executing in Docker Container: ${code}`,
  notRunning: (containerId) => `container not running (${containerId})`,
  containerNotFound: (id) => `${daemon}No such container: ${id}`,
  portForwardRefused: (port, _netns, _sandboxId, at, pid) =>
    `exit status 1: ${socatTime(at)} socat[${pid}] E connect(5, AF=2 127.0.0.1:${port}, 16): Connection refused\n`,
  lost: { exitCode: 255, reason: 'Error' },
};

/** containerd 2.2 (internal/cri/server), runc 1.3. */
const containerd: RuntimeTexts = {
  imageName: (canonical) => canonical,
  imageSize: (image) => image.compressedSize,
  imageId: (image, repository) => `${repository}@${image.digest}`,
  pullFailed: {
    // The kubelet strips `code = Unknown` from pull errors (cri-client pkg/remote_image.go), other codes stay.
    'no-repository': (reference) =>
      reference.domain === 'docker.io'
        ? `failed to pull and unpack image ${JSON.stringify(nameOf(reference))}: failed to resolve image: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed`
        : `rpc error: code = NotFound desc = failed to pull and unpack image ${JSON.stringify(nameOf(reference))}: failed to resolve image: ${nameOf(reference)}: not found`,
    'no-tag': (reference) =>
      `rpc error: code = NotFound desc = failed to pull and unpack image ${JSON.stringify(nameOf(reference))}: failed to resolve image: ${nameOf(reference)}: not found`,
    'no-host': (reference) =>
      `failed to pull and unpack image ${JSON.stringify(nameOf(reference))}: failed to resolve image: failed to do request: Head ${JSON.stringify(manifestAddress(reference))}: dial tcp: lookup ${hostName(registryHost(reference))}: no such host`,
  },
  pullUnreachable: (reference) =>
    `failed to pull and unpack image ${JSON.stringify(nameOf(reference))}: failed to resolve image: failed to do request: Head ${JSON.stringify(manifestAddress(reference))}: dial tcp: lookup ${hostName(registryHost(reference))}: i/o timeout`,
  imageNotFound: (image) => `failed to resolve image ${JSON.stringify(image)}: not found`,
  sandboxNetwork: (sandboxId, _pod, _namespace, cause) =>
    `${unknownCode}failed to setup network for sandbox ${JSON.stringify(sandboxId)}: ${cause}`,
  startFailed: (_containerId, command, cause) => {
    const message =
      cause === 'no-command'
        ? 'no command specified'
        : `failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: ${lookPathError(command, cause)}`;
    // errorStartExitCode and errorStartReason of internal/cri/server/helpers.go.
    return { error: message, message, reason: 'StartError', exitCode: 128 };
  },
  execFailed: (command, cause, execId) => ({
    error: `failed to exec in container: failed to start exec ${JSON.stringify(execId)}: OCI runtime exec failed: exec failed: unable to start container process: ${lookPathError(command, cause)}`,
  }),
  execTimedOut: (seconds) =>
    `rpc error: code = DeadlineExceeded desc = failed to exec in container: timeout ${seconds}s exceeded: context deadline exceeded`,
  execExited: (argv, code) => `error executing command [${argv.join(' ')}], exit code ${code}`,
  notRunning: (_containerId, state) => `container is in CONTAINER_${state.toUpperCase()} state`,
  containerNotFound: (id) => `an error occurred when try to find container ${JSON.stringify(id)}: not found`,
  portForwardRefused: (port, netns, sandboxId) =>
    `failed to execute portforward in network namespace ${JSON.stringify(netns)}: failed to connect to localhost:${port} inside namespace ${JSON.stringify(sandboxId)}, IPv4: dial tcp4 127.0.0.1:${port}: connect: connection refused IPv6: dial tcp6 [::1]:${port}: connect: connection refused `,
  lost: { exitCode: 255, reason: 'Unknown' },
};

export const runtimeTexts: Readonly<Record<'docker' | 'containerd', RuntimeTexts>> = { docker, containerd };

function splitName(canonical: string): [string, string] {
  const at = canonical.indexOf('@');
  if (at !== -1) return [canonical.slice(0, at), canonical.slice(at)];
  const colon = canonical.lastIndexOf(':');
  return colon > canonical.lastIndexOf('/') ? [canonical.slice(0, colon), canonical.slice(colon)] : [canonical, ''];
}

function hostName(host: string): string {
  return host.replace(/:\d+$/, '');
}

function manifestAddress(reference: ImageReference): string {
  return `https://${registryHost(reference)}/v2/${reference.path}/manifests/${reference.digest ?? reference.tag ?? 'latest'}`;
}

/** `2021/11/02 21:51:00`. */
function socatTime(at: Date): string {
  return at.toISOString().slice(0, 19).replaceAll('-', '/').replace('T', ' ');
}
