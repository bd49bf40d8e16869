import type { PodState } from './pod-state.ts';
import { volumeDirectory } from './volumes/index.ts';

export interface PodUsage {
  readonly containers: ReadonlyMap<string, number>;
  readonly emptyDirs: ReadonlyMap<string, number>;
}

/** Bytes that the Pod's containers use of the node's memory, or of its disk: their layers and logs, and the emptyDirs that are on it. */
export function podUsage(state: PodState, resource: 'memory' | 'ephemeral-storage'): PodUsage {
  const { runtime, machine } = state.context;
  const containers = new Map<string, number>();
  for (const [name, { id }] of state.containers) {
    const stats = id === undefined ? undefined : runtime.containerStats(id);
    if (stats === undefined) continue;
    const { memory, writableLayer, logBytes } = stats;
    containers.set(name, resource === 'memory' ? memory.workingSetBytes : writableLayer.usedBytes + logBytes);
  }
  const emptyDirs = new Map<string, number>();
  if (resource === 'memory') return { containers, emptyDirs };
  for (const { name, emptyDir } of state.spec.volumes ?? []) {
    if (emptyDir === undefined || emptyDir.medium === 'Memory') continue;
    emptyDirs.set(name, machine.disk.usage(volumeDirectory(state.pod, 'empty-dir', name)));
  }
  return { containers, emptyDirs };
}

/** Something of the Pod limits what it may take of the node's disk. */
export function limitsStorage({ spec }: PodState): boolean {
  return (
    spec.containers.some(({ resources }) => resources?.limits?.['ephemeral-storage'] !== undefined) ||
    (spec.volumes ?? []).some(({ emptyDir }) => emptyDir?.sizeLimit !== undefined)
  );
}
