import { TransportError, type ApiRequest, type ApiResponse } from '../../engine/api/http.ts';
import { StatusError, type Status } from '../../engine/api/status.ts';
import { SysError, type ProcessContext } from '../../engine/sim/process.ts';
import type { Task } from '../../engine/sim/task.ts';
import { JsonSyntaxError, parseJsonPrefix } from '../decode/json.ts';
import { CommandError, ConnectionError } from '../errors.ts';
import { isRecord, type Json } from '../object.ts';
import type { KubectlRelease } from '../releases.ts';
import { dialAddress, dialError } from './address.ts';
import { Discovery } from './discovery.ts';
import type { Kubeconfig } from './kubeconfig.ts';
import { RestMapper } from './rest-mapper.ts';
import { warningLine } from '../warn.ts';
import { withTimeout } from './timeout.ts';

export type Query = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface RequestOptions {
  readonly query?: Query;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Accepts a Table where the server can make one (kubectl/pkg/cmd/get transformRequests). */
export const tableAccept =
  'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json';

/** kubectl's way to the API server: requests, Status errors as exceptions, discovery read once a run. */
export class Client {
  readonly discovery: Discovery;
  readonly mapper: RestMapper;
  /** How many warnings the server sent. */
  warnings = 0;

  constructor(
    readonly p: ProcessContext,
    readonly release: KubectlRelease,
    readonly config: Kubeconfig,
    /** Milliseconds after which a request is given up; 0: never. */
    readonly timeout: number,
    /** Says nothing: Tab must not write between what is typed. */
    private readonly quiet = false,
  ) {
    this.discovery = new Discovery(this, release);
    this.mapper = new RestMapper(this.discovery, (text) => this.#warnOfName(text));
  }

  /** Sends a request; a refused one throws StatusError, an unreachable server ConnectionError. */
  *request(method: ApiRequest['method'], path: string, options: RequestOptions = {}): Task<ApiResponse> {
    const response = yield* this.send(method, path, options);
    if (response.status >= 400) throw errorOf(response, method);
    return response;
  }

  /** Sends a request and hands back whatever comes, errors too. */
  *send(method: ApiRequest['method'], path: string, options: RequestOptions = {}): Task<ApiResponse> {
    const request: ApiRequest = {
      method,
      path: `${path}${queryString(options.query ?? {})}`,
      headers: {
        accept: 'application/json',
        'user-agent': `kubectl/${this.release.gitVersion}`,
        ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...options.headers,
      },
      ...(options.body === undefined ? {} : { body: options.body }),
    };
    const answered = yield* withTimeout(this.p, this.timeout, this.#dial(request));
    if (answered.timedOut) throw new ConnectionError(this.config.server.host, 'context deadline exceeded');
    const response = answered.value;
    if (this.timeout > 0 && response.stream !== undefined) this.#endLater(response.stream);
    yield* this.#warn(response.headers['warning']);
    return response;
  }

  /** --request-timeout counts until the last byte: a stream ends without a word. */
  #endLater(stream: { close(): void }): void {
    const { p, timeout } = this;
    p.thread(
      (function* (): Task<void> {
        yield* p.sleep(timeout);
        stream.close();
      })(),
    );
  }

  /** Resolves the server's name once, and sends. */
  *#dial(request: ApiRequest): Task<ApiResponse> {
    const { server } = this.config;
    const address = (this.#address ??= yield* dialAddress(this.p, server));
    try {
      return yield* this.p.request({ ...request, server: address });
    } catch (error) {
      if (error instanceof TransportError) throw new ConnectionError(server.host, error.message);
      if (!(error instanceof SysError) || error.code === 'EINTR') throw error;
      throw new ConnectionError(server.host, dialError(address, error));
    }
  }
  #address: string | undefined;

  /** A request whose answer is an object. */
  *object(method: ApiRequest['method'], path: string, options: RequestOptions = {}): Task<Json> {
    const response = yield* this.request(method, path, options);
    // Some answers are JSON by another name (/openapi/v3 calls itself text/plain).
    const body = typeof response.body === 'string' ? jsonOf(response.body) : response.body;
    if (!isRecord(body)) throw new CommandError('the server answered with something that is not an object');
    return body;
  }

  /** Prints the warnings of an answer, without repeating one (rest.NewWarningWriter). */
  *#warn(header: string | undefined): Task<void> {
    if (header === undefined || header === '') return;
    for (const line of header.split('\n')) {
      const text = /^299 \S+ "(.*)"/.exec(line)?.[1]?.replace(/\\(.)/g, '$1') ?? line;
      if (this.#warned.has(text)) continue;
      this.warnings++;
      yield* this.#sayWarning(text);
    }
  }

  *#warnOfName(text: string): Task<void> {
    if (this.release.warnsOfAmbiguousNames) yield* this.#sayWarning(text);
  }

  *#sayWarning(text: string): Task<void> {
    if (this.quiet || this.#warned.has(text)) return;
    this.#warned.add(text);
    yield* this.p.write(2, warningLine(this.p, text));
  }
  readonly #warned = new Set<string>();
}

function jsonOf(text: string): unknown {
  try {
    return parseJsonPrefix(text).value;
  } catch (error) {
    if (error instanceof JsonSyntaxError) return undefined;
    throw error;
  }
}

/** `?a=b&a=c`, keys sorted as Go's url.Values encodes them. */
export function queryString(query: Query): string {
  const pairs: string[] = [];
  for (const key of Object.keys(query).sort()) {
    const value = query[key];
    if (value === undefined) continue;
    for (const one of typeof value === 'string' ? [value] : value) {
      pairs.push(`${encodeURIComponent(key)}=${encodeURIComponent(one)}`);
    }
  }
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

/** The Status of a refused request; an answer that is none becomes one (client-go rest newUnstructuredResponseError). */
export function errorOf(response: ApiResponse, method: string): StatusError {
  if (isRecord(response.body) && response.body['kind'] === 'Status')
    return new StatusError(response.body as unknown as Status);
  const text = typeof response.body === 'string' ? response.body.trim() : '';
  const generic: Readonly<Record<number, readonly [string, string]>> = {
    400: ['BadRequest', 'the server rejected our request for an unknown reason'],
    401: ['Unauthorized', 'the server has asked for the client to provide credentials'],
    403: ['Forbidden', text === '' ? 'unknown' : text],
    404: ['NotFound', 'the server could not find the requested resource'],
    405: ['MethodNotAllowed', 'the server does not allow this method on the requested resource'],
    409: [method === 'POST' ? 'AlreadyExists' : 'Conflict', 'the server reported a conflict'],
    410: ['Gone', 'the server is no longer able to serve this resource'],
    500: [
      'InternalError',
      `an error on the server (${JSON.stringify(text)}) has prevented the request from succeeding`,
    ],
    503: ['ServiceUnavailable', 'the server is currently unable to handle the request'],
  };
  const [reason, message] = generic[response.status] ?? [
    'BadRequest',
    text === '' ? 'the server rejected our request for an unknown reason' : text,
  ];
  return new StatusError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    reason,
    message,
    code: response.status,
  });
}
