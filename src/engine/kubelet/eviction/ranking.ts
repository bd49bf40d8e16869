import { parseValue } from '../../api/quantity.ts';
import type { Pod } from '../../api/types.ts';

/** A running Pod as the eviction manager weighs it. */
export interface Candidate {
  readonly pod: Pod;
  /** Bytes of the starved resource that its containers use, by container. */
  readonly usage: ReadonlyMap<string, number>;
  /** What it uses beside its containers' layers and logs: its emptyDirs. */
  readonly local: number;
}

const totalUsage = ({ usage, local }: Candidate): number => [...usage.values()].reduce((a, b) => a + b, local);

function requested({ pod }: Candidate, resource: string): number {
  const { containers, initContainers = [] } = pod.spec!;
  const sidecars = initContainers.filter(({ restartPolicy }) => restartPolicy === 'Always');
  return [...containers, ...sidecars].reduce(
    (sum, { resources }) => sum + parseValue(resources?.requests?.[resource]),
    0,
  );
}

/**
 * Who goes first (helpers.go, rankMemoryPressure and rankDiskPressureFunc): Pods that use more than they asked for, the least important, those
 * that exceed their requests the most.
 */
export function rankForEviction(candidates: readonly Candidate[], resource: string): readonly Candidate[] {
  const excess = (candidate: Candidate): number => totalUsage(candidate) - requested(candidate, resource);
  const priority = ({ pod }: Candidate): number => pod.spec?.priority ?? 0;
  return candidates
    .map((candidate) => ({ candidate, excess: excess(candidate) }))
    .sort(
      (a, b) =>
        Number(b.excess > 0) - Number(a.excess > 0) ||
        priority(a.candidate) - priority(b.candidate) ||
        b.excess - a.excess,
    )
    .map(({ candidate }) => candidate);
}

/** system-cluster-critical and above, and static Pods, stay (types/pod_update.go, IsCriticalPod). */
export function isCritical(pod: Pod): boolean {
  return (
    (pod.spec?.priority ?? 0) >= 2_000_000_000 ||
    pod.metadata?.annotations?.['kubernetes.io/config.source'] === 'file' ||
    pod.metadata?.annotations?.['kubernetes.io/config.mirror'] !== undefined
  );
}
