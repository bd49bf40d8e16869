import { Chaos } from '../src/engine/testing/chaos.ts';

const day = 24 * 3_600_000;

/** A day of virtual time with 500 Pods on 20 nodes: random node failures, kills and rollouts; a deed every three minutes. */
export function chaosDay(): {
  ms: number;
  timesReal: number;
  deeds: number;
  revisions: number;
  /** Of every change of the store, in order: the same for the same seed. */
  hash: string;
  unsettled: readonly string[];
} {
  const chaos = new Chaos({ release: '1.36', seed: 1, nodes: 20, pods: 500, duration: day, every: 180_000 });
  const started = performance.now();
  chaos.settle();
  chaos.trouble();
  chaos.run(3_600_000);
  const ms = Math.round(performance.now() - started);
  const unsettled = chaos.unsettled();
  chaos.clear();
  const [before, after] = [JSON.stringify(chaos.empty), JSON.stringify(chaos.footprint())];
  return {
    ms,
    timesReal: Math.round(day / ms),
    deeds: Object.values(chaos.done).reduce((sum, one) => sum + one, 0),
    revisions: chaos.cluster.server.store.revision,
    hash: chaos.hash,
    unsettled: before === after ? unsettled : [...unsettled, `left behind: ${after}, before: ${before}`],
  };
}
