import { methodNotAllowed } from '../../api/errors.ts';
import type { ApiRequest, ApiResponse } from '../../api/http.ts';
import type { JsonObject } from '../../api/json.ts';
import type { ApiServer } from '../server.ts';
import { failure, json, pageNotFound, text } from './context.ts';
import { parseAccept } from './negotiation.ts';
import { encodeOpenApiV2 } from './openapi-v2-protobuf.ts';
import { groupVersionPaths, openApiV2, openApiV3 } from './openapi.ts';

/** Paths that are not about resources: health, version, the list of paths, OpenAPI. Undefined: the path is none of them. */
export function answerSystemPath(
  server: ApiServer,
  request: ApiRequest,
  path: string,
  segments: readonly string[],
  query: URLSearchParams,
): ApiResponse | undefined {
  const [root] = segments;
  if (root === 'api' || root === 'apis') return undefined;
  switch (root) {
    case undefined:
      return json({ warnings: [] }, 200, { paths: pathsOf(server) });
    case 'healthz':
    case 'livez':
    case 'readyz':
      // Go's mux knows the path without a slash behind it.
      return path.endsWith('/') ? pageNotFound() : health(root, segments, query);
    case 'version':
      if (request.method !== 'GET') return failure({ warnings: [] }, methodNotAllowed());
      return json({ warnings: [] }, 200, versionInfo(server));
    case 'openapi':
      return openapi(server, path, request.headers?.['accept'] ?? '');
    default:
      return pageNotFound();
  }
}

const checks: Readonly<Record<string, readonly string[]>> = {
  healthz: ['ping', 'log', 'etcd'],
  livez: ['ping', 'log', 'etcd'],
  readyz: ['ping', 'log', 'etcd', 'etcd-readiness', 'informer-sync', 'shutdown'],
};

function health(root: string, segments: readonly string[], query: URLSearchParams): ApiResponse {
  const names = checks[root] ?? [];
  const one = segments[1];
  if (one !== undefined) return names.includes(one) ? text(200, 'ok') : pageNotFound();
  if (!query.has('verbose')) return text(200, 'ok');
  const excluded = new Set(query.getAll('exclude'));
  const lines = names.map((name) => (excluded.has(name) ? `[+]${name} excluded: ok` : `[+]${name} ok`));
  return text(200, `${lines.join('\n')}\n${root} check passed\n`);
}

function versionInfo(server: ApiServer): unknown {
  const { gitVersion, name } = server.release;
  const [major = '', minor = ''] = name.split('.');
  const emulation =
    name === '1.20'
      ? {}
      : {
          emulationMajor: major,
          emulationMinor: minor,
          minCompatibilityMajor: major,
          minCompatibilityMinor: String(Number(minor) - 1),
        };
  return { major, minor, ...emulation, gitVersion, ...server.release.build };
}

function pathsOf(server: ApiServer): readonly string[] {
  const paths = ['/api', '/api/v1', '/apis', '/apis/', '/healthz', '/livez', '/openapi/v2', '/readyz', '/version'];
  if (server.release.name !== '1.20') paths.push('/openapi/v3', '/openapi/v3/');
  for (const { name, versions } of server.kinds.groups()) {
    paths.push(`/apis/${name}`, ...versions.map((version) => `/apis/${name}/${version}`));
  }
  return paths.sort();
}

/** /openapi/v2 as JSON, /openapi/v3 and its parts. */
function openapi(server: ApiServer, path: string, accept: string): ApiResponse {
  const respond = (body: unknown): ApiResponse =>
    body === undefined ? pageNotFound() : json({ warnings: [] }, 200, body);
  if (path === '/openapi/v2') {
    const document = openApiV2(server);
    return document !== undefined && wantsProtobuf(accept)
      ? protobufDocument(document, server.release.name)
      : respond(document);
  }
  if (server.release.name === '1.20' || !path.startsWith('/openapi/v3')) return pageNotFound();
  const part = path.slice('/openapi/v3'.length).replace(/^\//, '');
  if (part !== '') return respond(openApiV3(server, part));
  const entries = groupVersionPaths(server).map((key) => [key, { serverRelativeURL: `/openapi/v3/${key}` }] as const);
  return respond({ paths: Object.fromEntries(entries) });
}

const protobufNames = [
  'application/com.github.proto-openapi.spec.v2@v1.0+protobuf',
  'application/com.github.proto-openapi.spec.v2.v1.0+protobuf',
];

/** Whether the client names a protobuf form before any other that would do. */
function wantsProtobuf(accept: string): boolean {
  const first = parseAccept(accept).find(
    ({ type }) => protobufNames.includes(type) || type === 'application/json' || type === '*/*',
  );
  return first !== undefined && protobufNames.includes(first.type);
}

const encoded = new WeakMap<object, Uint8Array>();

function protobufDocument(document: JsonObject, release: string): ApiResponse {
  let body = encoded.get(document);
  if (body === undefined) encoded.set(document, (body = encodeOpenApiV2(document)));
  // v1.20 lets Go's file server guess a type, and Go's parser refuses the "@" of the first name.
  const type = release === '1.20' ? 'application/octet-stream' : protobufNames[1]!;
  return { status: 200, headers: { 'content-type': type, 'cache-control': 'no-cache, private' }, body };
}
