import type { Release } from '../releases/index.ts';
import type { Verdict } from './evaluate.ts';

/** `1 Insufficient cpu, 2 node(s) ...`: how many nodes gave each reason, sorted as texts. */
export function histogram(reasons: Iterable<string>): string {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts]
    .map(([reason, count]) => `${count} ${reason}`)
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
    .join(', ');
}

/** schedule_one.go, ErrNoNodesAvailable. */
export const noNodes = 'no nodes available to schedule pods';

/**
 * Why a Pod fits nowhere: FitError.Error of pkg/scheduler/framework/types.go.
 * @param preemption what preemption said, v1.36 only (`0/3 nodes are available: ...`); undefined: nothing.
 */
export function fitError(release: Release, verdict: Verdict, nodes: number, preemption?: string): string {
  let message = `0/${nodes} nodes are available:`;
  if (verdict.everywhere !== undefined && release.name !== '1.20') {
    message += ` ${verdict.everywhere.reasons.join(', ')}.`;
  } else {
    const reasons = [...verdict.refused.values()].flatMap((refusal) => refusal.reasons);
    for (let i = verdict.refused.size; verdict.narrowedBy !== undefined && i < nodes; i++) {
      reasons.push(`node(s) didn't satisfy plugin(s) [${verdict.narrowedBy}]`);
    }
    message += ` ${histogram(reasons)}.`;
  }
  return preemption === undefined || release.name === '1.20' ? message : `${message} preemption: ${preemption}`;
}
