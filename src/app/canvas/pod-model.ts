import type { Container, ContainerStatus, Pod } from '../../engine/api/types.ts';
import type { Release } from '../../engine/releases/release.ts';
import type { ContainerView, PullView, SandboxView } from '../../session/protocol.ts';
import { podStatus } from '../../engine/api/pod-status.ts';

/** How a thing stands, shown by a mark, a line style, a word and a colour at once. */
export type Tone = 'running' | 'pending' | 'failed' | 'succeeded' | 'unknown' | 'terminating';

/** Time left until something happens, drawn as a ring. Unix milliseconds. */
export interface Countdown {
  readonly kind: 'backoff' | 'pull' | 'grace';
  readonly from: number;
  readonly until: number;
}

export interface ContainerModel {
  readonly name: string;
  readonly role: 'init' | 'sidecar' | 'app' | 'ephemeral';
  readonly tone: Tone;
  /** Finished and not to come back: drawn as a ghost. */
  readonly done: boolean;
  readonly ready: boolean;
  readonly restarts: number;
  /** waiting and terminated reasons as the API has them. */
  readonly reason: string | undefined;
  readonly exitCode: number | undefined;
  /** The kernel took its memory away, now or the last time that it ended. */
  readonly oomKilled: boolean;
  readonly ports: readonly number[];
  /** Where the kubelet probes it over the network. */
  readonly probePorts: readonly number[];
  readonly conflict: ContainerView['bindConflict'];
  readonly command: string | undefined;
  readonly image: string;
  readonly pull: PullView | undefined;
  /** Its processes are stopped. */
  readonly frozen: boolean;
  /** The runtime's id, where the container exists. */
  readonly id: string | undefined;
}

export interface PodModel {
  /** `namespace/name` */
  readonly key: string;
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  readonly node: string | undefined;
  readonly tone: Tone;
  readonly done: boolean;
  readonly phase: string;
  /** The STATUS column of kubectl. */
  readonly status: string;
  readonly readyContainers: number;
  readonly totalContainers: number;
  readonly restarts: number;
  /** The plate: undefined while there is no sandbox. */
  readonly plate: { readonly ip: string | undefined; readonly host: boolean; readonly alive: boolean } | undefined;
  readonly sandboxId: string | undefined;
  readonly containers: readonly ContainerModel[];
  readonly countdown: Countdown | undefined;
  /** Why it waits for a node, from the PodScheduled condition. */
  readonly unschedulable: string | undefined;
  readonly owner: string | undefined;
  /** Its volumes by name, without the token that every Pod gets. */
  readonly volumes: readonly string[];
}

/** What the ServiceAccount admission plugin adds. */
const tokenVolume = /^(kube-api-access-|default-token-)/;

/** Waiting reasons that are a step on the way; every other one means that something is wrong. */
const onTheWay = new Set(['ContainerCreating', 'PodInitializing', '']);

/** What the picture shows of one Pod: its object, its sandbox on the node and the pulls under way there. */
export function podModel(
  pod: Pod,
  sandbox: SandboxView | undefined,
  pulls: readonly PullView[],
  release: Release['name'],
): PodModel {
  const status = podStatus(pod, release);
  const phase = pod.status?.phase ?? 'Pending';
  const containers = containerModels(pod, sandbox, pulls);
  const deleted = pod.metadata?.deletionTimestamp !== undefined;
  const done = phase === 'Succeeded' || phase === 'Failed';
  const ip = sandbox?.ip ?? pod.status?.podIP;
  const host = pod.spec?.hostNetwork === true;
  return {
    key: `${pod.metadata?.namespace ?? ''}/${pod.metadata?.name ?? ''}`,
    uid: pod.metadata?.uid ?? '',
    namespace: pod.metadata?.namespace ?? '',
    name: pod.metadata?.name ?? '',
    node: pod.spec?.nodeName === '' ? undefined : pod.spec?.nodeName,
    tone: podTone(phase, status.status, deleted, containers),
    done,
    phase,
    status: status.status,
    readyContainers: status.ready,
    totalContainers: status.total,
    restarts: status.restarts,
    plate:
      sandbox === undefined && (ip === undefined || ip === '')
        ? undefined
        : { ip, host, alive: sandbox === undefined ? !done : sandbox.state === 'ready' },
    sandboxId: sandbox?.id,
    containers,
    countdown: deleted ? graceCountdown(pod) : (backOffCountdown(pod) ?? pullCountdown(sandbox)),
    unschedulable: pod.status?.conditions?.find((one) => one.type === 'PodScheduled' && one.status === 'False')
      ?.message,
    owner: pod.metadata?.ownerReferences?.find((one) => one.controller === true)?.name,
    volumes: (pod.spec?.volumes ?? []).map((one) => one.name).filter((name) => !tokenVolume.test(name)),
  };
}

function podTone(phase: string, status: string, deleted: boolean, containers: readonly ContainerModel[]): Tone {
  if (phase === 'Unknown' || status === 'Unknown' || status === 'NodeLost') return 'unknown';
  if (deleted) return 'terminating';
  if (phase === 'Succeeded') return 'succeeded';
  if (phase === 'Failed' || containers.some((one) => one.tone === 'failed')) return 'failed';
  return phase === 'Running' ? 'running' : 'pending';
}

