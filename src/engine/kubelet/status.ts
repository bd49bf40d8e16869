import { formatTime } from '../api/time.ts';
import type { Container, ContainerStatus, Pod } from '../api/types.ts';
import type { Release } from '../releases/index.ts';
import type { ContainerRuntimeStatus } from '../runtime/cri.ts';
import { podConditions, type PodCondition } from './conditions.ts';
import { exitCodeOf } from './exit-code.ts';
import { phaseOf } from './phase.ts';
import type { PodFailure } from './pod-failure.ts';
import { containerFields, podFields } from './status-fields.ts';

type State = NonNullable<ContainerStatus['state']>;

/** What the kubelet knows of one container of the spec. */
export interface ContainerRecord {
  /** The newest one in the runtime, and the one before it that ended. */
  readonly current: ContainerRuntimeStatus | undefined;
  readonly previous: ContainerRuntimeStatus | undefined;
  /** Why it does not run, where the kubelet holds it back (CrashLoopBackOff, ImagePullBackOff, ...). */
  readonly waiting: { readonly reason: string; readonly message?: string } | undefined;
  /** Its termination message, if it left one. */
  readonly terminationMessage: string | undefined;
  readonly startupDone: boolean;
  readonly readinessOk: boolean;
  /** The resources that it runs with. */
  readonly actual?: Container['resources'];
}

/** What the API server had of a container that the runtime has lost sight of, and what can be said of it now. */
function lostStatus(
  container: Container,
  old: ContainerStatus | undefined,
  deleted: boolean,
  waiting: NonNullable<State['waiting']>,
): ContainerStatus {
  if (old?.state?.terminated !== undefined) return old;
  const ran = old?.state?.running !== undefined;
  return {
    name: container.name,
    state: { waiting },
    lastState:
      ran && old.lastState?.terminated === undefined
        ? ({ terminated: { ...lostTermination, startedAt: null, finishedAt: null } } as unknown as State)
        : (old?.lastState ?? {}),
    ready: false,
    restartCount: (old?.restartCount ?? 0) + (ran && !deleted ? 1 : 0),
    image: container.image ?? '',
    imageID: '',
    started: false,
  };
}

const lostTermination = {
  exitCode: 137,
  reason: 'ContainerStatusUnknown',
  message: 'The container could not be located when the pod was deleted.  The container used to be Running',
};

function terminatedState(status: ContainerRuntimeStatus, runtime: string, message: string | undefined): State {
  const exitCode = exitCodeOf(status);
  const text = message ?? status.message;
  return {
    terminated: {
      exitCode,
      reason: status.reason ?? (exitCode === 0 ? 'Completed' : 'Error'),
      ...(text === undefined || text === '' ? {} : { message: text }),
      startedAt: status.startedAt === undefined ? null : formatTime(status.startedAt),
      finishedAt: formatTime(status.finishedAt ?? status.createdAt),
      containerID: `${runtime}://${status.id}`,
    },
  } as unknown as State;
}

/** One container's status from its record (pkg/kubelet/kubelet_pods.go, convertToAPIContainerStatuses). */
export function containerStatus(
  container: Container,
  record: ContainerRecord,
  runtime: string,
  defaultWaiting: string,
  old: ContainerStatus | undefined,
  deleted: boolean,
): ContainerStatus {
  const { current, previous, waiting } = record;
  if (current === undefined) return lostStatus(container, old, deleted, waiting ?? { reason: defaultWaiting });
  const ended = current.state === 'exited' ? current : undefined;
  const runs = current.state === 'running';
  const state: State = runs
    ? { running: { startedAt: formatTime(current.startedAt ?? current.createdAt) } }
    : ended !== undefined && waiting === undefined
      ? terminatedState(ended, runtime, record.terminationMessage)
      : { waiting: waiting ?? { reason: defaultWaiting } };
  const last = ended !== undefined && waiting !== undefined ? ended : previous;
  return {
    name: container.name,
    state,
    lastState:
      last === undefined ? {} : terminatedState(last, runtime, last === ended ? record.terminationMessage : undefined),
    ready: runs && record.readinessOk,
    restartCount: current.config.attempt,
    image: current.imageRef,
    imageID: current.imageId,
    containerID: `${runtime}://${current.id}`,
    started: runs && record.startupDone,
  };
}

export interface StatusInput {
  readonly pod: Pod;
  readonly records: ReadonlyMap<string, ContainerRecord>;
  readonly release: Release;
  readonly hostIP: string;
  readonly podIP: string | undefined;
  readonly sandboxReady: boolean;
  /** Unix ms. */
  readonly now: number;
  /** Set where the kubelet itself failed the Pod (eviction, deadline): phase Failed with these. */
  readonly failed?: PodFailure | undefined;
  /** Conditions that stand beside the kubelet's own: of a resize, of a disruption. */
  readonly moreConditions?: readonly PodCondition[];
  /** A container of the spec with the resources that it has been granted. */
  readonly granted: (container: Container) => Container;
  /** The Pod was told to end and nothing of it runs any more. */
  readonly ended?: boolean;
}

