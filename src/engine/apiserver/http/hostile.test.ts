import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ApiRequest, ApiResponse } from '../../api/http.ts';
import { valueAt } from '../../api/meta.ts';
import { testServer } from '../testing.ts';
import { handle } from './handle.ts';

const pods = '/api/v1/namespaces/default/pods';
const { server } = testServer();
const send = (request: Partial<ApiRequest> & { readonly path: string }): ApiResponse =>
  handle(server, { method: 'GET', headers: {}, ...request });
const post = (body: unknown, headers: Record<string, string> = {}): ApiResponse =>
  send({ method: 'POST', path: pods, body, headers });

describe('a hostile client gets an answer of the 400s, and the server goes on', () => {
  test('whatever the path', () => {
    fc.assert(
      fc.property(fc.webPath({ size: 'small' }), fc.webQueryParameters({ size: 'small' }), (path, query) => {
        const response = send({ path: `${path}?${query}` });
        expect(response.status).toBeGreaterThanOrEqual(200);
        expect(response.status).toBeLessThan(500);
      }),
    );
  });

  test.each(['/api/v1/%', '/api/v1/namespaces/%ff/pods', '/api//v1', '/apis/../api', `/api/v1/${'a/'.repeat(5000)}`])(
    'with the path %s',
    (path) => {
      expect(send({ path }).status).toBeGreaterThanOrEqual(400);
    },
  );

  test('whatever JSON it posts', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (body) => {
        const { status } = post(body);
        expect(status).toBeGreaterThanOrEqual(400);
        expect(status).toBeLessThan(500);
      }),
    );
  });

  test('whatever text it posts, as whatever type', () => {
    const types = [
      'application/json',
      'application/yaml',
      'application/vnd.kubernetes.protobuf',
      'text/plain',
      '',
      ';;;',
    ];
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.constantFrom(...types), (body, type) => {
        const { status } = post(body, { 'content-type': type });
        expect(status).toBeGreaterThanOrEqual(400);
        expect(status).toBeLessThan(500);
      }),
    );
  });

  test('whatever patch it sends', () => {
    server.create(server.kindOf('/configmaps'), 'default', { metadata: { name: 'target' } } as never);
    const path = '/api/v1/namespaces/default/configmaps/target';
    const types = ['json-patch', 'merge-patch', 'strategic-merge-patch'].map((type) => `application/${type}+json`);
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(...types), (body, type) => {
        const response = send({ method: 'PATCH', path, body, headers: { 'content-type': type } });
        expect(response.status).toBeGreaterThanOrEqual(200);
      }),
    );
    expect(send({ path }).status).toBe(200);
  });

  test('of a hundred megabytes', () => {
    const response = post(`{"a":"${'x'.repeat(100 * 1024 * 1024)}"}`);
    expect([response.status, valueAt(response.body, ['message'])]).toEqual([
      413,
      'Request entity too large: limit is 3145728',
    ]);
  });

  test('nested deeper than any stack', () => {
    const depth = 200_000;
    expect(post('['.repeat(depth) + ']'.repeat(depth)).status).toBe(400);
    expect(post(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`).status).toBe(400);
    let value: unknown = 1;
    for (let i = 0; i < depth; i++) value = { a: value };
    expect(post(value).status).toBe(400);
  });

  test('with keys that reach for prototypes', () => {
    const body = `{"__proto__":{"polluted":1},"metadata":{"name":"p"},"data":{"__proto__":"v","toString":"t"}}`;
    const response = send({ method: 'POST', path: '/api/v1/namespaces/default/configmaps', body });
    const labels = `{"metadata":{"name":"q","labels":{"__proto__":"x"}}}`;
    const labelled = send({ method: 'POST', path: '/api/v1/namespaces/default/configmaps', body: labels });
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect([response.status, labelled.status]).toEqual([201, 422]);
    expect(JSON.stringify(valueAt(response.body, ['data']))).toBe('{"__proto__":"v","toString":"t"}');
  });

  test('with a watch that it never reads: the server hangs up', () => {
    const { server: own, sim } = testServer();
    const watch = handle(own, { method: 'GET', path: '/api/v1/configmaps?watch=true' });
    const kind = own.kindOf('/configmaps');
    own.create(kind, 'default', { metadata: { name: 'm' } } as never);
    for (let i = 0; i < 12_000; i++) {
      own.update(kind, 'default', 'm', (old) => ({ ...old, data: { i: String(i) } }) as never);
    }
    sim.advanceTo(sim.now + 10);
    expect(watch.stream!.closed).toBe(true);
    expect(watch.stream!.length).toBeLessThanOrEqual(10_000);
  });

  test('with thousands of parallel watches, each of which ends with its client', () => {
    const { server: own, sim } = testServer();
    const aborts: (() => void)[] = [];
    const watches = Array.from({ length: 2000 }, () =>
      handle(own, { method: 'GET', path: `${pods}?watch=true`, signal: { onAbort: (stop) => void aborts.push(stop) } }),
    );
    for (const abort of aborts) abort();
    sim.advanceTo(sim.now + 10);
    expect(watches.every((watch) => watch.stream!.closed)).toBe(true);
  });

  test('with a JSON patch that would copy without end', () => {
    const path = '/api/v1/namespaces/default/configmaps/target';
    const value = 'x'.repeat(1024 * 1024);
    const patch = [
      { op: 'add', path: '/data', value: { a: value } },
      ...Array.from({ length: 40 }, (_, i) => ({ op: 'copy', from: '/data', path: `/data/c${i}` })),
    ];
    const response = send({
      method: 'PATCH',
      path,
      body: patch,
      headers: { 'content-type': 'application/json-patch+json' },
    });
    expect(response.status).toBe(422);
  });
});
