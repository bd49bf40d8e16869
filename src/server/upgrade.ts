import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { badRequest, forbiddenRequest } from '../engine/api/errors.ts';
import type { ApiRequest, ApiResponse } from '../engine/api/http.ts';
import { type ChannelHandler, commandChannels, portForwardChannels } from './channels.ts';
import { type Abort, requestHead } from './request.ts';
import type { Outbox } from './outbox.ts';
import { streamEncoder, writeResponse } from './response.ts';
import { spdyCommand } from './spdy/command.ts';
import { spdyPortForward, type WireHandler } from './spdy/port-forward.ts';
import { socketWire, webSocketWire } from './wire.ts';

export interface Upgrade {
  readonly incoming: IncomingMessage;
  readonly socket: Duplex;
  /** What came behind the request's head. */
  readonly head: Buffer;
  readonly abort: Abort;
  readonly outbox: Outbox;
  send(request: ApiRequest): Promise<ApiResponse>;
  /** Lets the simulation act on what it was given. */
  wake(): void;
}

/** The longest message that is taken of a WebSocket, bytes. */
const maxMessage = 4 * 1024 * 1024;

const webSockets = new WebSocketServer({
  noServer: true,
  maxPayload: maxMessage,
  perMessageDeflate: false,
});
// `ws` takes no protocol whose name holds a slash, and Kubernetes has one: the choice is made here.
const chosenProtocols = new WeakMap<IncomingMessage, string>();
webSockets.on('headers', (headers, incoming) => {
  const protocol = chosenProtocols.get(incoming);
  if (protocol !== undefined) headers.push(`Sec-WebSocket-Protocol: ${protocol}`);
});

/** The protocols of each subresource; the client's order decides between those that both have. */
const channelProtocols = {
  exec: ['v5.channel.k8s.io', 'v4.channel.k8s.io', 'channel.k8s.io'],
  attach: ['v5.channel.k8s.io', 'v4.channel.k8s.io', 'channel.k8s.io'],
  portforward: ['SPDY/3.1+portforward.k8s.io', 'v4.channel.k8s.io', 'channel.k8s.io'],
};
const spdyProtocols = {
  exec: ['v4.channel.k8s.io'],
  attach: ['v4.channel.k8s.io'],
  portforward: ['portforward.k8s.io'],
};

type Subresource = keyof typeof channelProtocols;

function subresourceOf(url: string | undefined): Subresource | undefined {
  const name = (url ?? '').split('?')[0]!.split('/').at(-1)!;
  return name === 'exec' || name === 'attach' || name === 'portforward' ? name : undefined;
}

function choose(
  table: Readonly<Record<Subresource, readonly string[]>>,
  offered: readonly string[],
  incoming: IncomingMessage,
): string | undefined {
  const subresource = subresourceOf(incoming.url);
  return subresource === undefined ? undefined : offered.find((one) => table[subresource].includes(one));
}

const listed = (header: string | string[] | undefined): string[] =>
  (Array.isArray(header) ? header.join(',') : (header ?? ''))
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');

/** A request that wants another protocol on its connection: exec, attach and port-forward, or a watch over a WebSocket. */
export async function upgradeConnection(upgrade: Upgrade): Promise<void> {
  const { incoming, abort } = upgrade;
  const request = requestHead(incoming, abort);
  switch (incoming.headers.upgrade?.toLowerCase()) {
    case 'websocket':
      return upgradeToWebSocket(upgrade, request);
    case 'spdy/3.1':
      return upgradeToSpdy(upgrade, request);
    default:
      // A server that does not know the protocol answers in its own.
      return refuse(upgrade, await upgrade.send(request));
  }
}

/** Answers without an upgrade. */
function refuse({ incoming, socket, outbox }: Upgrade, response: ApiResponse): void {
  const to = new ServerResponse(incoming);
  to.assignSocket(socket as Socket);
  to.setHeader('connection', 'close');
  to.on('finish', () => socket.end());
  writeResponse(to, response, outbox);
}

