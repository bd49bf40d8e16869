import { describe, expect, test } from 'vitest';
import type { ApiRequest, ApiResponse } from '../../api/http.ts';
import { valueAt } from '../../api/meta.ts';
import { testServer } from '../testing.ts';
import { handle } from './handle.ts';

const maps = '/api/v1/namespaces/default/configmaps';
const { server } = testServer();
const call = (
  method: ApiRequest['method'],
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): ApiResponse => handle(server, { method, path, headers, ...(body === undefined ? {} : { body }) });
const said = ({ status, body }: ApiResponse): unknown => [status, valueAt(body, ['message']) ?? body];
const { uid } = valueAt(call('POST', maps, { metadata: { name: 'a' } }).body, ['metadata']) as { uid: string };

// As kube-apiserver v1.36.0 answers.

test.each([
  ['/api/v2', 404, 'the server could not find the requested resource'],
  ['/api/v2/pods', 404, 'the server could not find the requested resource'],
  ['/apis/apps/v9', 404, 'the server could not find the requested resource'],
  ['/apis/apps/v9/deployments', 404, 'the server could not find the requested resource'],
  ['/apis/nope/v1/foos', 404, '404 page not found\n'],
  ['/healthz/', 404, '404 page not found\n'],
])('GET %s', (path, status, text) => {
  expect(said(call('GET', path))).toEqual([status, text]);
});

test('health takes any method, the version and objects only theirs', () => {
  expect(said(call('POST', '/healthz'))).toEqual([200, 'ok']);
  const refused = [405, 'the server does not allow this method on the requested resource'];
  expect(said(call('POST', '/version', {}))).toEqual(refused);
  expect(said(call('HEAD', `${maps}/a`))).toEqual(refused);
  expect(said(call('HEAD', maps))).toEqual(refused);
});

describe('the form of an answer', () => {
  const only =
    'only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf';
  const filter =
    '406: Not Acceptable\n\nAvailable representations: application/json, application/yaml, application/vnd.kubernetes.protobuf';
  const streams = ', application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch';
  test.each([
    ['/api/v1', 'text/html', 406, filter],
    [maps, 'text/html', 406, filter + streams],
    [maps, 'application/json;as=Foo;g=meta.k8s.io;v=v1', 406, only],
    [maps, 'application/json;as=Table', 406, only],
    [maps, 'application/json;as=Table;g=meta.k8s.io;v=v2', 406, only],
    ['/api/v1', 'application/json;as=Table;g=meta.k8s.io;v=v1', 406, only],
    ['/api', 'application/json;as=APIGroupDiscoveryList;g=apidiscovery.k8s.io;v=v2beta1', 406, only],
    [
      maps,
      'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1',
      406,
      'you requested PartialObjectMetadata, but the requested object is a list (*core.ConfigMapList)',
    ],
    [
      `${maps}/a`,
      'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1',
      406,
      'you requested PartialObjectMetadataList, but the requested object is not a list (*core.ConfigMap)',
    ],
    [
      `${maps}?includeObject=Foo`,
      'application/json;as=Table;g=meta.k8s.io;v=v1',
      400,
      "Unable to convert to Table as requested: includeObject: Invalid value: \"Foo\": must be 'Metadata', 'Object', 'None', or empty",
    ],
    [
      `${maps}?includeObject=Foo&watch=true`,
      'application/json;as=Table;g=meta.k8s.io;v=v1',
      400,
      "Unable to convert to Table as requested: includeObject: Invalid value: \"Foo\": must be 'Metadata', 'Object', 'None', or empty",
    ],
  ])('GET %s as %s', (path, accept, status, text) => {
    expect(said(call('GET', path, undefined, { accept }))).toEqual([status, text]);
  });

  test.each(['application/json;as=Foo;g=meta.k8s.io;v=v1,*/*', 'application/json;foo=bar', 'text/html,*/*;q=0.1'])(
    'as %s is plain JSON',
    (accept) => {
      expect(call('GET', maps, undefined, { accept }).body).toMatchObject({ kind: 'ConfigMapList' });
    },
  );
});

