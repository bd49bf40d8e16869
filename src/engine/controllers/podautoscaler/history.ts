/** A number of replicas that was recommended, or by how many they were changed; times in Unix milliseconds. */
interface Stamped {
  readonly at: number;
  readonly value: number;
}

/** What the controller remembers of one autoscaler: lost when it restarts, as in life. */
export class ScalingHistory {
  recommendations: readonly Stamped[] = [];
  #ups: readonly Stamped[] = [];
  #downs: readonly Stamped[] = [];

  /** @param keep how long recommendations are of use, milliseconds */
  recommend(value: number, now: number, keep: number): void {
    const recent = this.recommendations.filter(({ at }) => at >= now - keep);
    this.recommendations = [...recent, { at: now, value }];
  }

  /** @param keep the longest period of a policy in this direction, milliseconds */
  scaled(from: number, to: number, now: number, keep: number): void {
    const add = (list: readonly Stamped[]): readonly Stamped[] => [
      ...list.filter(({ at }) => at >= now - keep),
      { at: now, value: Math.abs(to - from) },
    ];
    if (to > from) this.#ups = add(this.#ups);
    else this.#downs = add(this.#downs);
  }

  /** How many there were `period` milliseconds ago, from how many there are. */
  replicasBefore(current: number, period: number, now: number): number {
    const within = (list: readonly Stamped[]): number =>
      list.reduce((total, { at, value }) => (at > now - period ? total + value : total), 0);
    return current - within(this.#ups) + within(this.#downs);
  }
}
