import type { Pod } from '../../../engine/api/types.ts';
import { notFound } from '../../../engine/api/errors.ts';
import type { Task } from '../../../engine/sim/task.ts';
import { withTimeout } from '../../client/timeout.ts';
import { untilSeen, type Sighting } from '../../client/until.ts';
import type { Invocation } from '../../command.ts';
import { BareError, CommandError, isReportable } from '../../errors.ts';
import { interruptible } from '../../signals.ts';
import { asPod } from '../../pods/first-pod.ts';
import { runStreams } from '../exec/streams.ts';

/** Attaches to the Pod that `run` made, and waits for its end where its exit status is the command's (run.go Run). */
export function* attachToCreated(invocation: Invocation, created: Pod, timeout: number): Task<number> {
  const { flags } = invocation;
  const namespace = created.metadata?.namespace ?? '';
  const name = created.metadata?.name ?? '';
  yield* interruptible(invocation, attachWhenRunning(invocation, namespace, name, timeout));
  const restart = flags.string('restart') || (flags.bool('stdin') ? 'OnFailure' : 'Always');
  if (flags.bool('leave-stdin-open') || restart === 'Always') return 0;
  const wanted = restart === 'OnFailure' ? ['Succeeded'] : ['Succeeded', 'Failed'];
  const pod = yield* interruptible(
    invocation,
    waitForPod(invocation, namespace, name, timeout, (one) => wanted.includes(one.status?.phase ?? '')),
  );
  return outcomeOf(pod, `${namespace}/${name}`);
}

function outcomeOf(pod: Pod, name: string): number {
  if (pod.status?.phase === 'Succeeded') return 0;
  const ended = pod.status?.containerStatuses?.[0]?.state?.terminated;
  if (ended === undefined || ended.exitCode === 0) throw new CommandError(`pod ${name} failed with unknown exit code`);
  throw new BareError(`pod ${name} terminated (${ended.reason ?? ''})\n${ended.message ?? ''}`, ended.exitCode);
}

function* attachWhenRunning(invocation: Invocation, namespace: string, name: string, timeout: number): Task<void> {
  const { flags, release } = invocation;
  const pod = yield* waitForPod(invocation, namespace, name, timeout, isReadyOrCompleted);
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(name)}`;
  const container = pod.spec?.containers[0];
  const containerName = container?.name ?? '';
  if (isCompleted(pod)) return yield* printLog(invocation, path, containerName);
  if (release.name !== '1.20') {
    try {
      yield* printLog(invocation, path, containerName);
    } catch (error) {
      if (!isReportable(error)) throw error;
      yield* invocation.err(`warning: couldn't fetch pre-attach logs: ${error.message}\n`);
    }
  }
  const quiet = flags.bool('quiet');
  const tty = flags.bool('tty');
  const stdin = flags.bool('stdin');
  const raw = stdin && tty && invocation.p.terminal(0) !== undefined;
  if (stdin && tty && !raw && !quiet)
    yield* invocation.err('Unable to use a TTY - input is not a terminal or the right kind of file\n');
  if (!quiet) {
    if (release.name !== '1.20') yield* invocation.err(`${recordedWarning}\n`);
    yield* invocation.err("If you don't see a command prompt, try pressing enter.\n");
  }
  try {
    yield* runStreams(invocation, {
      path: `${path}/attach`,
      query: { container: containerName },
      stdin,
      tty,
      quiet: true,
    });
  } catch (error) {
    if (!isReportable(error)) throw error;
    yield* invocation.err(
      release.name === '1.20'
        ? `Error attaching, falling back to logs: ${error.message}\n`
        : `warning: couldn't attach to pod/${name}, falling back to streaming logs: ${error.message}\n`,
    );
    return yield* printLog(invocation, path, containerName);
  }
  if (!raw || quiet) return;
  if (release.name !== '1.20') {
    yield* invocation.out(
      `Session ended, resume using 'kubectl attach ${name} -c ${containerName} -n ${namespace} -i -t' command\n`,
    );
  } else if (pod.spec?.restartPolicy === 'Always') {
    yield* invocation.out(
      `Session ended, resume using 'kubectl attach ${name} -c ${containerName} -i -t' command when the pod is running\n`,
    );
  }
}

const recordedWarning =
  'All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.';

function isCompleted(pod: Pod): boolean {
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
}

function isReadyOrCompleted(pod: Pod): boolean {
  if (isCompleted(pod)) return true;
  const { phase, conditions } = pod.status ?? {};
  return phase === 'Running' && (conditions ?? []).some((one) => one.type === 'Ready' && one.status === 'True');
}

/** Until the Pod is so; its deletion is an error (run.go waitForPod). */
function* waitForPod(
  { client, p }: Invocation,
  namespace: string,
  name: string,
  timeout: number,
  isSo: (pod: Pod) => boolean,
): Task<Pod> {
  let found: Pod | undefined;
  const seen = yield* withTimeout(
    p,
    timeout,
    untilSeen(
      client,
      `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods`,
      { fieldSelector: `metadata.name=${name}` },
      function* ({ deleted, object }: Sighting): Task<boolean> {
        if (deleted) throw notFound({ group: '', resource: 'pods' }, '');
        const pod = asPod(object);
        if (!isSo(pod)) return false;
        found = pod;
        return true;
      },
    ),
  );
  if (seen.timedOut || found === undefined) throw new CommandError('timed out waiting for the condition');
  return found;
}

function* printLog({ client, out }: Invocation, path: string, container: string): Task<void> {
  const response = yield* client.request('GET', `${path}/log`, { query: { container } });
  if (typeof response.body === 'string' && response.body !== '') yield* out(response.body);
  const { stream } = response;
  if (stream === undefined) return;
  for (;;) {
    const chunk = yield* stream.take();
    if (chunk === undefined) return;
    yield* out(String(chunk));
  }
}
