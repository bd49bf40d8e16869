import type { ApiResponse } from '../../api/http.ts';
import type { Kind } from '../../api/kinds.ts';
import { Channel } from '../../sim/channel.ts';
import { failure, type HttpContext } from '../http/context.ts';
import type { ResourcePath } from '../http/path.ts';
import type { BackendFailure, BackendResponse } from './backend.ts';
import { askKubelet } from './kubelet.ts';
import { rewriteLinks, rewriteUrl, type Shown } from './links.ts';
import {
  type Location,
  nodeLocation,
  podLocation,
  serviceLocation,
  splitSchemeNamePort,
  unreachable,
} from './location.ts';

/** Fields of one connection, which no proxy passes on, and those that the wire sets itself. */
const hopByHop: ReadonlySet<string> = new Set([
  'connection',
  'proxy-connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'content-length',
]);

/**
 * pods/proxy, services/proxy and nodes/proxy: the request goes on to the backend, over the cluster's network, and its answer
 * back. k8s.io/apimachinery/pkg/util/proxy upgradeaware.go.
 */
export function proxy(context: HttpContext, kind: Kind, path: ResourcePath): ApiResponse {
  const location = locate(context, kind, path);
  const { prefix, rest } = splitPath(context.path, kind);
  const { request, server } = context;
  const search = request.path.includes('?') ? request.path.slice(request.path.indexOf('?')) : '';
  if (rest === '' && (request.method === 'GET' || request.method === 'HEAD')) {
    return {
      status: 301,
      headers: { location: `${prefix}/${search}`, 'cache-control': 'no-cache, private' },
      body: '',
    };
  }
  const target = (rest === '' ? '/' : rest) + search;
  if (location.kubelet !== undefined) {
    return askKubelet(server, splitSchemeNamePort(path.name)!.name, location.kubelet, target);
  }
  return forward(context, location, prefix, target);
}

function locate({ server }: HttpContext, kind: Kind, { namespace, name }: ResourcePath): Location {
  switch (kind.resource) {
    case 'pods':
      return podLocation(server, namespace, name);
    case 'services':
      return serviceLocation(server, namespace, name);
    default:
      return nodeLocation(server, name);
  }
}

/** The path up to `proxy`, and what follows it as it was written, without `.`, `..` and doubled slashes. */
function splitPath(path: string, kind: Kind): { readonly prefix: string; readonly rest: string } {
  const segments = path.split('/');
  const length = kind.namespaced ? 8 : 6;
  const kept: string[] = [];
  const below = segments.slice(length);
  for (const segment of below) {
    if (segment === '..') kept.pop();
    else if (segment !== '' && segment !== '.') kept.push(segment);
  }
  const ending = kept.length > 0 && below.at(-1) === '' ? '/' : '';
  const rest = below.length === 0 ? '' : `/${kept.join('/')}${ending}`;
  return { prefix: segments.slice(0, length).join('/'), rest };
}

function forward(context: HttpContext, location: Location, prefix: string, target: string): ApiResponse {
  const { server, request } = context;
  const { backends } = server;
  if (backends === undefined) throw unreachable('this API server has no way into the cluster network');
  const host = request.headers?.['host'] ?? server.address;
  const shown = { prefix, hosts: [host, `${location.address}:${location.port}`] };
  return {
    status: 0,
    headers: {},
    later: (respond) => {
      const sending = backends.send(
        {
          scheme: location.scheme,
          address: location.address,
          port: location.port,
          method: request.method,
          target,
          headers: [['Host', host], ...headersOf(context), ['X-Forwarded-Uri', prefix + target.split('?')[0]!]],
          body: bodyText(request.body),
        },
        (outcome) => respond(answerOf(context, outcome, shown)),
      );
      request.signal?.onAbort(() => sending.cancel());
    },
  };
}

function headersOf({ request }: HttpContext): (readonly [string, string])[] {
  const own = new Set(['host', 'authorization', ...hopByHop]);
  return Object.entries(request.headers ?? {})
    .filter(([name]) => !own.has(name))
    .map(([name, value]) => [name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase()), value]);
}

function bodyText(body: unknown): string | undefined {
  if (body === undefined) return undefined;
  if (typeof body === 'string') return body;
  return body instanceof Uint8Array ? new TextDecoder().decode(body) : JSON.stringify(body);
}

function answerOf(context: HttpContext, outcome: BackendResponse | BackendFailure, shown: Shown): ApiResponse {
  if ('error' in outcome) return failure(context, unreachable(outcome.error));
  const headers: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of outcome.headers) {
    const key = name.toLowerCase();
    if (hopByHop.has(key)) continue;
    headers[key] = headers[key] === undefined ? value : `${headers[key]}, ${value}`;
  }
  const { status, body } = outcome;
  if (headers['location'] !== undefined) headers['location'] = rewriteUrl(headers['location'], shown);
  if (body instanceof Channel) return { status, headers, stream: body };
  const page = /^text\/html\s*(;|$)/.test(headers['content-type'] ?? '');
  return { status, headers, body: page ? rewriteLinks(body, shown) : body };
}
