import type { PortForwardConnection, RemoteCommand } from '../api/http.ts';
import type { Channel } from '../sim/channel.ts';
import type { ExitStatus } from '../sim/process.ts';
import type { Task } from '../sim/task.ts';

/** The seam between the kubelet and the container runtime, after the CRI (k8s.io/cri-api). Times are Unix milliseconds. */

export interface PodSandboxConfig {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  /** Counts the sandboxes of this Pod from 0. */
  readonly attempt: number;
  readonly hostname: string;
  /** Hostname and domain, of a Pod with a subdomain. */
  readonly fullName?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly hostNetwork: boolean;
  readonly hostPID: boolean;
  readonly hostIPC: boolean;
  readonly shareProcessNamespace: boolean;
  /** Contents of resolv.conf and the kubelet-managed /etc/hosts extra lines. */
  readonly dns: {
    readonly servers: readonly string[];
    readonly searches: readonly string[];
    readonly options: readonly string[];
  };
  readonly hostAliases: readonly { readonly ip: string; readonly hostnames: readonly string[] }[];
  readonly portMappings: readonly {
    readonly hostPort: number;
    readonly containerPort: number;
    readonly protocol: string;
  }[];
  readonly sysctls: Readonly<Record<string, string>>;
}

export interface PodSandboxStatus {
  readonly id: string;
  readonly config: PodSandboxConfig;
  readonly state: 'ready' | 'notready';
  readonly createdAt: number;
  /** The Pod IP, of the pause container's network namespace; undefined for host network (the node's then). */
  readonly ip: string | undefined;
}

/** One mount of a container. `source` is a directory or file that the kubelet prepared on the node's filesystem. */
export interface Mount {
  readonly containerPath: string;
  readonly hostPath: string;
  readonly readOnly: boolean;
  /** Its file system as /proc/mounts shows it, where that is not the node's disk. */
  readonly type?: string;
  /** Instead of `hostPath`: the files of an image on the node, below `imageSubPath`. */
  readonly image?: string;
  readonly imageSubPath?: string;
}

export interface ContainerResources {
  /** Milli-CPU; undefined = no limit. */
  readonly cpuLimit: number | undefined;
  readonly cpuRequest: number | undefined;
  /** Bytes; undefined = no limit. */
  readonly memoryLimit: number | undefined;
}

export interface ContainerConfig {
  readonly name: string;
  readonly attempt: number;
  /** As in the Pod's spec. */
  readonly image: string;
  /** undefined: the image's ENTRYPOINT / CMD, by Docker's rules. */
  readonly command: readonly string[] | undefined;
  readonly args: readonly string[] | undefined;
  readonly workingDir: string | undefined;
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly mounts: readonly Mount[];
  readonly labels: Readonly<Record<string, string>>;
  readonly resources: ContainerResources;
  readonly runAsUser: number | undefined;
  readonly runAsGroup: number | undefined;
  /** Groups that the process is in beside its own: the Pod's supplementalGroups and fsGroup. */
  readonly supplementalGroups?: readonly number[];
  readonly readOnlyRootFilesystem: boolean;
  readonly privileged: boolean;
  readonly stdin: boolean;
  /** Close the container's stdin when the first client that attached to it leaves. */
  readonly stdinOnce?: boolean;
  readonly tty: boolean;
  /** Join the PID namespace of this container (ephemeral containers with a target). */
  readonly targetContainerId: string | undefined;
}

export interface ContainerRuntimeStatus {
  readonly id: string;
  readonly sandboxId: string;
  readonly config: ContainerConfig;
  readonly state: 'created' | 'running' | 'exited';
  readonly createdAt: number;
  readonly startedAt: number | undefined;
  readonly finishedAt: number | undefined;
  readonly exit: ExitStatus | undefined;
  /** 'Completed' | 'Error' | 'OOMKilled' | 'ContainerCannotRun' (docker) | 'StartError' (containerd) | 'ContainerStatusUnknown' */
  readonly reason: string | undefined;
  readonly message: string | undefined;
  /** e.g. nginx:latest as resolved, and the repository digest. */
  readonly imageRef: string;
  readonly imageId: string;
  readonly pid: number | undefined;
  readonly memory: number;
  /** Whom its first process runs as. */
  readonly user?: { readonly uid: number; readonly gid: number; readonly supplementalGroups: readonly number[] };
}

