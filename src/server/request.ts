import type { IncomingMessage } from 'node:http';
import { forbiddenRequest, methodNotAllowed, requestEntityTooLarge, badRequest } from '../engine/api/errors.ts';
import type { ApiRequest } from '../engine/api/http.ts';
import { isOwnHost, isOwnOrigin } from './origin.ts';

/** What the API server reads of a body, bytes. */
const maxBody = 3 * 1024 * 1024;

const methods: ReadonlySet<string> = new Set<ApiRequest['method']>([
  'GET',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'HEAD',
  'OPTIONS',
]);

/** Aborts what a request has under way, when its connection ends. */
export class Abort {
  #listeners: (() => void)[] = [];
  #aborted = false;

  onAbort(listener: () => void): void {
    if (this.#aborted) listener();
    else this.#listeners.push(listener);
  }

  abort(): void {
    if (this.#aborted) return;
    this.#aborted = true;
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const listener of listeners) listener();
  }
}

/**
 * A request off the wire, but for its body.
 * @throws StatusError for one that this server does not take: a foreign Host or Origin, an odd method, a path that is none
 */
export function requestHead(incoming: IncomingMessage, signal: Abort): ApiRequest {
  const { host, origin } = incoming.headers;
  if (!isOwnHost(host)) {
    throw forbiddenRequest(
      { group: '', resource: 'request' },
      '',
      `the Host header names a foreign host: ${host ?? 'none'}`,
    );
  }
  if (!isOwnOrigin(origin)) {
    throw forbiddenRequest({ group: '', resource: 'request' }, '', `it comes from a foreign page: ${origin ?? ''}`);
  }
  const { method = '', url = '' } = incoming;
  if (!methods.has(method)) throw methodNotAllowed();
  if (!url.startsWith('/')) throw badRequest('the request names no path');
  return { method: method as ApiRequest['method'], path: url, headers: headersOf(incoming), signal };
}

function headersOf(incoming: IncomingMessage): Readonly<Record<string, string>> {
  const headers = Object.create(null) as Record<string, string>;
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return headers;
}

/**
 * Reads the body, undefined if there is none. More than the API server takes is not read to its end.
 * @throws StatusError 413
 */
export async function readBody(incoming: IncomingMessage): Promise<Uint8Array | undefined> {
  const tooLarge = requestEntityTooLarge(`limit is ${maxBody}`);
  if (Number(incoming.headers['content-length'] ?? 0) > maxBody) throw tooLarge;
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Destroying the stream would end the connection before the answer is out.
  for await (const chunk of incoming.iterator({ destroyOnReturn: false })) {
    const part = chunk as Buffer;
    bytes += part.length;
    if (bytes > maxBody) throw tooLarge;
    chunks.push(part);
  }
  return bytes === 0 ? undefined : Buffer.concat(chunks);
}
