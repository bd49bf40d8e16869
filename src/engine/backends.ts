import type { BackendFailure, BackendRequest, BackendResponse, Backends } from './apiserver/proxy/backend.ts';
import { dialError } from './kubelet/probe/target.ts';
import { formatHead, header, HttpError } from './network/http/message.ts';
import { HttpReader } from './network/http/reader.ts';
import type { Connection, Machine } from './runtime/machine.ts';
import { Channel } from './sim/channel.ts';
import { SysError } from './sim/process.ts';
import type { Simulation } from './sim/simulation.ts';
import { startTask, type Task } from './sim/task.ts';
import { utf8Length } from './sim/utf8.ts';

/** Go's dialer gives up after this, ms. */
const dialTimeout = 30_000;
/** The first record of a TLS handshake. No program in Podarium answers it; a server of plain HTTP says so. */
const clientHello = '\x16\x03\x01 ClientHello\r\n\r\n';

type Answer = (outcome: BackendResponse | BackendFailure) => void;

/** The API server's connections to what it proxies to, opened by the machine that it runs on. */
export function backendsFrom(sim: Simulation, machine: Machine): Backends {
  return {
    send(request, answer) {
      const task = startTask(
        sim,
        speak(machine, request, answer, () => task.kill()),
      );
      return { cancel: () => task.kill() };
    },
  };
}

/** @param hangUp what to do when nobody reads a stream any more. */
function* speak(machine: Machine, request: BackendRequest, answer: Answer, hangUp: () => void): Task<void> {
  const { address, port, method } = request;
  let connection: Connection;
  try {
    connection = yield* machine.namespaces.net.connect(address, port, dialTimeout);
  } catch (error) {
    answer({ error: dialError(address, port, error) });
    return;
  }
  let stream: Channel<unknown> | undefined;
  try {
    yield* connection.write(request.scheme === 'https' ? clientHello : text(request));
    const reader = new HttpReader(connection);
    const head = yield* reader.responseHead();
    if (request.scheme === 'https') throw new HttpError('malformed', 'http: server gave HTTP response to HTTPS client');
    const body = reader.body(method, head);
    const page = (header(head.headers, 'content-type') ?? '').startsWith('text/html');
    if (page || header(head.headers, 'content-length') !== undefined) {
      let whole = '';
      for (let piece = yield* body.next(); piece !== ''; piece = yield* body.next()) whole += piece;
      answer({ status: head.status, headers: head.headers, body: whole });
      return;
    }
    stream = new Channel<unknown>();
    stream.onClose(hangUp);
    answer({ status: head.status, headers: head.headers, body: stream });
    for (let piece = yield* body.next(); piece !== ''; piece = yield* body.next()) stream.push(piece);
  } catch (error) {
    if (stream === undefined) answer({ error: problem(error) });
  } finally {
    connection.close();
    stream?.close();
  }
}

function text({ method, target, headers, body }: BackendRequest): string {
  const length = body === undefined ? [] : [['Content-Length', String(utf8Length(body))] as const];
  return formatHead(`${method} ${target} HTTP/1.1`, [...headers, ...length, ['Connection', 'close']]) + (body ?? '');
}

/** What Go's transport says of a connection that gave no response. */
function problem(error: unknown): string {
  if (error instanceof SysError) return error.code === 'ECONNRESET' ? 'EOF' : error.message.toLowerCase();
  if (!(error instanceof HttpError)) throw error;
  if (error.kind === 'empty') return 'EOF';
  if (error.kind === 'incomplete') return 'unexpected EOF';
  return error.message.startsWith('http:')
    ? error.message
    : `net/http: HTTP/1.x transport connection broken: ${error.message}`;
}
