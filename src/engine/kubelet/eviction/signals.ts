/** What the eviction manager watches (pkg/kubelet/eviction/api). */
export type Signal = 'memory.available' | 'nodefs.available';

export interface Observation {
  /** Bytes. */
  readonly available: number;
  readonly capacity: number;
}

interface SignalFacts {
  /** What Pods are blamed for having used too much of. */
  readonly resource: 'memory' | 'ephemeral-storage';
  readonly condition: 'MemoryPressure' | 'DiskPressure';
  /** The kubelet's default hard thresholds (pkg/kubelet/apis/config/v1beta1/defaults_linux.go), as they are written. */
  readonly threshold: { readonly bytes: number; readonly text: string } | { readonly share: number };
}

/** Memory is reclaimed before the rest (byEvictionPriority). */
export const signals: Readonly<Record<Signal, SignalFacts>> = {
  'memory.available': {
    resource: 'memory',
    condition: 'MemoryPressure',
    threshold: { bytes: 100 * 1024 ** 2, text: '100Mi' },
  },
  'nodefs.available': { resource: 'ephemeral-storage', condition: 'DiskPressure', threshold: { share: 0.1 } },
};

export const allSignals = Object.keys(signals) as readonly Signal[];

/** The bytes below which a signal's threshold is met. */
export function thresholdOf(signal: Signal, { capacity }: Observation): number {
  const { threshold } = signals[signal];
  return 'bytes' in threshold ? threshold.bytes : Math.floor(capacity * threshold.share);
}

/** Whether too little is left. */
export function isMet(signal: Signal, observation: Observation): boolean {
  return observation.available < thresholdOf(signal, observation);
}
