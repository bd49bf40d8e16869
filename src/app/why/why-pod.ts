import type { ContainerStatus, Event, Pod } from '../../engine/api/types.ts';
import type { NodeModel } from '../canvas/cluster-model.ts';
import type { PodModel } from '../canvas/pod-model.ts';
import { podReasons, terminatedReasons, waitingReasons } from './reasons.ts';
import { schedulingCauses } from './scheduling.ts';
import type { WhyReason } from './table/index.ts';
import type { Why } from './why.ts';

/** What a rule looks at. `events` are the Pod's own, the latest last. */
interface Seen {
  readonly pod: Pod;
  readonly model: PodModel;
  readonly node: NodeModel | undefined;
  readonly events: readonly Event[];
}

type Found = (Omit<Why, 'params'> & { readonly params?: Why['params'] }) | undefined;
type Rule = (seen: Seen) => Found;

/** The first rule that speaks explains the Pod: what holds it up most comes first. */
const podRules: readonly Rule[] = [
  terminating,
  ({ model, node }) => {
    if (model.tone !== 'unknown' && node?.ready !== 'Unknown') return undefined;
    const at = node?.evictsAt;
    return { reason: 'NodeSilent', ...(at === undefined ? {} : { next: { what: 'eviction', at } }) };
  },
  ownReason,
  unscheduled,
  ({ pod }) => initFailure(pod),
  (seen) => firstOf(seen.pod, (status) => waitingReason(seen, status)),
  ({ pod, model }) => {
    if (model.phase !== 'Failed') return undefined;
    return firstOf(pod, (status) => {
      const ended = status.state?.terminated;
      return ended === undefined || ended.exitCode === 0 ? undefined : endReason(pod, status, 'Failed');
    });
  },
  ({ model }) => (model.phase === 'Succeeded' ? { reason: 'Completed' } : undefined),
  starting,
  probing,
  ({ pod, model }) => {
    if (model.tone !== 'running' || model.readyContainers >= model.totalContainers) return undefined;
    return firstOf(pod, (status) =>
      status.state?.running !== undefined && !status.ready ? { reason: 'NotReady' } : undefined,
    );
  },
  readinessGates,
  resize,
];

/** Why a Pod is not simply running and ready; undefined if it is. */
export function whyPod(
  pod: Pod,
  model: PodModel,
  node: NodeModel | undefined,
  events: readonly Event[] = [],
): Why | undefined {
  for (const rule of podRules) {
    const found = rule({ pod, model, node, events });
    if (found === undefined) continue;
    return {
      ...found,
      params: {
        pod: model.namespace === 'default' ? model.name : `${model.name} -n ${model.namespace}`,
        node: model.node ?? '',
        policy: pod.spec?.restartPolicy ?? 'Always',
        ...found.params,
      },
    };
  }
  return undefined;
}

function terminating({ pod, model, node }: Seen): Found {
  if (pod.metadata?.deletionTimestamp === undefined) return undefined;
  const finalizers = pod.metadata.finalizers ?? [];
  if (model.done && finalizers.length > 0)
    return { reason: 'Finalizers', params: { finalizers: finalizers.join(', ') } };
  if (node?.ready === 'Unknown') return { reason: 'TerminatingStuck' };
  const at = model.countdown?.kind === 'grace' ? model.countdown.until : undefined;
  return {
    reason: 'Terminating',
    params: { grace: pod.metadata.deletionGracePeriodSeconds ?? 30 },
    ...(at === undefined ? {} : { next: { what: 'sigkill', at } }),
  };
}

/** What the Pod itself says in status.reason: evicted, out of time, refused by the kubelet. */
function ownReason({ pod, model }: Seen): Found {
  const disrupted = pod.status?.conditions?.find((one) => one.type === 'DisruptionTarget' && one.status === 'True');
  if (disrupted?.reason === 'PreemptionByScheduler') return { reason: 'Preempted' };
  const reason = pod.status?.reason;
  if (reason === undefined || reason === '' || reason === 'NodeLost') return undefined;
  const params = { reason, message: pod.status?.message ?? '' };
  const known = podReasons[reason];
  if (known !== undefined) return { reason: known, params };
  if (reason.startsWith('OutOf')) return { reason: 'OutOfResource', params };
  // A Pod whose kubelet refused it has never had a container.
  return model.phase === 'Failed' && (pod.status?.containerStatuses ?? []).length === 0
    ? { reason: 'RejectedByKubelet', params }
    : undefined;
}

