import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ApiRequest, ApiResponse } from '../../api/http.ts';
import { isObject } from '../../api/json.ts';
import { testServer } from '../testing.ts';
import { handle } from './handle.ts';

const { server } = testServer();
const pods = '/api/v1/namespaces/default/pods';
handle(server, {
  method: 'POST',
  path: pods,
  body: { metadata: { name: 'a', labels: { app: 'a' } }, spec: { containers: [{ name: 'c', image: 'i' }] } },
});
handle(server, { method: 'POST', path: '/api/v1/namespaces/default/configmaps', body: { metadata: { name: 'a' } } });

/** Segments of which paths are made: those that mean something, and any other. */
const segment = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('api', 'apis', 'v1', 'apps', 'namespaces', 'default', 'pods', 'configmaps') },
  {
    weight: 4,
    arbitrary: fc.constantFrom('a', 'deployments', 'nodes', 'events', 'watch', 'customresourcedefinitions'),
  },
  { weight: 3, arbitrary: fc.constantFrom('status', 'scale', 'log', 'exec', 'eviction', 'proxy', 'resize', 'binding') },
  { weight: 1, arbitrary: fc.constantFrom('', '.', '..', '%', '%ff', '%2F', '__proto__', 'constructor', 'a:80', ':') },
  { weight: 1, arbitrary: fc.string().map(encodeURIComponent) },
);
const path = fc.oneof(
  fc.constantFrom(
    pods,
    `${pods}/a`,
    `${pods}/a/status`,
    '/api/v1/namespaces/default/configmaps/a',
    '/apis',
    '/openapi/v3',
  ),
  fc.array(segment, { maxLength: 8 }).map((segments) => `/${segments.join('/')}`),
);
const parameter = fc.constantFrom(
  ...[
    'limit',
    'continue',
    'resourceVersion',
    'resourceVersionMatch',
    'labelSelector',
    'fieldSelector',
    'watch',
    'force',
  ],
  ...['dryRun', 'fieldValidation', 'fieldManager', 'gracePeriodSeconds', 'propagationPolicy', 'orphanDependents'],
  ...[
    'tailLines',
    'sinceTime',
    'container',
    'command',
    'stdout',
    'sendInitialEvents',
    'timeoutSeconds',
    'includeObject',
  ],
);
const value = fc.oneof(fc.constantFrom('', '0', '1', 'true', 'All', '-1', 'a=b', 'Exact', 'Strict'), fc.string());
const query = fc
  .array(fc.tuple(parameter, value), { maxLength: 3 })
  .map((pairs) => pairs.map(([name, text]) => `${name}=${encodeURIComponent(text)}`).join('&'));
const accept = fc.oneof(
  fc.constantFrom(
    'application/json;as=Table;v=v1;g=meta.k8s.io',
    'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io',
    'application/json;as=APIGroupDiscoveryList;v=v2;g=apidiscovery.k8s.io',
    'application/vnd.kubernetes.protobuf',
    '*/*',
    ';;,,;q=',
  ),
  fc.string(),
);
const contentType = fc.constantFrom(
  'application/json',
  'application/yaml',
  'application/vnd.kubernetes.protobuf',
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
  ';',
);
const headers = fc.record({ accept, 'content-type': contentType, 'user-agent': fc.string() }, { requiredKeys: [] });
const body = fc.oneof(
  fc.constant(undefined),
  fc.string(),
  fc.json(),
  fc.uint8Array(),
  fc.uint8Array().map((bytes) => Uint8Array.of(0x6b, 0x38, 0x73, 0, ...bytes)),
  fc.jsonValue(),
  fc.record({ apiVersion: value, kind: value, metadata: fc.jsonValue(), spec: fc.jsonValue() }, { requiredKeys: [] }),
);
const method = fc.constantFrom<ApiRequest['method']>('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS');

/** A page, a body that goes with the status, or a Status that says what went wrong and with which code. */
function checkForm({ status, headers, body, stream }: ApiResponse): void {
  expect(status).toBeGreaterThanOrEqual(200);
  expect(status).toBeLessThan(600);
  for (const text of Object.values(headers)) expect(typeof text).toBe('string');
  stream?.close();
  if (status < 400 || typeof body === 'string') return;
  expect(isObject(body) && body['kind']).toBe('Status');
  expect(body).toMatchObject({ apiVersion: 'v1', status: 'Failure', code: status, metadata: {} });
  expect(typeof (body as { message?: unknown }).message).toBe('string');
}

test('whatever is asked, the answer is well formed, and the server goes on', () => {
  fc.assert(
    fc.property(method, path, query, headers, body, (verb, at, search, fields, content) => {
      const request = { method: verb, path: search === '' ? at : `${at}?${search}`, headers: fields };
      checkForm(handle(server, content === undefined ? request : { ...request, body: content }));
      expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    }),
    { numRuns: 1500 },
  );
  expect(handle(server, { method: 'GET', path: '/api/v1/namespaces/default' }).status).toBe(200);
});
