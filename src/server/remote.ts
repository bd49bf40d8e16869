import { Agent, type IncomingMessage, request as httpRequest } from 'node:http';
import { WebSocket } from 'ws';
import type { ApiRequest, ApiResponse, ApiTransport, PortForward, RemoteCommand } from '../engine/api/http.ts';
import { Channel } from '../engine/sim/channel.ts';
import { SysError, type Errno } from '../engine/sim/process.ts';
import { jsonLine } from './json.ts';
import { bytesOf, BytesOfText, TextOfBytes } from './text.ts';

/**
 * The API of a server that HTTP reaches, for programs of a simulation: the same transport as the engine's own, answered later.
 * @param wake lets the simulation act on what has come.
 */
export function remoteTransport(url: string, wake: () => void): ApiTransport & { close(): void } {
  const agent = new Agent({ keepAlive: true });
  const open = new Set<{ destroy(): unknown }>();

  function send(request: ApiRequest, respond: (response: ApiResponse) => void, fail: (error: unknown) => void): void {
    const body = request.body === undefined ? undefined : requestBody(request.body);
    const outgoing = httpRequest(`${url}${request.path}`, {
      method: request.method,
      agent,
      headers: { ...request.headers, ...(body === undefined ? {} : { 'content-length': body.length }) },
    });
    open.add(outgoing);
    outgoing.on('close', () => open.delete(outgoing));
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      fail(new SysError((error.code ?? 'EIO') as Errno));
      wake();
    });
    outgoing.on('response', (incoming) => {
      incoming.on('error', () => incoming.destroy());
      if (isStream(request, incoming)) {
        respond({ ...headOf(incoming), stream: streamOf(incoming, wake) });
        wake();
        return;
      }
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        respond({ ...headOf(incoming), body: responseBody(incoming, Buffer.concat(chunks)) });
        wake();
      });
    });
    request.signal?.onAbort(() => outgoing.destroy());
    outgoing.end(body);
  }

  return {
    send(request, respond, fail) {
      const subresource = /\/pods\/[^/?]+\/(exec|attach|portforward)(?:\?|$)/.exec(request.path)?.[1];
      if (subresource === undefined) send(request, respond, fail);
      else if (subresource === 'portforward') portForward(url, request, respond, wake);
      else {
        const refused = (): void => send(request, respond, fail);
        remoteCommand(url, request, respond, refused, wake);
      }
    },
    close() {
      for (const one of open) one.destroy();
      agent.destroy();
    },
  };
}

function requestBody(body: unknown): Buffer {
  if (body instanceof Uint8Array) return Buffer.from(body);
  return typeof body === 'string' ? bytesOf(body) : Buffer.from(jsonLine(body));
}

function headOf(incoming: IncomingMessage): Pick<ApiResponse, 'status' | 'headers'> {
  const headers: Record<string, string> = {};
  const { rawHeaders } = incoming;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!.toLowerCase();
    // Node hands headers over one byte a character.
    const value = Buffer.from(rawHeaders[i + 1]!, 'latin1').toString('utf8');
    headers[name] = headers[name] === undefined ? value : `${headers[name]}${name === 'warning' ? '\n' : ', '}${value}`;
  }
  return { status: incoming.statusCode ?? 0, headers };
}

const isJson = (incoming: IncomingMessage): boolean =>
  (incoming.headers['content-type'] ?? '').split(';')[0] === 'application/json';

function responseBody(incoming: IncomingMessage, bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  if (isJson(incoming)) return JSON.parse(bytes.toString('utf8')) as unknown;
  if ((incoming.headers['content-type'] ?? '').startsWith('text/')) return new TextOfBytes().push(bytes);
  return new Uint8Array(bytes);
}

/** Whether the answer goes on until somebody ends it. */
function isStream({ path }: ApiRequest, incoming: IncomingMessage): boolean {
  if (incoming.statusCode !== 200) return false;
  const mark = path.indexOf('?');
  const query = new URLSearchParams(mark < 0 ? '' : path.slice(mark + 1));
  const on = (name: string): boolean => ['true', '1'].includes(query.get(name) ?? '');
  return on('watch') || on('follow');
}

