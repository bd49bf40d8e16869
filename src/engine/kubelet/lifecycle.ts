import type { Container } from '../api/types.ts';
import type { Task } from '../sim/task.ts';
import { block, sleep, startTask } from '../sim/task.ts';
import { runProbe, type ProbeTarget } from './probes.ts';

type Handler = NonNullable<NonNullable<Container['lifecycle']>['postStart']>;

function* perform(target: ProbeTarget, hook: Handler): Task<string | undefined> {
  if (hook.sleep !== undefined) {
    yield* sleep(target.sim, hook.sleep.seconds * 1000);
    return undefined;
  }
  const outcome = yield* runProbe(target, { ...hook, timeoutSeconds: 3600 });
  return outcome.ok ? undefined : outcome.output;
}

/**
 * Runs a postStart or preStop hook (pkg/kubelet/lifecycle/handlers.go).
 * @param limit virtual ms after which it is given up, for preStop.
 * @returns what went wrong, or undefined.
 */
export function* runHook(target: ProbeTarget, hook: Handler, limit?: number): Task<string | undefined> {
  if (limit === undefined) return yield* perform(target, hook);
  return yield* block<string | undefined>((resume, fail) => {
    const { sim } = target;
    const task = startTask(sim, perform(target, hook), resume, fail);
    const timer = sim.after(limit, () => {
      task.kill();
      resume(undefined);
    });
    return () => {
      timer.cancel();
      task.kill();
    };
  });
}
