import type { Pod } from '../../api/types.ts';
import type { Release } from '../../releases/index.ts';
import type { NodeInfo } from '../node-info.ts';

/** Why a node won't do. `resolvable`: evicting Pods could help (Unschedulable rather than UnschedulableAndUnresolvable). */
export interface Rejection {
  readonly reasons: readonly string[];
  readonly resolvable: boolean;
}

export interface CycleState {
  readonly release: Release;
  readonly nodes: readonly NodeInfo[];
}

/** A scheduler plugin, by the name that the scheduler's configuration gives it. */
export interface Plugin {
  readonly name: string;
  /** Whether the Pod may go to the node: undefined, or why not. */
  filter?(pod: Pod, node: NodeInfo, state: CycleState): Rejection | undefined;
  /** How good the node is. The plugin's scores of all nodes are handed to `normalize`, or taken as 0..100. */
  score?(pod: Pod, node: NodeInfo, state: CycleState): number;
  readonly normalize?: 'higher-is-better' | 'lower-is-better';
  readonly weight?: number;
}

export function unresolvable(reason: string): Rejection {
  return { reasons: [reason], resolvable: false };
}
