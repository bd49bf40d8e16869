/** Which directions between machines are cut. A cut against every other machine and one against a single one are kept apart. */
export class Cuts {
  readonly #cuts = new Set<string>();

  /** @param from undefined: every other machine; so is `to`. */
  set(from: string | undefined, to: string | undefined, isCut: boolean): void {
    const key = direction(from, to);
    if (isCut) this.#cuts.add(key);
    else this.#cuts.delete(key);
  }

  has(from: string, to: string): boolean {
    return (
      this.#cuts.size > 0 &&
      (this.#cuts.has(direction(from, to)) ||
        this.#cuts.has(direction(from, undefined)) ||
        this.#cuts.has(direction(undefined, to)))
    );
  }
}

function direction(from: string | undefined, to: string | undefined): string {
  return `${from ?? '*'} ${to ?? '*'}`;
}
