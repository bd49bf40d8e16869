import type { ProcessContext } from '../../engine/sim/process.ts';
import type { Task } from '../../engine/sim/task.ts';
import { TaskGroup } from './concurrent.ts';

export type Timed<T> = { readonly timedOut: false; readonly value: T } | { readonly timedOut: true };

/** Runs a task for at most `ms` virtual milliseconds; 0 or less waits for ever. The task is ended when time is up. */
export function* withTimeout<T>(p: ProcessContext, ms: number, task: Task<T>): Task<Timed<T>> {
  if (ms <= 0) return { timedOut: false, value: yield* task };
  const group = new TaskGroup();
  let outcome: Timed<T> | undefined;
  group.start(
    (function* (): Task<void> {
      outcome = { timedOut: false, value: yield* task };
      throw finished;
    })(),
  );
  group.start(
    (function* (): Task<void> {
      yield* p.sleep(ms);
      outcome = { timedOut: true };
      throw finished;
    })(),
  );
  try {
    yield* group.wait();
  } catch (error) {
    if (error !== finished) throw error;
  }
  return outcome ?? { timedOut: true };
}

const finished = new Error('finished');
