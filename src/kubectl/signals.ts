import { SysError } from '../engine/sim/process.ts';
import type { Task } from '../engine/sim/task.ts';
import type { Invocation } from './command.ts';
import { SilentExit } from './errors.ts';

/**
 * Runs a task that Ctrl-C or SIGTERM ends early with status 1, as kubectl/pkg/util/interrupt does: the streams of the task
 * are closed on the way out, where the signal's default action would leave that to the kernel.
 */
export function* interruptible<T>(invocation: Invocation, task: Task<T>): Task<T> {
  const { p } = invocation;
  let interrupted = false;
  const handler = (): void => {
    interrupted = true;
  };
  p.onSignal('SIGINT', handler);
  p.onSignal('SIGTERM', handler);
  p.onSignal('SIGHUP', handler);
  try {
    return yield* task;
  } catch (error) {
    if (interrupted && error instanceof SysError && error.code === 'EINTR') throw new SilentExit(1);
    throw error;
  } finally {
    p.onSignal('SIGINT', 'default');
    p.onSignal('SIGTERM', 'default');
    p.onSignal('SIGHUP', 'default');
  }
}
