import { describe, expect, test } from 'vitest';
import {
  alreadyExists,
  badRequest,
  conflict,
  expired,
  forbiddenRequest,
  invalidObject,
  methodNotSupported,
  notFound,
  tooManyRequests,
} from './errors.ts';
import {
  duplicate,
  forbidden,
  GoValue,
  invalid,
  notFound as missing,
  notSupported,
  required,
  tooLong,
  tooMany,
} from './field.ts';

const deployments = { group: 'apps', resource: 'deployments', kind: 'Deployment' };
const pods = { group: '', resource: 'pods', kind: 'Pod' };
const release = { name: '1.36' } as const;

describe('a Status says', () => {
  test.each([
    [notFound(pods, 'a'), 404, 'NotFound', 'pods "a" not found'],
    [notFound(deployments, 'a'), 404, 'NotFound', 'deployments.apps "a" not found'],
    [alreadyExists(deployments, 'a'), 409, 'AlreadyExists', 'deployments.apps "a" already exists'],
    [
      conflict(pods, 'a'),
      409,
      'Conflict',
      'Operation cannot be fulfilled on pods "a": the object has been modified; please apply your changes to the latest version and try again',
    ],
    [forbiddenRequest(pods, 'a', 'no'), 403, 'Forbidden', 'pods "a" is forbidden: no'],
    [badRequest('no'), 400, 'BadRequest', 'no'],
    [methodNotSupported(pods, 'patch'), 405, 'MethodNotAllowed', 'patch is not supported on resources of kind "pods"'],
    [expired('too old'), 410, 'Expired', 'too old'],
    [tooManyRequests('slow down', 1), 429, 'TooManyRequests', 'slow down'],
  ])('%s', (error, code, reason, message) => {
    expect(error.status).toMatchObject({ kind: 'Status', status: 'Failure', code, reason, message });
    expect(error.message).toBe(message);
  });
});

describe('an invalid object', () => {
  const title = 'Pod "a" is invalid';

  test('with one fault names it', () => {
    const error = invalidObject(pods, 'a', [required('spec.x')], release);
    expect(error.status).toMatchObject({
      code: 422,
      message: `${title}: spec.x: Required value`,
      details: { name: 'a', kind: 'Pod', causes: [{ reason: 'FieldValueRequired', field: 'spec.x' }] },
    });
  });

  test('with several lists them in brackets, equal ones once', () => {
    const errors = [required('a'), invalid('b', 5, 'must not'), required('a')];
    const error = invalidObject(pods, 'a', errors, release);
    expect(error.message).toBe(`${title}: [a: Required value, b: Invalid value: 5: must not]`);
    expect(error.status.details?.causes).toHaveLength(3);
  });

  test.each([
    [required('f', 'why'), 'f: Required value: why'],
    [invalid('f', 'a"b', 'no'), 'f: Invalid value: "a\\"b": no'],
    [invalid('f', null, 'no'), 'f: Invalid value: null: no'],
    [invalid('f', { a: 1 }, 'no'), 'f: Invalid value: {"a":1}: no'],
    [duplicate('f', 'x'), 'f: Duplicate value: "x"'],
    [missing('f', 'x'), 'f: Not found: "x"'],
    [forbidden('f', 'no'), 'f: Forbidden: no'],
    [notSupported('f', 'x', ['a', 'b']), 'f: Unsupported value: "x": supported values: "a", "b"'],
    [tooLong('f', 63, release), 'f: Too long: may not be more than 63 bytes'],
    [tooMany('f', 3, 2, release), 'f: Too many: 3: must have at most 2 items'],
  ])('%o', (error, text) => {
    expect(invalidObject(pods, 'a', [error], release).message).toBe(`${title}: ${text}`);
  });

  test('of v1.20 shows structs in Go syntax', () => {
    const value = new GoValue({ a: 'b' }, 'map[string]string{"a":"b"}');
    expect(invalidObject(pods, 'a', [invalid('f', value, 'no')], { name: '1.20' }).message).toBe(
      `${title}: f: Invalid value: map[string]string{"a":"b"}: no`,
    );
  });
});
