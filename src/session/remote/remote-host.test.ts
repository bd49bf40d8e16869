import { afterEach, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import * as kubectl from '../../kubectl/index.ts';
import { runningPod, testApi } from '../../server/testing.ts';
import type { FromSession } from '../protocol.ts';
import { RemoteHost } from './remote-host.ts';
import type { Socket } from './streams.ts';
import { remoteTransport } from './transport.ts';

/* The host of the remote worker before the engine's own API server, as it would be before anybody else's. */

const api = await testApi();
const hosts: { stop: () => void }[] = [];
afterEach(() => hosts.splice(0).forEach((one) => one.stop()));

const open = (url: string, protocols: readonly string[]): Socket => new WebSocket(url, [...protocols]) as never;

function page(url: string): { host: RemoteHost; said: FromSession[]; connected: Promise<void> } {
  const said: FromSession[] = [];
  const host = new RemoteHost({
    post: (message) => said.push(message),
    now: () => Date.now(),
    kubectl: () => kubectl,
    origin: url,
    transport: (wake) => remoteTransport(url, wake, open),
    api: {
      get: async (path) => {
        const response = await fetch(url + path);
        const text = await response.text();
        const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
        return { status: response.status, body: isJson ? (JSON.parse(text) as unknown) : text };
      },
      openSocket: (path, protocols) => open(url.replace('http', 'ws') + path, protocols),
      sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, Math.min(milliseconds, 20))),
    },
  });
  const timer = setInterval(() => host.turn(), 5);
  hosts.push({
    stop: () => {
      clearInterval(timer);
      host.stop();
    },
  });
  return { host, said, connected: host.connect() };
}

const objects = (said: readonly FromSession[], resource: string): string[] =>
  said.flatMap((message) =>
    message.type === 'frame'
      ? message.objects.filter((one) => one.resource === resource).map(({ object }) => object.metadata?.name ?? '')
      : [],
  );

const screen = (said: readonly FromSession[]): string =>
  said.flatMap((message) => (message.type === 'frame' ? message.terminals.map(({ data }) => data) : [])).join('');

test('tells who is there, mirrors it, and gives the terminal a way to it', async () => {
  await runningPod(api);
  const { host, said, connected } = page(api.url);
  await connected;
  expect(said.find((message) => message.type === 'ready')).toMatchObject({
    remote: { origin: api.url },
    gitVersion: 'v1.36.0',
    config: { release: '1.36' },
    runtime: { name: 'containerd' },
  });
  await vi.waitFor(() => {
    expect(objects(said, 'nodes')).toEqual(['master', 'node1']);
    expect(objects(said, 'pods')).toContain('web');
  });
  host.receive({
    type: 'input',
    input: { kind: 'terminal-open', terminal: 't1', columns: 100, rows: 30, line: 'kubectl delete pod web --now' },
  });
  await vi.waitFor(() => expect(screen(said)).toContain('pod "web" deleted'), 5000);
  await vi.waitFor(() =>
    expect(said.some((message) => message.type === 'frame' && message.deleted.some(({ name }) => name === 'web'))).toBe(
      true,
    ),
  );
});

test('reads for the inspector, and says who refuses', async () => {
  const { host, said, connected } = page(api.url);
  await connected;
  host.receive({ type: 'read', id: 3, path: '/api/v1/namespaces/default' });
  host.receive({ type: 'read', id: 4, path: '/api/v1/namespaces/none' });
  await vi.waitFor(() => expect(said.filter((message) => message.type === 'read-result')).toHaveLength(2));
  expect(said.find((message) => message.type === 'read-result' && message.id === 3)).toMatchObject({
    status: 200,
    body: { kind: 'Namespace' },
  });
  expect(said.find((message) => message.type === 'read-result' && message.id === 4)).toMatchObject({ status: 404 });
});

test('says that nobody answers, until somebody does', async () => {
  const { said } = page('http://127.0.0.1:1');
  await vi.waitFor(() =>
    expect(said).toContainEqual(
      expect.objectContaining({ type: 'connection', live: false, origin: 'http://127.0.0.1:1' }),
    ),
  );
  expect(said.some((message) => message.type === 'ready')).toBe(false);
});
