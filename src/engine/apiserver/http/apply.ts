import { decode, DecodeError } from '../../api/decode.ts';
import { badRequest, invalidObject, plainFailure } from '../../api/errors.ts';
import { forbidden, required } from '../../api/field.ts';
import type { ApiResponse } from '../../api/http.ts';
import { isObject, type JsonObject } from '../../api/json.ts';
import { apiVersionOf, type Kind } from '../../api/kinds.ts';
import { withMetadata } from '../../api/meta.ts';
import { goMap, goTypeOf } from '../../api/patch/go-values.ts';
import { shapeOf } from '../../api/schema.ts';
import { checkNamespace } from '../objects.ts';
import type { StoredObject } from '../registry/strategy.ts';
import { type Body, readBody, UnreadableBody } from './body.ts';
import type { HttpContext } from './context.ts';
import { decodeObject, fieldValidation } from './decoding.ts';
import { flag, writeOptions } from './options.ts';
import { respondObject } from './output.ts';
import type { ResourcePath } from './path.ts';
import { toHub } from './versions.ts';

export const applyType = 'application/apply-patch+yaml';

/** PATCH with application/apply-patch+yaml: server-side apply. */
export function apply(context: HttpContext, kind: Kind, path: ResourcePath): ApiResponse {
  const { server, query } = context;
  const given = query.get('fieldManager') ?? '';
  if (given === '') {
    const error = required('fieldManager', 'is required for apply patch');
    throw invalidObject({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '', [error], server.release);
  }
  const options = writeOptions(context, 'PatchOptions');
  const validation = fieldValidation(context, 'PatchOptions');
  const body = readConfiguration(context);
  const configuration = checkConfiguration(context, kind, path, body);
  const { object, created } = server.apply(
    kind,
    path.namespace,
    path.name,
    configuration,
    (merged) =>
      toHub(
        kind,
        decodeObject(
          context,
          kind,
          { value: withName(merged, kind, path), text: undefined, duplicates: [] },
          validation,
        ),
      ),
    {
      ...options,
      manager: given,
      force: flag(query, 'force'),
      subresource: path.subresource || undefined,
    },
  );
  return respondObject(context, created ? 201 : 200, kind, object);
}

/** `force` is for apply only. */
export function refuseForce(context: HttpContext): void {
  if (!context.query.has('force')) return;
  const error = forbidden('force', 'may not be specified for non-apply patch');
  throw invalidObject({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '', [error], context.server.release);
}

function readConfiguration(context: HttpContext): Body {
  try {
    const body = readBody(context.request, [applyType], context.server.release);
    if (body !== undefined) return body;
  } catch (error) {
    if (!(error instanceof UnreadableBody)) throw error;
    throw badRequest(`error decoding YAML: ${error.message}`);
  }
  throw badRequest('error decoding YAML: empty patch');
}

function checkConfiguration(
  context: HttpContext,
  kind: Kind,
  path: ResourcePath,
  { value, duplicates }: Body,
): JsonObject {
  if (!isObject(value)) throw badRequest('error decoding YAML: the patch is no object');
  const expected = apiVersionOf(kind);
  if (context.server.release.name !== '1.20') checkType(kind, value);
  if (value['apiVersion'] !== expected) {
    throw badRequest(
      `Incorrect version specified in apply patch. Specified patch version: ${String(value['apiVersion'] ?? '')}, expected: ${expected}`,
    );
  }
  const metadata = isObject(value['metadata']) ? value['metadata'] : {};
  if (metadata['managedFields'] !== undefined && metadata['managedFields'] !== null) {
    throw badRequest('metadata.managedFields must be nil');
  }
  const name = metadata['name'] ?? '';
  if (name !== '' && name !== path.name) {
    throw badRequest(`the name of the object (${String(name)}) does not match the name on the URL (${path.name})`);
  }
  if (context.server.release.name !== '1.20') checkNamespace(kind, path.namespace, value as StoredObject);
  checkDeclared(context, kind, value, duplicates);
  return value;
}

/** managedfields/internal/versioncheck.go */
function checkType(kind: Kind, value: JsonObject): void {
  const [apiVersion, name] = [String(value['apiVersion'] ?? ''), String(value['kind'] ?? '')];
  if (apiVersion === apiVersionOf(kind) && name === kind.kind) return;
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  throw badRequest(`invalid object type: ${group}/${version}, Kind=${name}`);
}

/** A field that the schema does not know has no owner: the configuration is refused, whatever fieldValidation says. */
function checkDeclared(context: HttpContext, kind: Kind, value: JsonObject, duplicates: readonly string[]): void {
  const { release } = context.server;
  if (shapeOf(kind, release) === undefined) return;
  try {
    const { strictErrors } = decode(kind, value, release, duplicates);
    const unknown = strictErrors
      .map((error) => /^unknown field "(.*)"$/.exec(error)?.[1])
      .filter((field) => field !== undefined)
      .map((field) => `.${field}: field not declared in schema`);
    if (unknown.length === 0) return;
    const problem = unknown.length === 1 ? unknown[0]! : `errors:\n${unknown.map((one) => `  ${one}`).join('\n')}`;
    throw untyped(kind, value, problem);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const problem = wrongType(error.message, value);
    throw problem === undefined ? badRequest(error.message) : untyped(kind, value, problem);
  }
}

/** structured-merge-diff could not read the configuration; it is named as it names itself. */
function untyped(kind: Kind, value: JsonObject, problem: string): Error {
  const { namespace = '', name = '' } = (isObject(value['metadata']) ? value['metadata'] : {}) as Record<
    string,
    string
  >;
  const what = `${namespace}/${name}; ${kind.group}/${kind.version}, Kind=${kind.kind}`;
  return plainFailure(`failed to create typed patch object (${what}): ${problem}`);
}

/** typed/validation.go's words for a value of the wrong type, where no list is on the way to it. */
function wrongType(message: string, configuration: JsonObject): string | undefined {
  const match = /^json: cannot unmarshal \w+ into Go struct field \w+\.([\w.-]+) of type (.+)$/.exec(message);
  if (match === null) return undefined;
  const [, path = '', type = ''] = match;
  let value: unknown = configuration;
  for (const step of path.split('.')) value = isObject(value) ? value[step] : undefined;
  let at = path;
  if (type === 'string' && isObject(value)) {
    // A map of strings: the path ends at the map.
    const member = Object.entries(value).find(([, one]) => typeof one !== 'string');
    if (member === undefined) return undefined;
    [at, value] = [`${path}.${member[0]}`, member[1]];
  }
  if (value === undefined) return undefined;
  if (type.startsWith('[]')) return `.${at}: expected list, got &{${goMap(value)}}`;
  if (type.startsWith('map[')) return `.${at}: expected map, got &{${goMap(value)}}`;
  if (/^(u?int|float)\d*$/.test(type)) return `.${at}: expected numeric (int or float), got ${goTypeOf(value)}`;
  if (type === 'bool') return `.${at}: expected boolean, got &{${goMap(value)}}`;
  if (type !== 'string' || typeof value === 'object') return undefined;
  return `.${at}: expected string, got &value.valueUnstructured{Value:${goMap(value)}}`;
}

function withName(merged: JsonObject, kind: Kind, path: ResourcePath): StoredObject {
  return withMetadata(merged as StoredObject, {
    name: path.name,
    ...(kind.namespaced ? { namespace: path.namespace } : {}),
  });
}