function unscheduled({ pod, model }: Seen): Found {
  if (model.node !== undefined) return undefined;
  const condition = pod.status?.conditions?.find((one) => one.type === 'PodScheduled');
  if (condition?.reason === 'SchedulingGated') return { reason: 'SchedulingGated' };
  const message = condition?.message;
  if (message !== undefined) {
    if (condition?.reason === 'SchedulerError') return { reason: 'SchedulerError', params: { message } };
    const parts = schedulingCauses(message);
    return parts.length === 0 ? { reason: 'Unschedulable', params: { message } } : { reason: 'NoNodeFits', parts };
  }
  const scheduler = pod.spec?.schedulerName ?? 'default-scheduler';
  return scheduler === 'default-scheduler'
    ? { reason: 'NotScheduledYet' }
    : { reason: 'UnknownScheduler', params: { scheduler } };
}

/** On the way to its first container: what is done now, or what the kubelet has said against it lately. */
function starting({ model, events }: Seen): Found {
  if (model.phase !== 'Pending') return undefined;
  const last = (reason: string): Event | undefined => events.findLast((event) => event.reason === reason);
  const params = (event: Event): Why['params'] => ({ message: event.message ?? '' });
  const mount = last('FailedMount') ?? last('FailedAttachVolume');
  const creating = !model.containers.some((one) => one.pull !== undefined || one.id !== undefined);
  if (mount !== undefined && creating) return { reason: 'FailedMount', params: params(mount) };
  const sandbox = last('FailedCreatePodSandBox');
  if (model.plate === undefined) {
    return sandbox === undefined ? { reason: 'SandboxFirst' } : { reason: 'FailedSandbox', params: params(sandbox) };
  }
  const pulling = model.containers.find((one) => one.pull !== undefined);
  if (pulling !== undefined) return { reason: 'Pulling', params: { image: pulling.image, container: pulling.name } };
  const init = model.containers.find((one) => one.role === 'init' && !one.done);
  if (init !== undefined) return { reason: 'Initializing', params: { container: init.name } };
  return { reason: 'ContainerCreating' };
}

type ProbeKind = 'startupProbe' | 'livenessProbe' | 'readinessProbe';
const probes: readonly (readonly [ProbeKind, RegExp, WhyReason])[] = [
  ['startupProbe', /^Startup probe /, 'StartupFailing'],
  ['livenessProbe', /^Liveness probe /, 'LivenessFailing'],
  ['readinessProbe', /^Readiness probe /, 'ReadinessFailing'],
];

/** A running container with a probe that failed lately (Unhealthy: kubernetes/pkg/kubelet/prober/prober.go). */
function probing({ pod, events }: Seen): Found {
  for (const container of pod.spec?.containers ?? []) {
    const status = pod.status?.containerStatuses?.find((one) => one.name === container.name);
    const since = Date.parse(status?.state?.running?.startedAt ?? '');
    if (status === undefined || Number.isNaN(since)) continue;
    for (const [kind, pattern, reason] of probes) {
      const probe = container[kind];
      if (probe === undefined) continue;
      if (kind === 'readinessProbe' ? status.ready : kind === 'startupProbe' && status.started === true) continue;
      const event = unhealthy(events, container.name, pattern);
      if (event === undefined || lastSeen(event) < since) continue;
      // A liveness probe that has been well for a while is no reason any more; nobody tells of its success.
      if (kind === 'livenessProbe' && status.ready && (probe.periodSeconds ?? 10) * 2000 < silence(events, event))
        continue;
      return {
        reason,
        params: {
          container: container.name,
          message: event.message ?? '',
          threshold: probe.failureThreshold ?? 3,
        },
      };
    }
  }
  return undefined;
}

const lastSeen = (event: Event): number => Date.parse(event.lastTimestamp ?? event.eventTime ?? '') || 0;
const silence = (events: readonly Event[], since: Event): number =>
  Math.max(0, ...events.map(lastSeen)) - lastSeen(since);

const unhealthy = (events: readonly Event[], container: string, kind: RegExp): Event | undefined =>
  events.findLast(
    (event) =>
      event.reason === 'Unhealthy' &&
      kind.test(event.message ?? '') &&
      (event.involvedObject.fieldPath ?? '').endsWith(`{${container}}`),
  );

function readinessGates({ pod, model }: Seen): Found {
  if (model.phase !== 'Running' || model.readyContainers < model.totalContainers) return undefined;
  const gates = (pod.spec?.readinessGates ?? [])
    .map((gate) => gate.conditionType)
    .filter((type) => !pod.status?.conditions?.some((one) => one.type === type && one.status === 'True'));
  return gates.length === 0 ? undefined : { reason: 'ReadinessGates', params: { gates: gates.join(', ') } };
}

