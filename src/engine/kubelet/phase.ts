import type { ContainerStatus, Pod } from '../api/types.ts';

/**
 * The phase, computed anew from the container statuses every time (pkg/kubelet/kubelet_pods.go, getPhase; the same table in v1.20 and v1.36 but for
 * sidecars, which count as init containers until they have started and then not at all).
 */
export function phaseOf(
  spec: NonNullable<Pod['spec']>,
  initStatuses: readonly ContainerStatus[],
  statuses: readonly ContainerStatus[],
): 'Pending' | 'Running' | 'Succeeded' | 'Failed' {
  const policy = spec.restartPolicy ?? 'Always';
  let pendingInit = 0;
  let failedInit = 0;
  for (const container of spec.initContainers ?? []) {
    const status = initStatuses.find(({ name }) => name === container.name);
    if (container.restartPolicy === 'Always') {
      if (status?.started !== true && status?.lastState?.terminated === undefined) pendingInit++;
      continue;
    }
    const terminated = status?.state?.terminated;
    if (status === undefined) pendingInit++;
    else if (terminated !== undefined) {
      if (terminated.exitCode !== 0) failedInit++;
    } else if (status.state?.waiting !== undefined && status.lastState?.terminated !== undefined) {
      if (status.lastState.terminated.exitCode !== 0) failedInit++;
    } else pendingInit++;
  }

  let waiting = 0;
  let running = 0;
  let stopped = 0;
  let succeeded = 0;
  let unknown = 0;
  for (const { name } of spec.containers) {
    const status = statuses.find((candidate) => candidate.name === name);
    if (status?.state?.running !== undefined) running++;
    else if (status?.state?.terminated !== undefined) {
      stopped++;
      if (status.state.terminated.exitCode === 0) succeeded++;
    } else if (status?.state?.waiting !== undefined) {
      if (status.lastState?.terminated !== undefined) stopped++;
      else waiting++;
    } else unknown++;
  }

  if (failedInit > 0 && policy === 'Never') return 'Failed';
  if (pendingInit > 0) return 'Pending';
  if (waiting > 0) return 'Pending';
  if (running > 0 && unknown === 0) return 'Running';
  if (running === 0 && stopped > 0 && unknown === 0) {
    if (policy === 'Always') return 'Running';
    if (stopped === succeeded) return 'Succeeded';
    return policy === 'Never' ? 'Failed' : 'Running';
  }
  return 'Pending';
}
