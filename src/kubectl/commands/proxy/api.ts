import { header, hasToken, type HttpReply } from '../../../engine/network/http.ts';
import type { ApiRequest, ApiResponse } from '../../../engine/api/http.ts';
import type { Task } from '../../../engine/sim/task.ts';
import type { Client } from '../../client/client.ts';
import type { Invocation } from '../../command.ts';
import { ConnectionError } from '../../errors.ts';
import { klogLine } from '../../go/klog.ts';
import { goStructJson, indentedJson } from '../../printers/json.ts';
import { plainError, type Handler } from './routes.ts';

/** Headers of one connection, which are not handed on. */
const hopByHop = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'accept-encoding',
  'keep-alive',
]);

/** Hands requests on to the API server, with kubectl's own rights. */
export function serveApi(invocation: Invocation, client: Client): Handler {
  return function* ({ request, path, query }) {
    if (hasToken(request.headers, 'connection', 'upgrade'))
      return plainError(501, 'Podarium: this proxy carries no exec, attach or port-forward; use kubectl itself');
    const headers: Record<string, string> = {};
    for (const [name, value] of request.headers)
      if (!hopByHop.has(name.toLowerCase())) headers[name.toLowerCase()] = value;
    let response: ApiResponse;
    try {
      response = yield* client.send(request.method as ApiRequest['method'], `${encodeURI(path || '/')}${query}`, {
        headers: { ...headers, accept: headers['accept'] ?? '*/*' },
        ...(request.body === '' ? {} : { body: request.body }),
      });
    } catch (error) {
      if (!(error instanceof ConnectionError)) throw error;
      yield* invocation.err(
        klogLine(invocation.p, 'E', 'proxy_server.go:147', `Error while proxying request: ${error.message}`),
      );
      return plainError(500, error.message);
    }
    return replyOf(response, wantsIndent(header(request.headers, 'user-agent') ?? '', query));
  };
}

/** The API server indents what a person will read (apiserver/pkg/endpoints/handlers/negotiation, isPrettyPrint). */
function wantsIndent(agent: string, query: string): boolean {
  const asked = new URLSearchParams(query).get('pretty');
  if (asked !== null) return asked === '1' || asked === 'true';
  return ['curl', 'Wget', 'Mozilla/5.0'].some((name) => agent.startsWith(name));
}

function replyOf(response: ApiResponse, indent: boolean): HttpReply {
  const headers = Object.entries(response.headers).flatMap(([name, value]) =>
    name === 'content-length' ? [] : value.split('\n').map((one) => [canonical(name), one] as const),
  );
  const { stream, body } = response;
  if (stream === undefined) {
    const text = body === undefined || typeof body === 'string' ? (body ?? '') : jsonText(body, indent);
    return { status: response.status, headers, body: text };
  }
  return {
    status: response.status,
    headers,
    *stream(write): Task<void> {
      try {
        for (;;) {
          const piece = yield* stream.take();
          if (piece === undefined) return;
          yield* write(typeof piece === 'string' ? piece : `${goStructJson(piece)}\n`);
        }
      } finally {
        stream.close();
      }
    },
  };
}

function jsonText(body: unknown, indent: boolean): string {
  if (body instanceof Uint8Array) return new TextDecoder().decode(body);
  // What is indented ends without a newline (apimachinery/pkg/runtime/serializer/json).
  return indent ? indentedJson(body, '  ', true).trimEnd() : `${goStructJson(body)}\n`;
}

/** `content-type` as Go writes it: `Content-Type`. */
function canonical(name: string): string {
  return name.replace(/(^|-)[a-z]/g, (start) => start.toUpperCase());
}
