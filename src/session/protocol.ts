import type { KubeObject, Resource } from '../engine/api/types.ts';
import type { Release } from '../engine/releases/release.ts';
import type { PacketTrace } from '../engine/runtime/machine.ts';
import type { Trouble } from '../engine/node-trouble.ts';
import type { PodInside } from './pod-inside.ts';
import type { Recording } from './recording.ts';
import type { TraceStep } from './trace.ts';

export type { PacketTrace, PodInside, Trouble };

/**
 * What the page and the session's worker say to each other. Everything is plain JSON. All times are virtual milliseconds
 * since the cluster began, unless a name says `unix`. The page never changes anything but by an `Input`, so the timed list
 * of inputs is the recording.
 */

export interface ClusterConfig {
  readonly release: Release['name'];
  /** Worker nodes, named node1, node2, ...; the control plane `master` comes on top. */
  readonly nodes: number;
  readonly seed: number;
  /** `pods` is the seed's walk-through (its files lie in the home directory), `empty` is a bare cluster. */
  readonly scenario: 'pods' | 'empty';
}

/** Something a person did to the session. */
export type Input =
  | {
      readonly kind: 'terminal-open';
      /** Chosen by the page, unique in the session: t1, t2, ... */
      readonly terminal: string;
      readonly columns: number;
      readonly rows: number;
      /** A first line typed for the person, e.g. `ssh node1`. */
      readonly line?: string;
    }
  | { readonly kind: 'terminal-type'; readonly terminal: string; readonly text: string }
  | {
      readonly kind: 'terminal-resize';
      readonly terminal: string;
      readonly columns: number;
      readonly rows: number;
    }
  | { readonly kind: 'terminal-close'; readonly terminal: string }
  /** The editor saved a file of the workstation. `path` is absolute. */
  | { readonly kind: 'file-write'; readonly path: string; readonly text: string }
  | { readonly kind: 'file-remove'; readonly path: string }
  /**
   * The editor's buttons: save `text` as `path`, then `kubectl create -f path` or `kubectl apply -f path` as a process of the
   * workstation; answered by `SubmitResult` with the same `id`.
   */
  | {
      readonly kind: 'submit';
      readonly id: number;
      readonly verb: 'create' | 'apply';
      readonly path: string;
      readonly text: string;
    }
  | { readonly kind: 'deed'; readonly deed: Deed };

/** What hands can do to the cluster beside kubectl. */
export type Deed =
  /** Power of a machine. */
  | { readonly deed: 'power'; readonly node: string; readonly on: boolean }
  /** systemctl start|stop kubelet */
  | { readonly deed: 'kubelet'; readonly node: string; readonly on: boolean }
  /** Cuts (or mends) the network between this machine and `other`, or all others. */
  | { readonly deed: 'cut'; readonly node: string; readonly other?: string; readonly cut: boolean }
  /** SIGKILL to a container's PID 1; `containerId` may be a sandbox's id: then to its pause. */
  | { readonly deed: 'kill'; readonly node: string; readonly containerId: string }
  /** Off, and on again by itself. */
  | { readonly deed: 'reboot'; readonly node: string }
  /** A process of the machine's own takes so many bytes of its memory, or nearly all that is left if that is less; 0 ends it. */
  | { readonly deed: 'memory'; readonly node: string; readonly bytes: number }
  /** A file takes so many bytes of its disk; 0 removes it. */
  | { readonly deed: 'disk-fill'; readonly node: string; readonly bytes: number }
  /** Its disk is slow, or as fast as usual. */
  | { readonly deed: 'disk-slow'; readonly node: string; readonly slow: boolean }
  /** What it pulls comes slowly, or as fast as usual. */
  | { readonly deed: 'pulls-slow'; readonly node: string; readonly slow: boolean }
  /** SIGSTOP to every process of a container, or SIGCONT. */
  | { readonly deed: 'freeze'; readonly node: string; readonly containerId: string; readonly frozen: boolean }
  | { readonly deed: 'node-add'; readonly node: string }
  | { readonly deed: 'node-remove'; readonly node: string };

