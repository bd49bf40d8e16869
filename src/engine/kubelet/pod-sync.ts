import { ApiUnreachable } from '../api/client.ts';
import { parseTime } from '../api/time.ts';
import type { Container } from '../api/types.ts';
import type { Task } from '../sim/task.ts';
import { killUnhealthy, stopContainers } from './container-kill.ts';
import { maybeStart, startContainer } from './container-start.ts';
import { backOffPeriod } from './periods.ts';
import { ensureSandbox, releaseSandbox } from './pod-sandbox.ts';
import type { PodState } from './pod-state.ts';
import { exitCodeOf } from './status.ts';
import { MountError, prepareVolumes } from './volumes.ts';

/** One look at the Pod, and what it takes to bring it nearer to its spec (pkg/kubelet/kubelet.go, SyncPod). */
export function* syncPod(state: PodState, mountBackOff: MountBackOff): Task<void> {
  const { runtime, sim } = state.context;
  const { spec, waker } = state;
  if (pastDeadline(state)) {
    yield* stopContainers(state, state.grace);
    return;
  }
  if (state.failed !== undefined || state.allDone) {
    yield* releaseSandbox(state);
    return;
  }
  waker.writeStatus();
  let volumes: ReadonlyMap<string, string>;
  try {
    volumes = prepareVolumes(state.volumes);
    mountBackOff.reset();
  } catch (error) {
    if (error instanceof ApiUnreachable) return waker.wakeAt(sim.now + backOffPeriod);
    if (!(error instanceof MountError)) throw error;
    state.context.events.event(state.pod, 'Warning', 'FailedMount', error.message);
    return waker.wakeAt(sim.now + mountBackOff.next());
  }
  if (!(yield* ensureSandbox(state))) return;
  for (const container of (spec.ephemeralContainers ?? []) as unknown as readonly Container[]) {
    if (state.known(container.name).id === undefined) yield* startContainer(state, container, volumes);
  }
  if (!(yield* initContainers(state, volumes))) return;
  for (const container of spec.containers) {
    if (state.status(container.name)?.state === 'running') {
      if (state.known(container.name).unhealthy === undefined) continue;
      yield* killUnhealthy(state, container);
    }
    yield* maybeStart(state, container, volumes);
  }
  if (runtime.podSandbox(state.sandboxId ?? '')?.state !== 'ready' || state.allDone) waker.wake();
}

/** Delays between tries to mount the Pod's volumes (pkg/volume/util/exponentialbackoff: 500 ms, doubling to 2 min 2 s). */
export class MountBackOff {
  #delay = 500;

  reset(): void {
    this.#delay = 500;
  }

  next(): number {
    const delay = this.#delay;
    this.#delay = Math.min(delay * 2, 122_000);
    return delay;
  }
}

/** activeDeadlineSeconds has passed since the Pod's start time (pkg/kubelet/active_deadline.go). */
function pastDeadline(state: PodState): boolean {
  const { sim, events } = state.context;
  const seconds = state.spec.activeDeadlineSeconds;
  if (seconds === undefined || state.failed !== undefined) return false;
  // The first sync, which writes the start time, counts from now.
  const started = parseTime(state.pod.status?.startTime ?? '') ?? sim.unixNow;
  const due = started + seconds * 1000 - sim.epoch;
  if (sim.now < due) {
    state.waker.wakeAt(due);
    return false;
  }
  const message = 'Pod was active on the node longer than the specified deadline';
  state.failed = { reason: 'DeadlineExceeded', message };
  events.event(state.pod, 'Normal', 'DeadlineExceeded', message);
  return true;
}

/** Starts the next init container that is due; true once the main containers may start. */
function* initContainers(state: PodState, volumes: ReadonlyMap<string, string>): Task<boolean> {
  for (const container of state.spec.initContainers ?? []) {
    const known = state.known(container.name);
    if (container.restartPolicy === 'Always') {
      if (state.status(container.name)?.state === 'running' && known.unhealthy !== undefined) {
        yield* killUnhealthy(state, container);
      }
      if (state.status(container.name)?.state !== 'running') {
        if (!(yield* maybeStart(state, container, volumes))) return state.mainStarted;
      }
      if (!known.startupDone) return state.mainStarted;
      continue;
    }
    if (state.mainStarted) continue;
    const status = state.status(container.name);
    if (status?.state === 'exited' && exitCodeOf(status) === 0) continue;
    if (status?.state === 'running') return false;
    yield* maybeStart(state, container, volumes);
    return false;
  }
  return true;
}
