import type { ProcessContext, SocketAddress } from '../../sim/process.ts';
import type { Task } from '../../sim/task.ts';
import { utf8Length } from '../../sim/utf8.ts';
import { formatHead, header, HttpError, type Headers, type HttpResponse } from './message.ts';
import { HttpReader, type HttpStream } from './reader.ts';

export interface Url {
  readonly scheme: string;
  /** Without the brackets of an IPv6 address. */
  readonly host: string;
  readonly port: number;
  /** Path and query, from the slash. */
  readonly target: string;
  /** Host and port as a Host field names them: without the scheme's own port. */
  readonly authority: string;
  /** `user:password`. */
  readonly credentials: string | undefined;
}

const defaultPorts: Readonly<Record<string, number>> = { http: 80, https: 443 };

/** @throws HttpError */
export function parseUrl(text: string): Url {
  const match =
    /^([A-Za-z][A-Za-z0-9+.-]*):\/\/(?:([^@/?#]*)@)?(?:\[([0-9A-Fa-f:.]+)\]|([^:/?#[\]\s]*))(?::(\d*))?([/?][^#\s]*)?(?:#.*)?$/.exec(
      text,
    );
  if (match === null) throw new HttpError('url', 'URL using bad/illegal format or missing URL');
  const [, scheme = '', credentials, bracketed, plain, portText, target = '/'] = match;
  const host = bracketed ?? plain ?? '';
  const usual = defaultPorts[scheme.toLowerCase()] ?? 0;
  const port = portText === undefined || portText === '' ? usual : Number(portText);
  if (host === '' || port > 65_535) throw new HttpError('url', 'URL using bad/illegal format or missing URL');
  const shown = bracketed === undefined ? host : `[${bracketed}]`;
  return {
    scheme: scheme.toLowerCase(),
    host,
    port,
    target: target.startsWith('?') ? `/${target}` : target,
    authority: port === usual ? shown : `${shown}:${port}`,
    credentials,
  };
}

export interface HttpRequestOptions {
  /** Default GET. */
  readonly method?: string;
  /** `http://host:port/path`. */
  readonly url: string;
  /** Sent after Host (unless they hold one), in this order. */
  readonly headers?: Headers;
  readonly body?: string;
  /** For the whole exchange, ms. */
  readonly timeout?: number;
  /** For the name and the connection, ms. */
  readonly connectTimeout?: number;
  /** Learns the socket's ends once it is connected. */
  readonly onConnect?: (local: SocketAddress, remote: SocketAddress) => void;
  /** Learns the request's head as it is sent. */
  readonly onSend?: (head: string) => void;
}

/**
 * One request of a program: resolves, connects, sends, reads the response, closes.
 * @throws SysError from the network (ENOTFOUND, ECONNREFUSED, ETIMEDOUT, ...), HttpError from the peer's bytes.
 */
export function* httpRequest(p: ProcessContext, options: HttpRequestOptions): Task<HttpResponse> {
  const { timeout } = options;
  return timeout === undefined ? yield* request(p, options) : yield* p.timeout(timeout, request(p, options));
}

function* request(p: ProcessContext, options: HttpRequestOptions): Task<HttpResponse> {
  const url = parseUrl(options.url);
  if (url.scheme !== 'http') throw new HttpError('url', `Protocol "${url.scheme}" not supported`);
  const opening = open(p, url);
  const fd = options.connectTimeout === undefined ? yield* opening : yield* p.timeout(options.connectTimeout, opening);
  try {
    options.onConnect?.(p.localAddress(fd), p.remoteAddress(fd));
    return yield* exchange(socketStream(p, fd), { ...options, url });
  } finally {
    p.close(fd);
  }
}

/** Tries the addresses of a name in turn, as every client does. */
function* open(p: ProcessContext, url: Url): Task<number> {
  const addresses = yield* p.resolve(url.host);
  let failure: unknown;
  for (const address of addresses) {
    try {
      return yield* p.connect(address, url.port);
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

/** Sends one request on a connected stream and reads the response; the stream stays open. */
export function* exchange(
  stream: HttpStream,
  options: Pick<HttpRequestOptions, 'method' | 'headers' | 'body' | 'onSend'> & { readonly url: Url },
): Task<HttpResponse> {
  const { url, headers = [], body } = options;
  const method = options.method ?? 'GET';
  const all: (readonly [string, string])[] = [];
  if (header(headers, 'host') === undefined) all.push(['Host', url.authority]);
  all.push(...headers);
  if (body !== undefined && header(headers, 'content-length') === undefined)
    all.push(['Content-Length', String(utf8Length(body))]);
  const head = formatHead(`${method} ${url.target} HTTP/1.1`, all);
  options.onSend?.(head);
  yield* stream.write(head + (body ?? ''));
  return yield* new HttpReader(stream).response(method);
}

/** A process's socket as a stream. */
export function socketStream(p: ProcessContext, fd: number): HttpStream {
  return { read: () => p.read(fd), write: (data) => p.write(fd, data), close: () => p.close(fd) };
}
