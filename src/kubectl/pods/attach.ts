import type { Pod } from '../../engine/api/types.ts';
import type { Task } from '../../engine/sim/task.ts';
import { runStreams } from '../commands/exec/streams.ts';
import type { Invocation } from '../command.ts';

export interface AttachStreams {
  readonly stdin: boolean;
  readonly tty: boolean;
  readonly quiet: boolean;
}

/** Attaches to a running container and says what there is to say about it (AttachOptions.Run). */
export function* attachToPod(
  invocation: Invocation,
  pod: Pod,
  container: string,
  { stdin, tty, quiet }: AttachStreams,
): Task<number> {
  const old = invocation.release.name === '1.20';
  const { name = '', namespace = '' } = pod.metadata ?? {};
  const spec = [
    ...(pod.spec?.containers ?? []),
    ...(pod.spec?.initContainers ?? []),
    ...(pod.spec?.ephemeralContainers ?? []),
  ].find((one) => one.name === container);
  if (tty && spec?.tty !== true && !quiet) {
    yield* invocation.err(
      old
        ? `Unable to use a TTY - container ${container} did not allocate one\n`
        : `error: Unable to use a TTY - container ${container} did not allocate one\n`,
    );
  }
  const withTty = spec?.tty === true;
  const raw = stdin && withTty && invocation.p.terminal(0) !== undefined;
  if (stdin && withTty && !raw && !quiet) {
    yield* invocation.err('Unable to use a TTY - input is not a terminal or the right kind of file\n');
  }
  if (!quiet) {
    if (!old) yield* invocation.err(`${recordedWarning}\n`);
    yield* invocation.err("If you don't see a command prompt, try pressing enter.\n");
  }
  yield* runStreams(invocation, {
    path: `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(name)}/attach`,
    query: { container },
    stdin,
    tty: withTty,
    quiet: true,
  });
  if (quiet || !raw) return 0;
  const again = `kubectl attach ${name} -c ${container}${old ? '' : ` -n ${namespace}`} -i -t`;
  const isEphemeral = (pod.spec?.ephemeralContainers ?? []).some((one) => one.name === container);
  if (isEphemeral && !old) {
    yield* invocation.out(
      `Session ended, the ephemeral container will not be restarted but may be reattached using '${again}' if it is still running\n`,
    );
  } else if (!old) {
    yield* invocation.out(`Session ended, resume using '${again}' command\n`);
  } else if (pod.spec?.restartPolicy === 'Always') {
    yield* invocation.out(`Session ended, resume using '${again}' command when the pod is running\n`);
  }
  return 0;
}

const recordedWarning =
  'All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.';