/** What a running container uses (CRI ContainerStats). */
export interface ContainerStats {
  readonly id: string;
  readonly name: string;
  readonly podUid: string;
  /** When it was taken, Unix ms. */
  readonly timestamp: number;
  readonly cpu: {
    /** Since the container's start. */
    readonly usageCoreNanoSeconds: number;
    /** On average over the last ten seconds: 1e9 is one core. */
    readonly usageNanoCores: number;
  };
  readonly memory: {
    /** Bytes that can't be reclaimed: what `kubectl top`, the OOM killer and the eviction manager go by. */
    readonly workingSetBytes: number;
  };
  readonly writableLayer: { readonly usedBytes: number };
  /** Bytes of the container's log on the node. */
  readonly logBytes: number;
}

export interface ImageStatus {
  readonly id: string;
  readonly tags: readonly string[];
  readonly digests: readonly string[];
  /** Bytes on disk. */
  readonly size: number;
  /** The image's USER: a number, a name, or '' for root. */
  readonly user: string;
}

export interface PullProgress {
  readonly image: string;
  readonly totalBytes: number;
  readonly startedAt: number;
  /** When it will be done at the present bandwidth. */
  readonly endsAt: number;
}

/** What went wrong, with the text that the runtime gives. */
export class RuntimeError extends Error {
  constructor(
    readonly code:
      | 'ImagePull'
      | 'InvalidImageName'
      | 'ImageNotFound'
      | 'CreateContainer'
      | 'StartContainer'
      | 'NotFound'
      | 'Sandbox'
      | 'Timeout'
      | 'Exec',
    message: string,
    readonly exitCode?: number,
  ) {
    super(message);
    this.name = 'RuntimeError';
  }
}

export interface LogEntry {
  /** Unix milliseconds. */
  readonly time: number;
  readonly stream: 'stdout' | 'stderr';
  /** One line with its newline, or a piece of one (then `partial`). */
  readonly text: string;
  readonly partial?: boolean;
}

export interface ContainerLog {
  readonly entries: readonly LogEntry[];
  /** Later entries; closed when the container has ended and all is read. Close it to stop. */
  follow(): Channel<LogEntry>;
}

export type RuntimeEvent =
  | {
      readonly kind: 'container-started' | 'container-exited' | 'container-removed';
      readonly containerId: string;
      readonly sandboxId: string;
    }
  | { readonly kind: 'sandbox-started' | 'sandbox-exited' | 'sandbox-removed'; readonly sandboxId: string };

export interface ExecResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** One per node. Tasks throw RuntimeError. Everything dies with the node's power; images and volumes stay on disk. */
export interface ContainerRuntime {
  readonly name: 'docker' | 'containerd';
  readonly version: string;
  /** Creates and starts the pause container with its namespaces and the Pod's IP: returns the sandbox's id (64 hex digits). */
  runPodSandbox(config: PodSandboxConfig): Task<string>;
  stopPodSandbox(id: string): Task<void>;
  removePodSandbox(id: string): void;
  podSandboxes(): readonly PodSandboxStatus[];
  podSandbox(id: string): PodSandboxStatus | undefined;

  /** Throws RuntimeError InvalidImageName, whose message is what `Failed to apply default image tag "X": ` is followed by. */
  imageStatus(image: string): ImageStatus | undefined;
  images(): readonly ImageStatus[];
  /** Takes size / bandwidth of virtual time; layers on the node are not fetched again. */
  pullImage(image: string): Task<ImageStatus>;
  pulls(): readonly PullProgress[];
  removeImage(image: string): void;

  createContainer(sandboxId: string, config: ContainerConfig): Task<string>;
  startContainer(id: string): Task<void>;
  /** SIGTERM (or the image's STOPSIGNAL), and SIGKILL after `graceSeconds`; returns when the container has ended. */
  stopContainer(id: string, graceSeconds: number): Task<void>;
  removeContainer(id: string): void;
  containers(): readonly ContainerRuntimeStatus[];
  container(id: string): ContainerRuntimeStatus | undefined;
  updateResources(id: string, resources: ContainerResources): void;
  /** Undefined for a container that does not run. */
  containerStats(id: string): ContainerStats | undefined;
  listContainerStats(): readonly ContainerStats[];
  log(containerId: string): ContainerLog | undefined;

  execSync(containerId: string, argv: readonly string[], timeoutSeconds: number): Task<ExecResult>;
  exec(
    containerId: string,
    argv: readonly string[],
    options: { readonly tty: boolean; readonly stdin: boolean },
  ): RemoteCommand;
  attach(containerId: string, options: { readonly tty: boolean; readonly stdin: boolean }): RemoteCommand;
  portForward(sandboxId: string, port: number): PortForwardConnection;

  /** Container and sandbox events as they happen (the kubelet's PLEG); returns a stop. */
  onEvent(listener: (event: RuntimeEvent) => void): () => void;
}
