import type { ExitStatus } from '../sim/process.ts';
import type { Simulation } from '../sim/simulation.ts';
import { block, type Task } from '../sim/task.ts';
import type { Container } from './containers.ts';

/** The reason in a container's status: docker's State.OOMKilled, and the CRI plugin's handling of TaskOOM, win over the exit code. */
export function reasonOf(container: Container, status: ExitStatus): 'OOMKilled' | 'Completed' | 'Error' {
  if (container.process?.oomKilled === true || container.cgroup.oomKills > 0) return 'OOMKilled';
  return status.code === 0 ? 'Completed' : 'Error';
}

/** What is left of a container when its init has ended; in a PID namespace of its own the kernel sees to it. */
export function killRest(container: Container): void {
  if (container.sandbox.sharedPid === undefined && container.config.targetContainerId === undefined) {
    container.process?.kill('SIGKILL');
    return;
  }
  for (const process of container.pid?.processes() ?? []) {
    if (process.namespaces.cgroup === container.cgroup && process.exit === undefined) process.kill('SIGKILL');
  }
}

/** Waits until `subscribe` calls back, at most `limit` virtual milliseconds; not at all if `done`. */
export function* waitUntil(
  sim: Simulation,
  done: () => boolean,
  subscribe: (wake: () => void) => void,
  limit: number,
): Task<void> {
  if (done()) return;
  yield* block<void>((resume) => {
    const timer = sim.after(limit, () => resume());
    subscribe(() => {
      timer.cancel();
      resume();
    });
    return () => timer.cancel();
  });
}
