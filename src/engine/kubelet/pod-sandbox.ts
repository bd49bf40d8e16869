import { RuntimeError } from '../runtime/cri.ts';
import type { Task } from '../sim/task.ts';
import { sandboxConfig } from './container-config.ts';
import { stopContainers } from './container-kill.ts';
import { backOffPeriod } from './periods.ts';
import type { PodState } from './pod-state.ts';

/** The simulated runtime has no user namespaces, and the kubelet says so in its own words (userns_manager.go, GetOrCreateUserNamespaceMappings). */
function checkUserNamespace({ spec }: PodState): void {
  if (spec.hostUsers !== false) return;
  throw new RuntimeError('Sandbox', "can't set `spec.hostUsers: false`, runtime does not support user namespaces");
}

/** Makes the Pod's sandbox, or makes it anew if it has ended; true once it is ready. */
export function* ensureSandbox(state: PodState): Task<boolean> {
  const { runtime, events, sim } = state.context;
  const current = state.sandboxId === undefined ? undefined : runtime.podSandbox(state.sandboxId);
  if (current?.state === 'ready') return true;
  if (state.sandboxId !== undefined) {
    // What may not be restarted ends with its sandbox (computePodActions).
    if (state.spec.restartPolicy === 'Never' && state.mainStarted) {
      yield* stopContainers(state, state.grace);
      state.waker.wake();
      return false;
    }
    events.event(state.pod, 'Normal', 'SandboxChanged', 'Pod sandbox changed, it will be killed and re-created.');
    yield* stopContainers(state, state.grace);
    if (current !== undefined) yield* runtime.stopPodSandbox(state.sandboxId);
    state.sandboxAttempt++;
    state.sandboxId = undefined;
    state.sandboxIP = undefined;
    // The new sandbox runs the init containers again.
    for (const { name } of state.spec.initContainers ?? []) state.forget(name);
  }
  try {
    checkUserNamespace(state);
    const id = yield* runtime.runPodSandbox(sandboxConfig(state.context, state.pod, state.sandboxAttempt));
    state.sandboxId = id;
    state.sandboxIP = runtime.podSandbox(id)?.ip;
    state.waker.writeStatus();
    return true;
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error;
    events.event(state.pod, 'Warning', 'FailedCreatePodSandBox', `Failed to create pod sandbox: ${error.message}`);
    state.waker.wakeAt(sim.now + backOffPeriod);
    return false;
  }
}

/** A Pod that is done keeps its records, but its sidecars and its sandbox end. */
export function* releaseSandbox(state: PodState): Task<void> {
  const { runtime } = state.context;
  const id = state.sandboxId;
  if (id === undefined) return;
  const { grace } = state.failed ?? {};
  if (grace === undefined) yield* stopContainers(state, state.grace);
  else yield* stopContainers(state, grace, grace);
  if (runtime.podSandbox(id)?.state === 'ready') yield* runtime.stopPodSandbox(id);
}
