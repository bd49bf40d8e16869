import type { ContainerStatus, Pod } from '../../engine/api/types.ts';
import type { Release } from '../../engine/releases/release.ts';

export interface PodStatus {
  /** The STATUS column. */
  readonly status: string;
  readonly ready: number;
  readonly total: number;
  readonly restarts: number;
  /** Unix milliseconds of the last restart, where the release prints it. */
  readonly lastRestart: number | undefined;
}

/**
 * READY, STATUS and RESTARTS as the API server's table computes them: printPod in
 * kubernetes/pkg/printers/internalversion/printers.go (v1.20.15 and v1.36.0; the sidecar lines exist in the newer one only).
 */
export function podStatus(pod: Pod, release: Release['name']): PodStatus {
  const modern = release !== '1.20';
  const spec = pod.spec;
  const status = pod.status;
  const conditions = status?.conditions ?? [];
  const sidecars = new Set(
    modern
      ? (spec?.initContainers ?? []).filter((one) => one.restartPolicy === 'Always').map((one) => one.name)
      : undefined,
  );
  let reason = nonEmpty(status?.reason) ?? status?.phase ?? '';
  if (modern && conditions.some((one) => one.type === 'PodScheduled' && one.reason === 'SchedulingGated')) {
    reason = 'SchedulingGated';
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
    if (terminated !== undefined) reason = `Init:${terminatedReason(terminated)}`;
    else if (waiting !== undefined && waiting !== 'PodInitializing') reason = `Init:${waiting}`;
    else reason = `Init:${index}/${spec?.initContainers?.length ?? 0}`;
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
      if (waiting !== undefined) reason = waiting;
      else if (terminated !== undefined) {
        reason = terminatedReason(terminated);
        if (terminated.exitCode !== 0) errorReason = reason;
      } else if (container.ready && container.state?.running !== undefined) {
        running = true;
        ready++;
      }
    }
    if (reason === 'Completed') {
      const podReady = conditions.some((one) => one.type === 'Ready' && one.status === 'True');
      if (running && podReady) reason = 'Running';
      else if (modern && errorReason !== undefined) reason = errorReason;
      else if (running) reason = 'NotReady';
    }
  }
  const terminal = status?.phase === 'Succeeded' || status?.phase === 'Failed';
  if (!modern && status?.phase === 'Unknown' && status.reason === 'NodeLost') reason = 'Unknown';
  if (pod.metadata?.deletionTimestamp !== undefined) {
    if (status?.reason === 'NodeLost') reason = 'Unknown';
    else if (!modern || !terminal) reason = 'Terminating';
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
  return at === undefined ? 0 : Date.parse(at);
}

function terminatedReason(terminated: { reason?: string; signal?: number; exitCode: number }): string {
  const reason = nonEmpty(terminated.reason);
  if (reason !== undefined) return reason;
  return terminated.signal !== undefined && terminated.signal !== 0
    ? `Signal:${terminated.signal}`
    : `ExitCode:${terminated.exitCode}`;
}
