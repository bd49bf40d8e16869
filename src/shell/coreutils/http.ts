import { SysError, type ProcessContext } from '../../engine/sim/process.ts';
import type { Task } from '../../engine/sim/task.ts';
import { utf8Length } from '../../engine/sim/utf8.ts';

/** A small HTTP/1.1 client over `connect`, shared by curl and wget. Bodies are texts; lengths count UTF-8 bytes. */

export interface Url {
  readonly scheme: string;
  readonly user: string | undefined;
  readonly host: string;
  readonly port: number;
  /** With the query. */
  readonly path: string;
  /** `host` or `host:port`, as the Host header has it. */
  readonly authority: string;
}

/** Parses a URL; `http` is the default scheme. Undefined if there is no host. */
export function parseUrl(text: string): Url | undefined {
  const match = /^(?:([A-Za-z][\w+.-]*):\/\/)?(?:([^@/?#]*)@)?(\[[^\]]*\]|[^:/?#]*)(?::(\d*))?([^#]*)/.exec(text);
  if (match === null || match[3] === '') return undefined;
  const scheme = (match[1] ?? 'http').toLowerCase();
  const standard = scheme === 'https' ? 443 : 80;
  const port = match[4] === undefined || match[4] === '' ? standard : Number(match[4]);
  if (port > 65_535) return undefined;
  const rest = match[5] ?? '';
  return {
    scheme,
    user: match[2],
    host: match[3]!.replace(/^\[|\]$/g, ''),
    port,
    path: rest.startsWith('/') ? rest : `/${rest}`,
    authority: port === standard ? match[3]! : `${match[3]}:${port}`,
  };
}

/** Resolves a `Location` header. */
export function resolveLocation(base: Url, location: string): string {
  if (/^[A-Za-z][\w+.-]*:\/\//.test(location)) return location;
  const root = `${base.scheme}://${base.authority}`;
  if (location.startsWith('//')) return `${base.scheme}:${location}`;
  if (location.startsWith('/')) return root + location;
  return root + base.path.replace(/\?.*$/, '').replace(/[^/]*$/, '') + location;
}

export type Headers = readonly (readonly [name: string, value: string])[];

export interface ResponseHead {
  readonly version: string;
  readonly status: number;
  readonly reason: string;
  readonly headers: Headers;
  /** As received, with the empty line. */
  readonly raw: string;
}

export function headerOf(headers: Headers, name: string): string | undefined {
  return headers.find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
}

/** The server closed the connection before a whole response, or sent something that is not HTTP. */
export class HttpFault extends Error {
  constructor(readonly kind: 'empty' | 'malformed' | 'partial') {
    super(kind);
  }
}

export function requestText(method: string, url: Url, headers: Headers, body: string): string {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return `${method} ${url.path} HTTP/1.1\r\n${lines}\r\n${body}`;
}

/** Reads one response from a connection. */
export class ResponseReader {
  #buffer = '';
  #ended = false;

  constructor(
    private readonly p: ProcessContext,
    private readonly fd: number,
  ) {}

  *#fill(): Task<boolean> {
    if (this.#ended) return false;
    let chunk: string;
    try {
      chunk = yield* this.p.read(this.fd);
    } catch (error) {
      // A reset after the whole response was received is no loss.
      if (!(error instanceof SysError) || error.code !== 'ECONNRESET' || this.#buffer === '') throw error;
      chunk = '';
    }
    if (chunk === '') this.#ended = true;
    this.#buffer += chunk;
    return chunk !== '';
  }

  *#line(): Task<string | undefined> {
    for (;;) {
      const end = this.#buffer.indexOf('\n');
      if (end !== -1) {
        const line = this.#buffer.slice(0, end + 1);
        this.#buffer = this.#buffer.slice(end + 1);
        return line;
      }
      if (!(yield* this.#fill())) return undefined;
    }
  }

  /** The status line and headers; responses of 1xx are passed over. */
  *head(): Task<ResponseHead> {
    for (;;) {
      const first = yield* this.#line();
      if (first === undefined) throw new HttpFault(this.#buffer === '' ? 'empty' : 'malformed');
      const match = /^HTTP\/(\d\.\d) (\d{3})(?: ([^\r\n]*))?/.exec(first);
      if (match === null) throw new HttpFault('malformed');
      let raw = first;
      const headers: [string, string][] = [];
      for (;;) {
        const line = yield* this.#line();
        if (line === undefined) throw new HttpFault('partial');
        raw += line;
        const text = line.trimEnd();
        if (text === '') break;
        const colon = text.indexOf(':');
        if (colon > 0) headers.push([text.slice(0, colon), text.slice(colon + 1).trim()]);
      }
      const status = Number(match[2]);
      if (status >= 200) return { version: match[1]!, status, reason: match[3] ?? '', headers, raw };
    }
  }

  /** Hands the body to `write` as it comes; returns its length in bytes. */
  *body(head: ResponseHead, method: string, write: (text: string) => Task<void>): Task<number> {
    if (method === 'HEAD' || head.status === 204 || head.status === 304) return 0;
    if (headerOf(head.headers, 'transfer-encoding')?.toLowerCase() === 'chunked') return yield* this.#chunks(write);
    const length = headerOf(head.headers, 'content-length');
    if (length === undefined) {
      let received = 0;
      do {
        const text = this.#buffer;
        this.#buffer = '';
        received += utf8Length(text);
        if (text !== '') yield* write(text);
      } while (yield* this.#fill());
      return received;
    }
    return yield* this.#exactly(Number(length), write);
  }

  *#exactly(bytes: number, write: (text: string) => Task<void>): Task<number> {
    let left = bytes;
    while (left > 0) {
      if (this.#buffer === '' && !(yield* this.#fill())) throw new HttpFault('partial');
      const [text, used] = takeBytes(this.#buffer, left);
      this.#buffer = this.#buffer.slice(text.length);
      left -= used;
      if (text !== '') yield* write(text);
      else if (used === 0 && this.#buffer !== '') break;
    }
    return bytes;
  }

  *#chunks(write: (text: string) => Task<void>): Task<number> {
    let total = 0;
    for (;;) {
      const line = yield* this.#line();
      const size = line === undefined ? Number.NaN : Number.parseInt(line, 16);
      if (Number.isNaN(size)) throw new HttpFault('partial');
      if (size === 0) {
        for (let rest = yield* this.#line(); rest !== undefined && rest.trim() !== '';) rest = yield* this.#line();
        return total;
      }
      total += yield* this.#exactly(size, write);
      yield* this.#line();
    }
  }
}

/** The longest start of a text that fits into so many bytes. */
function takeBytes(text: string, limit: number): [text: string, bytes: number] {
  const whole = utf8Length(text);
  if (whole <= limit) return [text, whole];
  let used = 0;
  let end = 0;
  for (const char of text) {
    const size = utf8Length(char);
    if (used + size > limit) break;
    used += size;
    end += char.length;
  }
  return [text.slice(0, end), used];
}
