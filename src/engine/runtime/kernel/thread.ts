import { SysError, type ThreadHandle } from '../../sim/process.ts';
import type { Simulation } from '../../sim/simulation.ts';
import { block, type Block, type Task } from '../../sim/task.ts';

/** Thrown through a program to end it: `exit`, or a signal that it raised against itself. Not an Error on purpose. */
export class ProcessEnd {
  constructor(readonly code: number) {}
}

/** What a thread asks its process: whether it is stopped (SIGSTOP); and tells it: who runs now. */
export interface ThreadOwner {
  readonly stopped: boolean;
  running: RunningThread | undefined;
}

export interface RunningThread {
  /** It uses the CPU rather than waits: signal handlers do not interrupt that. */
  computing: boolean;
  /** Throws `error` at the wait under way, or else at the next one. */
  interruptSoon(error: unknown): void;
  /** Takes back an `interruptSoon` that has not struck yet. */
  forgetInterrupt(error: unknown): void;
}

type Move<T> = () => IteratorResult<Block, T>;

/**
 * One thread of a simulated process. As `startTask` of sim/task.ts, and besides: it holds still while its process is
 * stopped, it may be killed from within itself, and an interrupt never swallows a result that is already there.
 */
export class Thread<T> implements ThreadHandle, RunningThread {
  computing = false;
  #done = false;
  #running = false;
  #abandoned = false;
  #pending: { readonly error: unknown } | undefined;
  #wait: { stop: () => void; settled: boolean } | undefined;
  #held: Move<T> | undefined;
  #joiners: (() => void)[] | undefined;

  constructor(
    private readonly sim: Simulation,
    private readonly owner: ThreadOwner,
    private readonly task: Task<T>,
    private readonly onDone: (value: T) => void,
    private readonly onError: (error: unknown) => void,
  ) {
    sim.soon(() => this.#advance(() => task.next()));
  }

  get done(): boolean {
    return this.#done;
  }

  /** Whether it waits for something (else it computes, or is about to). */
  get waiting(): boolean {
    return this.#wait !== undefined && !this.#wait.settled;
  }

  /** Throws `error` at the wait under way; false if there is none. */
  interrupt(error: unknown): boolean {
    const wait = this.#wait;
    if (this.#done || wait === undefined || wait.settled) return false;
    this.#wait = undefined;
    wait.stop();
    this.sim.soon(() => this.#advance(() => this.task.throw(error)));
    return true;
  }

  interruptSoon(error: unknown): void {
    if (!this.interrupt(error)) this.#pending = { error };
  }

  forgetInterrupt(error: unknown): void {
    if (this.#pending?.error === error) this.#pending = undefined;
  }

  /** Goes on after the process was continued. */
  release(): void {
    const held = this.#held;
    if (held === undefined) return;
    this.#held = undefined;
    this.sim.soon(() => this.#advance(held));
  }

  /** Stops it for good; the `finally` blocks of its task run. */
  cancel(): void {
    if (this.#done) return;
    this.#forget();
    if (!this.#running) this.#unwind();
  }

  /** Stops it for good where it stands, as `exec` does with the program that it replaces. */
  abandon(): void {
    this.#abandoned = true;
    this.#forget();
  }

  *join(): Task<void> {
    if (this.#done) return;
    yield* block<void>((resume) => {
      const wake = (): void => resume();
      (this.#joiners ??= []).push(wake);
      return () => {
        this.#joiners = this.#joiners?.filter((other) => other !== wake);
      };
    });
  }

  #forget(): void {
    const wait = this.#wait;
    this.#wait = undefined;
    this.#held = undefined;
    this.#finish();
    wait?.stop();
  }

  #finish(): void {
    this.#done = true;
    const joiners = this.#joiners;
    this.#joiners = undefined;
    if (joiners !== undefined) for (const wake of joiners) wake();
  }

  #unwind(): void {
    try {
      this.task.return(undefined as T);
    } catch (error) {
      // A clean-up block that makes system calls finds its process gone.
      if (!(error instanceof ProcessEnd) && !(error instanceof SysError)) throw error;
    }
  }

  #advance(move: Move<T>): void {
    if (this.#done) return;
    if (this.owner.stopped) {
      this.#held = move;
      return;
    }
    let result: IteratorResult<Block, T>;
    this.#running = true;
    this.owner.running = this;
    try {
      result = move();
    } catch (error) {
      this.#running = false;
      this.owner.running = undefined;
      if (this.#done) {
        if (!(error instanceof ProcessEnd) && !(error instanceof SysError)) throw error;
        return;
      }
      this.#finish();
      this.onError(error);
      return;
    }
    this.#running = false;
    this.owner.running = undefined;
    if (this.#done) {
      if (result.done !== true && !this.#abandoned) this.#unwind();
      return;
    }
    if (result.done === true) {
      this.#finish();
      this.onDone(result.value);
      return;
    }
    this.#begin(result.value);
  }

  #begin(start: Block): void {
    const pending = this.#pending;
    if (pending !== undefined) {
      this.#pending = undefined;
      this.sim.soon(() => this.#advance(() => this.task.throw(pending.error)));
      return;
    }
    const wait = { stop: () => {}, settled: false };
    this.#wait = wait;
    const settle = (move: Move<T>): void => {
      if (wait.settled || this.#wait !== wait) return;
      wait.settled = true;
      this.sim.soon(() => {
        if (this.#wait !== wait) return;
        this.#wait = undefined;
        this.#advance(move);
      });
    };
    const stop = start(
      (value) => settle(() => this.task.next(value)),
      (error) => settle(() => this.task.throw(error)),
    );
    wait.stop = () => {
      if (!wait.settled) stop();
    };
  }
}
