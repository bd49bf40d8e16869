import { Random } from './random.ts';

/** A pending call on the event heap; `cancel` is idempotent and free. */
export interface Timer {
  /** Virtual milliseconds since the simulation began. */
  readonly at: number;
  cancel(): void;
}

class HeapEntry implements Timer {
  run: (() => void) | undefined;
  constructor(
    readonly at: number,
    readonly sequence: number,
    run: () => void,
    private readonly owner: { cancelled: number },
  ) {
    this.run = run;
  }
  cancel(): void {
    if (this.run === undefined) return;
    this.run = undefined;
    this.owner.cancelled++;
  }
}

/**
 * A deterministic discrete-event simulation: one virtual clock, one event heap, one seeded random source.
 * Time passes only between events; two events of the same instant run in the order in which they were made.
 * Nothing here reads a wall clock: whoever owns the simulation decides how fast `advanceTo` is called.
 */
export class Simulation {
  readonly random: Random;
  #now = 0;
  #sequence = 0;
  #heap: HeapEntry[] = [];
  #soon: (() => void)[] = [];
  #soonHead = 0;
  #counters = { cancelled: 0 };

  /**
   * @param seed any number; the same seed and inputs give the same run.
   * @param epoch Unix time in milliseconds at virtual time 0.
   */
  constructor(
    readonly seed: number,
    readonly epoch: number,
  ) {
    this.random = new Random(seed);
  }

  /** Virtual milliseconds since the simulation began. */
  get now(): number {
    return this.#now;
  }

  /** The virtual wall clock, in Unix milliseconds: what a machine in the cluster reads. */
  get unixNow(): number {
    return this.epoch + this.#now;
  }

  /** Runs `run` after `delay` virtual milliseconds (negative or NaN counts as 0). */
  after(delay: number, run: () => void): Timer {
    return this.at(this.#now + (delay > 0 ? delay : 0), run);
  }

  /** Runs `run` at virtual time `at`, or now if that has passed. */
  at(at: number, run: () => void): Timer {
    const entry = new HeapEntry(at > this.#now ? at : this.#now, this.#sequence++, run, this.#counters);
    this.#push(entry);
    return entry;
  }

  /** Runs `run` at this instant, after what is running now and after earlier calls of `soon`. Cheaper than a timer. */
  soon(run: () => void): void {
    this.#soon.push(run);
  }

  /** When the next event is due, or undefined if nothing is planned. */
  get nextEventAt(): number | undefined {
    if (this.#soonHead < this.#soon.length) return this.#now;
    this.#dropCancelled();
    return this.#heap[0]?.at;
  }

  /** Runs the next event and all that it causes at its instant `soon`; false if nothing is planned. */
  step(): boolean {
    if (this.#soonHead < this.#soon.length) {
      this.#drainSoon();
      return true;
    }
    this.#dropCancelled();
    const entry = this.#pop();
    if (entry === undefined) return false;
    this.#now = entry.at;
    const run = entry.run;
    entry.run = undefined;
    run?.();
    this.#drainSoon();
    return true;
  }

  /** Runs every event due up to and including `time`, then sets the clock to it. */
  advanceTo(time: number): void {
    for (;;) {
      const next = this.nextEventAt;
      if (next === undefined || next > time) break;
      this.step();
    }
    if (time > this.#now) this.#now = time;
  }

  /**
   * Steps until `done()` holds; returns whether it did.
   * @param limit virtual time at which to give up.
   */
  runUntil(done: () => boolean, limit: number): boolean {
    while (!done()) {
      const next = this.nextEventAt;
      if (next === undefined || next > limit) return false;
      this.step();
    }
    return true;
  }

  #drainSoon(): void {
    while (this.#soonHead < this.#soon.length) {
      const run = this.#soon[this.#soonHead++]!;
      if (this.#soonHead > 1024) {
        this.#soon = this.#soon.slice(this.#soonHead);
        this.#soonHead = 0;
      }
      run();
    }
    if (this.#soonHead > 0) {
      this.#soon.length = 0;
      this.#soonHead = 0;
    }
  }

  #dropCancelled(): void {
    while (this.#heap.length > 0 && this.#heap[0]!.run === undefined) {
      this.#pop();
      this.#counters.cancelled--;
    }
    // Timers that are set and cancelled over and over (probes, time-outs) must not pile up below the top.
    if (this.#counters.cancelled > 4096 && this.#counters.cancelled * 2 > this.#heap.length) {
      this.#heap = this.#heap.filter((entry) => entry.run !== undefined);
      this.#counters.cancelled = 0;
      for (let i = (this.#heap.length >> 1) - 1; i >= 0; i--) this.#siftDown(i);
    }
  }

  #push(entry: HeapEntry): void {
    const heap = this.#heap;
    let i = heap.push(entry) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!earlier(entry, heap[parent]!)) break;
      heap[i] = heap[parent]!;
      i = parent;
    }
    heap[i] = entry;
  }

  #pop(): HeapEntry | undefined {
    const heap = this.#heap;
    const top = heap[0];
    const last = heap.pop();
    if (top !== undefined && heap.length > 0) {
      heap[0] = last!;
      this.#siftDown(0);
    }
    return top;
  }

  #siftDown(start: number): void {
    const heap = this.#heap;
    const entry = heap[start]!;
    let i = start;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && earlier(heap[child + 1]!, heap[child]!)) child++;
      if (!earlier(heap[child]!, entry)) break;
      heap[i] = heap[child]!;
      i = child;
    }
    heap[i] = entry;
  }
}

function earlier(a: HeapEntry, b: HeapEntry): boolean {
  return a.at < b.at || (a.at === b.at && a.sequence < b.sequence);
}
