/** What is counted is the last so many whole seconds: cAdvisor's housekeeping interval, and that of containerd's stats collector. */
const windowSeconds = 10;
const slots = windowSeconds + 1;

/** How much CPU was used in each of the last seconds. Reading it changes nothing, so whoever looks sees the same. */
export class CpuMeter {
  readonly #used = new Float64Array(slots);
  /** Which second each slot holds. */
  readonly #second = new Int32Array(slots).fill(-1);

  /** Counts `rate` cores between two moments, virtual ms. */
  add(from: number, to: number, rate: number): void {
    let at = Math.max(from, to - slots * 1000);
    while (at < to) {
      const second = Math.floor(at / 1000);
      const end = Math.min(to, (second + 1) * 1000);
      const slot = second % slots;
      if (this.#second[slot] !== second) {
        this.#second[slot] = second;
        this.#used[slot] = 0;
      }
      this.#used[slot]! += rate * (end - at);
      at = end;
    }
  }

  /** The window before `now`, virtual ms. */
  window(now: number): { readonly from: number; readonly to: number } {
    const to = Math.floor(now / 1000) * 1000;
    return { from: Math.max(0, to - windowSeconds * 1000), to };
  }

  /** Core-milliseconds of the window. */
  used(now: number): number {
    const { from, to } = this.window(now);
    let sum = 0;
    for (let slot = 0; slot < slots; slot++) {
      const at = this.#second[slot]! * 1000;
      if (at >= from && at < to) sum += this.#used[slot]!;
    }
    return sum;
  }
}
