/** client-go util/flowcontrol/backoff.go with the kubelet's numbers (pkg/kubelet/kubelet.go: 10 s, at most 300 s). */
export const initialBackOff = 10_000;
export const maxBackOff = 300_000;

/**
 * Delays that double with every failure. A key that was quiet for twice the longest delay starts anew.
 * All times are virtual milliseconds.
 */
export class BackOff {
  readonly #entries = new Map<string, { delay: number; updatedAt: number }>();

  constructor(
    private readonly initial: number = initialBackOff,
    private readonly most: number = maxBackOff,
  ) {}

  /** The delay in force; 0 if nothing failed yet. */
  delayOf(key: string): number {
    return this.#entries.get(key)?.delay ?? 0;
  }

  /**
   * Until when the key must wait, counted from `since`, the moment of the failure; undefined if it may go now. A failure that comes longer
   * than twice the longest delay after the last attempt is forgiven.
   */
  waitsUntil(key: string, since: number, now: number): number | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined || this.#expired(entry, since)) return undefined;
    return since + entry.delay > now ? since + entry.delay : undefined;
  }

  /** Counts one more attempt, made because of the failure at `since`. */
  next(key: string, now: number, since: number = now): void {
    const entry = this.#entries.get(key);
    const again = entry !== undefined && !this.#expired(entry, since);
    this.#entries.set(key, { delay: again ? Math.min(entry.delay * 2, this.most) : this.initial, updatedAt: now });
  }

  #expired(entry: { readonly updatedAt: number }, since: number): boolean {
    return since - entry.updatedAt > 2 * this.most;
  }

  reset(key: string): void {
    this.#entries.delete(key);
  }
}
