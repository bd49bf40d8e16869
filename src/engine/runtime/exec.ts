import type { RemoteCommand } from '../api/http.ts';
import type { Status } from '../api/status.ts';
import { Channel } from '../sim/channel.ts';
import { SysError, type ExitStatus } from '../sim/process.ts';
import type { Random } from '../sim/random.ts';
import { block, sleep, startTask, type Task } from '../sim/task.ts';
import type { Container } from './containers.ts';
import { RuntimeError, type ExecResult } from './cri.ts';
import { createTerminal } from './kernel/index.ts';
import type { Machine, Process, Stdio } from './machine.ts';
import type { RuntimeParts } from './parts.ts';
import { startFailure, type ExecFailed, type RuntimeTexts } from './texts.ts';

/** Milliseconds that runc takes to join the namespaces and start the command. */
const startTime: readonly [number, number] = [40, 90];
/** Output that execSync keeps of each stream, bytes: containerd's maxStreamSize. */
const longestOutput = 16 * 1024 * 1024;

const success: Status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' };

/** The Status that ends an exec stream: ServeExec of k8s.io/cri-streaming (v1.20 pkg/kubelet/cri/streaming/remotecommand). */
function exitStatus(texts: RuntimeTexts, argv: readonly string[], exit: ExitStatus): Status {
  if (exit.code === 0) return success;
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: ${texts.execExited(argv, exit.code)}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(exit.code) }] },
  };
}

function internalError(cause: string): Status {
  const message = `error executing command in container: ${cause}`;
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `Internal error occurred: ${message}`,
    reason: 'InternalError',
    details: { causes: [{ message }] },
    code: 500,
  };
}

/** A command in a running container: in all its namespaces, as its user, with its environment. */
function spawnIn(
  machine: Machine,
  container: Container,
  argv: readonly string[],
  stdio: Stdio,
  onExit: (status: ExitStatus) => void,
): Process {
  const { sandbox, pid, mnt, cgroup, settings } = container;
  if (pid === undefined || mnt === undefined) throw new Error('a running container has its namespaces');
  return machine.spawn({
    argv,
    env: stdio.kind === 'terminal' ? { ...settings.env, TERM: 'xterm' } : settings.env,
    cwd: settings.cwd,
    uid: settings.uid,
    gid: settings.gid,
    groups: settings.groups,
    namespaces: { net: sandbox.net, ipc: sandbox.ipc, uts: sandbox.uts, pid, mnt, cgroup },
    stdio,
    onExit,
  });
}

function failureOf(texts: RuntimeTexts, argv: readonly string[], error: unknown, random: Random): ExecFailed {
  if (!(error instanceof SysError)) throw error;
  const command = argv[0] ?? '';
  return texts.execFailed(command, startFailure(command, error.code), random.hex(64));
}

function checkRunning(texts: RuntimeTexts, container: Container): void {
  if (!container.running) throw new RuntimeError('Exec', texts.notRunning(container.id, container.state));
}

/** Runs a command to its end, for probes and hooks. Throws Timeout, or Exec if the runtime could not start it at all. */
export function* execToEnd(
  { sim, machine, texts, random }: RuntimeParts,
  container: Container,
  argv: readonly string[],
  timeoutSeconds: number,
): Task<ExecResult> {
  checkRunning(texts, container);
  yield* sleep(sim, random.integer(...startTime));
  checkRunning(texts, container);
  let stdout = '';
  let stderr = '';
  const stdio: Stdio = {
    kind: 'pipes',
    stdout: (text) => {
      if (stdout.length < longestOutput) stdout += text;
    },
    stderr: (text) => {
      if (stderr.length < longestOutput) stderr += text;
    },
  };
  let ended: ExitStatus | undefined;
  let wake: (() => void) | undefined;
  let process: Process;
  try {
    process = spawnIn(machine, container, argv, stdio, (status) => {
      ended = status;
      wake?.();
    });
  } catch (error) {
    const failed = failureOf(texts, argv, error, random);
    if ('error' in failed) throw new RuntimeError('Exec', `rpc error: code = Unknown desc = ${failed.error}`);
    return { exitCode: failed.exitCode, stdout: failed.output, stderr: '' };
  }
  if (ended === undefined) {
    yield* block<void>((resume) => {
      const timer = timeoutSeconds > 0 ? sim.after(timeoutSeconds * 1000, () => resume()) : undefined;
      wake = () => {
        timer?.cancel();
        resume();
      };
      return () => {
        timer?.cancel();
        process.kill('SIGKILL');
      };
    });
  }
  if (ended === undefined) {
    process.kill('SIGKILL');
    throw new RuntimeError('Timeout', texts.execTimedOut(timeoutSeconds));
  }
  return { exitCode: (ended as ExitStatus).code, stdout, stderr };
}