/** Page -> worker. */
export type ToSession =
  /** The first message; later ones start a new cluster. */
  | { readonly type: 'create'; readonly config: ClusterConfig }
  /** In place of `create`, to a worker of its own: the cluster whose API begins at this path of the page's origin, e.g. `/`. */
  | { readonly type: 'connect'; readonly prefix: string }
  /** Brings a new cluster to where a recording ended. */
  | { readonly type: 'open'; readonly recording: Recording }
  /** Asks for the recording of what is shown; answered by `Recorded`. */
  | { readonly type: 'record' }
  | { readonly type: 'input'; readonly input: Input }
  | { readonly type: 'speed'; readonly paused: boolean; readonly rate: number }
  /** Runs to the next planned event and pauses. */
  | { readonly type: 'step' }
  /** Runs until something happens, and pauses there; answered by `Skipped`. Gives up after 30 minutes, a `time` after a day. */
  | { readonly type: 'skip'; readonly until: Until }
  /** Shows the past (pauses) if `time` lies before the head; runs ahead to `time` otherwise. */
  | { readonly type: 'seek'; readonly time: number }
  /** From the past back to the present. */
  | { readonly type: 'present' }
  /** The past that is shown becomes the present; what came after is dropped. */
  | { readonly type: 'fork' }
  /**
   * One GET of the Kubernetes API that is no input and leaves no trace in the simulation, e.g.
   * `/api/v1/namespaces/default/pods/a/log?container=b&tailLines=200` or `/openapi/v3`. Answered by `ReadResult`.
   */
  | { readonly type: 'read'; readonly id: number; readonly path: string }
  /** Asks for a Pod's way through the cluster; answered by `Traced` with the same `id`. */
  | { readonly type: 'trace'; readonly id: number; readonly pod: PodName }
  /** Looks into one Pod from now on (`Frame.inside`); undefined: into none. No input: it changes nothing. */
  | { readonly type: 'inspect'; readonly pod: PodName | undefined };

export interface PodName {
  readonly namespace: string;
  readonly name: string;
}

/** What a `skip` runs to. */
export type Until =
  /** The next thing that the time bar marks. */
  | { readonly until: 'mark' }
  | { readonly until: 'time'; readonly at: number }
  | {
      readonly until: 'condition';
      readonly resource: 'pods' | 'nodes';
      /** '' for nodes. */
      readonly namespace: string;
      readonly name: string;
      readonly type: string;
      readonly status: 'True' | 'False' | 'Unknown';
    }
  /** A container of the Pod starts: the end of a back-off, for one. */
  | { readonly until: 'start'; readonly namespace: string; readonly name: string }
  /** The Pod leaves the API. */
  | { readonly until: 'gone'; readonly namespace: string; readonly name: string };

export interface TimedInput {
  readonly at: number;
  readonly input: Input;
}

/** Worker -> page. */
export type FromSession = Ready | Connection | Frame | SubmitResult | ReadResult | Traced | Recorded | Skipped | Fault;

/** A cluster has been created; the next frame is a full one. */
export interface Ready {
  readonly type: 'ready';
  /** The cluster is not the engine's: its API is at this origin. Time is the wall's, and only the API tells of it. */
  readonly remote?: { readonly origin: string };
  readonly config: ClusterConfig;
  /** Unix milliseconds at virtual time 0. */
  readonly epochUnix: number;
  readonly gitVersion: string;
  /** e.g. docker or containerd; '' where no node tells. */
  readonly runtime: { readonly name: string; readonly version: string };
  readonly pauseImage: string;
  /** e.g. 10.244.0.0/16; '' where it is not known */
  readonly podNetwork: string;
  /** Seconds after which a silent node is Unknown. */
  readonly nodeMonitorGracePeriod: number;
  /** The workstation's home directory, e.g. /home/user1. */
  readonly home: string;
}

/** How the page stands with a remote API; said when that changes. */
export interface Connection {
  readonly type: 'connection';
  readonly origin: string;
  readonly live: boolean;
  /** Why it is not live. */
  readonly detail?: string;
  /** Kinds that the API does not show, each with its words. */
  readonly refused: readonly { readonly resource: Resource; readonly reason: string }[];
}

/** What changed since the last frame; at most 30 a second, none while nothing changes but the clock of a paused session. */
export interface Frame {
  readonly type: 'frame';
  /** Everything before is void (a new cluster, a seek, a fork): `objects`, `nodes` and `files` are complete. Terminals keep their screens. */
  readonly full: boolean;
  readonly time: number;
  /** The present; later than `time` while the past is shown. */
  readonly head: number;
  readonly paused: boolean;
  readonly rate: number;
  /** When the next planned event is due. */
  readonly nextEventAt?: number;
  /** The newest revision of the store. */
  readonly revision: number;
  readonly objects: readonly ChangedObject[];
  readonly deleted: readonly ObjectKey[];
  /** Runtime views of the nodes where something changed. */
  readonly nodes: readonly NodeRuntime[];
  readonly removedNodes: readonly string[];
  /** The Pod that `inspect` asked for, seen from the kernel of its node, when that changed. */
  readonly inside?: PodInside;
  /** Bursts that were sent since the last frame (a sample when there are very many). */
  readonly packets: readonly PacketTrace[];
  /** Requests and decisions since the last frame, for the pulses of the control plane. */
  readonly activity: readonly Activity[];
  readonly terminals: readonly TerminalOutput[];
  /** Marks for the time bar. */
  readonly marks: readonly TimeMark[];
  /** Files of the home directory that changed; `text` undefined: removed. */
  readonly files: readonly { readonly path: string; readonly text?: string }[];
  /** `vi FILE` on the workstation: open it in the editor. */
  readonly edits: readonly { readonly path: string }[];
}

