import type { ExitStatus } from '../sim/process.ts';
import type { Container } from './containers.ts';
import type { PullProgress } from './cri.ts';
import type { Process } from './machine.ts';
import type { NodeRuntime } from './runtime.ts';
import type { Sandbox } from './sandbox.ts';

/* What the picture draws of a node's runtime: plain data, fit for postMessage. Times are Unix milliseconds. */

export interface ProcessView {
  /** In its PID namespace. */
  readonly pid: number;
  readonly hostPid: number;
  readonly argv: readonly string[];
  /** Bytes. */
  readonly memory: number;
  readonly startedAt: number;
}

export interface ListenerView {
  readonly address: string;
  readonly port: number;
  /** On the host; undefined where no process holds it. */
  readonly hostPid: number | undefined;
}

export interface MountView {
  readonly path: string;
  readonly source: string;
  readonly type: string;
  readonly readOnly: boolean;
}

export interface ContainerView {
  readonly id: string;
  readonly name: string;
  readonly attempt: number;
  readonly image: string;
  readonly state: 'created' | 'running' | 'exited';
  readonly pidNamespace: string | undefined;
  readonly mountNamespace: string | undefined;
  readonly argv: readonly string[];
  readonly uid: number;
  readonly processes: readonly ProcessView[];
  readonly listeners: readonly ListenerView[];
  /** A port that it wanted and another container of the Pod holds; gone once it has the port. */
  readonly bindConflict: { readonly port: number; readonly holder: string } | undefined;
  readonly mounts: readonly MountView[];
  readonly env: Readonly<Record<string, string>>;
  /** Bytes. */
  readonly memory: number;
  readonly memoryLimit: number | undefined;
  /** Core-milliseconds used so far. */
  readonly cpuUsed: number;
  readonly createdAt: number;
  readonly startedAt: number | undefined;
  readonly finishedAt: number | undefined;
  readonly exit: ExitStatus | undefined;
  readonly reason: string | undefined;
  readonly message: string | undefined;
}

export interface SandboxView {
  readonly id: string;
  readonly podUid: string;
  readonly name: string;
  readonly namespace: string;
  readonly attempt: number;
  readonly state: 'ready' | 'notready';
  readonly ip: string | undefined;
  readonly hostname: string;
  readonly networkNamespace: string;
  readonly ipcNamespace: string;
  readonly utsNamespace: string;
  /** Of pause; the containers' too if the Pod shares its process namespace. */
  readonly pidNamespace: string;
  readonly pausePid: number | undefined;
  readonly createdAt: number;
  readonly containers: readonly ContainerView[];
}

export interface RuntimeView {
  readonly sandboxes: readonly SandboxView[];
  readonly pulls: readonly PullProgress[];
}

/** A picture of the runtime at this moment. */
export function inspectRuntime(runtime: NodeRuntime): RuntimeView {
  const containersOf = new Map<Sandbox, Container[]>();
  for (const container of runtime.containerRecords.values()) {
    const list = containersOf.get(container.sandbox);
    if (list === undefined) containersOf.set(container.sandbox, [container]);
    else list.push(container);
  }
  return {
    sandboxes: [...runtime.sandboxRecords.values()].map((sandbox) =>
      inspectSandbox(sandbox, containersOf.get(sandbox) ?? []),
    ),
    pulls: runtime.pulls(),
  };
}

/** One sandbox; `containers` are its records. */
function inspectSandbox(sandbox: Sandbox, containers: readonly Container[]): SandboxView {
  const { config } = sandbox;
  return {
    id: sandbox.id,
    podUid: config.uid,
    name: config.name,
    namespace: config.namespace,
    attempt: config.attempt,
    state: sandbox.state,
    ip: sandbox.ip,
    hostname: sandbox.uts.hostname,
    networkNamespace: sandbox.net.id,
    ipcNamespace: sandbox.ipc.id,
    utsNamespace: sandbox.uts.id,
    pidNamespace: sandbox.pid.id,
    pausePid: sandbox.process?.pid,
    createdAt: sandbox.createdAt,
    containers: containers.map((container) => inspectContainer(container, containers)),
  };
}

function inspectContainer(container: Container, siblings: readonly Container[]): ContainerView {
  const { config, sandbox, cgroup } = container;
  const processes = container.running ? processesOf(container) : [];
  const own = new Set<Process>(processes);
  return {
    id: container.id,
    name: config.name,
    attempt: config.attempt,
    image: container.imageRef,
    state: container.state,
    pidNamespace: container.running ? container.pid?.id : undefined,
    mountNamespace: container.running ? container.mnt?.id : undefined,
    argv: container.argv,
    uid: container.settings.uid,
    processes: processes.map((process) => ({
      pid: process.namespacePid,
      hostPid: process.pid,
      argv: process.argv,
      memory: process.memory,
      startedAt: process.startedAt,
    })),
    listeners: sandbox.net.listeners
      .filter((listener) => listener.process !== undefined && own.has(listener.process))
      .map(({ address, port, process }) => ({ address, port, hostPid: process?.pid })),
    bindConflict: bindConflictOf(container, siblings),
    mounts: (container.mnt?.mounts ?? []).map(({ path, source, type, readOnly }) => ({ path, source, type, readOnly })),
    env: container.settings.env,
    memory: container.running ? cgroup.memoryUsed : 0,
    memoryLimit: config.resources.memoryLimit,
    cpuUsed: cgroup.cpuUsed,
    createdAt: container.createdAt,
    startedAt: container.startedAt,
    finishedAt: container.finishedAt,
    exit: container.exit,
    reason: container.reason,
    message: container.message,
  };
}

function bindConflictOf(container: Container, siblings: readonly Container[]): ContainerView['bindConflict'] {
  const { net } = container.sandbox;
  const refused = net.refusedBinds.findLast(({ process }) => process?.namespaces.cgroup === container.cgroup);
  if (refused === undefined) return undefined;
  const { port, holder } = refused;
  if (net.listeners.some((one) => one.port === port && one.process?.namespaces.cgroup === container.cgroup)) {
    return undefined;
  }
  const owner = siblings.find(({ cgroup }) => cgroup === holder?.namespaces.cgroup);
  return owner === undefined ? undefined : { port, holder: owner.config.name };
}

/** The processes of a container, also where it shares its PID namespace. */
export function processesOf(container: Container): readonly Process[] {
  const all = container.pid?.processes() ?? [];
  return all.filter((process) => process.namespaces.cgroup === container.cgroup && process.exit === undefined);
}
