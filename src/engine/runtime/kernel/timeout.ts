import { SysError } from '../../sim/process.ts';
import type { Task } from '../../sim/task.ts';
import type { KernelProcess } from './kernel-process.ts';

/** Interrupts the running thread with ETIMEDOUT unless the task ends within `ms`. */
export function* withTimeout<T>(process: KernelProcess, ms: number, task: Task<T>): Task<T> {
  const thread = process.running;
  const error = new SysError('ETIMEDOUT');
  const timer = process.machine.sim.after(ms, () => thread?.interruptSoon(error));
  try {
    return yield* task;
  } finally {
    timer.cancel();
    thread?.forgetInterrupt(error);
  }
}
