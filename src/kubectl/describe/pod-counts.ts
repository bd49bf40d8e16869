import type { Pod } from '../../engine/api/types.ts';
import type { Task } from '../../engine/sim/task.ts';
import { isRecord, listAt, namespaceOf, textAt, type Json } from '../object.ts';
import type { DescribeContext } from './context.ts';

/** `1 Running / 0 Waiting / 0 Succeeded / 0 Failed` of the Pods a controller owns (getPodStatusForController). */
export function* podCounts(context: DescribeContext, owner: Json, selector: string): Task<string> {
  const list = yield* context.client.object(
    'GET',
    `/api/v1/namespaces/${encodeURIComponent(namespaceOf(owner))}/pods`,
    { query: { labelSelector: selector } },
  );
  const uid = textAt(owner, 'metadata', 'uid');
  const phases = (listAt(list, 'items').filter(isRecord) as unknown as readonly Pod[])
    .filter((pod) => (pod.metadata?.ownerReferences ?? []).some((one) => one.controller === true && one.uid === uid))
    .map((pod) => pod.status?.phase);
  const count = (phase: string): number => phases.filter((one) => one === phase).length;
  return `${count('Running')} Running / ${count('Pending')} Waiting / ${count('Succeeded')} Succeeded / ${count('Failed')} Failed`;
}
