import type { NodeInfo } from './node-info.ts';
import type { Enabled } from './plugins/index.ts';
import type { Cycle, NodeFilter, Rejection } from './plugins/plugin.ts';
import type { PodInfo } from './pod-info.ts';

export interface Refusal extends Rejection {
  readonly plugin: string;
}

/** What filtering found out. */
export interface Verdict {
  readonly feasible: readonly NodeInfo[];
  /** The nodes that were looked at, in this order. */
  readonly looked: readonly NodeInfo[];
  readonly refused: ReadonlyMap<string, Refusal>;
  /** A plugin that refuses the Pod whatever the node. */
  readonly everywhere: Refusal | undefined;
  /** Nodes that were not looked at because a plugin had named the ones that come into question. */
  readonly narrowedBy: string | undefined;
  /** Where the next Pod's search should begin. */
  readonly nextStart: number;
}

/** The filters of a profile, made ready for one Pod. */
export type Filters =
  | { readonly everywhere: Refusal }
  | { readonly everywhere?: undefined; readonly ask: (node: NodeInfo) => Refusal | undefined };

export function prepareFilters(pod: PodInfo, cycle: Cycle, profile: readonly Enabled[]): Filters {
  const questions: { readonly plugin: string; readonly filter: NodeFilter }[] = [];
  for (const { plugin } of profile) {
    const filter = plugin.filter?.(pod, cycle);
    if (filter === undefined) continue;
    if (typeof filter !== 'function') return { everywhere: { plugin: plugin.name, ...filter.everywhere } };
    questions.push({ plugin: plugin.name, filter });
  }
  return {
    ask(node) {
      for (const { plugin, filter } of questions) {
        const rejection = filter(node);
        if (rejection !== undefined) return { plugin, ...rejection };
      }
      return undefined;
    },
  };
}

/**
 * How many feasible nodes are enough (schedule_one.go, numFeasibleNodesToFind): all up to 100 nodes, then a share that shrinks from
 * 50 % to 5 %, but never fewer than 100.
 */
export function enoughNodes(nodes: number): number {
  if (nodes < 100) return nodes;
  const percentage = Math.max(5, 50 - Math.floor(nodes / 125));
  return Math.max(100, Math.floor((nodes * percentage) / 100));
}

/**
 * Puts the filters to the nodes, beginning at `start`, until enough have passed. A node that is promised to Pods as important as this
 * one must do with them as well as without (runtime/framework.go, RunFilterPluginsWithNominatedPods).
 */
export function findFeasible(
  pod: PodInfo,
  cycle: Cycle,
  profile: readonly Enabled[],
  start: number,
  nominatedOn: (node: string, pod: PodInfo) => readonly PodInfo[],
): Verdict {
  const all = cycle.nodes;
  const refused = new Map<string, Refusal>();
  const filters = prepareFilters(pod, cycle, profile);
  if (filters.everywhere !== undefined) {
    for (const { name } of all) refused.set(name, filters.everywhere);
    return {
      feasible: [],
      looked: all.slice(),
      refused,
      everywhere: filters.everywhere,
      narrowedBy: undefined,
      nextStart: start,
    };
  }
  let nodes = all;
  let narrowedBy: string | undefined;
  if (cycle.release.name !== '1.20') {
    for (const { plugin } of profile) {
      const names = plugin.narrow?.(pod);
      if (names === undefined) continue;
      narrowedBy = plugin.name;
      nodes = nodes.filter(({ name }) => names.has(name));
    }
  }
  const enough = enoughNodes(nodes.length);
  const feasible: NodeInfo[] = [];
  const looked: NodeInfo[] = [];
  while (looked.length < nodes.length && feasible.length < enough) {
    const node = nodes[(start + looked.length) % nodes.length]!;
    looked.push(node);
    const refusal = askWithNominated(node, pod, cycle, profile, filters.ask, nominatedOn(node.name, pod));
    if (refusal === undefined) feasible.push(node);
    else refused.set(node.name, refusal);
  }
  const nextStart = nodes.length === 0 ? 0 : (start + looked.length) % nodes.length;
  return { feasible, looked, refused, everywhere: undefined, narrowedBy, nextStart };
}

function askWithNominated(
  node: NodeInfo,
  pod: PodInfo,
  cycle: Cycle,
  profile: readonly Enabled[],
  ask: (node: NodeInfo) => Refusal | undefined,
  nominated: readonly PodInfo[],
): Refusal | undefined {
  if (nominated.length > 0) {
    const crowded = node.copy();
    for (const other of nominated) crowded.add(other);
    const refusal = askOf(crowded, pod, cycle, profile);
    if (refusal !== undefined) return refusal;
  }
  return ask(node);
}

/** What the filters say of a node that is thought to be other than it is. */
export function askOf(node: NodeInfo, pod: PodInfo, cycle: Cycle, profile: readonly Enabled[]): Refusal | undefined {
  const nodes = cycle.nodes.map((candidate) => (candidate.name === node.name ? node : candidate));
  const imagined: Cycle = {
    ...cycle,
    nodes,
    nodesWithAffinity: nodes.filter(({ podsWithAffinity }) => podsWithAffinity.size > 0),
    serviceSelectors: (namespace) => cycle.serviceSelectors(namespace),
    namespaceLabels: (namespace) => cycle.namespaceLabels(namespace),
  };
  const filters = prepareFilters(pod, imagined, profile);
  return filters.everywhere ?? filters.ask(node);
}

export interface Scores {
  readonly totals: readonly number[];
  /** Weighted scores by plugin, in the order of the nodes. */
  readonly byPlugin: ReadonlyMap<string, readonly number[]>;
}

/** Adds up what every scoring plugin thinks of the nodes that passed (prioritizeNodes). */
export function scoreNodes(
  pod: PodInfo,
  cycle: Cycle,
  profile: readonly Enabled[],
  nodes: readonly NodeInfo[],
): Scores {
  const totals = nodes.map(() => 0);
  const byPlugin = new Map<string, readonly number[]>();
  for (const { plugin, weight } of profile) {
    const scores = plugin.score?.(pod, cycle, nodes);
    if (scores === undefined) continue;
    const weighted = scores.map((score) => score * weight);
    byPlugin.set(plugin.name, weighted);
    weighted.forEach((score, i) => (totals[i]! += score));
  }
  return { totals, byPlugin };
}
