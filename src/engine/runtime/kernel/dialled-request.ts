import { TransportError, type ApiRequest, type ApiResponse } from '../../api/http.ts';
import { formatHead, HttpError, HttpReader, parseUrl, type HttpStream } from '../../network/http.ts';
import { Channel } from '../../sim/channel.ts';
import { SysError } from '../../sim/process.ts';
import type { Task } from '../../sim/task.ts';
import { utf8Length } from '../../sim/utf8.ts';
import type { KernelProcess } from './kernel-process.ts';
import { withTimeout } from './timeout.ts';

/**
 * An API request to a server that is not the cluster's own: over the process's network and in plain HTTP, as `kubectl proxy`
 * or any web server would hear it. What answers https here is the cluster's API server only.
 * @throws SysError of the connection; TransportError if what answers does not speak the protocol.
 */
export function* dialledRequest(process: KernelProcess, message: ApiRequest, server: string): Task<ApiResponse> {
  const url = parseUrl(server);
  const dialling = process.machine.fabric.connect(process.namespaces.net, url.host, url.port);
  const connection = yield* withTimeout(process, dialTimeout, dialling);
  let open = false;
  try {
    if (url.scheme !== 'http') throw new TransportError(notTls);
    if (/\/(exec|attach|portforward)(\?|$)/.test(message.path))
      throw new TransportError('exec, attach and port-forward through a proxy are not simulated');
    const body = bodyText(message.body);
    yield* connection.write(requestText(message, url.authority, body));
    const reader = new HttpReader(connection);
    const head = yield* reader.responseHead();
    const { status } = head;
    const headers = Object.fromEntries(head.headers.map(([name, value]) => [name.toLowerCase(), value]));
    const json = (headers['content-type'] ?? '').startsWith('application/json');
    const answer = reader.body(message.method, head);
    if (status < 400 && isStream(message)) {
      open = true;
      return { status, headers, stream: pump(process, connection, answer, json) };
    }
    let text = '';
    for (let piece = yield* answer.next(); piece !== ''; piece = yield* answer.next()) text += piece;
    return { status, headers, body: json ? decoded(text) : text };
  } catch (error) {
    throw error instanceof HttpError ? new TransportError(goWords(error)) : error;
  } finally {
    if (!open) connection.close();
  }
}

/** client-go's dialer (rest/transport.go), ms. */
const dialTimeout = 30_000;

type Body = ReturnType<HttpReader['body']>;

export const notTls = 'http: server gave HTTP response to HTTPS client';

function goWords(error: HttpError): string {
  return error.kind === 'empty' ? 'EOF' : `net/http: HTTP/1.x transport connection broken: ${error.message}`;
}

function bodyText(body: unknown): string | undefined {
  if (body === undefined || typeof body === 'string') return body;
  return JSON.stringify(body);
}

function requestText({ method, path, headers }: ApiRequest, authority: string, body: string | undefined): string {
  const all: (readonly [string, string])[] = [['Host', authority], ...Object.entries(headers ?? {})];
  if (body !== undefined) all.push(['Content-Length', String(utf8Length(body))]);
  return formatHead(`${method} ${path} HTTP/1.1`, all) + (body ?? '');
}

function isStream({ path }: ApiRequest): boolean {
  const query = new Map((path.split('?')[1] ?? '').split('&').map((pair) => pair.split('=') as [string, string]));
  return [query.get('watch'), query.get('follow')].some((value) => value === 'true' || value === '1');
}

function decoded(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** Hands the body on as it comes: a watch line by line, anything else as text. */
function pump(process: KernelProcess, connection: HttpStream, body: Body, json: boolean): Channel<unknown> {
  const channel = new Channel<unknown>();
  channel.onClose(() => connection.close());
  const read = function* (): Task<void> {
    let rest = '';
    try {
      for (let piece = yield* body.next(); piece !== ''; piece = yield* body.next()) {
        if (!json) {
          channel.push(piece);
          continue;
        }
        const lines = (rest + piece).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) if (line !== '') channel.push(decoded(line));
      }
      channel.close();
    } catch (error) {
      if (!(error instanceof SysError) && !(error instanceof HttpError)) throw error;
      channel.close(error);
    }
  };
  process.startThread(read());
  return channel;
}
