import type { ApiClient } from '../../api/client.ts';
import type { Release } from '../../releases/index.ts';
import type { ClusterEvent } from '../cluster-event.ts';
import type { NodeInfo } from '../node-info.ts';
import type { PodInfo } from '../pod-info.ts';

/** Why a node won't do. `resolvable`: evicting Pods could help (Unschedulable rather than UnschedulableAndUnresolvable). */
export interface Rejection {
  readonly reasons: readonly string[];
  readonly resolvable: boolean;
}

/** What the plugins see of the cluster while they decide about one Pod. */
export interface Cycle {
  readonly release: Release;
  readonly nodes: readonly NodeInfo[];
  readonly nodesWithAffinity: Iterable<NodeInfo>;
  readonly imageNodes: ReadonlyMap<string, number>;
  /** For objects beside Pods and nodes. */
  readonly client: ApiClient;
  /** The selectors of the Services of a namespace that have one. */
  serviceSelectors(namespace: string): readonly Readonly<Record<string, string>>[];
  namespaceLabels(namespace: string): Readonly<Record<string, string>> | undefined;
}

/** Whether one node will do: undefined, or why not. */
export type NodeFilter = (node: NodeInfo) => Rejection | undefined;

/** A refusal that no node can change (a PreFilter that fails). */
export interface Everywhere {
  readonly everywhere: Rejection;
}

/** A scheduler plugin, by the name that the scheduler's configuration gives it. */
export interface Plugin {
  readonly name: string;
  /** Looks at the Pod once a cycle and returns the question to be put to each node; undefined: any node will do. */
  filter?(pod: PodInfo, cycle: Cycle): NodeFilter | Everywhere | undefined;
  /** The only nodes that come into question, by name; undefined: all. */
  narrow?(pod: PodInfo): ReadonlySet<string> | undefined;
  /** How good each of the nodes is, 0 to 100, in their order; undefined: all the same. */
  score?(pod: PodInfo, cycle: Cycle, nodes: readonly NodeInfo[]): readonly number[] | undefined;
  /** What can undo a refusal of this plugin; no list: anything. */
  readonly undoneBy?: readonly ClusterEvent[];
}

export function unresolvable(reason: string): Rejection {
  return { reasons: [reason], resolvable: false };
}

export function resolvable(reason: string): Rejection {
  return { reasons: [reason], resolvable: true };
}

const maxScore = 100;

/** helper.DefaultNormalizeScore: to 0..100 against the highest, reversed where less is better. */
export function normalize(scores: readonly number[], reverse = false): readonly number[] {
  let highest = 0;
  for (const score of scores) if (score > highest) highest = score;
  if (highest === 0) return reverse ? scores.map(() => maxScore) : scores;
  return scores.map((score) => {
    const scaled = Math.floor((score * maxScore) / highest);
    return reverse ? maxScore - scaled : scaled;
  });
}
