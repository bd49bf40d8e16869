import { type AffinityTerm, termMatches } from '../affinity-term.ts';
import type { NodeInfo } from '../node-info.ts';
import type { PodInfo } from '../pod-info.ts';
import { type Cycle, type Plugin, type Rejection, resolvable, unresolvable } from './plugin.ts';

/** How many matching Pods there are at each value of each topology key. */
class Topology {
  readonly #counts = new Map<string, number>();

  add(node: NodeInfo, key: string, by: number): void {
    const value = node.labels?.[key];
    if (value === undefined) return;
    const pair = `${key}\u0000${value}`;
    this.#counts.set(pair, (this.#counts.get(pair) ?? 0) + by);
  }

  at(node: NodeInfo, key: string): number {
    const value = node.labels?.[key];
    return value === undefined ? 0 : (this.#counts.get(`${key}\u0000${value}`) ?? 0);
  }

  get empty(): boolean {
    return this.#counts.size === 0;
  }

  /** Adds up whatever lies at this node. */
  sumAt(node: NodeInfo): number {
    const labels = node.labels ?? {};
    let sum = 0;
    for (const key of Object.keys(labels)) sum += this.at(node, key);
    return sum;
  }
}

const matcher =
  (cycle: Cycle) =>
  (term: AffinityTerm, { pod }: PodInfo): boolean =>
    termMatches(term, pod, (namespace) => cycle.namespaceLabels(namespace));

const texts = {
  existing: "node(s) didn't satisfy existing pods anti-affinity rules",
  affinity: "node(s) didn't match pod affinity rules",
  anti: "node(s) didn't match pod anti-affinity rules",
};

/** v1.20 puts this line before each of the three (ErrReasonAffinityNotMatch). */
const both = "node(s) didn't match pod affinity/anti-affinity";

/** How much a required affinity of a Pod that is there counts for one that comes (hardPodAffinityWeight). */
const hardWeight = 1;

/** plugins/interpodaffinity. */
export const interPodAffinity: Plugin = {
  name: 'InterPodAffinity',
  undoneBy: ['AssignedPodAdd', 'AssignedPodUpdate', 'AssignedPodDelete', 'NodeAdd', 'NodeLabel', 'Namespace'],
  filter(pod, cycle) {
    const matches = matcher(cycle);
    const existingAnti = new Topology();
    for (const node of cycle.nodesWithAffinity) {
      for (const other of node.podsWithAffinity.values()) {
        for (const term of other.affinity!.requiredAnti) {
          if (matches(term, pod)) existingAnti.add(node, term.topologyKey, 1);
        }
      }
    }
    const required = pod.affinity?.required ?? [];
    const requiredAnti = pod.affinity?.requiredAnti ?? [];
    if (existingAnti.empty && required.length + requiredAnti.length === 0) return undefined;
    const affine = new Topology();
    const anti = new Topology();
    if (required.length + requiredAnti.length > 0) {
      for (const node of cycle.nodes) {
        for (const other of node.pods.values()) {
          // A Pod counts for affinity only if it matches all terms; for anti-affinity each term counts by itself.
          if (required.length > 0 && required.every((term) => matches(term, other))) {
            for (const { topologyKey } of required) affine.add(node, topologyKey, 1);
          }
          for (const term of requiredAnti) if (matches(term, other)) anti.add(node, term.topologyKey, 1);
        }
      }
    }
    // The first Pod of a group that is affine to itself may go anywhere.
    const first = affine.empty && required.every((term) => matches(term, pod));
    const old = cycle.release.name === '1.20';
    const refuse = (make: (reason: string) => Rejection, reason: string): Rejection => {
      const rejection = make(reason);
      return old ? { ...rejection, reasons: [both, reason] } : rejection;
    };
    return (node) => {
      const unmet = required.some(
        ({ topologyKey }) => node.labels?.[topologyKey] === undefined || (!first && affine.at(node, topologyKey) === 0),
      );
      if (unmet) return refuse(unresolvable, texts.affinity);
      if (requiredAnti.some(({ topologyKey }) => anti.at(node, topologyKey) > 0)) return refuse(resolvable, texts.anti);
      return existingAnti.sumAt(node) > 0 ? refuse(resolvable, texts.existing) : undefined;
    };
  },
  score(pod, cycle, nodes) {
    const preferred = pod.affinity?.preferred ?? [];
    const preferredAnti = pod.affinity?.preferredAnti ?? [];
    const wanting = preferred.length + preferredAnti.length > 0;
    const matches = matcher(cycle);
    const weights = new Topology();
    for (const node of wanting ? cycle.nodes : cycle.nodesWithAffinity) {
      for (const other of (wanting ? node.pods : node.podsWithAffinity).values()) {
        for (const term of preferred) if (matches(term, other)) weights.add(node, term.topologyKey, term.weight);
        for (const term of preferredAnti) if (matches(term, other)) weights.add(node, term.topologyKey, -term.weight);
        if (other.affinity === undefined) continue;
        for (const term of other.affinity.required) {
          if (matches(term, pod)) weights.add(node, term.topologyKey, hardWeight);
        }
        for (const term of other.affinity.preferred) {
          if (matches(term, pod)) weights.add(node, term.topologyKey, term.weight);
        }
        for (const term of other.affinity.preferredAnti) {
          if (matches(term, pod)) weights.add(node, term.topologyKey, -term.weight);
        }
      }
    }
    if (weights.empty) return undefined;
    const sums = nodes.map((node) => weights.sumAt(node));
    let low = Infinity;
    let high = -Infinity;
    for (const sum of sums) {
      low = Math.min(low, sum);
      high = Math.max(high, sum);
    }
    return sums.map((sum) => (high === low ? 0 : Math.trunc((100 * (sum - low)) / (high - low))));
  },
};
