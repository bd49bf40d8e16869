import type { ServerResponse } from 'node:http';
import type { ApiResponse } from '../engine/api/http.ts';
import { internalServerError } from '../engine/api/errors.ts';
import { StatusError } from '../engine/api/status.ts';
import type { Outbox } from './outbox.ts';
import { jsonLine, sharedJsonLine } from './json.ts';
import { BytesOfText, bytesOf } from '../session/remote/text.ts';

/** Bytes that a reader may leave unread before the server hangs up. */
export const maxUnsent = 16 * 1024 * 1024;

/** Puts an answer on the wire; a stream goes on until one of the sides ends it. */
export function writeResponse(to: ServerResponse, response: ApiResponse, outbox: Outbox): void {
  const body = response.stream === undefined ? bodyBytes(response.body) : undefined;
  if (body !== undefined && !outbox.hasRoomFor(body.length)) return refuseForNow(to);
  to.statusCode = response.status;
  for (const [name, value] of Object.entries(response.headers)) to.setHeader(name, headerValue(name, value));
  if (response.stream !== undefined) writeStream(to, response.stream);
  else if (body !== undefined) {
    // An answer of this status has no body, and no length either.
    if (response.status !== 204) to.setHeader('content-length', body.length);
    outbox.send(to, body);
  }
}

/** What kube's max-in-flight filter says: k8s.io/apiserver/pkg/server/filters/maxinflight.go. */
function refuseForNow(to: ServerResponse): void {
  to.statusCode = 429;
  to.setHeader('content-type', 'text/plain; charset=utf-8');
  to.setHeader('retry-after', '1');
  to.end('Too many requests, please try again later.\n');
}

/** Several warnings are several headers. Header lines are bytes to Node, one a character. */
function headerValue(name: string, value: string): string | string[] {
  const wire = Buffer.from(value, 'utf8').toString('latin1');
  return name === 'warning' ? wire.split('\n') : wire;
}

/** The bytes of a body that is whole: JSON values as Go writes them, texts and bytes as they are. */
export function bodyBytes(body: unknown): Uint8Array {
  if (body === undefined) return new Uint8Array(0);
  if (body instanceof Uint8Array) return body;
  return typeof body === 'string' ? bytesOf(body) : Buffer.from(jsonLine(body), 'utf8');
}

/** The pieces of a stream as bytes. */
export function streamEncoder(): (value: unknown) => Uint8Array {
  const texts = new BytesOfText();
  return (value) => {
    if (value instanceof Uint8Array) return value;
    if (typeof value === 'string') return texts.push(value);
    return Buffer.from(sharedJsonLine(value as { type: unknown; object: unknown }), 'utf8');
  };
}

function writeStream(to: ServerResponse, stream: NonNullable<ApiResponse['stream']>): void {
  const encode = streamEncoder();
  to.on('close', () => stream.close());
  to.flushHeaders();
  stream.listen(
    (value) => {
      // A reader that does not keep up is cut off, as a watch of kube's is: it lists again.
      if (to.writableLength > maxUnsent) {
        stream.close();
        to.destroy();
      } else to.write(encode(value));
    },
    () => to.end(),
  );
}

/** The answer to something that was thrown: a refusal as it is, a bug as an internal error. */
export function failureResponse(error: unknown): ApiResponse {
  const known =
    error instanceof StatusError ? error : internalServerError(error instanceof Error ? error.message : String(error));
  return {
    status: known.code,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-cache, private' },
    body: known.status,
  };
}
