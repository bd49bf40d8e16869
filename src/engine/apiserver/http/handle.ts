import { badRequest, methodNotAllowed, noSuchResource } from '../../api/errors.ts';
import type { ApiRequest, ApiResponse } from '../../api/http.ts';
import type { Kind } from '../../api/kinds.ts';
import type { ApiServer } from '../server.ts';
import { failure, type HttpContext, json, pageNotFound } from './context.ts';
import { deprecationOf } from './deprecations.ts';
import { discoverGroup, discoverGroups, discoverVersion } from './discovery.ts';
import { checkNotTooLarge, list } from './list.ts';
import { negotiate } from './negotiation.ts';
import { listOptions, revisionOf } from './options.ts';
import { respondObject } from './output.ts';
import { MalformedPath, parseResourcePath, type ResourcePath, segmentsOf, splitUrl } from './path.ts';
import { handleReview, isReview } from './reviews.ts';
import { handleSubresource } from './subresources.ts';
import { answerSystemPath } from './system.ts';
import { watch } from './watch.ts';
import { create, patch, remove, removeCollection, update } from './writes.ts';

/**
 * The HTTP API as a function: one request in, one response out, at once. Bodies and streams are JSON values; whoever puts
 * them on a wire serialises them.
 */
export function handle(server: ApiServer, request: ApiRequest): ApiResponse {
  const warnings: string[] = [];
  try {
    const { path, query } = splitUrl(request.path);
    const representation = negotiate(request.headers?.['accept']);
    const segments = segmentsOf(path);
    const system = answerSystemPath(server, request, path, segments, query);
    if (system !== undefined) return system;
    if (representation === undefined) return notAcceptable();
    return route({ server, request, path, query, representation, warnings }, segments);
  } catch (error) {
    if (error instanceof MalformedPath) return failure({ warnings }, badRequest(error.message));
    return failure({ warnings }, error);
  }
}

function notAcceptable(): ApiResponse {
  const message =
    '406: Not Acceptable\n\nAvailable representations: application/json, application/yaml, application/vnd.kubernetes.protobuf, application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch';
  return json({ warnings: [] }, 406, {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason: 'NotAcceptable',
    details: {},
    code: 406,
  });
}

function route(context: HttpContext, segments: readonly string[]): ApiResponse {
  const [root, second, third] = segments;
  const core = root === 'api';
  if (!core && root !== 'apis') return pageNotFound();
  const resource = parseResourcePath(segments);
  if (resource === undefined) {
    if (context.request.method !== 'GET') throw methodNotAllowed();
    if (second === undefined) return discoverGroups(context, core);
    if (core) return discoverVersion(context, '', second) ?? pageNotFound();
    if (third === undefined) return discoverGroup(context, second) ?? pageNotFound();
    return discoverVersion(context, second, third) ?? pageNotFound();
  }
  const kind = context.server.kinds.byPath(resource.group, resource.version, resource.resource);
  if (kind === undefined) {
    if (!servesVersion(context.server, resource)) return pageNotFound();
    throw noSuchResource();
  }
  return handleResource(context, kind, resource);
}

function servesVersion(server: ApiServer, { group, version }: ResourcePath): boolean {
  return server.kinds.all().some((kind) => kind.group === group && kind.version === version);
}

function handleResource(context: HttpContext, kind: Kind, path: ResourcePath): ApiResponse {
  if (path.namespace !== '' && !kind.namespaced) throw noSuchResource();
  const deprecation =
    deprecationOf(kind, context.server.release) ?? context.server.kinds.custom(kind)?.deprecationWarning;
  if (deprecation !== undefined) context.warnings.push(deprecation);
  if (isReview(kind)) return handleReview(context, kind, path);
  if (path.name !== '' && kind.namespaced && path.namespace === '') throw noSuchResource();
  if (path.subresource !== '') return handleSubresource(context, kind, path);
  return path.name === '' ? handleCollection(context, kind, path) : handleObject(context, kind, path);
}

function handleCollection(context: HttpContext, kind: Kind, path: ResourcePath): ApiResponse {
  switch (context.request.method) {
    case 'GET':
    case 'HEAD': {
      const options = listOptions(context, path.namespace);
      return options.watch || path.watch ? watch(context, kind, options) : list(context, kind, options);
    }
    case 'POST':
      requireNamespace(kind, path);
      return create(context, kind, path);
    case 'DELETE':
      requireVerb(kind, 'deletecollection');
      requireNamespace(kind, path);
      return removeCollection(context, kind, path);
    default:
      throw methodNotAllowed();
  }
}

function handleObject(context: HttpContext, kind: Kind, path: ResourcePath): ApiResponse {
  const { server, query } = context;
  switch (context.request.method) {
    case 'GET':
    case 'HEAD': {
      // The old way to watch one object: a field selector on its name.
      if (path.watch) {
        query.set('fieldSelector', `metadata.name=${path.name}`);
        return watch(context, kind, listOptions(context, path.namespace));
      }
      checkNotTooLarge(context, revisionOf(query.get('resourceVersion') ?? ''));
      return respondObject(context, 200, kind, server.get(kind, path.namespace, path.name));
    }
    case 'PUT':
      return update(context, kind, path);
    case 'PATCH':
      return patch(context, kind, path);
    case 'DELETE':
      return remove(context, kind, path);
    default:
      throw methodNotAllowed();
  }
}

function requireVerb(kind: Kind, verb: string): void {
  if (!kind.verbs.includes(verb)) throw methodNotAllowed();
}

/** All namespaces can be read at once, not written. */
function requireNamespace(kind: Kind, path: ResourcePath): void {
  if (kind.namespaced && path.namespace === '') throw methodNotAllowed();
}
