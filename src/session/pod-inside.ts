import type { Cluster } from '../engine/cluster.ts';
import type { ContainerView, SandboxView } from '../engine/runtime/index.ts';
import type { PodName, ProcessView } from './protocol.ts';

/** A Pod as the kernel of its node knows it: its sandbox, and of every container the newest one. Times are virtual milliseconds. */
export interface PodInside extends PodName {
  readonly uid: string;
  readonly node: string;
  readonly sandbox: {
    readonly id: string;
    readonly attempt: number;
    readonly state: 'ready' | 'notready';
    readonly hostname: string;
    readonly createdAt: number;
    readonly pausePid?: number;
    readonly namespaces: Namespaces;
    /** Of its network namespace, `lo` first; the node's own where the Pod uses the node's network. */
    readonly interfaces: readonly { readonly name: string; readonly addresses: readonly string[] }[];
  };
  /** The node's own namespaces: what a Pod shares with its node has the same ids. */
  readonly host: Namespaces;
  readonly containers: readonly InsideContainer[];
}

interface Namespaces {
  readonly net: string;
  readonly ipc: string;
  readonly uts: string;
  readonly pid: string;
}

export interface InsideContainer {
  readonly id: string;
  readonly name: string;
  readonly attempt: number;
  readonly image: string;
  readonly state: 'created' | 'running' | 'exited';
  readonly argv: readonly string[];
  /** The user that its first process runs as. */
  readonly uid: number;
  readonly namespaces: { readonly pid?: string; readonly mnt?: string };
  readonly processes: readonly InsideProcess[];
  readonly listeners: readonly { readonly address: string; readonly port: number; readonly hostPid: number }[];
  /** A port that it wanted and another container of the Pod holds. */
  readonly conflict?: { readonly port: number; readonly holder: string };
  readonly mounts: readonly Mount[];
  readonly env: Readonly<Record<string, string>>;
  readonly memory: number;
  readonly memoryLimit?: number;
}

export interface InsideProcess extends ProcessView {
  readonly memory: number;
}

export interface Mount {
  readonly path: string;
  readonly source: string;
  readonly type: string;
  readonly readOnly: boolean;
}

/** undefined: no such Pod, or no node has made anything of it yet. */
export function podInside(cluster: Cluster, { namespace, name }: PodName): PodInside | undefined {
  for (const [nodeName, node] of cluster.nodes) {
    const sandbox = newest(node.inspect().sandboxes.filter((one) => one.name === name && one.namespace === namespace));
    if (sandbox === undefined) continue;
    const host = node.machine.namespaces;
    const record = node.runtime.sandboxRecords.get(sandbox.id);
    return {
      namespace,
      name,
      uid: sandbox.podUid,
      node: nodeName,
      host: { net: host.net.id, ipc: host.ipc.id, uts: host.uts.id, pid: host.pid.id },
      sandbox: {
        id: sandbox.id,
        attempt: sandbox.attempt,
        state: sandbox.state,
        hostname: sandbox.hostname,
        createdAt: sandbox.createdAt - cluster.sim.epoch,
        ...(sandbox.pausePid === undefined ? {} : { pausePid: sandbox.pausePid }),
        namespaces: {
          net: sandbox.networkNamespace,
          ipc: sandbox.ipcNamespace,
          uts: sandbox.utsNamespace,
          pid: sandbox.pidNamespace,
        },
        interfaces: (record?.net.interfaces ?? []).map((one) => ({
          name: one.name,
          addresses: one.addresses.map(({ address, prefix }) => `${address}/${prefix}`),
        })),
      },
      containers: newestOfEach(sandbox.containers).map(insideContainer),
    };
  }
  return undefined;
}

const newest = (sandboxes: readonly SandboxView[]): SandboxView | undefined =>
  sandboxes.toSorted((a, b) => b.createdAt - a.createdAt || b.attempt - a.attempt)[0];

function newestOfEach(containers: readonly ContainerView[]): readonly ContainerView[] {
  const byName = new Map<string, ContainerView>();
  for (const one of containers) {
    const known = byName.get(one.name);
    if (known === undefined || one.attempt >= known.attempt) byName.set(one.name, one);
  }
  return [...byName.values()];
}

function insideContainer(view: ContainerView): InsideContainer {
  return {
    id: view.id,
    name: view.name,
    attempt: view.attempt,
    image: view.image,
    state: view.state,
    argv: view.argv,
    uid: view.uid,
    namespaces: {
      ...(view.pidNamespace === undefined ? {} : { pid: view.pidNamespace }),
      ...(view.mountNamespace === undefined ? {} : { mnt: view.mountNamespace }),
    },
    processes: view.processes.map(({ pid, hostPid, argv, memory }) => ({
      pid,
      hostPid,
      command: argv.join(' '),
      memory,
    })),
    listeners: view.listeners.map(({ address, port, hostPid }) => ({ address, port, hostPid: hostPid ?? 0 })),
    ...(view.bindConflict === undefined ? {} : { conflict: view.bindConflict }),
    mounts: view.mounts,
    env: view.env,
    memory: view.memory,
    ...(view.memoryLimit === undefined ? {} : { memoryLimit: view.memoryLimit }),
  };
}
