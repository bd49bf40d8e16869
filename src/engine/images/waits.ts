import { SysError } from '../sim/process.ts';
import { block, type Task } from '../sim/task.ts';

/** pause(2): waits until a signal that has a handler comes. */
export function sleepForever(): Task<void> {
  return block<void>(() => () => {});
}

/** Runs a wait; a handled signal ends it quietly. */
export function* interruptible(wait: Task<void>): Task<void> {
  try {
    yield* wait;
  } catch (error) {
    if (!(error instanceof SysError) || error.code !== 'EINTR') throw error;
  }
}
