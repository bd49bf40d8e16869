import type { Container } from '../api/types.ts';
import type { PodState } from './pod-state.ts';
import { type ProbeKind, type ProbeTarget, Prober } from './probes.ts';

/** Where the probes and hooks of a container find it. */
export function probeTarget(state: PodState, container: Container, containerId: string): ProbeTarget {
  const { sim, runtime, machine, release } = state.context;
  const version = release.gitVersion.slice(1).split('.').slice(0, 2).join('.');
  return {
    sim,
    runtime,
    machine,
    containerId,
    container,
    podIP: state.podIP ?? '',
    userAgent: `kube-probe/${version}`,
  };
}

/**
 * Starts the probes of a container that has just started; without probes it is ready at once.
 * @param again the kubelet has restarted, and the container has not: from v1.35 it stays as ready as it was.
 */
export function watchProbes(state: PodState, name: string, id: string, again = false): void {
  const known = state.known(name);
  const { containers, initContainers = [] } = state.spec;
  const container = [...containers, ...initContainers].find((candidate) => candidate.name === name);
  known.prober?.stop();
  known.prober = undefined;
  known.startupDone = container?.startupProbe === undefined;
  known.readinessOk = known.startupDone && container?.readinessProbe === undefined;
  if (container === undefined) return;
  if (again && state.context.release.name !== '1.20') {
    const { containerStatuses = [], initContainerStatuses = [] } = state.pod.status ?? {};
    const old = [...containerStatuses, ...initContainerStatuses].find((status) => status.name === name);
    known.startupDone ||= old?.started === true;
    known.readinessOk ||= old?.ready === true;
  }
  if ((container.startupProbe ?? container.livenessProbe ?? container.readinessProbe) === undefined) return;
  known.prober = new Prober(state.context.sim, probeTarget(state, container, id), {
    verdict: (kind, ok) => takeVerdict(state, container, kind, ok),
    unhealthy: (kind, output) => {
      if (!state.terminating) state.say(name, 'Warning', 'Unhealthy', `${kind} probe failed: ${output}`);
    },
  });
}

function takeVerdict(state: PodState, container: Container, kind: ProbeKind, ok: boolean): void {
  const known = state.known(container.name);
  if (kind === 'Startup' && ok) {
    known.startupDone = true;
    if (container.readinessProbe === undefined) known.readinessOk = true;
  } else if (kind === 'Readiness') known.readinessOk = ok;
  else if (!ok) known.unhealthy = kind;
  state.waker.writeStatus();
  if (kind !== 'Readiness') state.waker.wake();
}
