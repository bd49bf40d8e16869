import { connect, type Socket } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { ask, raw, runningPod, testApi } from './testing.ts';

const api = await testApi('1.36', 20, {
  headTimeout: 200,
  requestTimeout: 400,
});
await runningPod(api);
const { port } = api.server;
const configMaps = '/api/v1/namespaces/default/configmaps';
const megabytes = (): number => process.memoryUsage().rss / 1024 / 1024;

const open = (text: string): Socket => {
  const socket = connect(port, '127.0.0.1').pause();
  socket.on('error', () => {});
  socket.write(text);
  return socket;
};
const closed = (socket: Socket): Promise<void> =>
  new Promise((resolve) => (socket.destroyed ? resolve() : socket.once('close', () => resolve())));

// Whatever was done: the engine goes on, and nothing of it was a bug.
afterEach(async () => {
  const before = api.cluster.sim.now;
  expect((await ask(port, '/api/v1/nodes')).status).toBe(200);
  while (api.cluster.sim.now <= before) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(api.errors).toEqual([]);
});

describe('a client that takes its time is not waited for', () => {
  test('to end the head of its request', async () => {
    expect(await raw(port, 'GET /api/v1/nodes HTTP/1.1\r\nHost: localhost\r\nX-A: b')).toMatch(/^HTTP\/1.1 408 |^$/);
  });

  test('to say anything at all', async () => {
    const socket = open('');
    socket.resume();
    await closed(socket);
  });

  test('a hundred times over, while others are served', async () => {
    const drip = Array.from({ length: 100 }, () => open('GET /api HTTP/1.1\r\n'));
    for (let i = 0; i < 20; i++) {
      expect((await ask(port, '/api/v1/namespaces/default')).status).toBe(200);
      for (const socket of drip) if (socket.writable) socket.write(`X-${i}: y\r\n`);
    }
    await Promise.all(drip.map((socket) => closed(socket.resume())));
  });

  test('to send the body that it announced', async () => {
    const head = `POST ${configMaps} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{`;
    expect(await raw(port, head)).toMatch(/^HTTP\/1.1 408 |^$/);
  });
});

describe('a client that does not read', () => {
  test('what its command prints is cut off', async () => {
    const socket = open(
      'GET /api/v1/namespaces/default/pods/web/exec?command=sh&command=-c&command=' +
        encodeURIComponent(
          's=xxxxxxxxxxxxxxxx; for i in 1 2 3 4 5 6 7 8 9 10 11 12; do s=$s$s; done; while true; do echo $s; done',
        ) +
        '&stdout=true HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n' +
        'Sec-WebSocket-Protocol: v5.channel.k8s.io\r\n\r\n',
    );
    const before = megabytes();
    // What stays unread in the kernel shows only when somebody looks.
    while (!socket.destroyed) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      socket.write(Buffer.of(0x89, 0x80, 0, 0, 0, 0));
    }
    expect(megabytes() - before).toBeLessThan(300);
  });
});

describe('a client that is not from here', () => {
  const foreign = 'Host: evil.example\r\n';
  test.each([
    ['asks', `GET /api HTTP/1.1\r\n${foreign}Connection: close\r\n\r\n`],
    [
      'opens a WebSocket',
      `GET /api/v1/namespaces/default/pods/web/exec?command=ls&stdout=1 HTTP/1.1\r\n${foreign}Connection: Upgrade\r\nUpgrade: websocket\r\n` +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    ],
    [
      'opens a WebSocket from a foreign page',
      'GET /api/v1/namespaces/default/pods/web/exec?command=ls&stdout=1 HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\n' +
        'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    ],
    ['names no host', 'GET /api HTTP/1.0\r\n\r\n'],
  ])('and %s is refused', async (_, text) => {
    expect(await raw(port, text)).toMatch(/^HTTP\/1.1 403 Forbidden/);
  });
});

test('any bytes after the switch to SPDY end the connection, or are taken as frames', async () => {
  const head =
    'POST /api/v1/namespaces/default/pods/web/exec?command=cat&stdin=true&stdout=true HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n' +
    'Upgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: v4.channel.k8s.io\r\n\r\n';
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 64 }), async (bytes) => {
      const socket = open(head);
      socket.once('data', () => socket.end(bytes));
      socket.resume();
      await closed(socket);
    }),
    { numRuns: 20 },
  );
});
