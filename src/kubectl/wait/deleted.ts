import { isStatusError } from '../../engine/api/status.ts';
import type { Task } from '../../engine/sim/task.ts';
import { resourcePath } from '../client/rest-mapper.ts';
import { withTimeout } from '../client/timeout.ts';
import { watchPath } from '../client/watch.ts';
import type { Invocation } from '../command.ts';
import { CommandError } from '../errors.ts';
import { listAt, textAt } from '../object.ts';
import type { Info } from '../resource-builder/info.ts';

/**
 * Waits until the object is gone, or another has taken its name (kubectl/pkg/cmd/wait/delete.go IsDeleted).
 * @param uid of the object; '' if unknown.
 * @param timeout milliseconds; 0 only looks once.
 */
export function* waitUntilDeleted(invocation: Invocation, info: Info, uid: string, timeout: number): Task<void> {
  const { client, p } = invocation;
  const isGone = function* (): Task<boolean> {
    try {
      const object = yield* client.object('GET', resourcePath(info.mapping, info.namespace, info.name));
      return uid !== '' && textAt(object, 'metadata', 'uid') !== uid;
    } catch (error) {
      if (isStatusError(error, 'NotFound')) return true;
      throw error;
    }
  };
  if (yield* isGone()) return;
  const resource = `${info.mapping.name}/${info.name}`;
  if (timeout === 0) throw new CommandError(`condition not met for ${resource}`);
  const outcome = yield* withTimeout(p, timeout, watchUntilDeleted(invocation, info, uid));
  if (outcome.timedOut) throw new CommandError(`timed out waiting for the condition on ${resource}`);
}

function* watchUntilDeleted(invocation: Invocation, info: Info, uid: string): Task<void> {
  const { client } = invocation;
  const path = resourcePath(info.mapping, info.namespace);
  const query = { fieldSelector: `metadata.name=${info.name}` };
  for (;;) {
    const list = yield* client.object('GET', path, { query });
    const items = listAt(list, 'items');
    if (items.length === 0 || (uid !== '' && textAt(items[0], 'metadata', 'uid') !== uid)) return;
    const gone = yield* watchPath(
      client,
      path,
      { query: { ...query, resourceVersion: textAt(list, 'metadata', 'resourceVersion') } },

      function* (event): Task<boolean> {
        return event.type === 'DELETED';
      },
    );
    if (gone) return;
    // The server ended the watch: list again, but not in a tight loop.
    yield* invocation.p.sleep(1000);
  }
}
