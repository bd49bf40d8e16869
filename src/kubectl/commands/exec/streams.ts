import type { ApiResponse, RemoteCommand } from '../../../engine/api/http.ts';
import type { TerminalControl } from '../../../engine/sim/process.ts';
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

/** What the streams of a remote command end in here. */
export interface StreamEnds {
  out(chunk: string): Task<void>;
  err(chunk: string): Task<void>;
  /** The next piece of what it reads, '' at the end; without it, it reads nothing. */
  readonly in?: () => Task<string>;
}

/**
 * Connects this process's standard streams to a command in a container, until it ends (client-go remotecommand, and
 * StreamOptions.SetupTTY of exec.go). Returns 0, or throws what the command's end means.
 */
export function* runStreams(invocation: Invocation, request: StreamRequest): Task<number> {
  const { p } = invocation;
  const terminal = request.stdin && request.tty ? p.terminal(0) : undefined;
  if (request.stdin && request.tty && terminal === undefined && !request.quiet) {
    yield* invocation.err('Unable to use a TTY - input is not a terminal or the right kind of file\n');
  }
  const ends: StreamEnds = {
    out: (chunk) => p.write(1, chunk),
    err: (chunk) => p.write(2, chunk),
    ...(request.stdin ? { in: () => p.read(0) } : {}),
  };
  const remote = yield* openStreams(invocation, request, terminal !== undefined);
  try {
    if (terminal !== undefined) {
      terminal.setRaw(true);
      const pushSize = (): void => {
        const { columns, rows }: TerminalControl = p.terminal(0) ?? terminal;
        remote.resize.push({ columns, rows });
      };
      pushSize();
      p.onSignal('SIGWINCH', pushSize);
    }
    yield* pump(remote, ends);
    return 0;
  } finally {
    terminal?.setRaw(false);
    if (terminal !== undefined) p.onSignal('SIGWINCH', 'default');
    hangUp(remote);
  }
}

/** Runs a command in a container with streams that this process gives it. @throws what the command's end means */
export function* runRemote(
  invocation: Invocation,
  request: Pick<StreamRequest, 'path' | 'query'>,
  ends: StreamEnds,
): Task<void> {
  const remote = yield* openStreams(invocation, { ...request, stdin: ends.in !== undefined }, false);
  try {
    yield* pump(remote, ends);
  } finally {
    hangUp(remote);
  }
}

function* openStreams(
  { client }: Invocation,
  request: Pick<StreamRequest, 'path' | 'query' | 'stdin'>,
  raw: boolean,
): Task<RemoteCommand> {
  const response = yield* client.send('POST', request.path, {
    query: {
      ...request.query,
      ...(request.stdin ? { stdin: 'true' } : {}),
      stdout: 'true',
      ...(raw ? { tty: 'true' } : { stderr: 'true' }),
    },
  });
  if (response.upgrade !== undefined) return response.upgrade;
  throw refusal(response);
}

/** Why there are no streams: a Status, or whatever text came (apimachinery httpstream/spdy, NewConnection). */
function refusal(response: ApiResponse): Error {
  const { body } = response;
  if (isRecord(body) && body['kind'] === 'Status') return errorOf(response, 'POST');
  return new CommandError(`unable to upgrade connection: ${typeof body === 'string' ? body.trim() : ''}`);
}

function hangUp(remote: RemoteCommand): void {
  remote.stdin.close();
  remote.resize.close();
  remote.stdout.close();
  remote.stderr.close();
  remote.result.close();
}

/** Copies until the command has ended and its output is drained; its Status comes last. */
function* pump(remote: RemoteCommand, ends: StreamEnds): Task<void> {
  // A window change interrupts the wait that it happens in.
  const group = new TaskGroup({ restart: true });
  const outputs = new TaskGroup({ restart: true });
  outputs.start(copyOut(remote.stdout, ends.out));
  outputs.start(copyOut(remote.stderr, ends.err));
  let status: unknown;
  const finished = new Error('finished');
  group.start(
    (function* (): Task<void> {
      yield* outputs.wait();
      status = yield* remote.result.take();
      throw finished;
    })(),
  );
  if (ends.in !== undefined) group.start(copyIn(ends.in, remote));
  try {
    yield* group.wait();
  } catch (error) {
    if (error !== finished) throw error;
  }
  throwFailure(status);
}

function* copyOut(from: RemoteCommand['stdout'], write: (chunk: string) => Task<void>): Task<void> {
  for (;;) {
    const chunk = yield* from.take();
    if (chunk === undefined) return;
    yield* write(chunk);
  }
}

function* copyIn(read: () => Task<string>, remote: RemoteCommand): Task<void> {
  for (;;) {
    const chunk = yield* read();
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
