import type { ApiRequest, ApiResponse, ApiTransport } from '../../engine/api/http.ts';
import { Channel } from '../../engine/sim/channel.ts';
import { errnoMessages, SysError, type Errno } from '../../engine/sim/process.ts';
import { portForward, remoteCommand, type Socket } from './streams.ts';
import { bytesOf, TextOfBytes } from './text.ts';

/**
 * The API of a server that HTTP reaches, for programs of a simulation: the same transport as the engine's own, answered later.
 * It asks for no more than a browser has.
 * @param url where the API begins, without a slash at the end.
 * @param wake lets the simulation act on what has come.
 * @param connect opens a WebSocket; the browser's own by default.
 */
export function remoteTransport(
  url: string,
  wake: () => void,
  connect: (url: string, protocols: readonly string[]) => Socket = (to, protocols) => new WebSocket(to, [...protocols]),
): ApiTransport & { close(): void } {
  const open = new Set<AbortController>();
  const openSocket = (path: string, protocols: readonly string[]): Socket =>
    connect(`${url.replace(/^http/, 'ws')}${path}`, protocols);

  async function send(request: ApiRequest): Promise<ApiResponse> {
    const abort = new AbortController();
    open.add(abort);
    request.signal?.onAbort(() => abort.abort());
    let streams = false;
    try {
      const response = await fetch(`${url}${request.path}`, {
        method: request.method,
        headers: { ...request.headers },
        signal: abort.signal,
        ...(request.body === undefined ? {} : { body: requestBody(request.body) }),
      });
      const head = { status: response.status, headers: headersOf(response) };
      if (response.body !== null && isStream(request, response)) {
        streams = true;
        return { ...head, stream: streamOf(response.body, isJson(response), abort, wake, () => open.delete(abort)) };
      }
      return { ...head, body: bodyOf(response, new Uint8Array(await response.arrayBuffer())) };
    } finally {
      if (!streams) open.delete(abort);
    }
  }

  const answer = (
    request: ApiRequest,
    respond: (response: ApiResponse) => void,
    fail: (error: unknown) => void,
  ): void => {
    send(request)
      .then(respond, (error: unknown) => fail(networkError(error)))
      .finally(wake);
  };

  return {
    send(request, respond, fail) {
      const subresource = /\/pods\/[^/?]+\/(exec|attach|portforward)(?:\?|$)/.exec(request.path)?.[1];
      if (subresource === undefined) answer(request, respond, fail);
      else if (subresource === 'portforward') {
        respond({ status: 101, headers: {}, portForward: portForward(openSocket, request, wake) });
        wake();
      } else remoteCommand(openSocket, request, respond, () => answer(request, respond, fail), wake);
    },
    close() {
      for (const one of open) one.abort();
    },
  };
}

/** A page is not told why there was no answer: nobody listening is the likeliest. */
function networkError(error: unknown): SysError {
  const code = (error as { cause?: { code?: string } }).cause?.code ?? '';
  return new SysError(code in errnoMessages ? (code as Errno) : 'ECONNREFUSED');
}

function requestBody(body: unknown): BodyInit {
  if (body instanceof Uint8Array) return body as Uint8Array<ArrayBuffer>;
  return typeof body === 'string' ? (bytesOf(body) as Uint8Array<ArrayBuffer>) : JSON.stringify(body);
}

/** Several warnings come as one field; they are handed over in lines. */
function headersOf({ headers }: Response): Record<string, string> {
  const all: Record<string, string> = {};
  for (const [name, value] of headers) {
    // A field is handed over one byte a character.
    const text = new TextDecoder().decode(Uint8Array.from(value, (character) => character.charCodeAt(0)));
    all[name] = name === 'warning' ? (text.match(/\d{3} \S+ "(?:[^"\\]|\\.)*"/g) ?? [text]).join('\n') : text;
  }
  return all;
}

const typeOf = ({ headers }: Response): string => (headers.get('content-type') ?? '').split(';')[0]!;
const isJson = (response: Response): boolean => typeOf(response) === 'application/json';

function bodyOf(response: Response, bytes: Uint8Array): unknown {
  if (bytes.length === 0) return undefined;
  if (isJson(response)) return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
  return typeOf(response).startsWith('text/') ? new TextOfBytes().push(bytes) : bytes;
}

/** Whether the answer goes on until somebody ends it. */
function isStream({ path }: ApiRequest, { status }: Response): boolean {
  if (status !== 200) return false;
  const mark = path.indexOf('?');
  const query = new URLSearchParams(mark < 0 ? '' : path.slice(mark + 1));
  const on = (name: string): boolean => ['true', '1'].includes(query.get(name) ?? '');
  return on('watch') || on('follow');
}

function streamOf(
  body: ReadableStream<Uint8Array>,
  json: boolean,
  abort: AbortController,
  wake: () => void,
  ended: () => void,
): Channel<unknown> {
  const stream = new Channel<unknown>();
  stream.onClose(() => abort.abort());
  const text = new TextOfBytes();
  let rest = '';
  const take = (chunk: Uint8Array): void => {
    const piece = text.push(chunk);
    if (!json) stream.push(piece);
    else {
      const lines = (rest + piece).split('\n');
      rest = lines.pop()!;
      for (const line of lines) if (line !== '') stream.push(JSON.parse(line));
    }
    wake();
  };
  const read = async (): Promise<void> => {
    const reader = body.getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) take(next.value);
  };
  read()
    // Hung up, by whoever: the stream ends.
    .catch(() => undefined)
    .finally(() => {
      ended();
      stream.close();
      wake();
    });
  return stream;
}
