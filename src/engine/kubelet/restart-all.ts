import { findCondition } from '../api/meta.ts';
import { formatTime } from '../api/time.ts';
import type { Container } from '../api/types.ts';
import type { Task } from '../sim/task.ts';
import type { PodCondition } from './conditions.ts';
import { killContainer } from './container-kill.ts';
import type { PodState } from './pod-state.ts';
import { matchingRule } from './restart-policy.ts';
import { exitCodeOf } from './exit-code.ts';

/* RestartAllContainers, the action of a restart rule that has the whole Pod begin anew in its sandbox (v1.36). */

const everyContainer = ({ spec }: PodState): readonly Container[] => [
  ...(spec.initContainers ?? []),
  ...spec.containers,
];

/** A container has ended by such a rule (container/helpers.go, ShouldAllContainersRestart). */
function isDue(state: PodState): boolean {
  return everyContainer(state).some((container) => {
    const status = state.status(container.name);
    if (status?.state !== 'exited') return false;
    return matchingRule(container, exitCodeOf(status))?.action === 'RestartAllContainers';
  });
}

/** Kills without grace what still runs, the last first, and lets everything begin again, init containers too (computePodActions). */
export function* restartAll(state: PodState): Task<void> {
  if (state.context.release.name === '1.20' || !isDue(state)) return;
  state.restartingAll = true;
  state.waker.writeStatus();
  for (const container of [...everyContainer(state)].reverse()) {
    const status = state.status(container.name);
    if (status?.state === 'running') yield* killContainer(state, container, status.id, 0, 'killing', 0);
    state.forget(container.name);
  }
  state.restartingAll = false;
  state.waker.writeStatus();
}

/** Says of a Pod with such a rule whether it is beginning anew (status/generate.go, GenerateAllContainersRestartingCondition). */
export function restartAllCondition(state: PodState): PodCondition | undefined {
  const rules = everyContainer(state).flatMap(({ restartPolicyRules = [] }) => restartPolicyRules);
  if (!rules.some(({ action }) => action === 'RestartAllContainers')) return undefined;
  const { metadata, status } = state.pod;
  const reasons: Readonly<Record<string, string>> = { Succeeded: 'PodCompleted', Failed: 'PodFailed' };
  const over = reasons[status?.phase ?? ''];
  const value = state.restartingAll ? 'True' : 'False';
  const before = findCondition(status?.conditions, 'AllContainersRestarting');
  const since = before?.status === value ? before.lastTransitionTime : undefined;
  return {
    type: 'AllContainersRestarting',
    status: value,
    lastTransitionTime: since ?? formatTime(state.context.sim.unixNow),
    observedGeneration: metadata?.generation,
    ...(state.restartingAll
      ? { reason: 'RestartAllContainersStarted', message: 'container exited with restart policy rule' }
      : over === undefined
        ? {}
        : { reason: over }),
  } as unknown as PodCondition;
}
