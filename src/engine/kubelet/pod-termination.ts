import { ApiUnreachable } from '../api/client.ts';
import { isStatusError } from '../api/status.ts';
import { sleep, type Task } from '../sim/task.ts';
import { backOffPeriod } from './periods.ts';
import type { PodState } from './pod-state.ts';
import { podDirectory } from './volumes/index.ts';

/** Removes what is left of a Pod whose containers have ended: sandboxes, records, its directory (pkg/kubelet/kubelet.go, SyncTerminatedPod). */
export function* removeRemains(state: PodState): Task<void> {
  const { runtime, machine } = state.context;
  for (const sandbox of runtime.podSandboxes()) {
    if (sandbox.config.uid !== state.uid) continue;
    if (sandbox.state === 'ready') yield* runtime.stopPodSandbox(sandbox.id);
    for (const container of runtime.containers()) {
      if (container.sandboxId === sandbox.id) runtime.removeContainer(container.id);
    }
    runtime.removePodSandbox(sandbox.id);
  }
  if (machine.disk.exists(podDirectory(state.uid))) machine.disk.remove(podDirectory(state.uid));
}

/** Tells the API server that nothing is left; while it can't be reached, tries again. */
export function* deleteObject(state: PodState): Task<void> {
  const { client, sim } = state.context;
  const { namespace, name = '' } = state.pod.metadata ?? {};
  for (;;) {
    try {
      const current = client.find('pods', namespace, name);
      if (current?.metadata?.uid !== state.uid) return;
      client.delete('pods', namespace, name, { gracePeriodSeconds: 0, preconditions: { uid: state.uid } });
      return;
    } catch (error) {
      if (isStatusError(error, 'NotFound') || isStatusError(error, 'Conflict')) return;
      if (!(error instanceof ApiUnreachable)) throw error;
    }
    yield* sleep(sim, backOffPeriod);
  }
}
