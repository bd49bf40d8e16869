import type { Pod } from '../../engine/api/types.ts';
import type { Task } from '../../engine/sim/task.ts';
import { withTimeout } from '../client/timeout.ts';
import { watchPath } from '../client/watch.ts';
import type { Invocation } from '../command.ts';
import { CommandError } from '../errors.ts';
import { isRecord, listAt, namespaceOf, textAt, type Json } from '../object.ts';
import type { PodOrder } from './order.ts';
import { goTypeOf, podSelectorOf } from './selector-of.ts';
import { byActivity } from './order.ts';

/** Pods of a selector, the best one first; waits for one to appear (polymorphichelpers.GetPodList). */
export function* podsOf(
  invocation: Invocation,
  namespace: string,
  selector: string,
  timeout: number,
  order: PodOrder,
): Task<readonly Pod[]> {
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods`;
  const list = yield* invocation.client.object('GET', path, { query: { labelSelector: selector } });
  const pods = listAt(list, 'items').filter(isRecord).map(asPod);
  if (pods.length > 0) return [...pods].sort(order);
  const found: Pod[] = [];
  const seen = yield* withTimeout(
    invocation.p,
    timeout,
    watchPath(
      invocation.client,
      path,
      { query: { labelSelector: selector, resourceVersion: textAt(list, 'metadata', 'resourceVersion') } },

      function* (event): Task<boolean> {
        if (event.type !== 'ADDED' && event.type !== 'MODIFIED') return false;
        found.push(asPod(event.object));
        return true;
      },
    ),
  );
  if (seen.timedOut) throw new CommandError('timed out waiting for the condition');
  if (found.length === 0) throw new CommandError('watch closed before UntilWithoutRetry timeout');
  return found;
}

/** A Pod from the API; lists of typed kinds leave kind and apiVersion out. */
export function asPod(object: Json): Pod {
  return { apiVersion: 'v1', kind: 'Pod', ...object } as unknown as Pod;
}

/** The Pod itself, or the one that an object's selector finds first (attachablePodForObject). */
export function* attachablePod(invocation: Invocation, object: Json, timeout: number): Task<Pod> {
  if (textAt(object, 'kind') === 'Pod') return asPod(object);
  let selector: string;
  try {
    selector = podSelectorOf(object);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new CommandError(`cannot attach to ${goTypeOf(object)}: ${error.message}`);
  }
  const pods = yield* podsOf(invocation, namespaceOf(object), selector, timeout, byActivity);
  return pods[0]!;
}
