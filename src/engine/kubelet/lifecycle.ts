import type { Container } from '../api/types.ts';
import { RuntimeError } from '../runtime/cri.ts';
import { sleep, type Task, withDeadline } from '../sim/task.ts';
import { httpGet } from './probe/http.ts';
import type { ProbeTarget } from './probe/target.ts';

type Handler = NonNullable<NonNullable<Container['lifecycle']>['postStart']>;

/** Nothing limits an HTTP hook but the end of the connection. */
const endless = 365 * 24 * 3_600_000;

/**
 * Runs a postStart or preStop hook (pkg/kubelet/lifecycle/handlers.go). Any HTTP answer will do, whatever its status.
 * @param limit virtual ms after which it is given up, for preStop.
 * @param podName as messages name it: `web_default(UID)`.
 * @returns what went wrong, or undefined.
 */
export function* runHook(
  target: ProbeTarget,
  podName: string,
  hook: Handler,
  limit = endless,
): Task<string | undefined> {
  return yield* withDeadline(target.sim, limit, perform(target, podName, hook));
}

function* perform(target: ProbeTarget, podName: string, hook: Handler): Task<string | undefined> {
  const { sim, runtime, containerId, container } = target;
  const failed = (what: string, error: string): string =>
    `${what} for Container "${container.name}" in Pod "${podName}" failed - error: ${error}`;
  if (hook.sleep !== undefined) {
    yield* sleep(sim, hook.sleep.seconds * 1000);
    return undefined;
  }
  if (hook.exec !== undefined) {
    const { command = [] } = hook.exec;
    const what = `Exec lifecycle hook ([${command.join(' ')}])`;
    try {
      const { exitCode, stdout, stderr } = yield* runtime.execSync(containerId, command, 0);
      if (exitCode === 0) return undefined;
      const error = `command '${command.join(' ')}' exited with ${exitCode}: ${stderr}`;
      return `${failed(what, error)}, message: ${JSON.stringify(stdout + stderr)}`;
    } catch (error) {
      if (!(error instanceof RuntimeError)) throw error;
      return `${failed(what, error.message)}, message: ""`;
    }
  }
  if (hook.httpGet !== undefined) {
    const answer = yield* httpGet(target, hook.httpGet, endless);
    return 'error' in answer ? failed(`HTTP lifecycle hook (${hook.httpGet.path ?? ''})`, answer.error) : undefined;
  }
  return 'Cannot run handler: invalid handler';
}
