import type { HttpReply, HttpRequest } from '../../../engine/network/http.ts';
import type { Task } from '../../../engine/sim/task.ts';
import { clean } from '../../go/path.ts';

/** A request and the path in it as it is handed on. */
export interface Routed {
  readonly request: HttpRequest;
  /** Without the query, decoded. */
  readonly path: string;
  /** `?a=b`, or ''. */
  readonly query: string;
}

export type Handler = (routed: Routed) => Task<HttpReply>;

/** net/http's Error: a line of text. */
export function plainError(status: number, message: string): HttpReply {
  return {
    status,
    headers: [
      ['Content-Type', 'text/plain; charset=utf-8'],
      ['X-Content-Type-Options', 'nosniff'],
    ],
    body: `${message}\n`,
  };
}

export const notFound = plainError(404, '404 page not found');

export function redirect(method: string, to: string): HttpReply {
  return {
    status: 301,
    headers: [
      ['Content-Type', 'text/html; charset=utf-8'],
      ['Location', to],
    ],
    body: method === 'GET' ? `<a href="${to}">Moved Permanently</a>.\n\n` : '',
  };
}

/** net/http's ServeMux: the longest prefix that fits answers; a path that is not clean is sent to the clean one. */
export function route(
  handlers: readonly (readonly [prefix: string, handler: Handler])[],
): (request: HttpRequest) => Task<HttpReply> {
  const byLength = [...handlers].sort(([a], [b]) => b.length - a.length);
  return function* (request) {
    const at = request.target.indexOf('?');
    const sent = at === -1 ? request.target : request.target.slice(0, at);
    const query = at === -1 ? '' : request.target.slice(at);
    let path: string;
    try {
      path = decodeURIComponent(sent);
    } catch (error) {
      if (!(error instanceof URIError)) throw error;
      return plainError(400, '400 Bad Request');
    }
    const tidy = clean(path) + (path.endsWith('/') && clean(path) !== '/' ? '/' : '');
    if (tidy !== path) return redirect(request.method, tidy + query);
    const found = byLength.find(([prefix]) => path.startsWith(prefix));
    if (found !== undefined) return yield* found[1]({ request, path, query });
    const longer = byLength.find(([prefix]) => prefix === `${path}/`);
    return longer === undefined ? notFound : redirect(request.method, `${path}/${query}`);
  };
}
