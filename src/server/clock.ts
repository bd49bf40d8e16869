import type { Simulation } from '../engine/sim/simulation.ts';
import { Pacer } from '../session/pacer.ts';

export interface WallClockOptions {
  /** Virtual seconds a wall second. */
  readonly speed: number;
  /** Told what an event of the simulation threw; the simulation goes on behind it. */
  readonly onError: (error: unknown) => void;
}

/** Wall milliseconds of computing after which the simulation lets requests in. */
const turn = 20;
/** The longest that the clock sleeps, wall milliseconds: a machine that was suspended is noticed then. */
const nap = 1000;

/**
 * Ties the virtual clock of a simulation to the wall clock. A simulation that cannot keep up goes slower; it never tries to
 * make up for the time that it lost.
 */
export class WallClock {
  readonly #pacer: Pacer;
  #timer: NodeJS.Timeout | undefined;
  #immediate: NodeJS.Immediate | undefined;
  #stopped = false;

  constructor(
    private readonly sim: Simulation,
    private readonly options: WallClockOptions,
  ) {
    this.#pacer = new Pacer(performance.now(), sim.now);
    this.#pacer.set(false, options.speed, performance.now());
  }

  /** Runs what is due, up to a turn of computing, and plans what comes. Call it before and after doing something to the simulation. */
  run(): void {
    if (this.#stopped) return;
    const started = performance.now();
    const target = this.#pacer.target(started);
    let behind = false;
    for (;;) {
      const next = this.sim.nextEventAt;
      if (next === undefined || next > target) break;
      if (performance.now() - started > turn) {
        behind = true;
        break;
      }
      try {
        this.sim.step();
      } catch (error) {
        this.options.onError(error);
      }
    }
    if (behind) this.#pacer.resync(this.sim.now, performance.now());
    else if (target > this.sim.now) this.sim.advanceTo(target);
    this.#plan(behind);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    clearImmediate(this.#immediate);
  }

  #plan(atOnce: boolean): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#immediate);
    if (atOnce) {
      this.#immediate = setImmediate(() => this.run());
      return;
    }
    const next = this.sim.nextEventAt;
    const wait = next === undefined ? nap : (next - this.sim.now) / this.options.speed;
    this.#timer = setTimeout(() => this.run(), Math.max(1, Math.min(nap, Math.ceil(wait))));
  }
}
