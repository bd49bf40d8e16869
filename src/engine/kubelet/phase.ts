import type { Container, ContainerStatus, Pod } from '../api/types.ts';
import { containerShouldRestart } from './restart-policy.ts';

export type Phase = 'Pending' | 'Running' | 'Succeeded' | 'Failed';

const isSidecar = ({ restartPolicy }: Container): boolean => restartPolicy === 'Always';

/** The exit code of a container that is not running now but did run. */
function exitCode(status: ContainerStatus): number | undefined {
  if (status.state?.terminated !== undefined) return status.state.terminated.exitCode;
  return status.state?.waiting === undefined ? undefined : status.lastState?.terminated?.exitCode;
}

/**
 * The phase, computed anew from the container statuses every time (pkg/kubelet/kubelet_pods.go, getPhase; the same table in v1.20 but for sidecars and the
 * policies of single containers, which it does not know).
 */
export function phaseOf(
  spec: NonNullable<Pod['spec']>,
  initStatuses: readonly ContainerStatus[],
  statuses: readonly ContainerStatus[],
): Phase {
  const policy = spec.restartPolicy ?? 'Always';
  const initContainers = spec.initContainers ?? [];
  const find = (list: readonly ContainerStatus[], { name }: Container): ContainerStatus | undefined =>
    list.find((status) => status.name === name);

  let pendingInit = 0;
  for (const container of initContainers) {
    if (isSidecar(container)) continue;
    const status = find(initStatuses, container);
    const code = status === undefined ? undefined : exitCode(status);
    if (code === undefined) pendingInit++;
    else if (code !== 0 && !containerShouldRestart(container, policy, code)) return 'Failed';
  }

  const count = { unknown: 0, running: 0, waiting: 0, stopped: 0, final: 0, succeeded: 0 };
  // A sidecar keeps the Pod Pending until it has started, but not when it restarts later; that it ended says nothing.
  let pendingSidecars = 0;
  for (const container of initContainers) {
    if (!isSidecar(container)) continue;
    const status = find(initStatuses, container);
    if (status === undefined) count.unknown++;
    else if (status.state?.running !== undefined) {
      count.running++;
      if (status.started !== true) pendingSidecars++;
    } else if (exitCode(status) === undefined) {
      pendingSidecars++;
      count.waiting++;
    }
  }

  let initialized = false;
  for (const container of spec.containers) {
    const status = find(statuses, container);
    const code = status === undefined ? undefined : exitCode(status);
    initialized ||= status?.state?.running !== undefined || status?.state?.terminated !== undefined;
    if (status === undefined) count.unknown++;
    else if (status.state?.running !== undefined) count.running++;
    else if (code === undefined) count.waiting++;
    else {
      count.stopped++;
      if (!containerShouldRestart(container, policy, code)) count.final++;
      if (status.state?.terminated?.exitCode === 0) count.succeeded++;
    }
  }

  if (pendingInit > 0 || (pendingSidecars > 0 && !initialized) || count.waiting > 0) return 'Pending';
  if (count.unknown > 0) return 'Pending';
  if (count.running > 0) return 'Running';
  if (count.stopped === 0) return 'Pending';
  if (count.stopped !== count.final) return 'Running';
  return count.stopped === count.succeeded ? 'Succeeded' : 'Failed';
}
