import type { ApiRequest, ApiResponse } from '../../api/http.ts';
import { StatusError, type Status } from '../../api/status.ts';
import type { ApiServer } from '../server.ts';
import type { Representation } from './negotiation.ts';

/** One request on its way through the handlers. */
export interface HttpContext {
  readonly server: ApiServer;
  readonly request: ApiRequest;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly representation: Representation;
  /** Warning headers, in the order in which they came up. */
  readonly warnings: string[];
}

const jsonHeaders = { 'content-type': 'application/json', 'cache-control': 'no-cache, private' } as const;

export function json(context: Pick<HttpContext, 'warnings'>, status: number, body: unknown): ApiResponse {
  return { status, headers: withWarnings(jsonHeaders, context.warnings), body };
}

export function text(status: number, body: string, contentType = 'text/plain; charset=utf-8'): ApiResponse {
  return {
    status,
    headers: { 'content-type': contentType, 'cache-control': 'no-cache, private', 'x-content-type-options': 'nosniff' },
    body,
  };
}

/** net/http's answer for a path that nobody handles. */
export const pageNotFound = (): ApiResponse => text(404, '404 page not found\n');

/** Each as `299 - "text"`, several joined by newlines (see ApiResponse). */
export function withWarnings(
  headers: Readonly<Record<string, string>>,
  warnings: readonly string[],
): Readonly<Record<string, string>> {
  if (warnings.length === 0) return headers;
  const lines = [...new Set(warnings)].map(
    (warning) => `299 - "${warning.replace(/["\\]/g, '\\$&').replace(/[\r\n]+/g, ' ')}"`,
  );
  return { ...headers, warning: lines.join('\n') };
}

/** The answer to a request that failed: a Status body. Anything but a StatusError is a bug and goes on up. */
export function failure(context: Pick<HttpContext, 'warnings'>, error: unknown): ApiResponse {
  if (!(error instanceof StatusError)) throw error;
  const response = json(context, error.code, error.status);
  const seconds = error.status.details?.retryAfterSeconds;
  return seconds === undefined
    ? response
    : { ...response, headers: { ...response.headers, 'retry-after': String(seconds) } };
}

export function success(details?: Status['details']): Status {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    ...(details === undefined ? {} : { details }),
  };
}
