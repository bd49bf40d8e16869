import { ApiUnreachable } from '../api/client.ts';
import { StatusError } from '../api/status.ts';
import type { Simulation, Timer } from '../sim/simulation.ts';

/** client-go's default item limiter: 5 ms, doubled at each failure, up to 1000 s. */
const baseDelay = 5;
const maxDelay = 1000_000;

/** Keys that wait for their work, each once. A key whose work fails comes back later and later (client-go util/workqueue). */
export class WorkQueue {
  readonly #pending = new Set<string>();
  readonly #delayed = new Map<string, Timer>();
  readonly #failures = new Map<string, number>();
  #scheduled = false;
  #stopped = false;

  /** @param work does what the key asks for; a refused request is tried again. */
  constructor(
    private readonly sim: Simulation,
    private readonly work: (key: string) => void,
  ) {}

  add(key: string): void {
    if (this.#stopped || this.#pending.has(key)) return;
    this.#pending.add(key);
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.sim.soon(() => this.#run());
  }

  /** Adds the key after `delay` virtual milliseconds; of several times the earliest counts. */
  addAfter(key: string, delay: number): void {
    if (this.#stopped) return;
    const earlier = this.#delayed.get(key);
    const at = this.sim.now + Math.max(0, delay);
    if (earlier !== undefined) {
      if (earlier.at <= at) return;
      earlier.cancel();
    }
    this.#delayed.set(
      key,
      this.sim.at(at, () => {
        this.#delayed.delete(key);
        this.add(key);
      }),
    );
  }

  stop(): void {
    this.#stopped = true;
    this.#pending.clear();
    for (const timer of this.#delayed.values()) timer.cancel();
    this.#delayed.clear();
  }

  #run(): void {
    this.#scheduled = false;
    const keys = [...this.#pending];
    this.#pending.clear();
    for (const key of keys) {
      if (this.#stopped) return;
      try {
        this.work(key);
        this.#failures.delete(key);
      } catch (error) {
        if (!(error instanceof StatusError) && !(error instanceof ApiUnreachable)) throw error;
        const failures = this.#failures.get(key) ?? 0;
        this.#failures.set(key, failures + 1);
        this.addAfter(key, Math.min(baseDelay * 2 ** failures, maxDelay));
      }
    }
  }
}

/** `namespace/name`, or the name alone for cluster-scoped objects: how client-go's queues name objects. */
export function objectKey(object: {
  readonly metadata?: { readonly namespace?: string; readonly name?: string };
}): string {
  const { namespace = '', name = '' } = object.metadata ?? {};
  return namespace === '' ? name : `${namespace}/${name}`;
}

export function splitKey(key: string): { readonly namespace: string | undefined; readonly name: string } {
  const slash = key.indexOf('/');
  return slash < 0
    ? { namespace: undefined, name: key }
    : { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}
