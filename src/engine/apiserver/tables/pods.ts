import { parseTime } from '../../api/time.ts';
import type { ContainerStatus, Pod } from '../../api/types.ts';
import type { Release } from '../../releases/index.ts';
import { age, ageOf, column, doc, name, nameOf, since, type TablePrinter, wide } from './table.ts';

/** printPod, both releases. */
export const pods: TablePrinter<Pod> = {
  columns: (release) => [
    name,
    column('Ready', 'string', 'The aggregate readiness state of this pod for accepting traffic.'),
    column('Status', 'string', 'The aggregate status of the containers in this pod.'),
    release.name === '1.20'
      ? column('Restarts', 'integer', 'The number of times the containers in this pod have been restarted.')
      : column(
          'Restarts',
          'string',
          'The number of times the containers in this pod have been restarted and when the last container in this pod has restarted.',
        ),
    age,
    wide('IP', 'string', doc('core.v1.PodStatus', 'podIP')),
    wide('Node', 'string', doc('core.v1.PodSpec', 'nodeName')),
    wide('Nominated Node', 'string', doc('core.v1.PodStatus', 'nominatedNodeName')),
    wide('Readiness Gates', 'string', doc('core.v1.PodSpec', 'readinessGates')),
  ],

  cells(pod, context) {
    const { ready, total, reason, restarts, lastRestart } = podSummary(pod, context.release);
    const restartsText =
      restarts !== 0 && lastRestart !== undefined
        ? `${restarts} (${since(lastRestart, context.now)} ago)`
        : `${restarts}`;
    return [
      nameOf(pod),
      `${ready}/${total}`,
      reason,
      context.release.name === '1.20' ? restarts : restartsText,
      ageOf(pod, context),
      pod.status?.podIPs?.[0]?.ip || '<none>',
      pod.spec?.nodeName || '<none>',
      pod.status?.nominatedNodeName || '<none>',
      readinessGates(pod),
    ];
  },

  conditions(pod) {
    const phase = pod.status?.phase;
    if (phase === 'Succeeded') {
      return [{ type: 'Completed', status: 'True', reason: phase, message: 'The pod has completed successfully.' }];
    }
    return phase === 'Failed' ? [{ type: 'Completed', status: 'True', reason: phase, message: 'The pod failed.' }] : [];
  },
};

export interface PodSummary {
  readonly ready: number;
  readonly total: number;
  /** The STATUS column. */
  readonly reason: string;
  readonly restarts: number;
  /** When the container that restarted last had ended. */
  readonly lastRestart: string | undefined;
}

/** What kubectl's READY, STATUS and RESTARTS say of a Pod: neither its phase nor a condition, but all of it boiled down. */
export function podSummary(pod: Pod, release: Release): PodSummary {
  const old = release.name === '1.20';
  const { spec, status } = pod;
  const sidecars = new Set(
    old ? [] : (spec?.initContainers ?? []).filter((one) => one.restartPolicy === 'Always').map((one) => one.name),
  );
  const init = summarizeInit(pod, sidecars);
  let { reason, ready, restarts } = init;
  let lastRestart = init.lastRestart;
  let initialized = !init.initializing;
  if (!old && hasCondition(pod, 'Initialized', 'True')) initialized = true;

  if (initialized) {
    restarts = init.sidecarRestarts;
    lastRestart = init.lastSidecarRestart;
    let hasRunning = false;
    let errorReason = '';
    for (const container of [...(status?.containerStatuses ?? [])].reverse()) {
      restarts += container.restartCount;
      lastRestart = later(lastRestart, container.lastState?.terminated?.finishedAt);
      const { waiting, terminated, running } = container.state ?? {};
      if ((waiting?.reason ?? '') !== '') reason = waiting!.reason!;
      else if (terminated !== undefined) {
        reason = terminated.reason || signalOrExitCode(terminated);
        if (terminated.exitCode !== 0) errorReason = reason;
      } else if (container.ready && running !== undefined) {
        hasRunning = true;
        ready++;
      }
    }
    // One container that has completed does not make the Pod completed.
    if (reason === 'Completed') {
      if (hasRunning && hasCondition(pod, 'Ready', 'True')) reason = 'Running';
      else if (!old && errorReason !== '') reason = errorReason;
      else if (hasRunning) reason = 'NotReady';
    }
  }

  // v1.20 printed the reason, NodeLost, until the Pod was deleted; here the phase that the documentation names can be seen at once.
  if (old && status?.phase === 'Unknown' && status.reason === 'NodeLost') reason = 'Unknown';
  if (pod.metadata?.deletionTimestamp !== undefined) {
    const ended = status?.phase === 'Succeeded' || status?.phase === 'Failed';
    if (status?.reason === 'NodeLost') reason = 'Unknown';
    else if (old || !ended) reason = 'Terminating';
  }
  const total = (spec?.containers?.length ?? 0) + sidecars.size;
  return { ready, total, reason, restarts, lastRestart: old ? undefined : lastRestart };
}