/** `namespace` is '' for cluster-scoped kinds. */
export interface ObjectKey {
  readonly resource: Resource;
  readonly namespace: string;
  readonly name: string;
}

export interface ChangedObject {
  readonly resource: Resource;
  readonly object: KubeObject;
}

/** What really lives on one machine: below the API, as the container runtime and the kernel see it. */
export interface NodeRuntime {
  readonly node: string;
  readonly address: string;
  readonly powered: boolean;
  readonly kubelet: 'running' | 'stopped';
  /** Cut from these machines; ['*']: from all. */
  readonly cutFrom: readonly string[];
  readonly podCIDR: string;
  /** What hands made it suffer from. */
  readonly troubles: readonly Trouble[];
  readonly sandboxes: readonly SandboxView[];
  readonly pulls: readonly PullView[];
  /** When the node last renewed its Lease. */
  readonly leaseRenewedAt?: number;
}

export interface SandboxView {
  readonly id: string;
  readonly podUid: string;
  readonly name: string;
  readonly namespace: string;
  readonly attempt: number;
  readonly state: 'ready' | 'notready';
  readonly createdAt: number;
  readonly ip?: string;
  readonly pausePid?: number;
  readonly hostname: string;
  /** A pull for its Pod failed then, and is tried again at the kubelet's first sync after the other moment. */
  readonly pullBackOff?: { readonly fromUnix: number; readonly untilUnix: number };
  /** Ids of the namespaces that pause holds. */
  readonly namespaces: { readonly net: string; readonly ipc: string; readonly uts: string };
  readonly containers: readonly ContainerView[];
}

export interface ContainerView {
  readonly id: string;
  readonly name: string;
  readonly attempt: number;
  readonly state: 'created' | 'running' | 'exited';
  readonly startedAt?: number;
  readonly finishedAt?: number;
  readonly exitCode?: number;
  readonly namespaces: { readonly pid: string; readonly mnt: string };
  readonly processes: readonly ProcessView[];
  readonly listeners: readonly ListenerView[];
  readonly mounts: readonly { readonly path: string; readonly source: string; readonly readOnly: boolean }[];
  readonly memory: number;
  /** Its first process is stopped (SIGSTOP). */
  readonly frozen?: true;
  /** SIGTERM was sent; SIGKILL follows at this time. */
  readonly killAt?: number;
  /** The last bind that failed with EADDRINUSE in this container or its previous attempt, and the container that holds the port. */
  readonly bindConflict?: { readonly port: number; readonly holder: string };
}

export interface ProcessView {
  /** In the container's PID namespace. */
  readonly pid: number;
  readonly hostPid: number;
  readonly command: string;
}

export interface ListenerView {
  readonly address: string;
  readonly port: number;
  readonly protocol: 'TCP' | 'UDP';
  readonly pid: number;
}

export interface PullView {
  readonly image: string;
  readonly totalBytes: number;
  readonly startedAt: number;
  readonly endsAt: number;
}

export interface Activity {
  readonly component: 'apiserver' | 'etcd' | 'scheduler' | 'controllers';
  readonly count: number;
}

export interface TerminalOutput {
  readonly terminal: string;
  readonly data: string;
  /** The shell has ended. */
  readonly closed?: boolean;
}

export interface TimeMark {
  readonly at: number;
  readonly tone: 'good' | 'work' | 'bad' | 'odd';
  /** The event's reason: Started, BackOff, Killing, NodeNotReady, ... */
  readonly reason: string;
  /** The object it is about, e.g. pod/clash. */
  readonly about: string;
}

/** What kubectl printed for an editor's Create or Apply. */
export interface SubmitResult {
  readonly type: 'submit-result';
  readonly id: number;
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ReadResult {
  readonly type: 'read-result';
  readonly id: number;
  /** HTTP status. */
  readonly status: number;
  /** A JSON value or a text. */
  readonly body: unknown;
}

export interface Traced {
  readonly type: 'traced';
  readonly id: number;
  readonly steps: readonly TraceStep[];
}

/** The session up to the moment that is shown. */
export interface Recorded {
  readonly type: 'recorded';
  readonly recording: Recording;
}

/** How a `skip` ended. */
export interface Skipped {
  readonly type: 'skipped';
  /** False: it did not happen before the search was given up. */
  readonly reached: boolean;
}

/** Something broke in the worker: a bug, not a Kubernetes error. The session goes on if `fatal` is false. */
export interface Fault {
  readonly type: 'fault';
  readonly message: string;
  readonly fatal: boolean;
}
