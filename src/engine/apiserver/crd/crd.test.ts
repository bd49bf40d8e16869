import { describe, expect, test } from 'vitest';
import { formatFieldError } from '../../api/field.ts';
import type { ApiResponse } from '../../api/http.ts';
import { valueAt } from '../../api/meta.ts';
import { type Release, releases } from '../../releases/index.ts';
import { handle } from '../http/handle.ts';
import { testServer, type TestServer } from '../testing.ts';
import { jsonPathValues } from './json-path.ts';
import { applySchemaDefaults, prune } from './structural-schema.ts';
import { validateSchema } from './validate.ts';

const schema = {
  type: 'object',
  required: ['spec'],
  properties: {
    spec: {
      type: 'object',
      required: ['image'],
      properties: {
        image: { type: 'string', minLength: 2, maxLength: 5, pattern: '^[a-z]*$' },
        schedule: { type: 'string', default: '5 0 * * *' },
        replicas: { type: 'integer', minimum: 1, maximum: 10 },
        mode: { type: 'string', enum: ['a', 'b'] },
        list: { type: 'array', minItems: 1, maxItems: 2, items: { type: 'string' }, 'x-kubernetes-list-type': 'set' },
        anything: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
        port: { 'x-kubernetes-int-or-string': true },
      },
    },
    status: { type: 'object', properties: { replicas: { type: 'integer' }, selector: { type: 'string' } } },
  },
};

const definition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'crontabs.stable.example.com' },
  spec: {
    group: 'stable.example.com',
    scope: 'Namespaced',
    names: { plural: 'crontabs', singular: 'crontab', kind: 'CronTab', shortNames: ['ct'] },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: schema },
        subresources: {
          status: {},
          scale: {
            specReplicasPath: '.spec.replicas',
            statusReplicasPath: '.status.replicas',
            labelSelectorPath: '.status.selector',
          },
        },
        additionalPrinterColumns: [
          { name: 'Schedule', type: 'string', jsonPath: '.spec.schedule' },
          { name: 'Replicas', type: 'integer', jsonPath: '.spec.replicas' },
          { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
        ],
      },
    ],
  },
};

const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const crontabs = '/apis/stable.example.com/v1/namespaces/default/crontabs';
const crontab = (spec: object = { image: 'abc', replicas: 3 }): object => ({
  apiVersion: 'stable.example.com/v1',
  kind: 'CronTab',
  metadata: { name: 'a' },
  spec,
});

interface Cluster extends TestServer {
  call(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown, accept?: string): ApiResponse;
}

function cluster(release: Release['name'] = '1.36'): Cluster {
  const made = testServer(release);
  const call: Cluster['call'] = (method, path, body, accept) =>
    handle(made.server, {
      method,
      path,
      headers: {
        'user-agent': 'test/1',
        ...(accept === undefined ? {} : { accept }),
        ...(method === 'PATCH' ? { 'content-type': 'application/merge-patch+json' } : {}),
      },
      ...(body === undefined ? {} : { body }),
    });
  return { ...made, call };
}

function withDefinition(release: Release['name'] = '1.36'): Cluster {
  const made = cluster(release);
  expect(made.call('POST', definitions, definition).status).toBe(201);
  made.sim.advanceTo(made.sim.now + 1000);
  return made;
}

const message = (response: ApiResponse): unknown => valueAt(response.body, ['message']);

describe.each(['1.36', '1.20'] as const)('a CustomResourceDefinition in v%s', (release) => {
  test('makes its resource served, once it is established', () => {
    const { call, sim } = cluster(release);
    expect(call('GET', crontabs).status).toBe(404);
    call('POST', definitions, definition);
    sim.advanceTo(sim.now + 1000);
    expect(call('GET', `${definitions}/crontabs.stable.example.com`).body).toMatchObject({
      status: {
        acceptedNames: { kind: 'CronTab', listKind: 'CronTabList' },
        conditions: [
          { type: 'NamesAccepted', status: 'True', reason: 'NoConflicts' },
          { type: 'Established', status: 'True', reason: 'InitialNamesAccepted' },
        ],
        storedVersions: ['v1'],
      },
    });
    expect(call('GET', crontabs).body).toMatchObject({ kind: 'CronTabList', items: [] });
    expect(call('GET', '/apis/stable.example.com/v1').body).toMatchObject({
      resources: [
        { name: 'crontabs', singularName: 'crontab', kind: 'CronTab', shortNames: ['ct'] },
        { name: 'crontabs/status' },
        { name: 'crontabs/scale', group: 'autoscaling', version: 'v1', kind: 'Scale' },
      ],
    });
  });

  test('takes its objects with it', () => {
    const { call, sim } = withDefinition(release);
    call('POST', crontabs, crontab());
    call('DELETE', `${definitions}/crontabs.stable.example.com`);
    sim.advanceTo(sim.now + 10_000);
    expect(call('GET', `${definitions}/crontabs.stable.example.com`).status).toBe(404);
    expect(call('GET', crontabs).status).toBe(404);
    call('POST', definitions, definition);
    sim.advanceTo(sim.now + 1000);
    expect(call('GET', crontabs).body).toMatchObject({ items: [] });
  });
});

