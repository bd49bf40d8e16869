import { SysError, type ProcessContext, type SocketAddress } from '../../sim/process.ts';
import type { Task } from '../../sim/task.ts';
import { utf8Length } from '../../sim/utf8.ts';
import { socketStream } from './client.ts';
import {
  chunk,
  formatHead,
  hasToken,
  header,
  httpDate,
  HttpError,
  isBodiless,
  reasons,
  type Headers,
  type HttpRequest,
} from './message.ts';
import { HttpReader } from './reader.ts';

export interface HttpReply {
  /** Default 200. */
  readonly status?: number;
  /** Default the status's usual one. */
  readonly reason?: string;
  /** Sent in this order; Date, Content-Length and Connection are added where missing. */
  readonly headers?: Headers;
  readonly body?: string;
  /** Sends the body in chunks as it comes about, instead of `body`. */
  readonly stream?: (write: (text: string) => Task<void>) => Task<void>;
}

export interface ClientAddress {
  readonly local: SocketAddress;
  readonly remote: SocketAddress;
}

/** Answers one request; it may wait without holding up other connections. */
export type HttpHandler = (request: HttpRequest, client: ClientAddress) => Task<HttpReply>;

export interface ServeOptions {
  /** How long an idle connection is kept, ms; default 65 s as nginx. */
  readonly keepAlive?: number;
  /** The answer to what is not HTTP; default a bare status. */
  readonly badRequest?: (status: number) => HttpReply;
}

const statusOf: Partial<Readonly<Record<HttpError['kind'], number>>> = { malformed: 400, 'too-large': 413 };

/**
 * Accepts connections on the listening socket `fd` for ever and answers their requests, each connection in a thread of
 * its own. Ends by throwing EBADF when `fd` is closed; EINTR from a signal handler goes to the caller.
 */
export function* serveHttp(
  p: ProcessContext,
  fd: number,
  handler: HttpHandler,
  options: ServeOptions = {},
): Task<never> {
  p.onSignal('SIGPIPE', 'ignore');
  for (;;) {
    const connection = yield* p.accept(fd);
    p.thread(serveConnection(p, connection, handler, options));
  }
}

function* serveConnection(
  p: ProcessContext,
  { fd, local, remote }: ClientAddress & { readonly fd: number },
  handler: HttpHandler,
  options: ServeOptions,
): Task<void> {
  const reader = new HttpReader(socketStream(p, fd));
  try {
    for (;;) {
      const request = yield* p.timeout(options.keepAlive ?? 65_000, reader.request());
      if (request === undefined) return;
      const keep = keepsAlive(request);
      yield* send(p, fd, request, yield* handler(request, { local, remote }), keep);
      if (!keep) return;
    }
  } catch (error) {
    if (error instanceof HttpError) yield* refuse(p, fd, statusOf[error.kind], options);
    else if (!(error instanceof SysError)) throw error;
  } finally {
    p.close(fd);
  }
}

function keepsAlive(request: HttpRequest): boolean {
  if (hasToken(request.headers, 'connection', 'close')) return false;
  return request.version !== '1.0' || hasToken(request.headers, 'connection', 'keep-alive');
}

function* refuse(p: ProcessContext, fd: number, status: number | undefined, options: ServeOptions): Task<void> {
  if (status === undefined) return;
  const reply = options.badRequest?.(status) ?? { status };
  const request: HttpRequest = { method: 'GET', target: '/', version: '1.1', headers: [], body: '' };
  try {
    yield* send(p, fd, request, reply, false);
  } catch (error) {
    // The peer does not want to hear it.
    if (!(error instanceof SysError)) throw error;
  }
}

function* send(p: ProcessContext, fd: number, request: HttpRequest, reply: HttpReply, keep: boolean): Task<void> {
  const status = reply.status ?? 200;
  const { headers = [], body = '', stream } = reply;
  const bodiless = isBodiless(status);
  const chunked = !bodiless && (stream !== undefined || hasToken(headers, 'transfer-encoding', 'chunked'));
  const all = [...headers];
  const add = (name: string, value: string): void => {
    if (header(headers, name) === undefined) all.push([name, value]);
  };
  add('Date', httpDate(p.now()));
  if (chunked) add('Transfer-Encoding', 'chunked');
  else if (!bodiless) add('Content-Length', String(utf8Length(body)));
  if (!keep) add('Connection', 'close');
  const head = formatHead(`HTTP/1.1 ${status} ${reply.reason ?? reasons[status] ?? 'Unknown'}`, all);
  if (request.method === 'HEAD' || bodiless) {
    yield* p.write(fd, head);
    return;
  }
  if (stream === undefined) {
    yield* p.write(fd, head + (chunked ? (body === '' ? '' : chunk(body)) + chunk('') : body));
    return;
  }
  yield* p.write(fd, head);
  yield* stream(function* (text) {
    if (text !== '') yield* p.write(fd, chunk(text));
  });
  yield* p.write(fd, chunk(''));
}
