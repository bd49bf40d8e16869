import { readFileSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterAll } from 'vitest';
import { createCluster, type Cluster } from '../engine/cluster.ts';
import type { Limits } from './limits.ts';
import { type RunningServer, startApiServer } from './api-server.ts';

export interface TestApi {
  readonly cluster: Cluster;
  readonly server: RunningServer;
  readonly url: string;
  /** What the server called a bug. */
  readonly errors: unknown[];
}

/** A cluster behind a server, closed when the file's tests are done. */
export async function testApi(
  release: '1.20' | '1.36' = '1.36',
  speed = 20,
  limits: Partial<Limits> = {},
): Promise<TestApi> {
  const openapi: unknown = JSON.parse(
    readFileSync(new URL(`../generated/schema-${release}.json`, import.meta.url), 'utf8'),
  );
  const cluster = createCluster({ release, nodes: 1, seed: 1, settle: 30_000, openapi });
  const errors: unknown[] = [];
  const { sim, transport } = cluster;
  const server = await startApiServer({
    sim,
    transport,
    port: 0,
    speed,
    limits,
    onError: (error) => errors.push(error),
  });
  afterAll(() => server.close());
  return { cluster, server, url: `http://127.0.0.1:${server.port}`, errors };
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** One request, with any header, on a connection of its own. */
export function ask(
  port: number,
  path: string,
  options: {
    readonly method?: string;
    readonly headers?: Record<string, string>;
    readonly body?: string | Uint8Array;
  } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { method = 'GET', headers = {}, body } = options;
    const outgoing = httpRequest({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
      response.on('error', reject);
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** Puts bytes on a connection and reads what comes, until the server hangs up. */
export function raw(port: number, ...pieces: readonly (string | Uint8Array)[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(port, '127.0.0.1');
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
    socket.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNRESET' || error.code === 'EPIPE' ? resolve(text) : reject(error),
    );
    socket.on('close', () => resolve(text));
    for (const piece of pieces) socket.write(piece);
  });
}

const nginx = {
  metadata: { name: 'web' },
  spec: { containers: [{ name: 'web', image: 'nginx' }], terminationGracePeriodSeconds: 1 },
};

/** A Pod that runs nginx and answers on port 80. */
export async function runningPod(api: TestApi): Promise<void> {
  const path = '/api/v1/namespaces/default/pods';
  await ask(api.server.port, path, {
    method: 'POST',
    body: JSON.stringify(nginx),
    headers: { 'content-type': 'application/json' },
  });
  for (;;) {
    const { body } = await ask(api.server.port, `${path}/web`);
    if ((JSON.parse(body) as { status?: { phase?: string } }).status?.phase === 'Running') return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