/** The whole status that the kubelet writes. */
export function podStatus(input: StatusInput): NonNullable<Pod['status']> {
  const { pod, records, release, now } = input;
  const spec = pod.spec!;
  const { name: runtime } = release.runtime;
  const initContainers = spec.initContainers ?? [];
  const record = (name: string): ContainerRecord => records.get(name) ?? idle;
  const initDone = initContainers.every((container) => {
    const known = record(container.name);
    return container.restartPolicy === 'Always'
      ? known.current?.state === 'running' && known.startupDone
      : known.current?.state === 'exited' && exitCodeOf(known.current) === 0;
  });
  const waitingReason = initContainers.length > 0 && !initDone ? 'PodInitializing' : 'ContainerCreating';
  const deleted = pod.metadata?.deletionTimestamp !== undefined;
  const old = pod.status;
  const oldOf = (list: readonly ContainerStatus[] | undefined, name: string): ContainerStatus | undefined =>
    list?.find((status) => status.name === name);
  const modern = release.name !== '1.20';
  const complete = (container: Container, status: ContainerStatus): ContainerStatus => {
    const { current, actual } = record(container.name);
    return modern ? { ...status, ...containerFields(input.granted(container), current, actual) } : status;
  };
  const initStatuses = initContainers.map((container) => {
    const known = record(container.name);
    const before = oldOf(old?.initContainerStatuses, container.name);
    const status = complete(container, containerStatus(container, known, runtime, 'PodInitializing', before, deleted));
    if (container.restartPolicy === 'Always') return status;
    return { ...status, ready: status.state?.terminated?.exitCode === 0 };
  });
  const started = [...records.values()].some(({ current }) => current !== undefined);
  const statuses = spec.containers.map((container) =>
    complete(
      container,
      containerStatus(
        container,
        record(container.name),
        runtime,
        initContainers.length > 0 && started ? 'PodInitializing' : waitingReason,
        oldOf(old?.containerStatuses, container.name),
        deleted,
      ),
    ),
  );
  // kubetypes.SortedContainerStatuses: by name; init containers stay in their order.
  statuses.sort((a, b) => (a.name < b.name ? -1 : 1));
  const phase =
    input.failed === undefined ? finalPhase(input, phaseOf(spec, initStatuses, statuses), statuses) : 'Failed';
  const ephemeral = ((spec.ephemeralContainers ?? []) as unknown as readonly Container[]).map((container) => {
    const before = oldOf(old?.ephemeralContainerStatuses, container.name);
    const known = record(container.name);
    const status = complete(
      container,
      containerStatus(container, known, runtime, 'ContainerCreating', before, deleted),
    );
    // Nobody waits for an ephemeral container: it is never ready, and whether it has started is not said.
    const { started: _started, ...rest } = status;
    return { ...rest, ready: false };
  });
  return {
    phase,
    conditions: podConditions(
      pod,
      phase,
      initStatuses,
      statuses,
      input.sandboxReady,
      release,
      formatTime(now),
      input.moreConditions,
    ),
    ...(input.failed === undefined ? {} : { reason: input.failed.reason, message: input.failed.message }),
    ...(release.name === '1.20' || pod.metadata?.generation === undefined
      ? {}
      : { observedGeneration: pod.metadata.generation }),
    hostIP: input.hostIP,
    ...(release.name === '1.20' ? {} : { hostIPs: [{ ip: input.hostIP }] }),
    ...(input.podIP === undefined ? {} : { podIP: input.podIP, podIPs: [{ ip: input.podIP }] }),
    startTime: pod.status?.startTime ?? formatTime(now),
    ...(initStatuses.length > 0 ? { initContainerStatuses: initStatuses } : {}),
    containerStatuses: statuses,
    ...(ephemeral.length > 0 ? { ephemeralContainerStatuses: ephemeral } : {}),
    ...(pod.status?.qosClass === undefined ? {} : { qosClass: pod.status.qosClass }),
    ...(modern ? podFields(spec, input.granted, phase === 'Running') : {}),
  } as NonNullable<Pod['status']>;
}

/** From v1.27 a Pod that has been told to end is Succeeded or Failed when nothing runs any more; a terminal phase is never left. */
function finalPhase(
  { pod, release, ended = false }: StatusInput,
  phase: ReturnType<typeof phaseOf>,
  statuses: readonly ContainerStatus[],
): ReturnType<typeof phaseOf> {
  const before = pod.status?.phase;
  if (before === 'Succeeded' || before === 'Failed') return before;
  if (!ended || release.name === '1.20' || phase === 'Succeeded' || phase === 'Failed') return phase;
  return statuses.every(({ state }) => state?.terminated?.exitCode === 0) ? 'Succeeded' : 'Failed';
}

const idle: ContainerRecord = {
  current: undefined,
  previous: undefined,
  waiting: undefined,
  terminationMessage: undefined,
  startupDone: false,
  readinessOk: false,
};
