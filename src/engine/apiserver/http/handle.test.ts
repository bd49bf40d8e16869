import { describe, expect, test } from 'vitest';
import type { ApiResponse } from '../../api/http.ts';
import { valueAt } from '../../api/meta.ts';
import type { Release } from '../../releases/index.ts';
import { testServer, type TestServer } from '../testing.ts';
import { handle } from './handle.ts';

const pod = (name: string, extra: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: { app: name } },
  spec: { containers: [{ name: 'c', image: 'nginx:1' }] },
  ...extra,
});

interface Call {
  (
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): ApiResponse;
}

function client(release: Release['name'] = '1.36'): TestServer & { call: Call } {
  const cluster = testServer(release);
  const call: Call = (method, path, body, headers = {}) =>
    handle(cluster.server, {
      method,
      path,
      headers: { 'user-agent': 'test/1', ...headers },
      ...(body === undefined ? {} : { body }),
    });
  return { ...cluster, call };
}

const pods = '/api/v1/namespaces/default/pods';
const message = (response: ApiResponse): unknown => valueAt(response.body, ['message']);
const tableHeader = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' };

describe('a created Pod', () => {
  test('comes back with what the server adds', () => {
    const { call } = client();
    const { status, body } = call('POST', pods, pod('a'));
    expect(status).toBe(201);
    expect(body).toMatchObject({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'a', namespace: 'default', generation: 1 },
      spec: {
        serviceAccountName: 'default',
        priority: 0,
        preemptionPolicy: 'PreemptLowerPriority',
        tolerations: [
          { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
          { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
        ],
      },
      status: { phase: 'Pending', qosClass: 'BestEffort' },
    });
    expect(valueAt(body, ['metadata', 'uid'])).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  test('has no generation in v1.20', () => {
    const { call } = client('1.20');
    expect(valueAt(call('POST', pods, pod('a')).body, ['metadata', 'generation'])).toBeUndefined();
  });

  test('gets a name of its own where it only asks for a beginning', () => {
    const { call } = client();
    const { body } = call('POST', pods, pod('', { metadata: { generateName: 'web-' } }));
    expect(valueAt(body, ['metadata', 'name'])).toMatch(/^web-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
  });

  test('is not stored by a dry run', () => {
    const { call } = client();
    expect(call('POST', `${pods}?dryRun=All`, pod('a')).status).toBe(201);
    expect(call('GET', `${pods}/a`).status).toBe(404);
  });

  test.each<[string, string, unknown, number, string]>([
    ['that is there', pods, pod('there'), 409, 'pods "there" already exists'],
    [
      'of another kind',
      pods,
      { apiVersion: 'v1', kind: 'Service' },
      400,
      'Service in version "v1" cannot be handled as a Pod: converting (v1.Service) to (core.Pod): unknown conversion',
    ],
    [
      'of another version',
      pods,
      { ...pod('x'), apiVersion: 'v2' },
      400,
      'Pod in version "v2" cannot be handled as a Pod: no kind "Pod" is registered for version "v2" in scheme "pkg/api/legacyscheme/scheme.go:30"',
    ],
    [
      'that is no JSON',
      pods,
      '{"a":',
      400,
      'the object provided is unrecognized (must be of type Pod): couldn\'t get version/kind; json parse error: unexpected end of JSON input ({"a":)',
    ],
    [
      'that is a list',
      pods,
      '[]',
      400,
      'the object provided is unrecognized (must be of type Pod): couldn\'t get version/kind; json parse error: json: cannot unmarshal array into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" } (5b5d)',
    ],
    ['in a namespace that is not there', '/api/v1/namespaces/nope/pods', pod('a'), 404, 'namespaces "nope" not found'],
    [
      'of another namespace',
      pods,
      pod('a', { metadata: { name: 'a', namespace: 'kube-system' } }),
      400,
      'the namespace of the provided object does not match the namespace sent on the request',
    ],
    [
      'with an unknown field, strictly',
      `${pods}?fieldValidation=Strict`,
      pod('a', { spec: { containers: [], foo: 1 } }),
      400,
      'Pod in version "v1" cannot be handled as a Pod: strict decoding error: unknown field "spec.foo"',
    ],
  ])('%s is refused in the words of the server', (_what, path, body, status, text) => {
    const { call } = client();
    call('POST', pods, pod('there'));
    const response = call('POST', path, body);
    expect([response.status, message(response)]).toEqual([status, text]);
  });

  test('with an unknown field is taken with a warning by default, and without a word in v1.20', () => {
    const spec = { containers: [{ name: 'c', image: 'nginx:1' }], foo: 1 };
    expect(client().call('POST', pods, pod('a', { spec })).headers['warning']).toBe(
      '299 - "unknown field \\"spec.foo\\""',
    );
    expect(client('1.20').call('POST', pods, pod('a', { spec })).headers['warning']).toBeUndefined();
  });
});

describe('a list', () => {
  test('is in the order of names, with items that do not name their kind', () => {
    const { call, server } = client();
    for (const name of ['b', 'a']) call('POST', pods, pod(name));
    const { body } = call('GET', pods);
    expect(body).toMatchObject({
      kind: 'PodList',
      apiVersion: 'v1',
      metadata: { resourceVersion: String(server.store.revision) },
    });
    const items = valueAt(body, ['items']) as { metadata: { name: string }; kind?: string }[];
    expect(items.map((item) => [item.metadata.name, item.kind])).toEqual([
      ['a', undefined],
      ['b', undefined],
    ]);
  });

  test('comes in pages that fit together though the world goes on', () => {
    const { call } = client();
    for (const name of ['a', 'b', 'c', 'd', 'e']) call('POST', pods, pod(name));
    const names: string[] = [];
    let token = '';
    do {
      const { body } = call('GET', `${pods}?limit=2&continue=${token}`);
      names.push(...(valueAt(body, ['items']) as { metadata: { name: string } }[]).map((item) => item.metadata.name));
      token = String(valueAt(body, ['metadata', 'continue']) ?? '');
      call('DELETE', `${pods}/d`);
    } while (token !== '');
    expect(names).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  test.each([
    ['labelSelector=app%3Db', ['b']],
    ['labelSelector=app%20in%20(a,c)', ['a', 'c']],
    ['fieldSelector=metadata.name!%3Da', ['b', 'c']],
    ['fieldSelector=spec.nodeName%3D', ['a', 'b', 'c']],
  ])('with %s holds %j', (query, names) => {
    const { call } = client();
    for (const name of ['a', 'b', 'c']) call('POST', pods, pod(name));
    const items = valueAt(call('GET', `${pods}?${query}`).body, ['items']) as { metadata: { name: string } }[];
    expect(items.map((item) => item.metadata.name)).toEqual(names);
  });

  test.each([
    ['limit=abc', 400, 'strconv.ParseInt: parsing "abc": invalid syntax'],
    [
      'resourceVersion=abc',
      400,
      'invalid resource version: resourceVersion: Invalid value: "abc": strconv.ParseUint: parsing "abc": invalid syntax',
    ],
    [
      'resourceVersionMatch=Exact',
      422,
      'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided',
    ],
    ['fieldSelector=spec.foo%3Dx', 400, 'field label not supported: spec.foo'],
  ])('with %s is refused', (query, status, text) => {
    const response = client().call('GET', `${pods}?${query}`);
    expect([response.status, message(response)]).toEqual([status, text]);
  });

  test("as a Table has kube's columns, cells at the time of the request and partial objects", () => {
    const { call, sim } = client();
    call('POST', pods, pod('a'));
    sim.advanceTo(65_000);
    const { body } = call('GET', pods, undefined, tableHeader);
    expect(body).toMatchObject({ kind: 'Table', apiVersion: 'meta.k8s.io/v1' });
    const columns = valueAt(body, ['columnDefinitions']) as { name: string; priority: number }[];
    expect(columns.filter((column) => column.priority === 0).map((column) => column.name)).toEqual([
      'Name',
      'Ready',
      'Status',
      'Restarts',
      'Age',
    ]);
    const [row] = valueAt(body, ['rows']) as { cells: unknown[]; object: { kind: string } }[];
    expect(row!.cells).toEqual(['a', '0/1', 'Pending', '0', '65s', '<none>', '<none>', '<none>', '<none>']);
    expect(row!.object.kind).toBe('PartialObjectMetadata');
  });

  test('of the past is as it was', () => {
    const { call, server } = client();
    call('POST', pods, pod('a'));
    const then = server.store.revision;
    call('DELETE', `${pods}/a`);
    const read = (revision: number): unknown =>
      valueAt(call('GET', `${pods}?resourceVersion=${revision}&resourceVersionMatch=Exact`).body, [
        'items',
        'length',
      ]) ??
      (
        valueAt(call('GET', `${pods}?resourceVersion=${revision}&resourceVersionMatch=Exact`).body, [
          'items',
        ]) as unknown[]
      ).length;
    expect([read(then), read(server.store.revision)]).toEqual([1, 0]);
  });
});

describe('a watch', () => {
  test('streams what is there, then the changes, as Tables if asked', () => {
    const { call, sim } = client();
    call('POST', pods, pod('a'));
    const { status, stream } = call('GET', `${pods}?watch=true`, undefined, tableHeader);
    expect(status).toBe(200);
    call('DELETE', `${pods}/a`);
    sim.advanceTo(sim.now + 10);
    const events: unknown[] = [];
    while (stream!.length > 0) events.push(stream!.tryTake());
    const seen = events.map((event) => [
      valueAt(event, ['type']),
      valueAt(event, ['object', 'columnDefinitions']) === null,
    ]);
    expect(seen).toEqual([
      ['ADDED', false],
      ['MODIFIED', true],
      ['DELETED', true],
    ]);
  });

  test('from a compacted revision ends with an Expired error', () => {
    const { call, server } = client();
    server.store.compact(server.store.revision);
    const { stream } = call('GET', `${pods}?watch=true&resourceVersion=1`);
    expect(stream!.tryTake()).toMatchObject({
      type: 'ERROR',
      object: { code: 410, reason: 'Expired', message: `too old resource version: 1 (${server.store.oldestRevision})` },
    });
    expect(stream!.closed).toBe(true);
  });

  test('ends at its time-out and when the client hangs up', () => {
    const { call, sim } = client();
    const { stream } = call('GET', `${pods}?watch=true&timeoutSeconds=5`);
    sim.advanceTo(sim.now + 4_999);
    expect(stream!.closed).toBe(false);
    sim.advanceTo(sim.now + 2);
    expect(stream!.closed).toBe(true);
  });

  test('that is asked for initial events marks their end with a bookmark', () => {
    const { call, sim } = client();
    call('POST', pods, pod('a'));
    const { stream } = call(
      'GET',
      `${pods}?watch=true&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan`,
    );
    sim.advanceTo(sim.now + 10);
    expect(stream!.tryTake()).toMatchObject({ type: 'ADDED' });
    expect(stream!.tryTake()).toMatchObject({
      type: 'BOOKMARK',
      object: { kind: 'Pod', metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } } },
    });
  });
});

describe('an update', () => {
  test('with a stale resourceVersion is a Conflict', () => {
    const { call } = client();
    const { body } = call('POST', pods, pod('a'));
    call(
      'PATCH',
      `${pods}/a`,
      { metadata: { labels: { x: 'y' } } },
      { 'content-type': 'application/merge-patch+json' },
    );
    const response = call('PUT', `${pods}/a`, body);
    expect([response.status, message(response)]).toEqual([
      409,
      'Operation cannot be fulfilled on pods "a": the object has been modified; please apply your changes to the latest version and try again',
    ]);
  });

  test('that changes nothing writes nothing', () => {
    const { call, server } = client();
    const { body } = call('POST', pods, pod('a'));
    const before = server.store.revision;
    expect(call('PUT', `${pods}/a`, body).status).toBe(200);
    expect(server.store.revision).toBe(before);
  });

  test.each<[string, string, unknown, unknown]>([
    ['application/json-patch+json', 'a', [{ op: 'add', path: '/metadata/labels/x', value: 'y' }], { app: 'a', x: 'y' }],
    ['application/merge-patch+json', 'a', { metadata: { labels: { app: null, x: 'y' } } }, { x: 'y' }],
    [
      'application/strategic-merge-patch+json',
      'a',
      { metadata: { labels: { $patch: 'replace', x: 'y' } } },
      { x: 'y' },
    ],
  ])('by %s', (type, name, patch, labels) => {
    const { call } = client();
    call('POST', pods, pod(name));
    const { status, body } = call('PATCH', `${pods}/${name}`, patch, { 'content-type': type });
    expect([status, valueAt(body, ['metadata', 'labels'])]).toEqual([200, labels]);
  });

  test('by a patch of an unknown type is a 415', () => {
    const { call } = client();
    call('POST', pods, pod('a'));
    expect(call('PATCH', `${pods}/a`, {}, { 'content-type': 'text/plain' }).status).toBe(415);
  });

  test('through status leaves the spec alone, and otherwise the status', () => {
    const { call } = client();
    call('POST', pods, pod('a'));
    const patch = {
      metadata: { labels: { l: '1' } },
      spec: { activeDeadlineSeconds: 5 },
      status: { phase: 'Running' },
    };
    const type = { 'content-type': 'application/merge-patch+json' };
    const { body } = call('PATCH', `${pods}/a/status`, patch, type);
    expect(body).toMatchObject({ status: { phase: 'Running' } });
    expect(valueAt(body, ['spec', 'activeDeadlineSeconds'])).toBeUndefined();
    expect(call('PATCH', `${pods}/a`, { status: { phase: 'Failed' } }, type).body).toMatchObject({
      status: { phase: 'Running' },
    });
  });
});

describe('a deletion', () => {
  const bind = (call: Call, name: string): ApiResponse =>
    call('POST', `${pods}/${name}/binding`, { metadata: { name }, target: { kind: 'Node', name: 'node1' } });

  test('of a Pod without a node takes it away at once', () => {
    const { call } = client();
    call('POST', pods, pod('a'));
    expect(call('DELETE', `${pods}/a`).body).toMatchObject({
      kind: 'Pod',
      metadata: { deletionGracePeriodSeconds: 0 },
    });
    expect(call('GET', `${pods}/a`).status).toBe(404);
  });

  test('of a Pod on a node gives it its grace, which a second one can only shorten', () => {
    const { call, server } = client();
    call(
      'POST',
      pods,
      pod('a', { spec: { containers: [{ name: 'c', image: 'i' }], terminationGracePeriodSeconds: 30 } }),
    );
    bind(call, 'a');
    expect(call('DELETE', `${pods}/a`).body).toMatchObject({
      metadata: { deletionGracePeriodSeconds: 30, deletionTimestamp: '2026-05-04T09:00:30Z', generation: 2 },
    });
    const revision = server.store.revision;
    call('DELETE', `${pods}/a`, { gracePeriodSeconds: 60 });
    expect(server.store.revision).toBe(revision);
    expect(call('DELETE', `${pods}/a`, { gracePeriodSeconds: 5 }).body).toMatchObject({
      metadata: { deletionGracePeriodSeconds: 5, deletionTimestamp: '2026-05-04T09:00:05Z' },
    });
    expect(call('DELETE', `${pods}/a?gracePeriodSeconds=0`).status).toBe(200);
    expect(call('GET', `${pods}/a`).status).toBe(404);
  });

  test('waits for finalizers, and happens when the last one goes', () => {
    const { call } = client();
    const maps = '/api/v1/namespaces/default/configmaps';
    call('POST', maps, { metadata: { name: 'm', finalizers: ['example.com/x'] } });
    expect(call('DELETE', `${maps}/m`).body).toMatchObject({
      kind: 'ConfigMap',
      metadata: { deletionGracePeriodSeconds: 0 },
    });
    const patch = { metadata: { finalizers: null } };
    call('PATCH', `${maps}/m`, patch, { 'content-type': 'application/merge-patch+json' });
    expect(call('GET', `${maps}/m`).status).toBe(404);
  });

  test('of most kinds answers a Status', () => {
    const { call } = client();
    const maps = '/api/v1/namespaces/default/configmaps';
    call('POST', maps, { metadata: { name: 'm' } });
    expect(call('DELETE', `${maps}/m`).body).toMatchObject({
      kind: 'Status',
      status: 'Success',
      details: { name: 'm', kind: 'configmaps' },
    });
  });

  test('of another uid than the one asked for is a Conflict', () => {
    const { call } = client();
    const { body } = call('POST', pods, pod('a'));
    const response = call('DELETE', `${pods}/a`, { preconditions: { uid: 'other' } });
    expect([response.status, message(response)]).toEqual([
      409,
      `Operation cannot be fulfilled on Pod "a": the UID in the precondition (other) does not match the UID in record (${String(valueAt(body, ['metadata', 'uid']))}). The object might have been deleted and then recreated`,
    ]);
  });

  test('of a namespace only begins, and the immortal ones stay', () => {
    const { call } = client();
    call('POST', '/api/v1/namespaces', { metadata: { name: 'x' } });
    expect(call('DELETE', '/api/v1/namespaces/x').body).toMatchObject({ status: { phase: 'Terminating' } });
    const refused = call('POST', '/api/v1/namespaces/x/configmaps', { metadata: { name: 'm' } });
    expect(message(refused)).toBe(
      'configmaps "m" is forbidden: unable to create new content in namespace x because it is being terminated',
    );
    const finalized = { metadata: { name: 'x' }, spec: { finalizers: [] } };
    call('PUT', '/api/v1/namespaces/x/finalize', finalized);
    expect(call('GET', '/api/v1/namespaces/x').status).toBe(404);
    expect(message(call('DELETE', '/api/v1/namespaces/default'))).toBe(
      'namespaces "default" is forbidden: this namespace may not be deleted',
    );
  });

  test('of a collection takes all that matches', () => {
    const { call } = client();
    for (const name of ['a', 'b', 'c']) call('POST', pods, pod(name));
    const { body } = call('DELETE', `${pods}?labelSelector=app!%3Db`);
    expect((valueAt(body, ['items']) as unknown[]).length).toBe(2);
    expect((valueAt(call('GET', pods).body, ['items']) as unknown[]).length).toBe(1);
  });
});

describe('other paths', () => {
  test.each([
    ['/nope', 404, '404 page not found\n'],
    ['/apis/nope/v1', 404, '404 page not found\n'],
    ['/healthz', 200, 'ok'],
    ['/readyz/nope', 404, '404 page not found\n'],
  ])('%s answers %i', (path, status, body) => {
    const response = client().call('GET', path);
    expect([response.status, response.body]).toEqual([status, body]);
  });

  test.each([
    ['GET', '/api/v1/nope', 404, 'the server could not find the requested resource'],
    ['GET', `${pods}/a/nope`, 404, 'the server could not find the requested resource'],
    ['PUT', pods, 405, 'the server does not allow this method on the requested resource'],
    ['POST', '/api/v1/pods', 405, 'the server does not allow this method on the requested resource'],
  ] as const)('%s %s answers a Status %i', (method, path, status, text) => {
    const response = client().call(method, path, method === 'GET' ? undefined : {});
    expect([response.status, message(response)]).toEqual([status, text]);
  });

  test('discovery lists kinds, subresources and short names', () => {
    const { call } = client();
    expect(call('GET', '/api').body).toMatchObject({ kind: 'APIVersions', versions: ['v1'] });
    const { body } = call('GET', '/api/v1');
    const resources = valueAt(body, ['resources']) as { name: string; shortNames?: string[] }[];
    expect(resources.find((one) => one.name === 'pods')?.shortNames).toEqual(['po']);
    expect(resources.some((one) => one.name === 'pods/log')).toBe(true);
    const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json';
    const aggregated = call('GET', '/apis', undefined, { accept });
    expect(aggregated.headers['content-type']).toBe(
      'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
    );
    expect(client('1.20').call('GET', '/apis', undefined, { accept }).body).toMatchObject({ kind: 'APIGroupList' });
  });

  test("the version is the release's", () => {
    expect(client('1.20').call('GET', '/version').body).toMatchObject({
      major: '1',
      minor: '20',
      gitVersion: 'v1.20.15',
    });
  });
});
