import { badRequest, methodNotAllowed, noSuchResource, notAcceptable } from '../../api/errors.ts';
import type { ApiRequest, ApiResponse } from '../../api/http.ts';
import type { Kind } from '../../api/kinds.ts';
import type { ApiServer } from '../server.ts';
import { failure, type HttpContext, pageNotFound } from './context.ts';
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
    const segments = segmentsOf(path);
    const system = answerSystemPath(server, request, path, segments, query);
    if (system !== undefined) return system;
    const resource = parseResourcePath(segments);
    const endpoint = resource !== undefined ? 'objects' : segments.length === 1 ? 'discoveryRoot' : 'other';
    const representation = negotiate(request.headers?.['accept'], endpoint, server.release);
    if (typeof representation === 'string') return failure({ warnings }, notAcceptable(representation));
    return route({ server, request, path, query, representation, warnings }, segments, resource);
  } catch (error) {
    if (error instanceof MalformedPath) return failure({ warnings }, badRequest(error.message));
    return failure({ warnings }, error);
  }
}

function route(context: HttpContext, segments: readonly string[], resource: ResourcePath | undefined): ApiResponse {
  const [root, second, third] = segments;
  const core = root === 'api';
  if (!core && root !== 'apis') return pageNotFound();
  if (resource === undefined) {
    if (context.request.method !== 'GET') throw methodNotAllowed();
    if (second === undefined) return discoverGroups(context, core);
    if (!core && third === undefined) return discoverGroup(context, second) ?? pageNotFound();
    const version = core ? discoverVersion(context, '', second) : discoverVersion(context, second, third!);
    if (version !== undefined) return version;
    if (!core && !servesGroup(context.server, second)) return pageNotFound();
    throw noSuchResource();
  }
  const kind = context.server.kinds.byPath(resource.group, resource.version, resource.resource);
  if (kind === undefined) {
    if (!core && !servesGroup(context.server, resource.group)) return pageNotFound();
    throw noSuchResource();
  }
  return handleResource(context, kind, resource);
}

function servesGroup(server: ApiServer, group: string): boolean {
  return server.kinds.groups().some((one) => one.name === group);
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
    case 'GET': {
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
    case 'GET': {
      // The old way to watch one object: a field selector on its name.
      if (path.watch) {
        query.set('fieldSelector', `metadata.name=${path.name}`);
        return watch(context, kind, listOptions(context, path.namespace));
      }
      checkNotTooLarge(context, revisionOf(query.get('resourceVersion') ?? '', 'cache'));
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
