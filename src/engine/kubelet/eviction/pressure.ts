import { podQosClass } from '../../api/qos.ts';
import { toleratesTaint } from '../../api/taints.ts';
import type { Pod } from '../../api/types.ts';
import type { Rejection } from '../admission.ts';
import { isCritical } from './ranking.ts';
import { allSignals, isMet, type Observation, type Signal, signals } from './signals.ts';

export type PressureCondition = 'MemoryPressure' | 'DiskPressure';

/** --eviction-pressure-transition-period: a condition stays for so long after it was seen last, ms. */
const transitionPeriod = 300_000;

/** Which pressures the node is under (eviction_manager.go, synchronize and Admit). */
export class Pressure {
  readonly #seen = new Map<PressureCondition, number>();
  #conditions: readonly PressureCondition[] = [];

  /** As of the last look. */
  get conditions(): readonly PressureCondition[] {
    return this.#conditions;
  }

  /**
   * Takes in what is left at `now`.
   * @returns the signals whose threshold is met, those to be reclaimed first before the rest.
   */
  observe(observations: Readonly<Record<Signal, Observation>>, now: number): readonly Signal[] {
    const met = allSignals.filter((signal) => isMet(signal, observations[signal]));
    for (const signal of met) this.#seen.set(signals[signal].condition, now);
    this.#conditions = [...this.#seen]
      .filter(([, seen]) => now - seen < transitionPeriod)
      .map(([condition]) => condition);
    return met;
  }

  /** A node under pressure takes no more Pods, but for what matters most; under memory pressure alone only BestEffort ones stay out. */
  refuses(pod: Pod): Rejection | undefined {
    const conditions = this.#conditions;
    if (conditions.length === 0 || isCritical(pod)) return undefined;
    if (conditions.length === 1 && conditions[0] === 'MemoryPressure') {
      const taint = { key: 'node.kubernetes.io/memory-pressure', effect: 'NoSchedule' };
      if (podQosClass(pod.spec!) !== 'BestEffort') return undefined;
      if (pod.spec?.tolerations?.some((toleration) => toleratesTaint(toleration, taint)) === true) return undefined;
    }
    return { reason: 'Evicted', message: `The node had condition: [${conditions.join(' ')}]. ` };
  }
}