interface InitSummary {
  readonly reason: string;
  readonly ready: number;
  readonly restarts: number;
  readonly lastRestart: string | undefined;
  readonly sidecarRestarts: number;
  readonly lastSidecarRestart: string | undefined;
  readonly initializing: boolean;
}

function summarizeInit(pod: Pod, sidecars: ReadonlySet<string>): InitSummary {
  const { spec, status } = pod;
  let reason = status?.reason || (status?.phase ?? '');
  if (status?.conditions?.some((one) => one.type === 'PodScheduled' && one.reason === 'SchedulingGated') === true) {
    reason = 'SchedulingGated';
  }
  let [ready, restarts, sidecarRestarts] = [0, 0, 0];
  let lastRestart: string | undefined;
  let lastSidecarRestart: string | undefined;
  let initializing = false;
  for (const [i, container] of (status?.initContainerStatuses ?? []).entries()) {
    const sidecar = sidecars.has(container.name);
    const ended = container.lastState?.terminated?.finishedAt;
    restarts += container.restartCount;
    lastRestart = later(lastRestart, ended);
    if (sidecar) {
      sidecarRestarts += container.restartCount;
      lastSidecarRestart = later(lastSidecarRestart, ended);
    }
    if (container.state?.terminated?.exitCode === 0) continue;
    if (sidecar && container.started === true) {
      if (container.ready) ready++;
      continue;
    }
    reason = initReason(container, i, spec?.initContainers?.length ?? 0);
    initializing = true;
    break;
  }
  return { reason, ready, restarts, lastRestart, sidecarRestarts, lastSidecarRestart, initializing };
}

function initReason({ state }: ContainerStatus, index: number, count: number): string {
  if (state?.terminated !== undefined) {
    return `Init:${state.terminated.reason || signalOrExitCode(state.terminated)}`;
  }
  const waiting = state?.waiting?.reason ?? '';
  return waiting !== '' && waiting !== 'PodInitializing' ? `Init:${waiting}` : `Init:${index}/${count}`;
}

function signalOrExitCode(terminated: { readonly signal?: number; readonly exitCode: number }): string {
  const signal = terminated.signal ?? 0;
  return signal !== 0 ? `Signal:${signal}` : `ExitCode:${terminated.exitCode}`;
}

function later(a: string | undefined, b: string | null | undefined): string | undefined {
  if (b === undefined || b === null) return a;
  return a === undefined || (parseTime(a) ?? 0) < (parseTime(b) ?? 0) ? b : a;
}

function hasCondition(pod: Pod, type: string, value: string): boolean {
  return pod.status?.conditions?.some((one) => one.type === type && one.status === value) === true;
}

function readinessGates(pod: Pod): string {
  const gates = pod.spec?.readinessGates ?? [];
  if (gates.length === 0) return '<none>';
  const open = gates.filter(
    (gate) => pod.status?.conditions?.find((one) => one.type === gate.conditionType)?.status === 'True',
  );
  return `${open.length}/${gates.length}`;
}
