import { jsonEqual } from '../api/json.ts';
import type { Node } from '../api/types.ts';
import type { ClusterEvent } from './cluster-event.ts';

/** What about a node changed that could matter to a Pod (eventhandlers.go, nodeSchedulingPropertiesChange); a heartbeat alone does not. */
export function nodeChanges(before: Node, after: Node): readonly ClusterEvent[] {
  const events: ClusterEvent[] = [];
  if (!jsonEqual(before.status?.allocatable, after.status?.allocatable)) events.push('NodeAllocatable');
  if (!jsonEqual(before.metadata?.labels, after.metadata?.labels)) events.push('NodeLabel');
  const tainted = !jsonEqual(before.spec?.taints, after.spec?.taints);
  if (tainted || before.spec?.unschedulable !== after.spec?.unschedulable) events.push('NodeTaint');
  return events;
}
