import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { ApiRequest, ApiResponse } from '../../engine/api/http.ts';
import { SysError } from '../../engine/sim/process.ts';
import { remoteTransport } from './transport.ts';
import { runningPod, testApi } from '../../server/testing.ts';

const api = await testApi();
await runningPod(api);
const remote = remoteTransport(
  api.url,
  () => {},
  (url, protocols) => new WebSocket(url, [...protocols]) as never,
);
const ask = (transport: { send: typeof remote.send }, request: ApiRequest): Promise<ApiResponse> =>
  new Promise((resolve, reject) => transport.send(request, resolve, reject));

describe('over HTTP comes what the engine answers in the page', () => {
  const path = '/api/v1/namespaces/default/configmaps';
  const headers = { 'content-type': 'application/json' };
  const requests: readonly ApiRequest[] = [
    { method: 'GET', path: '/api/v1/namespaces/default' },
    { method: 'GET', path: '/apis/apps/v1' },
    {
      method: 'GET',
      path: '/apis',
      headers: { accept: 'application/json;as=APIGroupDiscoveryList;v=v2;g=apidiscovery.k8s.io' },
    },
    { method: 'GET', path: '/api/v1/namespaces', headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' } },
    { method: 'GET', path: `${path}/none` },
    { method: 'GET', path: '/nothing' },
    { method: 'GET', path: '/healthz' },
    {
      method: 'POST',
      path: `${path}?dryRun=All`,
      body: { metadata: { name: 'a' }, data: { 'é<': '😀' }, x: 1 },
      headers,
    },
    { method: 'POST', path: `${path}?fieldValidation=Strict`, body: '{"metadata":{"name":"a"},"x":1}', headers },
    { method: 'GET', path: '/api/v1/namespaces/default/pods/web/log?tailLines=1' },
    { method: 'POST', path: '/api/v1/namespaces/default/pods/none/exec?command=ls&stdout=true' },
  ];
  test.each(requests)('$method $path', async (request) => {
    const [there, here] = [await ask(remote, request), await ask(api.cluster.transport, request)];
    expect(there.status).toBe(here.status);
    expect(there.headers).toMatchObject(here.headers);
    // Each dry run makes up a UID of its own, and time goes on.
    const plain = (body: unknown): unknown =>
      JSON.parse(
        JSON.stringify(body)
          .replace(/"uid":"[^"]*"/g, '"uid":""')
          .replace(/"\d+s"/g, '"age"'),
      );
    expect(plain(there.body)).toEqual(plain(here.body));
  });
});

const next = <T>(channel: { tryTake(): T | undefined; readonly closed: boolean }): Promise<T | undefined> =>
  new Promise((resolve) => {
    const look = (): void => {
      const value = channel.tryTake();
      if (value !== undefined || channel.closed) resolve(value);
      else setTimeout(look, 5);
    };
    look();
  });

test('a watch hands over its events as values', async () => {
  const { stream } = await ask(remote, {
    method: 'GET',
    path: '/api/v1/namespaces?watch=true&fieldSelector=metadata.name%3Ddefault',
  });
  expect(await next(stream!)).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'default' } } });
  stream!.close();
});

test('a command in a container has its streams', async () => {
  const { upgrade } = await ask(remote, {
    method: 'POST',
    path: '/api/v1/namespaces/default/pods/web/exec?command=cat&stdin=true&stdout=true&stderr=true',
  });
  upgrade!.stdin.push('hé');
  upgrade!.stdin.close();
  expect(await next(upgrade!.stdout)).toBe('hé');
  expect(await next(upgrade!.result)).toMatchObject({ status: 'Success' });
});

test('a port is forwarded', async () => {
  const { portForward } = await ask(remote, {
    method: 'POST',
    path: '/api/v1/namespaces/default/pods/web/portforward',
  });
  const connection = portForward!.open(80);
  connection.input.push('GET / HTTP/1.0\r\n\r\n');
  expect(await next(connection.output)).toMatch(/^HTTP\/1.1 200 OK/);
  portForward!.close();
});

test('a server that is not there refuses the connection', async () => {
  const nobody = remoteTransport('http://127.0.0.1:1', () => {});
  await expect(ask(nobody, { method: 'GET', path: '/version' })).rejects.toEqual(new SysError('ECONNREFUSED'));
});
