import { isObject, type JsonObject } from '../../api/json.ts';
import { apiVersionOf, type Kind } from '../../api/kinds.ts';
import type { ApiServer } from '../server.ts';

/**
 * The OpenAPI documents, made of the generated definitions: what `kubectl explain` reads, what kubectl validates by (or learns
 * from that the server validates: the fieldValidation parameter of PATCH), and what editors complete with.
 */

/** The paths of /openapi/v3: `api/v1`, `apis/apps/v1`, ... */
export function groupVersionPaths(server: ApiServer): readonly string[] {
  const paths = server.kinds.all().map((kind) => pathOf(kind));
  return [...new Set(paths)];
}

const pathOf = (kind: Kind): string =>
  kind.group === '' ? `api/${kind.version}` : `apis/${kind.group}/${kind.version}`;

const documents = new WeakMap<object, Map<string, JsonObject>>();

function cached(server: ApiServer, key: string, make: (definitions: JsonObject) => JsonObject): JsonObject | undefined {
  const { openapi } = server;
  if (!isObject(openapi) || !isObject(openapi['definitions'])) return undefined;
  // Custom kinds come and go: what they are part of is made anew.
  const custom = customDefinitions(server, openapi['definitions']);
  if (custom !== undefined) return make(custom);
  let made = documents.get(openapi);
  if (made === undefined) documents.set(openapi, (made = new Map()));
  let document = made.get(key);
  if (document === undefined) made.set(key, (document = make(openapi['definitions'])));
  return document;
}

/** The definitions with those of custom kinds, if there are any. */
function customDefinitions(server: ApiServer, definitions: JsonObject): JsonObject | undefined {
  const added: Record<string, unknown> = {};
  for (const kind of server.kinds.all()) {
    const custom = server.kinds.custom(kind);
    if (custom === undefined) continue;
    const properties = isObject(custom.schema['properties']) ? custom.schema['properties'] : {};
    const text = (description: string): JsonObject => ({ description, type: 'string' });
    added[[...kind.group.split('.').reverse(), kind.version, kind.kind].join('.')] = {
      type: 'object',
      ...custom.schema,
      properties: {
        ...properties,
        apiVersion: text(
          'APIVersion defines the versioned schema of this representation of an object. Servers should convert recognized schemas to the latest internal value, and may reject unrecognized values. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#resources',
        ),
        kind: text(
          'Kind is a string value representing the REST resource this object represents. Servers may infer this from the endpoint the client submits requests to. Cannot be updated. In CamelCase. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#types-kinds',
        ),
        metadata: {
          description:
            "Standard object's metadata. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata",
          allOf: [{ $ref: '#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta' }],
          default: {},
        },
      },
      'x-kubernetes-group-version-kind': [{ group: kind.group, version: kind.version, kind: kind.kind }],
    };
  }
  return Object.keys(added).length === 0 ? undefined : { ...definitions, ...added };
}

/** One document of /openapi/v3; undefined if there is none, or no schema was given to the server. */
export function openApiV3(server: ApiServer, path: string): JsonObject | undefined {
  const kinds = server.kinds.all().filter((kind) => pathOf(kind) === path);
  if (kinds.length === 0) return undefined;
  return cached(server, path, (definitions) => ({
    openapi: '3.0.0',
    info: info(server),
    paths: pathsOf(kinds, v3Prefix, definitions, true),
    components: { schemas: reachable(kinds, definitions, v3Prefix) },
  }));
}

/** /openapi/v2: everything in one. */
export function openApiV2(server: ApiServer): JsonObject | undefined {
  const kinds = server.kinds.all();
  return cached(server, 'v2', (definitions) => ({
    swagger: '2.0',
    info: info(server),
    paths: pathsOf(kinds, '#/definitions/', definitions, false),
    definitions: mapValues(definitions, (definition) => rewriteRefs(definition, '#/definitions/')),
  }));
}

function info(server: ApiServer): JsonObject {
  return {
    title: 'Kubernetes',
    version: server.release.name === '1.20' ? server.release.gitVersion : server.release.name,
  };
}

/** The definition that describes a kind, by its x-kubernetes-group-version-kind. */
function definitionOf(kind: Kind, definitions: JsonObject): string | undefined {
  return definitionNames(definitions).get(`${apiVersionOf(kind)}/${kind.kind}`);
}

const v3Prefix = '#/components/schemas/';

const names = new WeakMap<object, ReadonlyMap<string, string>>();