function streamOf(incoming: IncomingMessage, wake: () => void): Channel<unknown> {
  const stream = new Channel<unknown>();
  const text = new TextOfBytes();
  const json = isJson(incoming);
  let rest = '';
  incoming.on('data', (chunk: Buffer) => {
    const piece = text.push(chunk);
    if (!json) stream.push(piece);
    else {
      const lines = (rest + piece).split('\n');
      rest = lines.pop()!;
      for (const line of lines) if (line !== '') stream.push(JSON.parse(line));
    }
    wake();
  });
  incoming.on('close', () => {
    stream.close();
    wake();
  });
  stream.onClose(() => incoming.destroy());
  return stream;
}

function socketUrl(url: string, path: string): string {
  return `${url.replace(/^http/, 'ws')}${path}`;
}

/** exec and attach over v5 channels. @param refused asks again without an upgrade, for the refusal's words. */
function remoteCommand(
  url: string,
  request: ApiRequest,
  respond: (response: ApiResponse) => void,
  refused: () => void,
  wake: () => void,
): void {
  const socket = new WebSocket(socketUrl(url, request.path), ['v5.channel.k8s.io'], { perMessageDeflate: false });
  const remote: RemoteCommand = {
    stdin: new Channel(),
    stdout: new Channel(),
    stderr: new Channel(),
    resize: new Channel(),
    result: new Channel(),
  };
  const [stdout, stderr, stdin] = [new TextOfBytes(), new TextOfBytes(), new BytesOfText()];
  const message = (channel: number, bytes: Uint8Array): void => {
    if (socket.readyState === socket.OPEN) socket.send(Buffer.concat([Buffer.of(channel), bytes]));
  };
  socket.on('unexpected-response', () => {
    socket.terminate();
    refused();
  });
  socket.on('error', () => socket.terminate());
  socket.on('open', () => {
    remote.stdin.listen(
      (text) => message(0, stdin.push(text)),
      () => message(255, Buffer.of(0)),
    );
    remote.resize.listen(({ columns, rows }) =>
      message(4, Buffer.from(JSON.stringify({ Width: columns, Height: rows }))),
    );
    remote.stdout.onClose(() => socket.close());
    respond({ status: 101, headers: {}, upgrade: remote });
    wake();
  });
  socket.on('message', (data: Buffer) => {
    const bytes = data.subarray(1);
    if (data[0] === 1) remote.stdout.push(stdout.push(bytes));
    else if (data[0] === 2) remote.stderr.push(stderr.push(bytes));
    else if (data[0] === 3) remote.result.push(JSON.parse(bytes.toString('utf8')));
    wake();
  });
  socket.on('close', () => {
    for (const channel of [remote.result, remote.stdout, remote.stderr, remote.stdin, remote.resize]) channel.close();
    wake();
  });
}

/** One WebSocket a connection. Whether the Pod is there shows when the first is opened, so it is asked for before. */
function portForward(
  url: string,
  request: ApiRequest,
  respond: (response: ApiResponse) => void,
  wake: () => void,
): void {
  const sockets = new Set<WebSocket>();
  const session: PortForward = {
    open(port) {
      const connection = { input: new Channel<string>(), output: new Channel<string>(), error: new Channel<string>() };
      const [output, input] = [new TextOfBytes(), new BytesOfText()];
      const socket = new WebSocket(socketUrl(url, `${request.path.split('?')[0]}?ports=${port}`), [
        'v4.channel.k8s.io',
      ]);
      const greeted = new Set<number>();
      sockets.add(socket);
      socket.on('error', () => socket.terminate());
      socket.on('open', () => {
        connection.input.listen((text) => socket.send(Buffer.concat([Buffer.of(0), input.push(text)])));
        connection.output.onClose(() => socket.close());
      });
      socket.on('message', (data: Buffer) => {
        const channel = data[0]!;
        // The first message of each channel is its port.
        if (!greeted.has(channel)) greeted.add(channel);
        else if (channel === 0) connection.output.push(output.push(data.subarray(1)));
        else connection.error.push(data.subarray(1).toString('utf8'));
        wake();
      });
      socket.on('close', () => {
        sockets.delete(socket);
        for (const channel of [connection.output, connection.error, connection.input]) channel.close();
        wake();
      });
      return connection;
    },
    close() {
      for (const socket of sockets) socket.close();
    },
  };
  respond({ status: 101, headers: {}, portForward: session });
  wake();
}
