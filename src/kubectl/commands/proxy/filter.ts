import { header } from '../../../engine/network/http.ts';
import { notFound, plainError, type Handler } from './routes.ts';

/** Which requests the proxy hands on (FilterServer of proxy_server.go). */
export interface Filter {
  readonly acceptPaths: readonly RegExp[];
  readonly rejectPaths: readonly RegExp[];
  readonly acceptHosts: readonly RegExp[];
  readonly rejectMethods: readonly RegExp[];
}

/** Expressions between commas; a text says why one of them is none. */
export function expressions(text: string): readonly RegExp[] | string {
  const compiled: RegExp[] = [];
  for (const part of text === '' ? [] : text.split(',')) {
    try {
      compiled.push(new RegExp(part, 'u'));
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      return `error parsing regexp: \`${part}\``;
    }
  }
  return compiled;
}

export function accepts(filter: Filter, method: string, path: string, host: string): boolean {
  const matches = (list: readonly RegExp[], text: string): boolean => list.some((one) => one.test(text));
  if (matches(filter.rejectPaths, path) || matches(filter.rejectMethods, method)) return false;
  return matches(filter.acceptPaths, path) && matches(filter.acceptHosts, host);
}

/** `localhost:8001` is localhost. */
export function hostOf(value: string): string {
  return value.replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1');
}

export function filtered(filter: Filter, inner: Handler): Handler {
  return function* (routed) {
    const host = hostOf(header(routed.request.headers, 'host') ?? '');
    if (accepts(filter, routed.request.method, routed.path, host)) return yield* inner(routed);
    return plainError(403, 'Forbidden');
  };
}

/** Takes a prefix off the path and leaves the slash. */
export function withoutPrefix(prefix: string, inner: Handler): Handler {
  return function* (routed) {
    if (!routed.path.startsWith(prefix)) return notFound;
    const rest = routed.path.slice(prefix.length);
    return yield* inner({ ...routed, path: rest.startsWith('/') || rest === '' ? rest : `/${rest}` });
  };
}
