import { describe, expect, test } from 'vitest';
import type { ApiResponse } from '../../api/http.ts';
import type { JsonObject } from '../../api/json.ts';
import { valueAt } from '../../api/meta.ts';
import { Reader } from '../../api/protobuf/reader.ts';
import type { Release } from '../../releases/index.ts';
import { testServer } from '../testing.ts';
import { handle } from './handle.ts';

/** As much of a release's schema as the tests need. */
const definitions: JsonObject = {
  'io.k8s.api.core.v1.Pod': {
    description: 'Pod is a collection of containers.',
    type: 'object',
    properties: {
      kind: { type: 'string' },
      spec: { description: 'What is wanted.', $ref: '#/definitions/io.k8s.api.core.v1.PodSpec' },
    },
    'x-kubernetes-group-version-kind': [{ group: '', kind: 'Pod', version: 'v1' }],
  },
  'io.k8s.api.core.v1.PodSpec': { type: 'object', required: ['containers'], properties: {} },
  'io.k8s.api.apps.v1.DeploymentSpec': { type: 'object' },
};

function get(release: Release['name'], path: string, accept?: string): ApiResponse {
  const { server } = testServer(release, { openapi: { release, definitions } });
  return handle(server, { method: 'GET', path, headers: accept === undefined ? {} : { accept } });
}

describe('OpenAPI v3', () => {
  test('lists a document for every group and version', () => {
    expect(valueAt(get('1.36', '/openapi/v3').body, ['paths'])).toMatchObject({
      'api/v1': { serverRelativeURL: '/openapi/v3/api/v1' },
      'apis/apps/v1': { serverRelativeURL: '/openapi/v3/apis/apps/v1' },
    });
  });

  test('gives each what its kinds need, and no more', () => {
    const { body } = get('1.36', '/openapi/v3/api/v1');
    const schemas = valueAt(body, ['components', 'schemas']) as JsonObject;
    expect(Object.keys(schemas).sort()).toEqual(['io.k8s.api.core.v1.Pod', 'io.k8s.api.core.v1.PodSpec']);
    // Beside a reference readers pass over a description.
    expect(valueAt(schemas, ['io.k8s.api.core.v1.Pod', 'properties', 'spec'])).toEqual({
      description: 'What is wanted.',
      allOf: [{ $ref: '#/components/schemas/io.k8s.api.core.v1.PodSpec' }],
    });
  });

  test('tells kubectl that the server validates fields', () => {
    const { body } = get('1.36', '/openapi/v3/api/v1');
    const parameters = valueAt(body, ['paths', '/api/v1/namespaces/{namespace}/pods/{name}', 'patch', 'parameters']);
    expect(parameters).toContainEqual({ name: 'fieldValidation', in: 'query', schema: expect.anything() as unknown });
  });

  test('is unknown in v1.20, and of unknown groups', () => {
    expect(get('1.20', '/openapi/v3').status).toBe(404);
    expect(get('1.36', '/openapi/v3/apis/nothing/v1').status).toBe(404);
  });

  test('is not there where the server has no schema', () => {
    const { server } = testServer();
    expect(handle(server, { method: 'GET', path: '/openapi/v2', headers: {} }).status).toBe(404);
  });
});

describe('OpenAPI v2', () => {
  const name = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf';

  test('is JSON to whoever asks for nothing else', () => {
    const { body, headers } = get('1.20', '/openapi/v2');
    expect(headers?.['content-type']).toBe('application/json');
    expect(body).toMatchObject({ swagger: '2.0', info: { title: 'Kubernetes' }, definitions });
  });

  test.each([
    ['1.20', 'application/octet-stream'],
    ['1.36', 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf'],
  ] as const)('is protobuf to kubectl in v%s, as %s', (release, type) => {
    const { body, headers } = get(release, '/openapi/v2', name);
    expect(headers?.['content-type']).toBe(type);
    expect(body).toBeInstanceOf(Uint8Array);
    const document = fields(body as Uint8Array);
    expect(text(document.get(1)?.[0])).toBe('2.0');
    const named = (fields(document.get(9)?.[0]).get(1) ?? []).map((entry) => fields(entry));
    expect(named.map((entry) => text(entry.get(1)?.[0]))).toEqual(Object.keys(definitions));
    const pod = fields(named[0]?.get(2)?.[0]);
    expect(text(pod.get(4)?.[0])).toBe('Pod is a collection of containers.');
    const extension = fields(pod.get(31)?.[0]);
    expect(text(extension.get(1)?.[0])).toBe('x-kubernetes-group-version-kind');
    expect(text(fields(extension.get(2)?.[0]).get(2)?.[0])).toBe('[{"group":"","kind":"Pod","version":"v1"}]\n');
  });
});

const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

/** The fields of a message that are messages or text, by their numbers. */
function fields(bytes: Uint8Array | undefined): Map<number, Uint8Array[]> {
  const found = new Map<number, Uint8Array[]>();
  for (const { number, value } of new Reader(bytes ?? new Uint8Array()).fields()) {
    if (value instanceof Uint8Array) found.set(number, [...(found.get(number) ?? []), value]);
  }
  return found;
}