describe('a list', () => {
  const listOptions = 'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: ';
  const token = 'invalid continue token: continue key is not valid: ';
  test.each([
    ['continue=e30', 400, `${token}server does not recognize this encoded version `],
    ['continue=xx', 400, `${token}invalid character 'Ç' looking for beginning of value`],
    ['continue=x!x', 400, `${token}illegal base64 data at input byte 1`],
    ['continue=e30&resourceVersion=5', 400, 'specifying resource version is not allowed when using continue'],
    [
      'watch=1&sendInitialEvents=true',
      422,
      `${listOptions}Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan`,
    ],
    [
      'watch=1&resourceVersionMatch=NotOlderThan',
      422,
      `${listOptions}Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided`,
    ],
    [
      'watch=1&continue=abc',
      422,
      `${listOptions}Forbidden: resourceVersionMatch is forbidden when continue is provided`,
    ],
    [
      'watch=1&resourceVersion=x',
      500,
      'resourceVersion: Invalid value: "x": strconv.ParseUint: parsing "x": invalid syntax',
    ],
    [
      'resourceVersion=x',
      400,
      'invalid resource version: resourceVersion: Invalid value: "x": strconv.ParseUint: parsing "x": invalid syntax',
    ],
  ])('with %s', (query, status, text) => {
    expect(said(call('GET', `${maps}?${query}`))).toEqual([status, text]);
  });

  test('of events.k8s.io is selected by the names of its own version', () => {
    const events = '/apis/events.k8s.io/v1/events?fieldSelector=';
    expect(call('GET', `${events}regarding.name=x,reportingController=y`).status).toBe(200);
    expect(said(call('GET', `${events}involvedObject.name=x`))).toEqual([
      400,
      'field label not supported: involvedObject.name',
    ]);
  });
});

describe('a write', () => {
  const createOptions = 'CreateOptions.meta.k8s.io "" is invalid: ';
  test.each([
    ['dryRun=Bad', `${createOptions}dryRun: Unsupported value: ["Bad"]: supported values: "All"`],
    ['dryRun=', `${createOptions}dryRun: Unsupported value: [""]: supported values: "All"`],
    [`fieldManager=${'x'.repeat(129)}`, `${createOptions}fieldManager: Too long: may not be more than 128 bytes`],
    [
      'fieldManager=%01',
      `${createOptions}fieldManager: Invalid value: "\\x01": invalid character U+0001 (at position 0)`,
    ],
  ])('with %s', (query, text) => {
    expect(said(call('POST', `${maps}?${query}`, { metadata: { name: 'b' } }))).toEqual([422, text]);
  });

  test.each([
    [
      { name: 'a', namespace: 'other' },
      400,
      'the namespace of the provided object does not match the namespace sent on the request',
    ],
    [{}, 400, 'the name of the object (a based on URL) was undeterminable: name must be provided'],
    [{ name: 'a', resourceVersion: 'x' }, 500, 'strconv.ParseUint: parsing "x": invalid syntax'],
    [
      { name: 'a', uid: 'x' },
      409,
      `Operation cannot be fulfilled on configmaps "a": StorageError: invalid object, Code: 4, Key: /registry/configmaps/default/a, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: x, UID in object meta: ${uid}`,
    ],
  ])('with the metadata %j', (metadata, status, text) => {
    expect(said(call('PUT', `${maps}/a`, { metadata }))).toEqual([status, text]);
  });

  test.each([
    [
      { metadata: { name: 'c', resourceVersion: '1' } },
      500,
      'resourceVersion should not be set on objects to be created',
    ],
    [null, 422, 'ConfigMap "" is invalid: metadata.name: Required value: name or generateName is required'],
    [
      '',
      400,
      "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: unexpected end of JSON input (<empty>)",
    ],
  ])('of %j', (body, status, text) => {
    expect(said(handle(server, { method: 'POST', path: maps, body }))).toEqual([status, text]);
  });
});
