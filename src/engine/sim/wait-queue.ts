import { block, type Task } from './task.ts';

/** Tasks that wait for the same thing to change. Each re-checks its condition when woken. */
export class WaitQueue {
  #waiting: Set<() => void> | undefined;

  wait(): Task<void> {
    return block<void>((resume) => {
      const wake = (): void => resume();
      (this.#waiting ??= new Set()).add(wake);
      return () => this.#waiting?.delete(wake);
    });
  }

  wake(): void {
    const waiting = this.#waiting;
    if (waiting === undefined || waiting.size === 0) return;
    this.#waiting = undefined;
    for (const wake of waiting) wake();
  }
}
