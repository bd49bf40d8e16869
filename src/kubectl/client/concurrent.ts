import { SysError } from '../../engine/sim/process.ts';
import { block, type Block, type Task } from '../../engine/sim/task.ts';

/**
 * Runs several tasks at once inside one task and waits for all of them; the first error ends the others.
 * kubectl's goroutines (log streams, port-forward connections, discovery requests) are tasks of this kind.
 */
export function* all<T>(tasks: readonly Task<T>[]): Task<readonly T[]> {
  if (tasks.length === 0) return [];
  if (tasks.length === 1) return [yield* tasks[0]!];
  const group = new TaskGroup();
  const results: T[] = [];
  tasks.forEach((task, i) => {
    group.start(
      (function* (): Task<void> {
        results[i] = yield* task;
      })(),
    );
  });
  yield* group.wait();
  return results;
}

interface Member {
  readonly task: Task<void>;
  stop: (() => void) | undefined;
  done: boolean;
}

/** A set of tasks that live inside one task. Members run only while somebody waits in `wait`. */
export class TaskGroup {
  readonly #members = new Set<Member>();
  readonly #ready: { member: Member; step: () => IteratorResult<Block, void> }[] = [];
  #wake: (() => void) | undefined;

  /** @param options.restart go on waiting after a signal handler has run, as SA_RESTART does. */
  constructor(private readonly options: { readonly restart: boolean } = { restart: false }) {}

  get size(): number {
    return this.#members.size;
  }

  /** Adds a task; it starts at the next `wait`, or at once if one is under way. */
  start(task: Task<void>): void {
    const member: Member = { task, stop: undefined, done: false };
    this.#members.add(member);
    this.#enqueue(member, () => task.next());
  }

  /** Waits until every member has ended; an error of one ends all and is thrown. */
  *wait(): Task<void> {
    try {
      while (this.#members.size > 0) {
        const next = this.#ready.shift();
        if (next === undefined) {
          yield* this.#sleep();
          continue;
        }
        this.#advance(next.member, next.step);
      }
    } finally {
      this.stop();
    }
  }

  *#sleep(): Task<void> {
    try {
      yield* block<void>((resume) => {
        this.#wake = resume;
        return () => {
          this.#wake = undefined;
        };
      });
    } catch (error) {
      if (!this.options.restart || !(error instanceof SysError) || error.code !== 'EINTR') throw error;
    } finally {
      this.#wake = undefined;
    }
  }

  /** Ends every member. */
  stop(): void {
    for (const member of [...this.#members]) {
      member.done = true;
      member.stop?.();
      member.task.return(undefined);
      this.#members.delete(member);
    }
    this.#ready.length = 0;
  }

  #enqueue(member: Member, step: () => IteratorResult<Block, void>): void {
    this.#ready.push({ member, step });
    this.#wake?.();
  }

  #advance(member: Member, step: () => IteratorResult<Block, void>): void {
    if (member.done) return;
    member.stop = undefined;
    const result = step();
    if (result.done === true) {
      member.done = true;
      this.#members.delete(member);
      return;
    }
    let settled = false;
    const settle = (next: () => IteratorResult<Block, void>): void => {
      if (settled || member.done) return;
      settled = true;
      this.#enqueue(member, next);
    };
    member.stop = result.value(
      (value) => settle(() => member.task.next(value)),
      (error) => settle(() => member.task.throw(error)),
    );
  }
}