/** An interactive exec. Throws RuntimeError at once if the container does not run. */
export function execSession(
  { sim, machine, texts, random }: RuntimeParts,
  container: Container,
  argv: readonly string[],
  options: { readonly tty: boolean; readonly stdin: boolean },
): RemoteCommand {
  checkRunning(texts, container);
  const session = newSession();
  startTask(sim, start());
  return session;

  function* start(): Task<void> {
    yield* sleep(sim, random.integer(...startTime));
    if (!container.running) return finish(session, internalError(texts.notRunning(container.id, container.state)));
    const stdio = options.tty ? terminalStdio(machine, session, options.stdin) : pipeStdio(session, options.stdin);
    try {
      spawnIn(machine, container, argv, stdio, (status) => {
        finish(session, exitStatus(texts, argv, status));
        if (stdio.kind === 'terminal') stdio.terminal.close();
      });
    } catch (error) {
      const failed = failureOf(texts, argv, error, random);
      if (stdio.kind === 'terminal') stdio.terminal.close();
      if ('error' in failed) return finish(session, internalError(failed.error));
      session.stdout.push(failed.output);
      finish(session, exitStatus(texts, argv, { code: failed.exitCode }));
    }
  }
}

/** Joins the streams of a container's init. Throws RuntimeError at once if the container does not run. */
export function attachSession(
  { texts }: RuntimeParts,
  container: Container,
  options: { readonly tty: boolean; readonly stdin: boolean },
): RemoteCommand {
  checkRunning(texts, container);
  const session = newSession();
  const stop = container.onOutput((stream, text) => {
    (stream === 'stdout' ? session.stdout : session.stderr).push(text);
  });
  const forget = container.onExited(() => finish(session, success));
  session.stdout.onClose(() => {
    stop();
    forget();
  });
  if (options.stdin && container.stdin !== undefined) {
    const { stdin } = container;
    session.stdin.listen(
      (text) => stdin.push(text),
      () => {
        if (container.config.stdinOnce === true && container.running) stdin.close();
      },
    );
  }
  session.resize.listen(({ columns, rows }) => container.terminal?.resize(columns, rows));
  return session;
}

function newSession(): RemoteCommand {
  return {
    stdin: new Channel<string>(),
    stdout: new Channel<string>(),
    stderr: new Channel<string>(),
    resize: new Channel<{ readonly columns: number; readonly rows: number }>(),
    result: new Channel<unknown>(),
  };
}

function finish(session: RemoteCommand, status: Status): void {
  session.result.push(status);
  session.result.close();
  session.stdout.close();
  session.stderr.close();
}

function pipeStdio(session: RemoteCommand, stdin: boolean): Stdio {
  return {
    kind: 'pipes',
    ...(stdin ? { stdin: session.stdin } : {}),
    stdout: (text) => session.stdout.push(text),
    stderr: (text) => session.stderr.push(text),
  };
}

function terminalStdio(machine: Machine, session: RemoteCommand, stdin: boolean): Stdio & { kind: 'terminal' } {
  const first = session.resize.tryTake() ?? { columns: 80, rows: 24 };
  const terminal = createTerminal(machine, first);
  terminal.output.listen((text) => session.stdout.push(text));
  session.resize.listen(({ columns, rows }) => terminal.resize(columns, rows));
  if (stdin) {
    session.stdin.listen(
      (text) => terminal.type(text),
      () => terminal.close(),
    );
  }
  return { kind: 'terminal', terminal };
}
