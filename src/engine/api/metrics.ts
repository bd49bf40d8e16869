import type { LabelSelector } from './selectors.ts';
import type { ObjectMeta } from './types.ts';

/* metrics.k8s.io/v1beta1, as metrics-server answers it. */

export interface ResourceUsage {
  /** In nanocores: `1250000n`. */
  readonly cpu: string;
  readonly memory: string;
}

interface Sample {
  readonly apiVersion: 'metrics.k8s.io/v1beta1';
  readonly metadata: ObjectMeta;
  /** RFC 3339: the end of the window. */
  readonly timestamp: string;
  /** A Go duration. */
  readonly window: string;
}

export interface NodeMetrics extends Sample {
  readonly kind: 'NodeMetrics';
  readonly usage: ResourceUsage;
}

export interface PodMetrics extends Sample {
  readonly kind: 'PodMetrics';
  readonly containers: readonly { readonly name: string; readonly usage: ResourceUsage }[];
}

/** Who knows what Pods use. */
export interface ResourceMetrics {
  podMetrics(namespace: string, selector: LabelSelector): readonly PodMetrics[];
}
