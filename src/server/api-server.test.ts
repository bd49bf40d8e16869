import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { startApiServer } from './api-server.ts';
import { ask, raw, runningPod, testApi } from './testing.ts';

const api = await testApi();
const { port } = api.server;
const configMaps = '/api/v1/namespaces/default/configmaps';
const json = { 'content-type': 'application/json' };

test('an object is created, read and listed over HTTP', async () => {
  const created = await ask(port, configMaps, {
    method: 'POST',
    headers: json,
    body: '{"metadata":{"name":"c"},"data":{"a":"<é>"}}',
  });
  expect([created.status, created.headers['content-type']]).toEqual([201, 'application/json']);
  const read = await ask(port, `${configMaps}/c`);
  expect(read.body).toContain('"a":"\\u003cé\\u003e"');
  expect(read.headers['content-length']).toBe(String(Buffer.byteLength(read.body)));
  expect((await ask(port, `${configMaps}?limit=1`)).body).toMatch(/^\{"kind":"ConfigMapList".*\}\n$/);
});

test('HEAD has the head alone', async () => {
  const { status, body, headers } = await ask(port, '/healthz', { method: 'HEAD' });
  expect([status, body, headers['content-type']]).toEqual([200, '', 'text/plain; charset=utf-8']);
});

test('several warnings are several headers, in UTF-8', async () => {
  const body = '{"metadata":{"name":"w","é":1},"spec":{"containers":[{"name":"a","image":"nginx","x":1}]}}';
  const { headers } = await ask(port, '/api/v1/namespaces/default/pods?dryRun=All', {
    method: 'POST',
    headers: json,
    body,
  });
  // Node joins them with a comma.
  expect(Buffer.from(String(headers['warning']), 'latin1').toString()).toBe(
    '299 - "unknown field \\"metadata.é\\"", 299 - "unknown field \\"spec.containers[0].x\\""',
  );
});

test('protobuf passes as bytes, both ways', async () => {
  const accept = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf';
  const answer = await fetch(`${api.url}/openapi/v2`, { headers: { accept } });
  expect(answer.headers.get('content-type')).toBe('application/com.github.proto-openapi.spec.v2.v1.0+protobuf');
  const bytes = new Uint8Array(await answer.arrayBuffer());
  expect(bytes[0]).toBe(0x0a);
  const posted = await ask(port, configMaps, {
    method: 'POST',
    headers: { 'content-type': 'application/vnd.kubernetes.protobuf' },
    // "k8s\0", then an Unknown{apiVersion: v1, kind: ConfigMap}, raw {metadata {name: "p"}}.
    body: Buffer.from([
      ...Buffer.from('k8s\0'),
      ...[0x0a, 15, 0x0a, 2, ...Buffer.from('v1'), 0x12, 9, ...Buffer.from('ConfigMap')],
      ...[0x12, 5, 0x0a, 3, 0x0a, 1, ...Buffer.from('p')],
    ]),
  });
  expect([posted.status, JSON.parse(posted.body)]).toMatchObject([201, { metadata: { name: 'p' } }]);
});

test('a watch streams its events, and ends in the engine when the client hangs up', async () => {
  const abort = new AbortController();
  const answer = await fetch(`${api.url}${configMaps}?watch=true&resourceVersion=0`, { signal: abort.signal });
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  await ask(port, configMaps, { method: 'POST', headers: json, body: '{"metadata":{"name":"seen"}}' });
  let text = '';
  while (!text.includes('"name":"seen"')) text += (await reader.read()).value ?? '';
  for (const line of text.trimEnd().split('\n')) expect(JSON.parse(line)).toMatchObject({ type: 'ADDED' });
  abort.abort();
  await expect(reader.read()).rejects.toThrow('abort');
});

test('logs -f streams what the container writes', async () => {
  await runningPod(api);
  const abort = new AbortController();
  const answer = await fetch(`${api.url}/api/v1/namespaces/default/pods/web/log?follow=true`, { signal: abort.signal });
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  while (!text.includes('start worker processes')) text += (await reader.read()).value ?? '';
  abort.abort();
  expect(text).toContain('ready for start up');
});

test('virtual time follows the wall clock at the speed asked for', async () => {
  const [virtual, wall] = [api.cluster.sim.now, performance.now()];
  await new Promise((resolve) => setTimeout(resolve, 300));
  const passed = (api.cluster.sim.now - virtual) / (performance.now() - wall);
  // The machine may be busy: time never runs faster than asked for.
  expect(passed).toBeGreaterThan(0);
  expect(passed).toBeLessThan(25);
});

test('a page of a foreign site gets nothing, by its name or by its origin', async () => {
  const rebound = await ask(port, '/api/v1/nodes', { headers: { host: 'evil.example:8001' } });
  expect([rebound.status, JSON.parse(rebound.body)]).toMatchObject([
    403,
    { kind: 'Status', message: 'request is forbidden: the Host header names a foreign host: evil.example:8001' },
  ]);
  expect((await ask(port, '/api/v1/nodes', { headers: { origin: 'https://evil.example' } })).status).toBe(403);
  expect(await raw(port, 'GET /version HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1.1 403 /);
});

test('what is no upgrade that the server knows is answered as if it had not asked', async () => {
  const headers = 'Host: 127.0.0.1\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: x\r\n';
  expect(await raw(port, `GET /version HTTP/1.1\r\n${headers}\r\n`)).toMatch(/^HTTP\/1.1 200 OK\r\n/);
});

test('a busy port is refused', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const busy = (other.address() as { port: number }).port;
  const { sim, transport } = api.cluster;
  await expect(startApiServer({ sim, transport, port: busy, speed: 1, onError: () => {} })).rejects.toThrow(
    'EADDRINUSE',
  );
  other.close();
});

test('none of this was a bug', () => {
  expect(api.errors).toEqual([]);
});
