import type { Container } from '../api/types.ts';
import { RuntimeError } from '../runtime/cri.ts';
import { inParallel, type Task } from '../sim/task.ts';
import { probeTarget } from './container-probes.ts';
import { runHook } from './lifecycle.ts';
import type { PodState } from './pod-state.ts';

/** pkg/kubelet/kuberuntime: seconds that a container always has to end by itself (minimumGracePeriodInSeconds). */
const minimumGracePeriod = 2;

/** Killing event, preStop hook within the grace period, then the runtime's stop (kuberuntime_container.go, killContainer). */
export function* killContainer(
  state: PodState,
  container: Container,
  id: string,
  graceSeconds: number,
  message: string,
  least = minimumGracePeriod,
): Task<void> {
  const { runtime, sim, release } = state.context;
  const known = state.known(container.name);
  known.prober?.stop();
  known.prober = undefined;
  state.say(container.name, 'Normal', 'Killing', message);
  let grace = graceSeconds;
  const hook = container.lifecycle?.preStop;
  if (hook !== undefined && grace > 0) {
    const started = sim.now;
    const failure = yield* runHook(probeTarget(state, container, id), state.fullName, hook, grace * 1000);
    if (failure !== undefined) {
      const text = release.name === '1.20' ? failure : 'PreStopHook failed';
      state.say(container.name, 'Warning', 'FailedPreStopHook', text);
    }
    grace -= Math.floor((sim.now - started) / 1000);
  }
  try {
    yield* runtime.stopContainer(id, Math.max(least, grace));
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error;
  }
}

/**
 * Kills a container whose liveness or startup probe failed for good: with the probe's own grace period (v1.25), or the Pod's
 * (kuberuntime_container.go, setTerminationGracePeriod).
 */
export function* killUnhealthy(state: PodState, container: Container): Task<void> {
  const { pod, spec } = state;
  const known = state.known(container.name);
  const kind = known.unhealthy!;
  known.unhealthy = undefined;
  if (known.id === undefined) return;
  const init = state.fieldPath(container.name).startsWith('spec.init');
  const restart = !init && (container.restartPolicy ?? spec.restartPolicy) !== 'Never' ? ', will be restarted' : '';
  const message = `${init ? 'Init container' : 'Container'} ${container.name} failed ${kind.toLowerCase()} probe${restart}`;
  const probe = kind === 'Startup' ? container.startupProbe : container.livenessProbe;
  const grace =
    pod.metadata?.deletionGracePeriodSeconds ??
    probe?.terminationGracePeriodSeconds ??
    spec.terminationGracePeriodSeconds ??
    30;
  yield* killContainer(state, container, known.id, grace, message);
}

/**
 * Stops what runs: the main containers at once, then the sidecars in reverse order.
 * @param least seconds that each has in any case.
 */
export function* stopContainers(state: PodState, graceSeconds: number, least = minimumGracePeriod): Task<void> {
  const { sim } = state.context;
  const { containers, initContainers = [], ephemeralContainers = [] } = state.spec;
  const started = sim.now;
  const sidecars = initContainers.filter(({ restartPolicy }) => restartPolicy === 'Always');
  const others = [
    ...containers,
    ...initContainers.filter(({ restartPolicy }) => restartPolicy !== 'Always'),
    ...(ephemeralContainers as unknown as readonly Container[]),
  ];
  const left = (): number => Math.max(least, graceSeconds - Math.floor((sim.now - started) / 1000));
  yield* inParallel(
    sim,
    others.flatMap((container) => stopTask(state, container, left(), least)),
  );
  for (const container of [...sidecars].reverse()) {
    for (const task of stopTask(state, container, left(), least)) yield* task;
  }
}

function stopTask(state: PodState, container: Container, grace: number, least: number): Task<void>[] {
  const status = state.status(container.name);
  if (status?.state !== 'running') return [];
  return [killContainer(state, container, status.id, grace, `Stopping container ${container.name}`, least)];
}