describe('a custom object', () => {
  test('is pruned, gets defaults and a generation', () => {
    const { call } = withDefinition();
    const { status, body } = call('POST', crontabs, crontab({ image: 'abc', other: 1 }));
    expect(status).toBe(201);
    expect(body).toMatchObject({ metadata: { generation: 1 } });
    expect(valueAt(body, ['spec'])).toEqual({ image: 'abc', schedule: '5 0 * * *' });
  });

  test('that breaks the schema is refused field by field', () => {
    const { call } = withDefinition();
    const response = call('POST', crontabs, crontab({ replicas: 11, mode: 'c' }));
    expect(response.status).toBe(422);
    expect(message(response)).toBe(
      'CronTab.stable.example.com "a" is invalid: [spec.image: Required value, ' +
        'spec.replicas: Invalid value: 11: spec.replicas in body should be less than or equal to 10, ' +
        'spec.mode: Unsupported value: "c": supported values: "a", "b"]',
    );
  });

  test('has its status apart', () => {
    const { call } = withDefinition();
    call('POST', crontabs, { ...crontab(), status: { replicas: 9 } });
    expect(valueAt(call('GET', `${crontabs}/a`).body, ['status'])).toBeUndefined();
    const body = { spec: { replicas: 5 }, status: { replicas: 2 } };
    expect(call('PATCH', `${crontabs}/a/status`, body).body).toMatchObject({
      metadata: { generation: 1 },
      spec: { replicas: 3 },
      status: { replicas: 2 },
    });
    expect(call('PATCH', `${crontabs}/a`, body).body).toMatchObject({
      metadata: { generation: 2 },
      spec: { replicas: 5 },
    });
  });

  test('scales by the paths that the definition names', () => {
    const { call } = withDefinition();
    call('POST', crontabs, crontab());
    expect(call('GET', `${crontabs}/a/scale`).body).toMatchObject({ kind: 'Scale', spec: { replicas: 3 } });
    call('PATCH', `${crontabs}/a/scale`, { spec: { replicas: 7 } });
    expect(valueAt(call('GET', `${crontabs}/a`).body, ['spec', 'replicas'])).toBe(7);
  });

  test("is printed by the definition's columns", () => {
    const { call, sim } = withDefinition();
    call('POST', crontabs, crontab());
    sim.advanceTo(sim.now + 65_000);
    const table = call('GET', crontabs, undefined, 'application/json;as=Table;v=v1;g=meta.k8s.io').body;
    const names = valueAt(table, ['columnDefinitions']) as readonly { name: string }[];
    expect(names.map(({ name }) => name)).toEqual(['Name', 'Schedule', 'Replicas', 'Age']);
    expect(valueAt(table, ['rows'])).toMatchObject([{ cells: ['a', '5 0 * * *', 3, '65s'] }]);
  });
});

describe('a JSONPath of a column', () => {
  const value = {
    spec: {
      'a.b': 1,
      list: [
        { type: 'x', n: 1 },
        { type: 'y', n: 2 },
      ],
    },
  };
  test.each([
    ['.spec.list[0].n', [1]],
    ['.spec.list[-1].n', [2]],
    ['.spec.list[*].n', [1, 2]],
    ['.spec.list[?(@.type=="y")].n', [2]],
    ['.spec.list[?(@.type!="y")].n', [1]],
    ['.spec.a\\.b', [1]],
    [".spec['a\\.b']", [1]],
    ['.spec.missing.deeper', []],
    ['.constructor', []],
    ['not a path', []],
  ])('%s', (path, expected) => {
    expect(jsonPathValues(value, path)).toEqual(expected);
  });
});

describe('a structural schema', () => {
  test('prunes what it does not know, with the paths of what it took away', () => {
    const unknown: string[] = [];
    const given = { kind: 'CronTab', spec: { image: 'a', x: 1, anything: { y: 1 } }, z: {} };
    expect(prune(given, schema, unknown)).toEqual({ kind: 'CronTab', spec: { image: 'a', anything: { y: 1 } } });
    expect(unknown).toEqual(['spec.x', 'z']);
  });

  test('fills in what is missing, and what is null but may not be', () => {
    expect(applySchemaDefaults({ spec: {} }, schema)).toEqual({ spec: { schedule: '5 0 * * *' } });
    expect(applySchemaDefaults({ spec: { schedule: null } }, schema)).toEqual({ spec: { schedule: '5 0 * * *' } });
    expect(applySchemaDefaults({}, schema)).toEqual({});
  });

  test.each([
    [{}, 'spec: Required value'],
    [{ spec: 3 }, 'spec: Invalid value: "integer": spec in body must be of type object: "integer"'],
    [{ spec: { image: 'a' } }, 'spec.image: Invalid value: "a": spec.image in body should be at least 2 chars long'],
    [{ spec: { image: 'abcdef' } }, 'spec.image: Too long: may not be more than 5 bytes'],
    [{ spec: { image: 'A1' } }, `spec.image: Invalid value: "A1": spec.image in body should match '^[a-z]*$'`],
    [
      { spec: { image: 'abc', list: [] } },
      'spec.list: Invalid value: 0: spec.list in body should have at least 1 items',
    ],
    [{ spec: { image: 'abc', list: ['a', 'b', 'c'] } }, 'spec.list: Too many: 3: must have at most 2 items'],
    [{ spec: { image: 'abc', list: ['a', 'a'] } }, 'spec.list[1]: Duplicate value: "a"'],
    [
      { spec: { image: 'abc', port: true } },
      'spec.port: Invalid value: "boolean": spec.port in body must be of type integer,string: "boolean"',
    ],
    [
      { spec: { image: 'abc', replicas: 1.5 } },
      'spec.replicas: Invalid value: "number": spec.replicas in body must be of type integer: "number"',
    ],
  ])('refuses %j', (value, expected) => {
    const release = releases['1.36'];
    const errors = validateSchema(value, schema, '', release);
    expect(errors.map((error) => formatFieldError(error, release))).toEqual([expected]);
  });
});