function definitionNames(definitions: JsonObject): ReadonlyMap<string, string> {
  let found = names.get(definitions);
  if (found === undefined) {
    const map = new Map<string, string>();
    for (const [name, definition] of Object.entries(definitions)) {
      const kinds = isObject(definition) ? definition['x-kubernetes-group-version-kind'] : undefined;
      if (!Array.isArray(kinds)) continue;
      for (const { group, version, kind } of kinds as readonly { group: string; version: string; kind: string }[]) {
        map.set(`${apiVersionOf({ group, version })}/${kind}`, name);
      }
    }
    names.set(definitions, (found = map));
  }
  return found;
}

const dryRun = parameter('dryRun', 'string');
const fieldManager = parameter('fieldManager', 'string');
const fieldValidation = parameter('fieldValidation', 'string');
const force = parameter('force', 'boolean');

function parameter(name: string, type: string): JsonObject {
  return { name, in: 'query', schema: { type, uniqueItems: true } };
}

/** The operations of each kind, with the parameters that clients look for before they use them. */
function pathsOf(kinds: readonly Kind[], prefix: string, definitions: JsonObject, v3: boolean): JsonObject {
  const paths: Record<string, unknown> = {};
  for (const kind of kinds) {
    const definition = definitionOf(kind, definitions);
    const base = `/${pathOf(kind)}/${kind.namespaced ? 'namespaces/{namespace}/' : ''}${kind.resource}`;
    const operation = (action: string, parameters: readonly JsonObject[]): JsonObject => ({
      operationId: `${action}${kind.group.split('.')[0] ?? ''}${kind.version}${kind.namespaced ? 'Namespaced' : ''}${kind.kind}`,
      parameters: v3 ? parameters : parameters.map(({ schema, ...rest }) => ({ ...rest, ...(schema as JsonObject) })),
      responses: { '200': response(definition, prefix, v3) },
      'x-kubernetes-action': action,
      'x-kubernetes-group-version-kind': { group: kind.group, version: kind.version, kind: kind.kind },
    });
    const write = [dryRun, fieldManager, fieldValidation];
    const operations = (entries: readonly (readonly [string, string, string, readonly JsonObject[]])[]): JsonObject =>
      Object.fromEntries(
        entries
          .filter(([, verb]) => kind.verbs.includes(verb))
          .map(([method, , action, parameters]) => [method, operation(action, parameters)]),
      );
    paths[base] = operations([
      ['get', 'list', 'list', []],
      ['post', 'create', 'post', write],
      ['delete', 'deletecollection', 'deletecollection', [dryRun]],
    ]);
    paths[`${base}/{name}`] = operations([
      ['get', 'get', 'get', []],
      ['put', 'update', 'put', write],
      ['delete', 'delete', 'delete', [dryRun]],
      ['patch', 'patch', 'patch', [...write, force]],
    ]);
  }
  return paths;
}

function response(definition: string | undefined, prefix: string, v3: boolean): JsonObject {
  if (definition === undefined) return { description: 'OK' };
  const schema = { $ref: prefix + definition };
  return v3 ? { description: 'OK', content: { 'application/json': { schema } } } : { description: 'OK', schema };
}

/** The definitions that kinds need, with all they refer to. */
function reachable(kinds: readonly Kind[], definitions: JsonObject, prefix: string): JsonObject {
  const found: Record<string, unknown> = {};
  const pending = kinds.map((kind) => definitionOf(kind, definitions)).filter((name) => name !== undefined);
  for (const kind of kinds) {
    const list = definitionNames(definitions).get(`${apiVersionOf(kind)}/${kind.kind}List`);
    if (list !== undefined) pending.push(list);
  }
  pending.push('io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions', 'io.k8s.apimachinery.pkg.apis.meta.v1.Status');
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (Object.hasOwn(found, name) || !Object.hasOwn(definitions, name)) continue;
    found[name] = rewriteRefs(definitions[name], prefix, (target) => pending.push(target));
  }
  return found;
}

/**
 * A copy whose references point below `prefix`. A reference has no members beside it in OpenAPI v3 (readers pass over them): it
 * moves into an `allOf`, as kube-openapi writes it.
 */
function rewriteRefs(value: unknown, prefix: string, onRef?: (name: string) => void): unknown {
  if (Array.isArray(value)) return value.map((item) => rewriteRefs(item, prefix, onRef));
  if (!isObject(value)) return value;
  const { $ref, ...rest } = value;
  if (typeof $ref !== 'string') return mapValues(value, (member) => rewriteRefs(member, prefix, onRef));
  const name = $ref.slice($ref.lastIndexOf('/') + 1);
  onRef?.(name);
  const reference = { $ref: prefix + name };
  if (Object.keys(rest).length === 0) return reference;
  return prefix === v3Prefix ? { ...rest, allOf: [reference] } : { ...rest, ...reference };
}

function mapValues(object: JsonObject, change: (value: unknown) => unknown): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}
