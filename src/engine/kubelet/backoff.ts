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

  /** Until when the key must wait, counted from `since`, the moment of the failure; undefined if it may go now. */
  waitsUntil(key: string, since: number, now: number): number | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    if (now - entry.updatedAt > 2 * this.most) {
      this.#entries.delete(key);
      return undefined;
    }
    return since + entry.delay > now ? since + entry.delay : undefined;
  }

  /** Counts one more attempt. */
  next(key: string, now: number): void {
    const entry = this.#entries.get(key);
    const expired = entry !== undefined && now - entry.updatedAt > 2 * this.most;
    if (entry === undefined || expired) this.#entries.set(key, { delay: this.initial, updatedAt: now });
    else this.#entries.set(key, { delay: Math.min(entry.delay * 2, this.most), updatedAt: now });
  }

  reset(key: string): void {
    this.#entries.delete(key);
  }
}