async function upgradeToWebSocket(upgrade: Upgrade, request: ApiRequest): Promise<void> {
  const { incoming, socket, head, wake } = upgrade;
  const offered = listed(incoming.headers['sec-websocket-protocol']);
  const subresource = subresourceOf(incoming.url);
  const protocol = choose(channelProtocols, offered, incoming);
  if (subresource !== undefined && offered.length > 0 && protocol === undefined) {
    throw badRequest(
      `requested protocol(s) are not supported: [${offered.join(' ')}]; supports [${channelProtocols[subresource].join(' ')}]`,
    );
  }
  const ports = subresource === 'portforward' && !isTunnel(protocol) ? forwardedPorts(request.path) : [];
  const response = await upgrade.send(request);
  if (response.upgrade === undefined && response.portForward === undefined && response.stream === undefined) {
    return refuse(upgrade, response);
  }
  delete incoming.headers['sec-websocket-protocol'];
  if (protocol !== undefined) chosenProtocols.set(incoming, protocol);
  webSockets.handleUpgrade(incoming, socket, head, (client) => {
    if (response.stream !== undefined) return streamMessages(client, response.stream);
    const wire = webSocketWire(client);
    if (response.upgrade !== undefined) {
      listen(client, commandChannels(response.upgrade, wire, wake, protocol === 'v5.channel.k8s.io'));
    } else if (isTunnel(protocol)) {
      const handler = spdyPortForward(response.portForward!, wire, wake);
      listen(client, { message: handler.receive, closed: handler.closed });
    } else listen(client, portForwardChannels(response.portForward!, ports, wire, wake));
  });
}

const isTunnel = (protocol: string | undefined): boolean => protocol?.startsWith('SPDY/3.1+') === true;

/** `ports=80,443&ports=8080` @throws StatusError */
function forwardedPorts(path: string): number[] {
  const words = new URL(path, 'http://localhost').searchParams.getAll('ports').flatMap((text) => text.split(','));
  if (words.length === 0) throw badRequest('query parameter "ports" is required');
  return words.map((word) => {
    const port = Number(word);
    if (!/^\d+$/.test(word) || port < 1 || port > 65_535) throw badRequest(`unable to parse "${word}" as a port`);
    return port;
  });
}

function listen(client: WebSocket, handler: ChannelHandler): void {
  client.on('message', (data) => handler.message(data as Buffer));
  client.on('close', () => handler.closed());
  // What breaks the protocol closes the connection; there is nothing else to do about it.
  client.on('error', () => client.terminate());
}

function streamMessages(client: WebSocket, stream: NonNullable<ApiResponse['stream']>): void {
  const encode = streamEncoder();
  const wire = webSocketWire(client);
  client.on('close', () => stream.close());
  client.on('error', () => client.terminate());
  stream.listen(
    (value) => {
      const bytes = encode(value);
      if (typeof value === 'string') wire.send(bytes);
      else client.send(Buffer.from(bytes).toString('utf8').trimEnd());
    },
    () => wire.close(),
  );
}

async function upgradeToSpdy(upgrade: Upgrade, request: ApiRequest): Promise<void> {
  const { incoming, socket, head, wake } = upgrade;
  const subresource = subresourceOf(incoming.url);
  if (subresource === undefined) return refuse(upgrade, await upgrade.send(request));
  const offered = listed(incoming.headers['x-stream-protocol-version']);
  const protocol = choose(spdyProtocols, offered, incoming);
  if (protocol === undefined) {
    const text = `unable to negotiate protocol: client supports [${offered.join(' ')}], server accepts [${spdyProtocols[subresource].join(' ')}]`;
    throw forbiddenRequest({ group: '', resource: 'upgrade' }, '', text);
  }
  const response = await upgrade.send(request);
  const wire = socketWire(socket);
  let handler: WireHandler;
  if (response.upgrade !== undefined)
    handler = spdyCommand(response.upgrade, expectedStreams(request.path), wire, wake);
  else if (response.portForward !== undefined) handler = spdyPortForward(response.portForward, wire, wake);
  else return refuse(upgrade, response);
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: ${protocol}\r\n\r\n`,
  );
  socket.on('data', (bytes: Buffer) => handler.receive(bytes));
  socket.on('close', () => handler.closed());
  socket.on('end', () => socket.end());
  if (head.length > 0) handler.receive(head);
}

function expectedStreams(path: string): string[] {
  const query = new URL(path, 'http://localhost').searchParams;
  const on = (name: string): boolean => query.get(name) === 'true' || query.get(name) === '1';
  return [
    'error',
    ...(on('stdin') ? ['stdin'] : []),
    ...(on('stdout') ? ['stdout'] : []),
    ...(on('stderr') && !on('tty') ? ['stderr'] : []),
    ...(on('tty') ? ['resize'] : []),
  ];
}
