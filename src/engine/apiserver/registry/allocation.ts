import type { Kind } from '../../api/kinds.ts';
import type { Release } from '../../releases/index.ts';
import type { Random } from '../../sim/random.ts';
import type { Store } from '../store.ts';

/** The cluster's --service-cluster-ip-range. */
export interface ServiceNetwork {
  /** As text, e.g. `10.96.0.0/12`. */
  readonly cidr: string;
  readonly nodePorts: { readonly first: number; readonly last: number };
}

/** What it takes to deal out addresses and ports. */
export interface Allocation {
  readonly kind: Kind;
  readonly release: Release;
  readonly store: Store;
  readonly random: Random;
  readonly network: ServiceNetwork;
}
