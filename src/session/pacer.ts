/** Virtual time against wall time: how far the simulation should be now. Knows no clock itself; the caller passes the wall time. */
export class Pacer {
  #paused = false;
  #rate = 1;
  #wall: number;
  #virtual: number;

  /** @param wall wall milliseconds now. @param virtual virtual milliseconds now. */
  constructor(wall: number, virtual: number) {
    this.#wall = wall;
    this.#virtual = virtual;
  }

  get paused(): boolean {
    return this.#paused;
  }

  get rate(): number {
    return this.#rate;
  }

  /** Pauses or sets the speed (virtual seconds a wall second) without a jump. */
  set(paused: boolean, rate: number, wall: number): void {
    this.#virtual = this.target(wall);
    this.#wall = wall;
    this.#paused = paused;
    this.#rate = Number.isFinite(rate) && rate > 0 ? Math.min(rate, 1000) : this.#rate;
  }

  /** The simulation could not keep up, or was moved by hand: go on from where it is. */
  resync(virtual: number, wall: number): void {
    this.#virtual = virtual;
    this.#wall = wall;
  }

  /** Virtual milliseconds at which the simulation should be. */
  target(wall: number): number {
    return this.#paused ? this.#virtual : this.#virtual + (wall - this.#wall) * this.#rate;
  }
}
