import type { Simulation } from '../sim/simulation.ts';

/** pkg/controller/controller_utils.go: ExpectationsTimeout. */
const timeout = 300_000;

interface Expected {
  creations: number;
  readonly deletions: Set<string>;
  readonly at: number;
}

/**
 * What a controller did and has not seen in its cache yet: until then it does no more, lest it create or delete twice
 * (UIDTrackingControllerExpectations of pkg/controller/controller_utils.go).
 */
export class Expectations {
  readonly #expected = new Map<string, Expected>();

  constructor(private readonly sim: Simulation) {}

  expectCreations(key: string, count: number): void {
    this.#expected.set(key, { creations: count, deletions: new Set(), at: this.sim.now });
  }

  /** @param names `namespace/name` of those that will go; a Pod that is seen to terminate counts as gone. */
  expectDeletions(key: string, names: readonly string[]): void {
    this.#expected.set(key, { creations: 0, deletions: new Set(names), at: this.sim.now });
  }

  /** Both at once, as the DaemonSet controller does. */
  expect(key: string, creations: number, names: readonly string[]): void {
    this.#expected.set(key, { creations, deletions: new Set(names), at: this.sim.now });
  }

  creationObserved(key: string): void {
    const expected = this.#expected.get(key);
    if (expected !== undefined && expected.creations > 0) expected.creations--;
  }

  deletionObserved(key: string, name: string): void {
    this.#expected.get(key)?.deletions.delete(name);
  }

  satisfied(key: string): boolean {
    const expected = this.#expected.get(key);
    if (expected === undefined) return true;
    return (expected.creations === 0 && expected.deletions.size === 0) || this.sim.now - expected.at > timeout;
  }

  forget(key: string): void {
    this.#expected.delete(key);
  }
}
