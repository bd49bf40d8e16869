import { ApiUnreachable } from '../api/client.ts';
import { StatusError } from '../api/status.ts';
import type { Simulation, Timer } from '../sim/simulation.ts';

/** An item limiter: how long a key waits after its first failure, in milliseconds, and at most; doubled in between. */
export interface RateLimit {
  readonly baseDelay: number;
  readonly maxDelay: number;
}

/** client-go's default. */
const defaultLimit: RateLimit = { baseDelay: 5, maxDelay: 1000_000 };

/**
 * What came of the work: undefined, and the failures before it are forgotten; `retry`, and the key comes back after its back-off; `keep`, and
 * its failures are remembered.
 */
export type WorkOutcome = 'retry' | 'keep' | undefined;

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
    private readonly work: (key: string) => WorkOutcome | void,
    private readonly limit: RateLimit = defaultLimit,
  ) {}

  add(key: string): void {
    if (this.#stopped || this.#pending.has(key)) return;
    this.#pending.add(key);
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.sim.soon(() => this.#run());
  }

  /** Adds the key after `delay` virtual milliseconds; of several times the earliest counts. Without a delay it does not touch those. */
  addAfter(key: string, delay: number): void {
    if (this.#stopped) return;
    if (delay <= 0) {
      this.add(key);
      return;
    }
    const earlier = this.#delayed.get(key);
    const at = this.sim.now + delay;
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

  /** The delay of the key's last failure, in milliseconds; 0 without one. */
  backOff(key: string): number {
    return this.#delay(this.#failures.get(key) ?? 0);
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
        const outcome = this.work(key);
        if (outcome === 'retry') this.#addRateLimited(key);
        else if (outcome === undefined) this.#failures.delete(key);
      } catch (error) {
        if (!(error instanceof StatusError) && !(error instanceof ApiUnreachable)) throw error;
        this.#addRateLimited(key);
      }
    }
  }

  #addRateLimited(key: string): void {
    const failures = (this.#failures.get(key) ?? 0) + 1;
    this.#failures.set(key, failures);
    this.addAfter(key, this.#delay(failures));
  }

  #delay(failures: number): number {
    return failures === 0 ? 0 : Math.min(this.limit.baseDelay * 2 ** (failures - 1), this.limit.maxDelay);
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
