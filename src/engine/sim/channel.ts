import { block, type Task } from './task.ts';

/**
 * An unbounded, ordered stream of values inside the simulation: one or more writers, one reader at a time.
 * Watches, container logs and the streams of exec are channels.
 */
export class Channel<T> {
  #queue: T[] = [];
  #closed = false;
  #error: unknown;
  #wake: (() => void)[] = [];
  #listener: ((value: T) => void) | undefined;
  #onClose: ((error?: unknown) => void)[] = [];

  get closed(): boolean {
    return this.#closed;
  }

  /** Values written and not yet read. */
  get length(): number {
    return this.#queue.length;
  }

  /** Why the channel was closed, if it was closed with an error. */
  get error(): unknown {
    return this.#error;
  }

  /** Appends a value; after `close` it is dropped and false is returned. */
  push(value: T): boolean {
    if (this.#closed) return false;
    if (this.#listener !== undefined) {
      this.#listener(value);
      return true;
    }
    this.#queue.push(value);
    this.#wakeAll();
    return true;
  }

  /** Ends the stream, from either side; what was pushed before can still be read. */
  close(error?: unknown): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#error = error;
    this.#wakeAll();
    const listeners = this.#onClose;
    this.#onClose = [];
    for (const listener of listeners) listener(error);
  }

  /** The next value, without waiting; undefined if there is none. */
  tryTake(): T | undefined {
    return this.#queue.shift();
  }

  /** Waits for the next value; undefined once the channel is closed and drained. Throws the error it was closed with. */
  *take(): Task<T | undefined> {
    while (this.#queue.length === 0) {
      if (this.#closed) {
        if (this.#error !== undefined) throw this.#error;
        return undefined;
      }
      yield* block<void>((resume) => {
        const wake = (): void => resume();
        this.#wake.push(wake);
        return () => {
          this.#wake = this.#wake.filter((other) => other !== wake);
        };
      });
    }
    return this.#queue.shift();
  }

  /** Hands every value, those queued already too, to `listener` at once instead of queueing it. */
  listen(listener: (value: T) => void, onClose?: (error?: unknown) => void): void {
    this.#listener = listener;
    const queued = this.#queue;
    this.#queue = [];
    for (const value of queued) listener(value);
    if (onClose !== undefined) this.onClose(onClose);
  }

  /** Calls `listener` once, when the channel is closed (at once if it is already). */
  onClose(listener: (error?: unknown) => void): void {
    if (this.#closed) listener(this.#error);
    else this.#onClose.push(listener);
  }

  #wakeAll(): void {
    const waiting = this.#wake;
    this.#wake = [];
    for (const wake of waiting) wake();
  }
}