function containerModels(
  pod: Pod,
  sandbox: SandboxView | undefined,
  pulls: readonly PullView[],
): readonly ContainerModel[] {
  const views = new Map<string, ContainerView>();
  for (const view of sandbox?.containers ?? []) {
    const before = views.get(view.name);
    if (before === undefined || view.attempt >= before.attempt) views.set(view.name, view);
  }
  const model = (role: ContainerModel['role'], statuses: readonly ContainerStatus[] | undefined) => (spec: Container) =>
    containerModel(
      spec.restartPolicy === 'Always' && role === 'init' ? 'sidecar' : role,
      spec,
      statuses?.find((one) => one.name === spec.name),
      views.get(spec.name),
      pulls,
      pod,
    );
  return [
    ...(pod.spec?.initContainers ?? []).map(model('init', pod.status?.initContainerStatuses)),
    ...(pod.spec?.containers ?? []).map(model('app', pod.status?.containerStatuses)),
    ...(pod.spec?.ephemeralContainers ?? []).map(model('ephemeral', pod.status?.ephemeralContainerStatuses)),
  ];
}

function containerModel(
  role: ContainerModel['role'],
  spec: Container,
  status: ContainerStatus | undefined,
  view: ContainerView | undefined,
  pulls: readonly PullView[],
  pod: Pod,
): ContainerModel {
  const waiting = status?.state?.waiting;
  const terminated = status?.state?.terminated;
  const running = status?.state?.running !== undefined;
  const reason = waiting?.reason ?? terminated?.reason;
  const willRestart =
    terminated !== undefined &&
    (pod.spec?.restartPolicy === 'Always' || (pod.spec?.restartPolicy === 'OnFailure' && terminated.exitCode !== 0));
  const started = running || (status?.restartCount ?? 0) > 0;
  return {
    name: spec.name,
    role,
    tone: containerTone(running, waiting?.reason, terminated?.exitCode),
    done: terminated !== undefined && (role === 'init' ? terminated.exitCode === 0 : !willRestart),
    ready: status?.ready ?? false,
    restarts: status?.restartCount ?? 0,
    reason: reason === '' ? undefined : reason,
    oomKilled: (terminated ?? status?.lastState?.terminated)?.reason === 'OOMKilled',
    exitCode: terminated?.exitCode ?? status?.lastState?.terminated?.exitCode,
    ports: [...new Set((view?.listeners ?? []).map((one) => one.port))],
    probePorts: probePorts(spec),
    conflict: view?.bindConflict,
    command: view?.processes[0]?.command ?? spec.command?.join(' '),
    image: spec.image ?? '',
    pull: started ? undefined : pulls.find((one) => sameImage(one.image, spec.image ?? '')),
    frozen: view?.frozen === true,
    id: view?.id,
  };
}

function probePorts(spec: Container): readonly number[] {
  return [spec.startupProbe, spec.livenessProbe, spec.readinessProbe].flatMap((probe) => {
    const port = probe?.httpGet?.port ?? probe?.tcpSocket?.port ?? probe?.grpc?.port;
    const number = typeof port === 'string' ? spec.ports?.find((one) => one.name === port)?.containerPort : port;
    return number === undefined ? [] : [number];
  });
}

function containerTone(running: boolean, waiting: string | undefined, exitCode: number | undefined): Tone {
  if (running) return 'running';
  if (exitCode !== undefined) return exitCode === 0 ? 'succeeded' : 'failed';
  return onTheWay.has(waiting ?? '') ? 'pending' : 'failed';
}

/** `nginx` and `docker.io/library/nginx:latest` are one image. */
function sameImage(a: string, b: string): boolean {
  return a === b || fullName(a) === fullName(b);
}

function fullName(image: string): string {
  const short = image.replace(/^docker\.io\//, '').replace(/^library\//, '');
  return /[:@][^/]*$/.test(short) ? short : `${short}:latest`;
}

/** Go's duration text (`1m20s`, `10s`, `2.5s`) in milliseconds; undefined if it is none. */
export function goDuration(text: string): number | undefined {
  const units: Record<string, number> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };
  let total = 0;
  let rest = text;
  while (rest !== '') {
    const match = /^(\d+(?:\.\d+)?)(ms|h|m|s)/.exec(rest);
    if (match === null) return undefined;
    total += Number(match[1]) * (units[match[2] ?? ''] ?? 0);
    rest = rest.slice(match[0].length);
  }
  return text === '' ? undefined : total;
}

/**
 * The kubelet counts a container's back-off from its end and says how long it is: `back-off 20s restarting failed
 * container=...` (kubernetes/pkg/kubelet/kuberuntime/kuberuntime_manager.go, doBackOff). The soonest one counts.
 */
function backOffCountdown(pod: Pod): Countdown | undefined {
  let soonest: Countdown | undefined;
  const statuses = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
  for (const { state, lastState } of statuses) {
    if (state?.waiting?.reason !== 'CrashLoopBackOff' || lastState?.terminated?.finishedAt === undefined) continue;
    const duration = goDuration(/^back-off (\S+) /.exec(state.waiting.message ?? '')?.[1] ?? '');
    if (duration === undefined) continue;
    const from = Date.parse(lastState.terminated.finishedAt);
    if (soonest === undefined || from + duration < soonest.until)
      soonest = { kind: 'backoff', from, until: from + duration };
  }
  return soonest;
}

function pullCountdown(sandbox: SandboxView | undefined): Countdown | undefined {
  const wait = sandbox?.pullBackOff;
  return wait === undefined ? undefined : { kind: 'pull', from: wait.fromUnix, until: wait.untilUnix };
}

/** deletionTimestamp is the end of the grace period, not its beginning. */
function graceCountdown(pod: Pod): Countdown | undefined {
  const until = Date.parse(pod.metadata?.deletionTimestamp ?? '');
  const grace = (pod.metadata?.deletionGracePeriodSeconds ?? 0) * 1000;
  return grace > 0 && Number.isFinite(until) ? { kind: 'grace', from: until - grace, until } : undefined;
}
