import { describe, expect, test } from 'vitest';
import type { ApiResponse } from '../../api/http.ts';
import { valueAt } from '../../api/meta.ts';
import { handle } from '../http/handle.ts';
import { testServer } from '../testing.ts';
import { FieldSet } from './field-set.ts';

const deployments = '/apis/apps/v1/namespaces/default/deployments';
const deployment = (spec: object = { replicas: 2 }): Record<string, unknown> => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'd', namespace: 'default' },
  spec: {
    selector: { matchLabels: { a: 'b' } },
    template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'nginx:1' }] } },
    ...spec,
  },
});

function cluster(): {
  apply(object: object, query?: string): ApiResponse;
  patch(object: object, manager: string, path?: string): ApiResponse;
  get(): ApiResponse;
} {
  const { server } = testServer();
  const send = (method: 'GET' | 'PATCH', path: string, type: string, body?: unknown): ApiResponse =>
    handle(server, { method, path, headers: { 'content-type': type }, ...(body === undefined ? {} : { body }) });
  return {
    apply: (object, query = 'fieldManager=me') =>
      send('PATCH', `${deployments}/d?${query}`, 'application/apply-patch+yaml', object),
    patch: (object, manager, path = '') =>
      send('PATCH', `${deployments}/d${path}?fieldManager=${manager}`, 'application/merge-patch+json', object),
    get: () => send('GET', `${deployments}/d`, 'application/json'),
  };
}

const managers = (response: ApiResponse): string[] =>
  ((valueAt(response.body, ['metadata', 'managedFields']) ?? []) as { manager: string; operation: string }[]).map(
    (entry) => `${entry.manager} ${entry.operation}`,
  );

describe('server-side apply', () => {
  test('makes a missing object and owns just what it says', () => {
    const { apply } = cluster();
    const response = apply(deployment());
    expect(response.status).toBe(201);
    expect(valueAt(response.body, ['metadata', 'managedFields', '0'])).toBeUndefined();
    const [entry] = valueAt(response.body, ['metadata', 'managedFields']) as { fieldsV1: unknown }[];
    expect(entry).toMatchObject({ manager: 'me', operation: 'Apply', apiVersion: 'apps/v1' });
    expect(entry!.fieldsV1).toEqual({
      'f:spec': {
        'f:replicas': {},
        'f:selector': {},
        'f:template': {
          'f:metadata': { 'f:labels': { 'f:a': {} } },
          'f:spec': { 'f:containers': { 'k:{"name":"c"}': { '.': {}, 'f:image': {}, 'f:name': {} } } },
        },
      },
    });
  });

  test('refuses to take what another owns, in the words of the server', () => {
    const { apply, patch } = cluster();
    apply(deployment());
    patch({ spec: { replicas: 5 } }, 'other');
    const response = apply(deployment());
    expect([response.status, valueAt(response.body, ['message'])]).toEqual([
      409,
      'Apply failed with 1 conflict: conflict with "other" using apps/v1: .spec.replicas',
    ]);
    expect(valueAt(response.body, ['details', 'causes'])).toEqual([
      { reason: 'FieldManagerConflict', message: 'conflict with "other" using apps/v1', field: '.spec.replicas' },
    ]);
  });

  test('takes it by force, and shares what both say alike', () => {
    const { apply, patch, get } = cluster();
    apply(deployment());
    patch({ spec: { replicas: 5 } }, 'other');
    expect(apply(deployment({ replicas: 5 })).status).toBe(200);
    expect(managers(get())).toEqual(['me Apply', 'other Update']);
    expect(apply(deployment({ replicas: 2 }), 'fieldManager=me&force=true').status).toBe(200);
    expect(managers(get())).toEqual(['me Apply']);
  });

  test('removes what it no longer says and nobody else owns', () => {
    const { apply, get } = cluster();
    apply(deployment({ replicas: 2, paused: true, minReadySeconds: 5 }));
    apply({ ...deployment({ replicas: 2 }), metadata: { name: 'd', labels: { x: 'y' } } });
    const { spec, metadata } = get().body as { spec: Record<string, unknown>; metadata: { labels: unknown } };
    expect([spec['paused'], spec['minReadySeconds'], metadata.labels]).toEqual([undefined, undefined, { x: 'y' }]);
  });

  test('leaves alone what another added to the same list', () => {
    const { apply, get } = cluster();
    const containers = (...list: object[]): object => ({
      template: { metadata: { labels: { a: 'b' } }, spec: { containers: list } },
    });
    const [c, extra] = [
      { name: 'c', image: 'nginx:1' },
      { name: 'extra', image: 'busybox:1' },
    ];
    apply(deployment(containers(c)));
    apply(
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'd' },
        spec: { template: { spec: { containers: [extra] } } },
      },
      'fieldManager=sidecars',
    );
    apply(deployment(containers({ ...c, image: 'nginx:2' })));
    const list = valueAt(get().body, ['spec', 'template', 'spec', 'containers']) as { name: string; image: string }[];
    expect(list.map(({ name, image }) => `${name} ${image}`)).toEqual(['c nginx:2', 'extra busybox:1']);
  });

  test('that changes nothing writes nothing', () => {
    const { apply } = cluster();
    const first = apply(deployment());
    const second = apply(deployment());
    expect(valueAt(second.body, ['metadata', 'resourceVersion'])).toBe(
      valueAt(first.body, ['metadata', 'resourceVersion']),
    );
  });

  test.each<[string, object, string, number, string]>([
    [
      'without a manager',
      deployment(),
      '',
      422,
      'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
    ],
    [
      'with managedFields',
      { ...deployment(), metadata: { name: 'd', managedFields: [] } },
      'fieldManager=me',
      400,
      'metadata.managedFields must be nil',
    ],
    [
      'of another version',
      { ...deployment(), apiVersion: 'apps/v2' },
      'fieldManager=me',
      400,
      'invalid object type: apps/v2, Kind=Deployment',
    ],
    [
      'with an unknown field',
      deployment({ foo: 1 }),
      'fieldManager=me',
      500,
      'failed to create typed patch object (default/d; apps/v1, Kind=Deployment): .spec.foo: field not declared in schema',
    ],
  ])('%s is refused', (_what, object, query, status, message) => {
    const response = cluster().apply(object, query);
    expect([response.status, valueAt(response.body, ['message'])]).toEqual([status, message]);
  });
});

describe('owners of what updates write', () => {
  test('are told apart by manager and subresource, each with what it changed', () => {
    const { apply, patch, get } = cluster();
    apply(deployment());
    patch({ metadata: { labels: { x: 'y' } } }, 'labeler');
    patch({ status: { replicas: 1 } }, 'controller', '/status');
    const entries = valueAt(get().body, ['metadata', 'managedFields']) as {
      manager: string;
      subresource?: string;
      fieldsV1: unknown;
    }[];
    expect(entries.map(({ manager, subresource }) => [manager, subresource])).toEqual([
      ['me', undefined],
      ['controller', 'status'],
      ['labeler', undefined],
    ]);
    expect(entries[1]!.fieldsV1).toEqual({ 'f:status': { 'f:replicas': {} } });
    expect(entries[2]!.fieldsV1).toEqual({ 'f:metadata': { 'f:labels': { '.': {}, 'f:x': {} } } });
  });
});

test('a set of fields reads back what it writes', () => {
  const fields = { 'f:a': { '.': {}, 'k:{"name":"x"}': { '.': {}, 'f:name': {} } }, 'f:b': { 'v:"c"': {} } };
  expect(FieldSet.fromFieldsV1(fields).toFieldsV1()).toEqual(fields);
});
