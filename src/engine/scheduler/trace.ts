import type { Pod } from '../api/types.ts';
import type { Scores, Verdict } from './evaluate.ts';

/** How the scheduler came to a decision about one Pod. */
export interface SchedulingDecision {
  /** Virtual ms. */
  readonly at: number;
  readonly pod: Pod;
  /** The chosen node; undefined: none fits. */
  readonly node: string | undefined;
  /** The node that other Pods were evicted from so that this one fits there later. */
  readonly nominatedNode?: string;
  /** Why none fits, as the Event says it. */
  readonly message?: string;
  /** How often the Pod has been tried, this time included. */
  readonly attempts: number;
  /** The nodes that were looked at; worked out when it is first asked for, since thousands of nodes make it long. */
  readonly nodes: readonly {
    readonly node: string;
    /** The plugin that refused the node, and why. */
    readonly refused?: { readonly plugin: string; readonly reasons: readonly string[] };
    /** Weighted scores by plugin; only of nodes that passed every filter, and only if there was a choice. */
    readonly scores?: Readonly<Record<string, number>>;
  }[];
}

/** The per-node part of a decision. */
export function traceNodes(
  { looked, refused, feasible }: Verdict,
  scores: Scores | undefined,
): SchedulingDecision['nodes'] {
  const position = new Map(feasible.map(({ name }, i) => [name, i]));
  return looked.map(({ name }) => {
    const refusal = refused.get(name);
    if (refusal !== undefined) return { node: name, refused: { plugin: refusal.plugin, reasons: refusal.reasons } };
    if (scores === undefined) return { node: name };
    const i = position.get(name)!;
    const own: Record<string, number> = {};
    for (const [plugin, weighted] of scores.byPlugin) own[plugin] = weighted[i]!;
    return { node: name, scores: own };
  });
}
