import { httpDate, reasons, serveHttp as serve, type HttpReply } from '../network/http.ts';
import { utf8Length } from '../runtime/kernel/index.ts';
import type { ProcessContext, SocketAddress } from '../sim/process.ts';
import type { Task } from '../sim/task.ts';

export { httpDate, reasons as statusTexts, utf8Length as byteLength };

/** A request as the servers of these images look at it. */
export interface ServedRequest {
  readonly method: string;
  /** Path with query, as sent. */
  readonly target: string;
  readonly version: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly remote: SocketAddress;
}

export interface ServedResponse {
  readonly status: number;
  /** In the order in which the server sends them, after its common ones. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly body: string;
  /** `Transfer-Encoding: chunked` instead of a Content-Length. */
  readonly chunked?: boolean;
}

export type HttpHandler = (request: ServedRequest) => Task<ServedResponse>;

/** How a server presents itself in every response. */
interface HttpServerOptions {
  /** Its headers before those of the response. */
  readonly headers?: (request: ServedRequest | undefined) => readonly (readonly [string, string])[];
  /** Answers what is not HTTP. */
  readonly badRequest?: () => ServedResponse;
  /** Milliseconds of CPU that a request takes. */
  readonly cpu?: number;
}

/** Serves on a listening socket for ever; a handled signal (EINTR) ends it by throwing. */
export function serveHttp(
  p: ProcessContext,
  fd: number,
  handler: HttpHandler,
  options: HttpServerOptions = {},
): Task<never> {
  const { badRequest, cpu, headers } = options;
  const reply = (response: ServedResponse, request: ServedRequest | undefined): HttpReply => ({
    status: response.status,
    headers: [
      ...(headers?.(request) ?? []),
      ...(response.headers ?? []),
      ...(response.chunked === true && request?.version !== '1.0' ? ([['Transfer-Encoding', 'chunked']] as const) : []),
    ],
    body: response.body,
  });
  return serve(
    p,
    fd,
    function* (raw, { remote }) {
      const request: ServedRequest = {
        method: raw.method,
        target: raw.target,
        version: raw.version,
        headers: Object.fromEntries(raw.headers.map(([name, value]) => [name.toLowerCase(), value])),
        body: raw.body,
        remote,
      };
      if (cpu !== undefined) yield* p.cpu(cpu);
      return reply(yield* handler(request), request);
    },
    badRequest === undefined ? {} : { badRequest: () => reply(badRequest(), undefined) },
  );
}

/** `Connection: keep-alive` or `close`, of servers that say it in every response. */
export function connectionHeader(request: ServedRequest | undefined): readonly [string, string] {
  return [
    'Connection',
    request === undefined || request.headers.connection?.toLowerCase() === 'close' ? 'close' : 'keep-alive',
  ];
}

/** An IPv4 client as a dual-stack socket shows it. */
export function mappedAddress(address: string): string {
  return address.includes(':') ? address : `::ffff:${address}`;
}
