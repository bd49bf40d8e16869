import type { Simulation } from './simulation.ts';

/**
 * One wait of a task: start waiting, call `resume` or `fail` at most once, later than the call itself or within it,
 * and return what stops the wait (called when the task is interrupted or killed while it waits).
 */
export type Block<T = unknown> = (resume: (value: T) => void, fail: (error: unknown) => void) => () => void;

/** Sequential work in virtual time: a generator that yields its waits. Compose with `yield*`. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each wait has its own value type; `block` restores it
export type Task<T> = Generator<Block<any>, T, any>;

/** Waits for `start`'s value inside a task. */
export function* block<T>(start: Block<T>): Task<T> {
  return (yield start) as T;
}

/** Waits `ms` virtual milliseconds. */
export function sleep(sim: Simulation, ms: number): Task<void> {
  return block<void>((resume) => {
    const timer = sim.after(ms, () => resume());
    return () => timer.cancel();
  });
}

/** A task that has been started. */
export interface TaskHandle {
  readonly done: boolean;
  /** Ends the wait under way, if any, by throwing `error` at it inside the task (EINTR, a time-out). */
  interrupt(error: unknown): boolean;
  /** Stops the task for good: its `finally` blocks run, and must not wait. Neither callback is called. */
  kill(): void;
}

/**
 * Runs a task on the simulation. A wait's result resumes it `soon`, never inside the caller's stack,
 * so that two tasks can play ping-pong for ever.
 * @param onDone gets the returned value.
 * @param onError gets what the task threw; without it the error is thrown at the simulation (a bug).
 */
export function startTask<T>(
  sim: Simulation,
  task: Task<T>,
  onDone?: (value: T) => void,
  onError?: (error: unknown) => void,
): TaskHandle {
  let done = false;
  let waiting: { stop: () => void } | undefined;

  function advance(move: () => IteratorResult<Block, T>): void {
    if (done) return;
    let result: IteratorResult<Block, T>;
    try {
      result = move();
    } catch (error) {
      done = true;
      if (onError === undefined) throw error;
      onError(error);
      return;
    }
    if (done) return;
    if (result.done === true) {
      done = true;
      onDone?.(result.value);
      return;
    }
    const wait = { stop: () => {}, settled: false };
    waiting = wait;
    const settle = (next: () => IteratorResult<Block, T>): void => {
      if (wait.settled || waiting !== wait) return;
      wait.settled = true;
      sim.soon(() => {
        if (waiting !== wait) return;
        waiting = undefined;
        advance(next);
      });
    };
    wait.stop = result.value(
      (value) => settle(() => task.next(value)),
      (error) => settle(() => task.throw(error)),
    );
  }

  sim.soon(() => advance(() => task.next()));

  return {
    get done() {
      return done;
    },
    interrupt(error) {
      if (done || waiting === undefined) return false;
      const wait = waiting;
      waiting = undefined;
      wait.stop();
      sim.soon(() => advance(() => task.throw(error)));
      return true;
    },
    kill() {
      if (done) return;
      done = true;
      const wait = waiting;
      waiting = undefined;
      wait?.stop();
      task.return(undefined as T);
    },
  };
}

/** Runs tasks side by side and waits until all have ended. */
export function* inParallel(sim: Simulation, tasks: readonly Task<void>[]): Task<void> {
  let open = tasks.length;
  if (open === 0) return;
  yield* block<void>((resume, fail) => {
    const handles = tasks.map((task) =>
      startTask(
        sim,
        task,
        () => {
          open--;
          if (open === 0) resume();
        },
        fail,
      ),
    );
    return () => handles.forEach((handle) => handle.kill());
  });
}

/** Runs a task for at most `ms` virtual milliseconds; undefined if it was still at it then, and it is stopped. */
export function* withDeadline<T>(sim: Simulation, ms: number, task: Task<T>): Task<T | undefined> {
  return yield* block<T | undefined>((resume, fail) => {
    const handle = startTask(sim, task, resume, fail);
    const timer = sim.after(ms, () => {
      handle.kill();
      resume(undefined);
    });
    return () => {
      timer.cancel();
      handle.kill();
    };
  });
}
