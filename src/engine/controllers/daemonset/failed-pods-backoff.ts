import type { Simulation } from '../../sim/simulation.ts';

/** pkg/controller/daemon (cmd/kube-controller-manager/app/apps.go): flowcontrol.NewBackOff(1*time.Second, 15*time.Minute). */
const first = 1_000;
const longest = 900_000;

/** How long a node's failed daemon must wait to be replaced, lest kubelet and controller fight. */
export class FailedPodsBackoff {
  readonly #entries = new Map<string, { delay: number; updated: number }>();

  constructor(private readonly sim: Simulation) {}

  /** ms still to wait; 0 lets the Pod be replaced, and the next wait is twice as long. */
  next(key: string): number {
    const { now } = this.sim;
    const entry = this.#entries.get(key);
    // An entry that nobody touched for twice the longest wait is forgotten.
    if (entry === undefined || now - entry.updated > 2 * longest) {
      this.#entries.set(key, { delay: first, updated: now });
      return 0;
    }
    if (now - entry.updated < entry.delay) return entry.delay;
    this.#entries.set(key, { delay: Math.min(entry.delay * 2, longest), updated: now });
    return 0;
  }
}
