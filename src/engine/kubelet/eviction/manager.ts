import type { Node, Pod } from '../../api/types.ts';
import type { EventRecorder } from '../../controllers/controller.ts';
import type { Release } from '../../releases/index.ts';
import { evictionMessage, localStorageProblem } from './messages.ts';
import type { Pressure } from './pressure.ts';
import { type Candidate, isCritical, rankForEviction } from './ranking.ts';
import { type Observation, type Signal, signals } from './signals.ts';

/** A Pod that runs on the node, as far as the eviction manager has to do with it. */
export interface Evictable {
  readonly pod: Pod;
  /** Something of it limits what it may take of the node's disk. */
  readonly limitsStorage: boolean;
  /** Bytes that its containers use, and its emptyDirs by their names. */
  usage(resource: 'memory' | 'ephemeral-storage'): {
    readonly containers: ReadonlyMap<string, number>;
    readonly emptyDirs: ReadonlyMap<string, number>;
  };
  /**
   * Fails the Pod and stops it.
   * @param disruption whether its status gets the condition DisruptionTarget.
   */
  evict(message: string, graceSeconds: number, disruption: boolean): void;
}

export interface EvictionOptions {
  readonly release: Release;
  readonly pressure: Pressure;
  readonly events: EventRecorder;
  readonly node: () => Node | undefined;
  readonly observe: () => Readonly<Record<Signal, Observation>>;
  readonly pods: () => readonly Evictable[];
  /** Frees what the node itself can spare of the disk: images that nothing uses. */
  readonly reclaimDisk: () => void;
  /** The node's conditions may have changed. */
  readonly onPressure: () => void;
}

/** How often it looks (monitoringInterval of eviction_manager.go), ms. */
export const evictionPeriod = 10_000;
/** Seconds that a Pod is given at a hard threshold (immediateEvictionGracePeriodSeconds). */
const immediateGrace: Readonly<Record<Release['name'], number>> = { '1.20': 0, '1.36': 1 };
/** It waits for an evicted Pod to be gone before it looks again (podCleanupTimeout), ms. */
const cleanupTimeout = 30_000;

/** Keeps a node that runs out of memory or disk alive at the cost of Pods (pkg/kubelet/eviction/eviction_manager.go). */
export class EvictionManager {
  #waitsUntil = 0;

  constructor(private readonly options: EvictionOptions) {}

  /** One look; evicts at most one Pod for a pressure of the node. */
  synchronize(now: number): void {
    const { release, pressure, events, observe, pods, node, onPressure } = this.options;
    const before = pressure.conditions.join();
    const observations = observe();
    const met = pressure.observe(observations, now);
    if (pressure.conditions.join() !== before) onPressure();
    if (this.#evictForLimits(pods())) return;
    const [signal] = met;
    if (signal === undefined || now < this.#waitsUntil) return;
    const { resource } = signals[signal];
    const about = node();
    if (about !== undefined) {
      events.event(about, 'Warning', 'EvictionThresholdMet', `Attempting to reclaim ${resource}`);
    }
    if (signal === 'nodefs.available') {
      this.options.reclaimDisk();
      if (observe()[signal].available >= observations[signal].available + 1 && this.#enough(signal)) return;
    }
    const evictable = new Map<Candidate, Evictable>();
    for (const one of pods()) if (!isCritical(one.pod)) evictable.set(candidateOf(one, resource), one);
    const [first] = rankForEviction([...evictable.keys()], resource);
    if (first === undefined) return;
    const message = evictionMessage(release, signal, observations[signal], first);
    evictable.get(first)!.evict(message, immediateGrace[release.name], release.name !== '1.20');
    this.#waitsUntil = now + cleanupTimeout;
  }

  /** An evicted Pod is gone: the next look may evict again. */
  podCleanedUp(): void {
    this.#waitsUntil = 0;
  }

  #enough(signal: Signal): boolean {
    const observation = this.options.observe()[signal];
    return observation.available >= observation.capacity * 0.1;
  }

  #evictForLimits(pods: readonly Evictable[]): boolean {
    let evicted = false;
    for (const one of pods) {
      if (!one.limitsStorage || isCritical(one.pod)) continue;
      const { emptyDirs } = one.usage('ephemeral-storage');
      const problem = localStorageProblem(candidateOf(one, 'ephemeral-storage'), emptyDirs);
      if (problem === undefined) continue;
      one.evict(problem, immediateGrace[this.options.release.name], false);
      evicted = true;
    }
    return evicted;
  }
}

function candidateOf(one: Evictable, resource: 'memory' | 'ephemeral-storage'): Candidate {
  const { containers, emptyDirs } = one.usage(resource);
  return { pod: one.pod, usage: containers, local: [...emptyDirs.values()].reduce((a, b) => a + b, 0) };
}
