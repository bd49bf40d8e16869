import { connect } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { controlFrame, dataFrame, frameTypes, numbers } from './spdy/frames.ts';
import { ask, raw, runningPod, testApi } from './testing.ts';

const api = await testApi();
await runningPod(api);
const { port } = api.server;
const configMaps = '/api/v1/namespaces/default/configmaps';
const json = { 'content-type': 'application/json' };
const post = (body: string): ReturnType<typeof ask> => ask(port, configMaps, { method: 'POST', headers: json, body });

const execHead =
  'GET /api/v1/namespaces/default/pods/web/exec?command=cat&stdin=true&stdout=true HTTP/1.1\r\nHost: localhost\r\n' +
  'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n' +
  'Sec-WebSocket-Protocol: v5.channel.k8s.io\r\n\r\n';

const megabytes = (): number => process.memoryUsage().rss / 1024 / 1024;

// Whatever was done: the engine goes on, and nothing of it was a bug.
afterEach(async () => {
  const before = api.cluster.sim.now;
  expect((await ask(port, '/api/v1/nodes')).status).toBe(200);
  while (api.cluster.sim.now <= before) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(api.errors).toEqual([]);
});

describe('a hostile client is answered with 4xx or cut off', () => {
  test.each([
    ['bad JSON', '{"metadata":'],
    ['no JSON', '\u0000\u0001'],
    ['a number', '7'],
    ['deep nesting', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['deep nesting of objects', `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`],
  ])('that sends %s', async (_, body) => {
    const answer = await post(body);
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toMatchObject({ kind: 'Status', code: 400 });
  });

  test('that sends keys which reach for prototypes', async () => {
    const answer = await post(
      '{"__proto__":{"polluted":1},"metadata":{"name":"p"},"data":{"__proto__":"v","constructor":"w"}}',
    );
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect(answer.status).toBe(201);
    expect(answer.body).toContain('"data":{"__proto__":"v","constructor":"w"}');
  });

  test('that announces a hundred megabytes', async () => {
    const head = `POST ${configMaps} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 104857600\r\n\r\n`;
    expect(await raw(port, head, 'x')).toMatch(/^HTTP\/1.1 413 .*limit is 3145728/s);
  });

  test('that sends a hundred megabytes in chunks', async () => {
    const head = `POST ${configMaps} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const before = megabytes();
    const chunk = Buffer.concat([Buffer.from('100000\r\n'), Buffer.alloc(0x100000, 0x20), Buffer.from('\r\n')]);
    const answer = await raw(port, head, ...Array.from({ length: 100 }, () => chunk));
    // The server hangs up while the client still writes; whether the client then reads the answer is the network's choice.
    if (answer !== '') expect(answer).toMatch(/^HTTP\/1.1 413 /);
    expect(megabytes() - before).toBeLessThan(200);
  });

  test.each([
    ['no HTTP', 'hello\r\n\r\n'],
    ['a head without end', `GET / HTTP/1.1\r\n${'a: b\r\n'.repeat(10_000)}`],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n'],
    ['a path that is none', 'GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'],
    ['a method that is none', 'PROPFIND /api HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'],
  ])('that sends %s', async (_, text) => {
    expect(await raw(port, text)).toMatch(/^HTTP\/1.1 4\d\d /);
  });

  test('that opens a thousand connections at once', async () => {
    const answers = await Promise.all(Array.from({ length: 1000 }, () => ask(port, '/api/v1/namespaces/default')));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1000);
  });

  test('that watches without end, a thousand times, and reads nothing', async () => {
    const sockets = Array.from({ length: 1000 }, () => {
      const socket = connect(port, '127.0.0.1').pause();
      socket.on('error', () => {});
      socket.write(`GET ${configMaps}?watch=true HTTP/1.1\r\nHost: localhost\r\n\r\n`);
      return socket;
    });
    await ask(port, '/api/v1/nodes');
    expect((await post('{"metadata":{"name":"news"}}')).status).toBe(201);
    for (const socket of sockets) socket.destroy();
  });

  test('that reads a watch slowly is cut off before it fills the memory', async () => {
    const socket = connect(port, '127.0.0.1').pause();
    socket.on('error', () => {});
    socket.write(`GET ${configMaps}?watch=true HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    await post('{"metadata":{"name":"big"}}');
    const value = 'x'.repeat(500 * 1024);
    let cut = false;
    socket.on('close', () => (cut = true));
    // The kernel takes some megabytes, the server sixteen more.
    for (let i = 0; i < 80 && !cut; i++) {
      const patch = JSON.stringify({ data: { [`k`]: `${i}${value}` } });
      await ask(port, `${configMaps}/big`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/merge-patch+json' },
        body: patch,
      });
    }
    socket.resume();
    await new Promise<void>((resolve) => (cut ? resolve() : socket.on('close', () => resolve())));
    expect(cut).toBe(true);
    await ask(port, `${configMaps}/big`, { method: 'DELETE' });
  });

  test('that sends broken frames on a WebSocket', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 40 }), async (bytes) => {
        await new Promise<void>((resolve) => {
          const socket = connect(port, '127.0.0.1');
          socket.on('error', () => resolve());
          socket.on('close', () => resolve());
          socket.resume();
          socket.write(execHead);
          // The frame ends in the middle, or is none at all.
          socket.end(bytes);
        });
      }),
      { numRuns: 50 },
    );
  });

  test('that sends a message longer than any terminal types', async () => {
    const announced = Buffer.of(0x82, 0xff, 0, 0, 0, 0, 0x40, 0, 0, 0, 1, 2, 3, 4);
    expect(await raw(port, execHead, announced)).toMatch(/^HTTP\/1.1 101 /);
  });

  test('that sends broken SPDY', async () => {
    const head =
      'POST /api/v1/namespaces/default/pods/web/portforward HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n' +
      'Upgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: portforward.k8s.io\r\n\r\n';
    const frames: readonly Buffer[] = [
      Buffer.from('80ff', 'hex'),
      Buffer.from('ffffffffffffffff', 'hex'),
      Buffer.from('8003000100ffffff', 'hex'),
      controlFrame(frameTypes.synStream, 0, Buffer.alloc(2)),
      controlFrame(
        frameTypes.synStream,
        0,
        Buffer.concat([numbers(1, 0), Buffer.alloc(2), Buffer.from('no zlib stream')]),
      ),
      controlFrame(frameTypes.ping, 0, Buffer.alloc(1)),
      dataFrame(7, 0, Buffer.from('to nobody')),
      controlFrame(99, 0, Buffer.alloc(4)),
    ];
    for (const frame of frames) {
      await new Promise<void>((resolve) => {
        const socket = connect(port, '127.0.0.1');
        socket.on('error', () => resolve());
        socket.on('close', () => resolve());
        socket.write(head);
        socket.once('data', () => socket.end(frame));
        socket.resume();
      });
    }
  });
});
