import { describe, expect, test } from 'vitest';
import type { ApiRequest, ApiResponse } from '../../api/http.ts';
import { valueAt } from '../../api/meta.ts';
import { testServer } from '../testing.ts';
import { handle } from './handle.ts';

const core = '/api/v1/namespaces/default';
const maps = `${core}/configmaps`;
const deployments = '/apis/apps/v1/namespaces/default/deployments';

function client() {
  const { server } = testServer();
  return (method: ApiRequest['method'], path: string, body?: unknown, type = 'application/json'): ApiResponse =>
    handle(server, { method, path, headers: { 'content-type': type }, ...(body === undefined ? {} : { body }) });
}

const applyType = 'application/apply-patch+yaml';
const said = ({ status, body }: ApiResponse): unknown => [status, valueAt(body, ['message'])];
const map = (data: unknown, metadata: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'a', ...metadata },
  data,
});
const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'd' },
  spec: {
    selector: { matchLabels: { a: 'd' } },
    template: { metadata: { labels: { a: 'd' } }, spec: { containers: [{ name: 'c', image: 'i' }] } },
  },
};

// As kube-apiserver v1.36.0 answers.

describe('server-side apply', () => {
  const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';
  const byClient = (data: object): object => ({
    ...map(data, { annotations: { [lastApplied]: `${JSON.stringify(map(data))}\n` } }),
  });

  test('by kubectl takes over what it applied from the client, and keeps the annotation up to date', () => {
    const call = client();
    call('POST', `${maps}?fieldManager=kubectl-client-side-apply`, byClient({ a: '1' }));
    const { status, body } = call('PATCH', `${maps}/a?fieldManager=kubectl`, map({ a: '2' }), applyType);
    expect([status, valueAt(body, ['data'])]).toEqual([200, { a: '2' }]);
    expect(valueAt(body, ['metadata', 'annotations', lastApplied])).toBe(
      '{"apiVersion":"v1","data":{"a":"2"},"kind":"ConfigMap","metadata":{"name":"a"}}\n',
    );
  });

  test('by kubectl does not take what was changed since, and anybody else takes nothing', () => {
    const call = client();
    call('POST', `${maps}?fieldManager=kubectl-client-side-apply`, byClient({ a: '1', b: '1' }));
    call('PATCH', `${maps}/a?fieldManager=edit`, { data: { b: '2' } }, 'application/merge-patch+json');
    expect(said(call('PATCH', `${maps}/a?fieldManager=kubectl`, map({ a: '3', b: '3' }), applyType))).toEqual([
      409,
      'Apply failed with 1 conflict: conflict with "edit" using v1: .data.b',
    ]);
    expect(said(call('PATCH', `${maps}/a?fieldManager=other`, map({ a: '3' }), applyType))).toEqual([
      409,
      'Apply failed with 1 conflict: conflict with "kubectl-client-side-apply" using v1: .data.a',
    ]);
  });

  test('names conflicts level by level', () => {
    const call = client();
    const service = (name: string, selector: object): object => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 's' },
      spec: { ports: [{ port: 80, protocol: 'TCP', name }], selector },
    });
    call('PATCH', `${core}/services/s?fieldManager=me`, service('t', { a: 'b' }), applyType);
    expect(said(call('PATCH', `${core}/services/s?fieldManager=you`, service('v', { c: 'd' }), applyType))).toEqual([
      409,
      'Apply failed with 2 conflicts: conflicts with "me":\n- .spec.selector\n- .spec.ports[port=80,protocol="TCP"].name',
    ]);
  });

  const failed = 'failed to create typed patch object (/a; /v1, Kind=ConfigMap): ';
  test.each([
    [map({ b: 5 }), 500, `${failed}.data.b: expected string, got &value.valueUnstructured{Value:5}`],
    [{ ...map({}), foo: 1 }, 500, `${failed}.foo: field not declared in schema`],
    [{ apiVersion: 'v1', kind: 'Pod' }, 400, 'invalid object type: /v1, Kind=Pod'],
    [{ apiVersion: 'apps/v1', kind: 'ConfigMap' }, 400, 'invalid object type: apps/v1, Kind=ConfigMap'],
    [{}, 400, 'invalid object type: /, Kind='],
    [
      map({}, { namespace: 'other' }),
      400,
      'the namespace of the provided object does not match the namespace sent on the request',
    ],
  ])('refuses %j', (configuration, status, message) => {
    expect(said(client()('PATCH', `${maps}/a?fieldManager=me`, configuration, applyType))).toEqual([status, message]);
  });

  test.each([
    [{ replicas: 'x' }, '.spec.replicas: expected numeric (int or float), got string'],
    [{ template: { spec: { containers: 'x' } } }, '.spec.template.spec.containers: expected list, got &{x}'],
  ])('refuses a Deployment of %j', (spec, problem) => {
    const configuration = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'd' }, spec };
    expect(said(client()('PATCH', `${deployments}/d?fieldManager=me`, configuration, applyType))).toEqual([
      500,
      `failed to create typed patch object (/d; apps/v1, Kind=Deployment): ${problem}`,
    ]);
  });
});

