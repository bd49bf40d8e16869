import type { ApiResponse, RemoteCommand } from '../../../engine/api/http.ts';
import type { ProcessContext, TerminalControl } from '../../../engine/sim/process.ts';
import type { Task } from '../../../engine/sim/task.ts';
import { errorOf, type Query } from '../../client/client.ts';
import { TaskGroup } from '../../client/concurrent.ts';
import type { Invocation } from '../../command.ts';
import { BareError, CommandError } from '../../errors.ts';
import { isRecord, listAt, textAt } from '../../object.ts';

export interface StreamRequest {
  readonly path: string;
  readonly query: Query;
  readonly stdin: boolean;
  readonly tty: boolean;
  readonly quiet: boolean;
}

/**
 * Connects this process's standard streams to a command in a container, until it ends (client-go remotecommand, and
 * StreamOptions.SetupTTY of exec.go). Returns 0, or throws what the command's end means.
 */
export function* runStreams(invocation: Invocation, request: StreamRequest): Task<number> {
  const { p, client } = invocation;
  const terminal = request.stdin && request.tty ? p.terminal(0) : undefined;
  if (request.stdin && request.tty && terminal === undefined && !request.quiet) {
    yield* invocation.err('Unable to use a TTY - input is not a terminal or the right kind of file\n');
  }
  const raw = terminal !== undefined;
  const response = yield* client.send('POST', request.path, {
    query: {
      ...request.query,
      ...(request.stdin ? { stdin: 'true' } : {}),
      stdout: 'true',
      ...(raw ? { tty: 'true' } : { stderr: 'true' }),
    },
  });
  const remote = response.upgrade;
  if (remote === undefined) throw refusal(response);
  try {
    if (terminal !== undefined) {
      terminal.setRaw(true);
      remote.resize.push({ columns: terminal.columns, rows: terminal.rows });
      p.onSignal('SIGWINCH', () => pushSize(p, remote));
    }
    const status = yield* pump(p, remote, request.stdin);
    throwFailure(status);
    return 0;
  } finally {
    terminal?.setRaw(false);
    if (terminal !== undefined) p.onSignal('SIGWINCH', 'default');
    hangUp(remote);
  }
}

/** Why there are no streams: a Status, or whatever text came (apimachinery httpstream/spdy, NewConnection). */
function refusal(response: ApiResponse): Error {
  const { body } = response;
  if (isRecord(body) && body['kind'] === 'Status') return errorOf(response, 'POST');
  return new CommandError(`unable to upgrade connection: ${typeof body === 'string' ? body.trim() : ''}`);
}

function pushSize(p: ProcessContext, remote: RemoteCommand): void {
  const terminal: TerminalControl | undefined = p.terminal(0);
  if (terminal !== undefined) remote.resize.push({ columns: terminal.columns, rows: terminal.rows });
}

function hangUp(remote: RemoteCommand): void {
  remote.stdin.close();
  remote.resize.close();
  remote.stdout.close();
  remote.stderr.close();
  remote.result.close();
}

/** Copies until the command has ended and its output is drained; its Status comes last. */
function* pump(p: ProcessContext, remote: RemoteCommand, withStdin: boolean): Task<unknown> {
  // A window change interrupts the wait that it happens in.
  const group = new TaskGroup({ restart: true });
  const outputs = new TaskGroup({ restart: true });
  outputs.start(copyOut(p, remote.stdout, 1));
  outputs.start(copyOut(p, remote.stderr, 2));
  let status: unknown;
  const finished = new Error('finished');
  group.start(
    (function* (): Task<void> {
      yield* outputs.wait();
      status = yield* remote.result.take();
      throw finished;
    })(),
  );
  if (withStdin) group.start(copyIn(p, remote));
  try {
    yield* group.wait();
  } catch (error) {
    if (error !== finished) throw error;
  }
  return status;
}

function* copyOut(p: ProcessContext, from: RemoteCommand['stdout'], fd: number): Task<void> {
  for (;;) {
    const chunk = yield* from.take();
    if (chunk === undefined) return;
    yield* p.write(fd, chunk);
  }
}

function* copyIn(p: ProcessContext, remote: RemoteCommand): Task<void> {
  for (;;) {
    const chunk = yield* p.read(0);
    if (chunk === '') break;
    if (!remote.stdin.push(chunk)) return;
  }
  remote.stdin.close();
}

function throwFailure(status: unknown): void {
  if (!isRecord(status) || status['status'] !== 'Failure') return;
  if (textAt(status, 'reason') === 'NonZeroExitCode') {
    const code = listAt(status, 'details', 'causes').find((cause) => textAt(cause, 'reason') === 'ExitCode');
    const exitCode = Number(textAt(code, 'message') || '1');
    throw new BareError(`command terminated with exit code ${exitCode}`, exitCode);
  }
  throw new CommandError(textAt(status, 'message'));
}
