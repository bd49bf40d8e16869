import type { Pod } from '../../../engine/api/types.ts';
import type { Task } from '../../../engine/sim/task.ts';
import type { Invocation } from '../../command.ts';
import { CommandError } from '../../errors.ts';
import { chooseContainer } from '../exec.ts';
import { runRemote, type StreamEnds } from '../exec/streams.ts';
import type { FileSpec } from './file-spec.ts';

/** Runs a command in the container that a file is in, as `kubectl exec` would (CopyOptions.execute). */
export function* execIn(
  invocation: Invocation,
  place: FileSpec,
  command: readonly string[],
  ends: StreamEnds,
): Task<void> {
  const namespace = place.namespace === '' ? invocation.namespace : place.namespace;
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(place.pod)}`;
  const pod = (yield* invocation.client.object('GET', path)) as unknown as Pod;
  const phase = pod.status?.phase ?? '';
  if (phase === 'Succeeded' || phase === 'Failed')
    throw new CommandError(`cannot exec into a container in a completed pod; current phase is ${phase}`);
  const container = yield* chooseContainer(invocation, pod, ends.err);
  yield* runRemote(invocation, { path: `${path}/exec`, query: { container, command } }, ends);
}
