import { connect } from 'node:net';
import { constants, createDeflate, createInflate } from 'node:zlib';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { dictionary } from './spdy/dictionary.ts';
import { controlFrame, dataFrame, type Frame, FrameReader, frameTypes, numbers } from './spdy/frames.ts';
import { runningPod, testApi } from './testing.ts';

const api = await testApi();
await runningPod(api);
const { port } = api.server;
const web = '/api/v1/namespaces/default/pods/web';

/** What came on each channel, when the server has closed the connection. */
async function channels(
  path: string,
  protocol: string,
  send: (socket: WebSocket) => void,
): Promise<Map<number, Buffer>> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, [protocol]);
  const got = new Map<number, Buffer>();
  socket.on('message', (data: Buffer) => {
    const channel = data[0]!;
    got.set(channel, Buffer.concat([got.get(channel) ?? Buffer.alloc(0), data.subarray(1)]));
  });
  socket.on('open', () => send(socket));
  await new Promise((resolve, reject) => socket.on('close', resolve).on('error', reject));
  expect(socket.protocol).toBe(protocol);
  return got;
}

const exec = (...command: readonly string[]): string =>
  `${web}/exec?stdin=true&stdout=true&stderr=true&${command.map((word) => `command=${encodeURIComponent(word)}`).join('&')}`;

test.each(['v5.channel.k8s.io', 'v4.channel.k8s.io'])(
  'a command runs over %s, and its exit code comes last',
  async (protocol) => {
    const got = await channels(exec('sh', '-c', 'echo out; echo err >&2; exit 3'), protocol, () => {});
    expect(got.get(1)?.toString()).toBe('out\n');
    expect(got.get(2)?.toString()).toBe('err\n');
    expect(JSON.parse(got.get(3)!.toString())).toMatchObject({
      status: 'Failure',
      reason: 'NonZeroExitCode',
      details: { causes: [{ reason: 'ExitCode', message: '3' }] },
    });
  },
);

test('v5 closes the standard input of a command with a signal of its own', async () => {
  const got = await channels(exec('cat'), 'v5.channel.k8s.io', (socket) => {
    socket.send(Buffer.concat([Buffer.of(0), Buffer.from('héllo')]));
    socket.send(Buffer.of(255, 0));
  });
  expect(got.get(1)?.toString()).toBe('héllo');
  expect(JSON.parse(got.get(3)!.toString())).toMatchObject({ status: 'Success' });
});

test('bytes that are no UTF-8 pass through a command as they are', async () => {
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
  const got = await channels(exec('cat'), 'v5.channel.k8s.io', (socket) => {
    for (const byte of bytes) socket.send(Buffer.of(0, byte));
    socket.send(Buffer.of(255, 0));
  });
  expect(got.get(1)?.equals(bytes)).toBe(true);
});

test('a port is forwarded over the channels of a WebSocket', async () => {
  const got = await channels(`${web}/portforward?ports=80`, 'v4.channel.k8s.io', (socket) => {
    socket.send(Buffer.concat([Buffer.of(0), Buffer.from('GET / HTTP/1.0\r\n\r\n')]));
  });
  expect([...got.get(0)!.subarray(0, 2)]).toEqual([80, 0]);
  expect(got.get(0)!.subarray(2).toString()).toMatch(/^HTTP\/1.1 200 OK\r\n/);
  expect([...got.get(1)!]).toEqual([80, 0]);
});

test('a protocol that the server has not is refused before anything runs', async () => {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${exec('true')}`, ['v9.channel.k8s.io']);
  await expect(new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject))).rejects.toThrow('400');
});

test('a Pod that is not there is refused with its Status', async () => {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${web}2/exec?command=true&stdout=true`, ['v5.channel.k8s.io']);
  await expect(new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject))).rejects.toThrow('404');
});

/** A SPDY client of a few lines. */
class SpdyClient {
  readonly #deflate = createDeflate({ dictionary });
  readonly #inflate = createInflate({ finishFlush: constants.Z_SYNC_FLUSH });
  readonly #frames = new FrameReader();
  readonly data = new Map<number, Buffer>();
  readonly ended = new Set<number>();
  readonly control: Frame[] = [];
  #next = 1;

  constructor(private readonly write: (bytes: Buffer) => void) {}

  receive(bytes: Buffer): void {
    for (const frame of this.#frames.push(bytes)) {
      if (frame.type !== undefined) this.control.push(frame);
      else {
        this.data.set(frame.stream, Buffer.concat([this.data.get(frame.stream) ?? Buffer.alloc(0), frame.payload]));
        if ((frame.flags & 1) !== 0) this.ended.add(frame.stream);
      }
    }
  }

