import { jsonEqual } from '../api/json.ts';
import { parseValue } from '../api/quantity.ts';
import { formatTime } from '../api/time.ts';
import type { Container, Pod } from '../api/types.ts';
import { sleep, type Task } from '../sim/task.ts';
import { containerResources } from './container-config.ts';
import { killContainer } from './container-kill.ts';
import { plegPeriod } from './periods.ts';
import type { PodState } from './pod-state.ts';

/* Resizing a running Pod in place, from v1.33 on (pkg/kubelet/allocation/allocation_manager.go, kuberuntime_manager.go computePodResizeAction). */

type PodCondition = NonNullable<NonNullable<Pod['status']>['conditions']>[number];
type Resources = NonNullable<Container['resources']>;

/** How often pending resizes are tried again without a cause, ms. */
export const retryPeriod = 180_000;

function condition(
  state: PodState,
  type: 'PodResizePending' | 'PodResizeInProgress',
  old: PodCondition | undefined,
  reason?: string,
  message?: string,
): PodCondition {
  const now = formatTime(state.context.sim.unixNow);
  const since = old !== undefined && old.reason === reason ? old.lastTransitionTime : undefined;
  return {
    type,
    status: 'True',
    lastProbeTime: now,
    lastTransitionTime: since ?? now,
    observedGeneration: state.pod.metadata?.generation,
    ...(reason === undefined ? {} : { reason }),
    ...(message === undefined ? {} : { message }),
  } as unknown as PodCondition;
}

/** events/resize.go: the resources that were wanted, as JSON. */
function summary(pod: Pod, error?: string): string {
  const list = (containers: readonly Container[] | undefined): unknown =>
    containers?.map(({ name, resources }) => ({ name, resources: sorted(resources) }));
  const { initContainers, containers } = pod.spec!;
  return JSON.stringify({
    initContainers: list(initContainers),
    containers: list(containers),
    generation: pod.metadata?.generation,
    ...(error === undefined ? {} : { error }),
  });
}

/** As Go marshals a ResourceRequirements: limits before requests, names in order. */
function sorted(resources: Resources | undefined): unknown {
  const order = (values: Readonly<Record<string, string>> | undefined): unknown =>
    values && Object.fromEntries(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)));
  return { limits: order(resources?.limits), requests: order(resources?.requests) };
}

/** The Pod's spec may ask for other resources than it has: grants them, or says why they must wait. */
export function considerResize(state: PodState): void {
  const { allocations, events } = state.context;
  if (!state.wantsResize) {
    state.resize = { ...state.resize, pending: undefined };
    return;
  }
  const problem = allocations.grant(state.pod);
  if (problem === undefined) {
    state.allocate();
    state.resize = { inProgress: condition(state, 'PodResizeInProgress', undefined) };
    events.event(state.pod, 'Normal', 'ResizeStarted', `Pod resize started: ${summary(state.pod)}`);
    return;
  }
  const old = state.resize.pending;
  const pending = condition(state, 'PodResizePending', old, 'Deferred', problem.message);
  state.resize = { ...state.resize, pending };
  const { observedGeneration: before } = (old ?? {}) as { readonly observedGeneration?: number };
  if (old?.reason === 'Deferred' && before === state.pod.metadata?.generation) return;
  const text = `Pod resize Deferred: ${summary(state.pod, problem.message)}`;
  events.event(state.pod, 'Warning', 'ResizeDeferred', text);
}

/** Gives the containers what was granted; those whose policy wants a restart are killed and start again with it. */
export function* actuateResize(state: PodState): Task<void> {
  const { runtime, events, sim } = state.context;
  if (state.resize.inProgress === undefined) return;
  let busy = false;
  for (const container of state.resizable) {
    const known = state.known(container.name);
    const status = state.status(container.name);
    if (status?.state !== 'running') continue;
    const { resources = {} } = state.granted(container);
    const changed = changedNames(known.actuated, resources);
    if (changed.length === 0) continue;
    busy = true;
    const restart = changed.some(
      (name) =>
        container.resizePolicy?.find(({ resourceName }) => resourceName === name)?.restartPolicy === 'RestartContainer',
    );
    if (restart) {
      const message = `Container ${container.name} resize requires restart`;
      yield* killContainer(state, container, status.id, state.grace, message);
      continue;
    }
    const error = tooLittleMemory(container.name, known.actuated, resources, status.memory);
    if (error !== undefined) {
      const old = state.resize.inProgress;
      if (old?.reason !== 'Error' || old.message !== error) {
        events.event(state.pod, 'Warning', 'ResizeError', `Pod resize error: ${summary(state.pod, error)}`);
      }
      state.resize = { ...state.resize, inProgress: condition(state, 'PodResizeInProgress', old, 'Error', error) };
      state.waker.wakeAt(sim.now + retryPeriod);
      continue;
    }
    yield* sleep(sim, updateTime);
    runtime.updateResources(status.id, containerResources({ ...container, resources }));
    known.actuated = resources;
  }
  if (busy) {
    state.waker.wakeAt((Math.floor(sim.now / plegPeriod) + 1) * plegPeriod);
    return;
  }
  state.resize = { ...state.resize, inProgress: undefined };
  events.event(state.pod, 'Normal', 'ResizeCompleted', `Pod resize completed: ${summary(state.pod)}`);
}

/** What the runtime takes to write a container's cgroup anew, ms. */
const updateTime = 20;

/** `cpu` and `memory` where the limit or the request is another. */
export function changedNames(before: Resources | undefined, after: Resources): readonly string[] {
  return ['cpu', 'memory'].filter(
    (name) =>
      !jsonEqual(before?.limits?.[name], after.limits?.[name]) ||
      !jsonEqual(before?.requests?.[name], after.requests?.[name]),
  );
}

/** A memory limit does not go below what is used (validatePodResizeAction). */
export function tooLittleMemory(
  name: string,
  before: Resources | undefined,
  after: Resources,
  used: number,
): string | undefined {
  const limit = after.limits?.['memory'];
  const old = before?.limits?.['memory'];
  if (limit === undefined || (old !== undefined && parseValue(old) <= parseValue(limit))) return undefined;
  if (used < parseValue(limit)) return undefined;
  return `cannot decrease memory limits: attempting to set container "${name}" memory limit (${parseValue(limit)}) below current usage (${used})`;
}
