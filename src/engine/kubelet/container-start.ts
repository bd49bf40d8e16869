import { ApiUnreachable } from '../api/client.ts';
import { formatGoDuration } from '../api/duration.ts';
import type { Container } from '../api/types.ts';
import { RuntimeError } from '../runtime/cri.ts';
import type { Task } from '../sim/task.ts';
import { containerConfig } from './container-config.ts';
import { killContainer } from './container-kill.ts';
import { probeTarget, watchProbes } from './container-probes.ts';
import { ContainerConfigError, containerEnvironment } from './env.ts';
import type { ImageProblem } from './images.ts';
import { runHook } from './lifecycle.ts';
import type { PodState } from './pod-state.ts';
import { backOffPeriod, plegPeriod, resyncInterval } from './periods.ts';
import { containerMounts, type MountedVolume } from './volumes/index.ts';

/** Starts a container that does not run, unless its policy or its back-off says no. False if it doesn't run afterwards. */
export function* maybeStart(
  state: PodState,
  container: Container,
  volumes: ReadonlyMap<string, MountedVolume>,
): Task<boolean> {
  const { sim, crashBackOff, release } = state.context;
  const known = state.known(container.name);
  const status = state.runtimeStatus(known.id);
  if (status?.state === 'exited') {
    known.prober?.stop();
    known.prober = undefined;
    if (!state.restarts(container, status)) return false;
    const key = `${state.uid}_${container.name}`;
    const ended = (status.finishedAt ?? status.createdAt) - sim.epoch;
    const until = crashBackOff.waitsUntil(key, ended, sim.now);
    if (until !== undefined) {
      const delay = formatGoDuration(crashBackOff.delayOf(key));
      known.waiting = {
        reason: 'CrashLoopBackOff',
        message: `back-off ${delay} restarting failed container=${container.name} pod=${state.fullName}`,
      };
      const text = release.name === '1.20' ? '' : ` ${container.name} in pod ${state.fullName}`;
      state.say(container.name, 'Warning', 'BackOff', `Back-off restarting failed container${text}`);
      // From v1.33 the worker sleeps until the back-off is over, before it looked every 10 s (pod_workers.go, completeWork).
      state.waker.wakeAt(Math.min(until, sim.now + (release.name === '1.20' ? backOffPeriod : resyncInterval)));
      return false;
    }
    crashBackOff.next(key, sim.now, ended);
  }
  return yield* startContainer(state, container, volumes);
}

/** A Pod that says runAsNonRoot does not run as root (kuberuntime/security_context.go, verifyRunAsNonRoot). */
function checkUser(state: PodState, container: Container): void {
  const user = { ...state.spec.securityContext, ...container.securityContext };
  if (user.runAsNonRoot !== true) return;
  const image = state.context.runtime.imageStatus(container.image ?? '');
  if (user.runAsUser === 0 || (user.runAsUser === undefined && (image?.user ?? '') === '')) {
    throw new ContainerConfigError(
      `container has runAsNonRoot and image will run as root (pod: "${state.fullName}", container: ${container.name})`,
    );
  }
}

/** A container can't have a volume whose image did not come (kuberuntime_manager.go, toKubeContainerImageVolumes). */
function imageVolumeProblem(state: PodState, container: Container): ImageProblem | undefined {
  for (const { name } of container.volumeMounts ?? []) {
    const problem = state.imageVolumes.get(name);
    if (problem === undefined) continue;
    state.say(container.name, 'Warning', 'Failed', `Error: ${problem.message}`);
    return problem;
  }
  return undefined;
}

/** The container whose processes an ephemeral container sees (kuberuntime_container.go, targetContainerName). */
function targetOf(state: PodState, { name }: Container): string | undefined {
  const target = state.spec.ephemeralContainers?.find((one) => one.name === name)?.targetContainerName ?? '';
  if (target === '') return undefined;
  const status = state.status(target);
  if (status === undefined) throw new RuntimeError('CreateContainer', `unable to find target container ${target}`);
  return status.id;
}

/** Pulls, creates and starts a container, and runs its postStart hook (kuberuntime_container.go, startContainer). */
export function* startContainer(
  state: PodState,
  container: Container,
  volumes: ReadonlyMap<string, MountedVolume>,
): Task<boolean> {
  const { sim, runtime, images, release, client, capacity, machine } = state.context;
  const { name } = container;
  const known = state.known(name);
  const { image = '', imagePullPolicy = 'IfNotPresent' } = container;
  const problem =
    imageVolumeProblem(state, container) ??
    (yield* images.ensure(state.pod, image, imagePullPolicy, state.fieldPath(name)));
  if (problem !== undefined) {
    known.waiting = { reason: problem.reason, message: problem.message };
    // The new sandbox is news by itself, so the first failure is looked at again at once and the back-off shows; then every 10 s and some.
    state.waker.wakeAt(sim.now + (problem.reason === 'ErrImagePull' ? plegPeriod : backOffPeriod));
    return false;
  }
  const attempt = state.nextAttempt(name);
  let id: string | undefined;
  try {
    checkUser(state, container);
    const { pod, hostIP, podIP } = state;
    const env = containerEnvironment({
      pod,
      container: state.granted(container),
      client,
      hostIP,
      podIP,
      node: capacity,
      disk: machine.disk,
      volumes,
    });
    const log = state.terminationLog(name, attempt);
    const mounts = containerMounts(state.volumes, container, volumes, log, env);
    const granted = state.granted(container);
    const config = containerConfig(pod, granted, attempt, env, mounts, targetOf(state, container));
    id = yield* runtime.createContainer(state.sandboxId ?? '', config);
    state.say(name, 'Normal', 'Created', release.name === '1.20' ? `Created container ${name}` : 'Container created');
    if (known.previousId !== undefined && known.id !== undefined) runtime.removeContainer(known.previousId);
    known.previousId = known.id ?? known.previousId;
    known.id = id;
    known.terminationLog = log;
    known.actuated = granted.resources;
    yield* runtime.startContainer(id);
  } catch (error) {
    const unconfigured = error instanceof ContainerConfigError || error instanceof ApiUnreachable;
    if (!unconfigured && !(error instanceof RuntimeError)) throw error;
    const reason = unconfigured
      ? 'CreateContainerConfigError'
      : id === undefined
        ? 'CreateContainerError'
        : 'RunContainerError';
    known.waiting = { reason, message: error.message };
    state.say(name, 'Warning', 'Failed', `Error: ${error.message}`);
    state.waker.wakeAt(sim.now + backOffPeriod);
    return false;
  }
  known.waiting = undefined;
  known.unhealthy = undefined;
  state.say(name, 'Normal', 'Started', release.name === '1.20' ? `Started container ${name}` : 'Container started');
  watchProbes(state, name, id);
  state.waker.writeStatus();
  return yield* postStart(state, container, id);
}

/** A container whose postStart hook fails is killed. */
function* postStart(state: PodState, container: Container, id: string): Task<boolean> {
  const hook = container.lifecycle?.postStart;
  if (hook === undefined) return true;
  const { sim, release } = state.context;
  const failure = yield* runHook(probeTarget(state, container, id), state.fullName, hook);
  if (failure === undefined) return true;
  const text = release.name === '1.20' ? failure : 'PostStartHook failed';
  state.say(container.name, 'Warning', 'FailedPostStartHook', text);
  state.known(container.name).waiting = { reason: 'PostStartHookError', message: failure };
  yield* killContainer(state, container, id, state.grace, 'FailedPostStartHook');
  state.waker.wakeAt(sim.now + backOffPeriod);
  return false;
}