  async open(headers: Record<string, string>): Promise<number> {
    const id = this.#next;
    this.#next += 2;
    const entries = Object.entries(headers)
      .flat()
      .flatMap((word) => [numbers(word.length), Buffer.from(word)]);
    await new Promise((resolve) =>
      this.#deflate.write(Buffer.concat([numbers(Object.keys(headers).length), ...entries]), resolve),
    );
    await new Promise<void>((resolve) => this.#deflate.flush(constants.Z_SYNC_FLUSH, resolve));
    const block = Buffer.concat([numbers(id, 0), Buffer.alloc(2), this.#deflate.read() as Buffer]);
    this.write(controlFrame(frameTypes.synStream, 0, block));
    return id;
  }

  send(id: number, text: string, fin = false): void {
    this.write(dataFrame(id, fin ? 1 : 0, Buffer.from(text)));
  }

  /** The headers of all answers to opened streams, as a peer that decompresses them one after the other reads them. */
  async replies(): Promise<number[]> {
    const counts: number[] = [];
    for (const frame of this.control.filter(({ type }) => type === frameTypes.synReply)) {
      await new Promise((resolve) => this.#inflate.write(frame.payload.subarray(4), resolve));
      counts.push((this.#inflate.read() as Buffer).readUInt32BE(0));
    }
    return counts;
  }
}

async function spdyExec(path: string, use: (client: SpdyClient) => Promise<void>): Promise<SpdyClient> {
  const socket = connect(port, '127.0.0.1');
  socket.write(
    `POST ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\nContent-Length: 0\r\n` +
      'X-Stream-Protocol-Version: v5.channel.k8s.io\r\nX-Stream-Protocol-Version: v4.channel.k8s.io\r\n\r\n',
  );
  const client = new SpdyClient((bytes) => void socket.write(bytes));
  let head = '';
  await new Promise<void>((resolve) => {
    const onData = (chunk: Buffer): void => {
      head += chunk.toString('latin1');
      if (!head.includes('\r\n\r\n')) return;
      socket.off('data', onData);
      resolve();
    };
    socket.on('data', onData);
  });
  expect(head).toMatch(/^HTTP\/1.1 101 .*X-Stream-Protocol-Version: v4.channel.k8s.io\r\n/s);
  socket.on('data', (chunk: Buffer) => client.receive(chunk));
  const closed = new Promise((resolve) => socket.on('close', resolve));
  await use(client);
  await closed;
  return client;
}

test('a command runs over SPDY', async () => {
  let streams: number[] = [];
  const client = await spdyExec(exec('sh', '-c', 'cat; echo err >&2; exit 2'), async (spdy) => {
    for (const streamtype of ['error', 'stdin', 'stdout', 'stderr'])
      streams.push(await spdy.open({ streamType: streamtype }));
    spdy.send(streams[1]!, 'in', true);
  });
  const [error, , stdout, stderr] = streams as [number, number, number, number];
  expect(client.data.get(stdout)?.toString()).toBe('in');
  expect(client.data.get(stderr)?.toString()).toBe('err\n');
  expect(JSON.parse(client.data.get(error)!.toString())).toMatchObject({ reason: 'NonZeroExitCode' });
  expect([...client.ended].sort()).toEqual([...streams].sort());
  expect(await client.replies()).toEqual([0, 0, 0, 0]);
  expect(client.control.at(-1)?.type).toBe(frameTypes.goAway);
  streams = [];
});

test('ports are forwarded over SPDY in a WebSocket, many connections at once', async () => {
  // `ws` has no way to offer a protocol with a slash.
  const socket = connect(port, '127.0.0.1');
  socket.write(
    `GET ${web}/portforward HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n' +
      'Sec-WebSocket-Protocol: SPDY/3.1+portforward.k8s.io\r\n\r\n',
  );
  const client = new SpdyClient((bytes) => {
    const length = bytes.length < 126 ? [0x80 | bytes.length] : [0x80 | 126, bytes.length >> 8, bytes.length & 255];
    socket.write(Buffer.concat([Buffer.of(0x82, ...length, 0, 0, 0, 0), bytes]));
  });
  let head: string | undefined;
  let rest = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    if (head === undefined) {
      const end = rest.indexOf('\r\n\r\n');
      if (end < 0) return;
      head = rest.toString('latin1', 0, end);
      rest = rest.subarray(end + 4);
    }
    while (rest.length >= 2) {
      const short = rest[1]!;
      const [start, length] = short < 126 ? [2, short] : [4, rest.length < 4 ? Infinity : rest.readUInt16BE(2)];
      if (rest.length < start + length) break;
      client.receive(rest.subarray(start, start + length));
      rest = rest.subarray(start + length);
    }
  });
  const streams: number[] = [];
  for (const requestID of ['0', '1', '2']) {
    await client.open({ streamType: 'error', port: '80', requestID });
    const data = await client.open({ streamType: 'data', port: '80', requestID });
    client.send(data, `GET /${requestID} HTTP/1.0\r\n\r\n`);
    streams.push(data);
  }
  const closedPort = await client.open({ streamType: 'error', port: '81', requestID: '3' });
  await client.open({ streamType: 'data', port: '81', requestID: '3' });
  while (client.ended.size < 8) await new Promise((resolve) => setTimeout(resolve, 10));
  socket.destroy();
  expect(head).toContain('Sec-WebSocket-Protocol: SPDY/3.1+portforward.k8s.io');
  for (const stream of streams) expect(client.data.get(stream)?.toString()).toMatch(/^HTTP\/1.1 /);
  expect(client.data.get(closedPort)?.toString()).toMatch(/^error forwarding port 81 to pod .*connection refused/s);
});

test('none of this was a bug', () => {
  expect(api.errors).toEqual([]);
});