describe('a patch', () => {
  test.each([
    ['?fieldValidation=Strict', { foo: 1 }, 'strict decoding error: unknown field "foo"'],
    ['', { kind: 'Pod' }, 'converting (v1.Pod) to (core.ConfigMap): unknown conversion'],
    ['', { apiVersion: 'v2' }, 'no kind "ConfigMap" is registered for version "v2" in scheme'],
  ])('%s of %j is to blame for what does not decode', (query, patch, problem) => {
    const call = client();
    call('POST', maps, map({}));
    const { status, body } = call('PATCH', `${maps}/a${query}`, patch, 'application/merge-patch+json');
    expect([status, valueAt(body, ['details'])]).toMatchObject([422, { causes: [{ field: 'patch' }] }]);
    expect(valueAt(body, ['message'])).toContain(problem);
  });

  test('does not move an object to another namespace', () => {
    const call = client();
    call('POST', maps, map({}));
    const patch = { metadata: { namespace: 'other' } };
    expect(said(call('PATCH', `${maps}/a`, patch, 'application/merge-patch+json'))).toEqual([
      400,
      'the namespace of the provided object does not match the namespace sent on the request',
    ]);
  });
});

describe('a subresource with a body of its own', () => {
  const scale = (metadata: object): object => ({
    apiVersion: 'autoscaling/v1',
    kind: 'Scale',
    metadata,
    spec: { replicas: 1 },
  });
  test.each([
    [
      'PUT',
      `${deployments}/d/scale`,
      scale({}),
      400,
      'the name of the object (d based on URL) was undeterminable: name must be provided',
    ],
    [
      'PUT',
      `${deployments}/d/scale`,
      scale({ name: 'd', namespace: 'x' }),
      400,
      'the namespace of the provided object does not match the namespace sent on the request',
    ],
    [
      'POST',
      `${core}/pods/p/binding`,
      { target: { name: 'n' } },
      400,
      'name in URL does not match name in Binding object',
    ],
    ['POST', `${core}/pods/p/eviction`, {}, 400, 'name in URL does not match name in Eviction object'],
    [
      'POST',
      `${core}/pods/p/eviction`,
      '{',
      400,
      "the object provided is unrecognized (must be of type Eviction): couldn't get version/kind; json parse error: unexpected end of JSON input ({)",
    ],
  ] as const)('%s %s of %j', (method, path, body, status, message) => {
    const call = client();
    call('POST', deployments, deployment);
    expect(said(call(method, path, body))).toEqual([status, message]);
  });

  test('a binding and an eviction succeed with their code', () => {
    const call = client();
    call('POST', `${core}/pods`, { metadata: { name: 'p' }, spec: { containers: [{ name: 'c', image: 'i' }] } });
    const bound = call('POST', `${core}/pods/p/binding`, { metadata: { name: 'p' }, target: { name: 'n' } });
    expect(bound.body).toMatchObject({ kind: 'Status', status: 'Success', code: 201 });
    const evicted = call('POST', `${core}/pods/p/eviction`, { metadata: { name: 'p' } });
    expect(evicted.body).toMatchObject({ kind: 'Status', status: 'Success', code: 201 });
  });
});

test.each([
  [{ kind: 'Pod', apiVersion: 'v1' }, 'no kind "Pod" is registered for version "v1" in scheme'],
  ['{', "couldn't get version/kind; json parse error: unexpected end of JSON input"],
  [[], "couldn't get version/kind; json parse error: json: cannot unmarshal array into Go value of type struct"],
  [
    { gracePeriodSeconds: 'x' },
    'json: cannot unmarshal string into Go struct field DeleteOptions.gracePeriodSeconds of type int64',
  ],
])('a deletion with the options %j deletes nothing', (options, message) => {
  const call = client();
  call('POST', maps, map({}));
  const response = call('DELETE', `${maps}/a`, options);
  expect(response.status).toBe(400);
  expect(String(valueAt(response.body, ['message'])).startsWith(message)).toBe(true);
  expect(call('GET', `${maps}/a`).status).toBe(200);
});