function resize({ pod }: Seen): Found {
  const pending = pod.status?.conditions?.find((one) => one.type === 'PodResizePending' && one.status === 'True');
  if (pending === undefined) return undefined;
  const reason = pending.reason === 'Infeasible' ? 'ResizeInfeasible' : 'ResizeDeferred';
  return { reason, params: { message: pending.message ?? '' } };
}

function firstOf(pod: Pod, of: (status: ContainerStatus) => Found): Found {
  for (const status of [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])]) {
    const found = of(status);
    if (found !== undefined) return { ...found, params: { container: status.name, ...found.params } };
  }
  return undefined;
}

function initFailure(pod: Pod): Found {
  for (const status of pod.status?.initContainerStatuses ?? []) {
    const code = (status.state?.terminated ?? status.lastState?.terminated)?.exitCode ?? 0;
    const stopped = status.state?.terminated !== undefined || status.state?.waiting?.reason === 'CrashLoopBackOff';
    if (code !== 0 && stopped) return { reason: 'InitFailed', params: { container: status.name, code } };
  }
  return undefined;
}

const onTheWay = new Set(['ContainerCreating', 'PodInitializing', '']);

function waitingReason(seen: Seen, status: ContainerStatus): Found {
  const waiting = status.state?.waiting;
  if (waiting === undefined || onTheWay.has(waiting.reason ?? '')) return undefined;
  const { countdown } = seen.model;
  if (waiting.reason === 'CrashLoopBackOff') {
    const found = crashReason(seen, status);
    return found === undefined || countdown?.kind !== 'backoff'
      ? found
      : { ...found, next: { what: 'restart', at: countdown.until } };
  }
  const next: Why['next'] = countdown?.kind === 'pull' ? { what: 'pull', at: countdown.until } : undefined;
  const params = { image: status.image, message: waiting.message ?? '', reason: waiting.reason ?? '' };
  const reason = waitingReasons[waiting.reason ?? ''] ?? 'WaitingOther';
  return next === undefined || reason !== 'ErrImagePull' ? { reason, params } : { reason, params, next };
}

function crashReason({ pod, model, events }: Seen, status: ContainerStatus): Found {
  const code = status.lastState?.terminated?.exitCode ?? 0;
  const conflict = model.containers.find((one) => one.name === status.name)?.conflict;
  if (conflict !== undefined) return { reason: 'PortConflict', params: { ...conflict, code } };
  const killed = events.findLast(
    (event) =>
      event.reason === 'Killing' &&
      /failed liveness probe|failed startup probe/.test(event.message ?? '') &&
      (event.involvedObject.fieldPath ?? '').endsWith(`{${status.name}}`),
  );
  const spec = pod.spec?.containers?.find((one) => one.name === status.name);
  const event = unhealthy(events, status.name, /^(Liveness|Startup) probe /);
  if (killed !== undefined && event !== undefined) {
    const threshold = (spec?.livenessProbe ?? spec?.startupProbe)?.failureThreshold ?? 3;
    return { reason: 'LivenessKilled', params: { message: event.message ?? '', threshold } };
  }
  if (code === 0) return { reason: 'CrashLoopExitZero' };
  return endReason(pod, status, 'CrashLoopBackOff');
}

/** Why a container ended, by the runtime's reason or its exit code; `otherwise` if neither says more. */
function endReason(pod: Pod, status: ContainerStatus, otherwise: WhyReason): Found {
  const ended = status.state?.terminated ?? status.lastState?.terminated;
  const code = ended?.exitCode ?? 0;
  const params = { code, message: ended?.message ?? '', limit: memoryLimit(pod, status.name) };
  const known = terminatedReasons[ended?.reason ?? ''];
  if (known !== undefined) return { reason: known, params };
  // 126 and 127 are a shell's, 128 is the runtime's: it could not start the program at all.
  if (code >= 126 && code <= 128) return { reason: 'CommandNotFound', params };
  if (code === 137) return { reason: 'Killed', params };
  if (code === 143) return { reason: 'Terminated', params };
  return { reason: otherwise, params };
}

function memoryLimit(pod: Pod, container: string): string {
  const all = [...(pod.spec?.initContainers ?? []), ...(pod.spec?.containers ?? [])];
  return all.find((one) => one.name === container)?.resources?.limits?.['memory'] ?? '?';
}
