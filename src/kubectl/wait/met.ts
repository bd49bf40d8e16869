import type { Task } from '../../engine/sim/task.ts';
import { resourcePath } from '../client/rest-mapper.ts';
import { withTimeout } from '../client/timeout.ts';
import { untilSeen } from '../client/until.ts';
import type { Invocation } from '../command.ts';
import { CommandError } from '../errors.ts';
import type { Json } from '../object.ts';
import { objectName, type Info } from '../resource-builder/info.ts';

/** How long one resource may take, and whether it is only looked at once (v1.36's `--timeout=0`). */
export interface Patience {
  /** Milliseconds. */
  readonly left: number;
  readonly once: boolean;
}

/** Waits until an object fulfils `isMet`; answers the object that did (kubectl/pkg/cmd/wait/condition.go). */
export function* waitUntilMet(
  invocation: Invocation,
  info: Info,
  isMet: (object: Json) => boolean,
  patience: Patience,
): Task<Json> {
  const { client, p } = invocation;
  if (patience.once) {
    const object = yield* client.object('GET', resourcePath(info.mapping, info.namespace, info.name));
    if (isMet(object)) return object;
    throw new CommandError(`condition not met for ${objectName(info)}`);
  }
  let met: Json | undefined;
  const watching = untilSeen(
    client,
    resourcePath(info.mapping, info.namespace),
    { fieldSelector: `metadata.name=${info.name}` },
    function* ({ deleted, object }): Task<boolean> {
      if (!deleted && isMet(object)) met = object;
      return met !== undefined;
    },
  );
  // Even without any time left the state at the start counts.
  yield* withTimeout(p, Math.max(patience.left, 1), watching);
  if (met === undefined) throw new CommandError(`timed out waiting for the condition on ${objectName(info)}`);
  return met;
}
