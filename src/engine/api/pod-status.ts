import { parseTime } from './time.ts';
import type { ContainerStatus, Pod } from './types.ts';
import type { Release } from '../releases/release.ts';

export interface PodStatus {
  /** The STATUS column. */
  readonly status: string;
  readonly ready: number;
  readonly total: number;
  readonly restarts: number;
  /** Unix milliseconds of the last restart, where the release prints it. */
  readonly lastRestart: number | undefined;
}

/** Where a STATUS comes from: each step that the table's code takes replaces the one before; the last one is printed. */
export interface StatusStep {
  readonly from:
    | 'phase'
    | 'reason'
    | 'gated'
    | 'initTerminated'
    | 'initWaiting'
    | 'initCount'
    | 'waiting'
    | 'terminated'
    | 'ready'
    | 'notReady'
    | 'nodeLost'
    | 'deleted';
  readonly status: string;
  readonly container?: string;
}

/**
 * READY, STATUS and RESTARTS as the API server's table computes them: printPod in
 * kubernetes/pkg/printers/internalversion/printers.go (v1.20.15 and v1.36.0; the sidecar lines exist in the newer one only).
 */
export function podStatus(
  pod: Pod,
  release: Release['name'],
  note: (step: StatusStep) => void = () => undefined,
): PodStatus {
  const modern = release !== '1.20';
  const spec = pod.spec;
  const status = pod.status;
  const conditions = status?.conditions ?? [];
  const sidecars = new Set(
    modern
      ? (spec?.initContainers ?? []).filter((one) => one.restartPolicy === 'Always').map((one) => one.name)
      : undefined,
  );
  let reason = '';
  const set = (from: StatusStep['from'], text: string, container?: string): void => {
    reason = text;
    note({ from, status: text, ...(container === undefined ? {} : { container }) });
  };
  const own = nonEmpty(status?.reason);
  set(own === undefined ? 'phase' : 'reason', own ?? status?.phase ?? '');
  if (modern && conditions.some((one) => one.type === 'PodScheduled' && one.reason === 'SchedulingGated')) {
    set('gated', 'SchedulingGated');
  }
  let restarts = 0;
  let sidecarRestarts = 0;
  let ready = 0;
  let lastRestart = 0;
  let lastSidecarRestart = 0;
  let initializing = false;
  const inits = status?.initContainerStatuses ?? [];
  for (const [index, container] of inits.entries()) {
    const isSidecar = sidecars.has(container.name);
    restarts += container.restartCount;
    lastRestart = Math.max(lastRestart, finishedAt(container));
    if (isSidecar) {
      sidecarRestarts += container.restartCount;
      lastSidecarRestart = Math.max(lastSidecarRestart, finishedAt(container));
    }
    const terminated = container.state?.terminated;
    const waiting = nonEmpty(container.state?.waiting?.reason);
    if (terminated?.exitCode === 0) continue;
    if (isSidecar && container.started === true) {
      if (container.ready) ready++;
      continue;
    }
    if (terminated !== undefined) set('initTerminated', `Init:${terminatedReason(terminated)}`, container.name);
    else if (waiting !== undefined && waiting !== 'PodInitializing')
      set('initWaiting', `Init:${waiting}`, container.name);
    else set('initCount', `Init:${index}/${spec?.initContainers?.length ?? 0}`, container.name);
    initializing = true;
    break;
  }
  const initialized = conditions.some((one) => one.type === 'Initialized' && one.status === 'True');
  if (!initializing || (modern && initialized)) {
    restarts = sidecarRestarts;
    lastRestart = lastSidecarRestart;
    let running = false;
    let errorReason: string | undefined;
    for (const container of (status?.containerStatuses ?? []).toReversed()) {
      restarts += container.restartCount;
      lastRestart = Math.max(lastRestart, finishedAt(container));
      const terminated = container.state?.terminated;
      const waiting = nonEmpty(container.state?.waiting?.reason);
      if (waiting !== undefined) set('waiting', waiting, container.name);
      else if (terminated !== undefined) {
        set('terminated', terminatedReason(terminated), container.name);
        if (terminated.exitCode !== 0) errorReason = reason;
      } else if (container.ready && container.state?.running !== undefined) {
        running = true;
        ready++;
      }
    }
    if (reason === 'Completed') {
      const podReady = conditions.some((one) => one.type === 'Ready' && one.status === 'True');
      if (running && podReady) set('ready', 'Running');
      else if (modern && errorReason !== undefined) set('terminated', errorReason);
      else if (running) set('notReady', 'NotReady');
    }
  }
  const terminal = status?.phase === 'Succeeded' || status?.phase === 'Failed';
  if (!modern && status?.phase === 'Unknown' && status.reason === 'NodeLost') set('nodeLost', 'Unknown');
  if (pod.metadata?.deletionTimestamp !== undefined) {
    if (status?.reason === 'NodeLost') set('nodeLost', 'Unknown');
    else if (!modern || !terminal) set('deleted', 'Terminating');
  }
  return {
    status: reason,
    ready,
    total: (spec?.containers?.length ?? 0) + sidecars.size,
    restarts,
    lastRestart: modern && restarts > 0 && lastRestart > 0 ? lastRestart : undefined,
  };
}

const nonEmpty = (text: string | undefined): string | undefined => (text === '' ? undefined : text);

function finishedAt(container: ContainerStatus): number {
  const at = container.lastState?.terminated?.finishedAt;
  return at === undefined ? 0 : (parseTime(at) ?? 0);
}

function terminatedReason(terminated: { reason?: string; signal?: number; exitCode: number }): string {
  const reason = nonEmpty(terminated.reason);
  if (reason !== undefined) return reason;
  return terminated.signal !== undefined && terminated.signal !== 0
    ? `Signal:${terminated.signal}`
    : `ExitCode:${terminated.exitCode}`;
}
