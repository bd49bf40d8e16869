import type { Release } from '../releases/index.ts';
import type { Rejection } from './plugins/plugin.ts';

/** `1 Insufficient cpu, 2 node(s) ...`: how many nodes gave each reason, sorted as texts. */
function histogram(rejections: Iterable<Rejection>): string {
  const counts = new Map<string, number>();
  for (const { reasons } of rejections) {
    for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts]
    .map(([reason, count]) => `${count} ${reason}`)
    .sort()
    .join(', ');
}

/** FitError.Error of pkg/scheduler/framework/types.go (v1.36) and core/generic_scheduler.go (v1.20): why a Pod fits nowhere. */
export function unschedulableMessage(release: Release, rejections: readonly Rejection[]): string {
  if (rejections.length === 0) return 'no nodes available to schedule pods';
  const message = `0/${rejections.length} nodes are available: ${histogram(rejections)}.`;
  if (release.name === '1.20') return message;
  const preemption = rejections.map(({ resolvable }) => ({
    resolvable,
    reasons: [resolvable ? 'No preemption victims found for incoming pod' : 'Preemption is not helpful for scheduling'],
  }));
  return `${message} preemption: 0/${rejections.length} nodes are available: ${histogram(preemption)}.`;
}
