import { ApiUnreachable } from '../api/client.ts';
import { parseTime } from '../api/time.ts';
import type { Container } from '../api/types.ts';
import type { Task } from '../sim/task.ts';
import { killUnhealthy, stopContainers } from './container-kill.ts';
import { maybeStart, startContainer } from './container-start.ts';
import type { ImageProblem } from './images.ts';
import { backOffPeriod } from './periods.ts';
import { ensureSandbox, releaseSandbox } from './pod-sandbox.ts';
import type { PodState } from './pod-state.ts';
import { restartAll } from './restart-all.ts';
import { actuateResize } from './resize.ts';
import { exitCodeOf } from './exit-code.ts';
import { MountError, type MountedVolume, prepareVolumes } from './volumes/index.ts';

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
    state.context.allocations.free(state.pod);
    return;
  }
  waker.writeStatus();
  let volumes: ReadonlyMap<string, MountedVolume>;
  try {
    volumes = prepareVolumes(state.volumes);
    mountBackOff.reset();
  } catch (error) {
    if (error instanceof ApiUnreachable) return waker.wakeAt(sim.now + backOffPeriod);
    if (!(error instanceof MountError)) throw error;
    const say = (text: string): void => state.context.events.event(state.pod, 'Warning', 'FailedMount', text);
    say(error.message);
    const { delay, timedOut } = mountBackOff.next(sim.now);
    if (timedOut) say(mountTimeout(state, error));
    return waker.wakeAt(sim.now + delay);
  }
  tellMissingPullSecrets(state);
  if (!(yield* ensureSandbox(state))) return;
  yield* restartAll(state);
  yield* pullImageVolumes(state);
  for (const container of (spec.ephemeralContainers ?? []) as unknown as readonly Container[]) {
    if (state.known(container.name).id === undefined) yield* startContainer(state, container, volumes);
  }
  yield* actuateResize(state);
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

/**
 * At each look at the Pod (kubelet_pods.go, getPullSecretsForPod). The registries of the simulation ask nobody who they are, so the images come
 * all the same. v1.20 only logs it.
 */
function tellMissingPullSecrets({ pod, spec, context }: PodState): void {
  if (context.release.name === '1.20') return;
  const missing = (spec.imagePullSecrets ?? [])
    .map(({ name = '' }) => name)
    .filter((name) => name !== '' && context.client.find('secrets', pod.metadata?.namespace, name) === undefined);
  if (missing.length === 0) return;
  const text = `Unable to retrieve some image pull secrets (${missing.join(', ')}); attempting to pull the image may not succeed.`;
  context.events.event(pod, 'Warning', 'FailedToRetrieveImagePullSecret', text);
}

/** Pulls the images that are volumes (kuberuntime_manager.go, getImageVolumes); a container that mounts one that did not come waits. */
function* pullImageVolumes(state: PodState): Task<void> {
  const problems = new Map<string, ImageProblem>();
  const idle = state.spec.containers.every(({ name }) => state.status(name)?.state === 'running');
  for (const { name, image } of state.spec.volumes ?? []) {
    if (idle || image?.reference === undefined) continue;
    const { reference, pullPolicy = 'IfNotPresent' } = image;
    const problem = yield* state.context.images.ensure(state.pod, reference, pullPolicy);
    if (problem !== undefined) problems.set(name, problem);
  }
  state.imageVolumes = problems;
}

/** pkg/volume/util/exponentialbackoff: tries to mount are 500 ms apart at first, then twice as long up to 2 min 2 s. */
const firstMountDelay = 500;
const longestMountDelay = 122_000;
/** volume_manager.go: a sync waits this long for its volumes (podAttachAndMountTimeout), and says so. */
const mountPatience = 123_000;

/** The tries to mount the volumes of one Pod. */
export class MountBackOff {
  #delay = firstMountDelay;
  #since: number | undefined;

  reset(): void {
    this.#delay = firstMountDelay;
    this.#since = undefined;
  }

  /** After a try that failed at `now`: how long to wait, and whether the sync's patience is at its end. */
  next(now: number): { readonly delay: number; readonly timedOut: boolean } {
    const delay = this.#delay;
    this.#delay = Math.min(delay * 2, longestMountDelay);
    this.#since ??= now;
    const timedOut = now - this.#since >= mountPatience;
    if (timedOut) this.#since = now;
    return { delay: Math.min(delay, this.#since + mountPatience - now), timedOut };
  }
}

function mountTimeout({ context }: PodState, { volume }: MountError): string {
  const why =
    context.release.name === '1.20'
      ? `unattached volumes=[${volume}]: timed out waiting for the condition`
      : 'unattached volumes=[], failed to process volumes=[]: context deadline exceeded';
  return `Unable to attach or mount volumes: unmounted volumes=[${volume}], ${why}`;
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
function* initContainers(state: PodState, volumes: ReadonlyMap<string, MountedVolume>): Task<boolean> {
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
