import { SysError, type ProcessContext } from '../../../engine/sim/process.ts';
import type { Task } from '../../../engine/sim/task.ts';
import { utf8Length } from '../../../engine/sim/utf8.ts';
import { attempt, out, type Invocation } from '../applet.ts';
import {
  headerOf,
  HttpFault,
  parseUrl,
  requestText,
  resolveLocation,
  ResponseReader,
  type ResponseHead,
  type Url,
} from '../http.ts';
import { baseName } from '../paths.ts';
import { seconds, type Settings } from './settings.ts';

/** curl 7.68, the version beside Kubernetes 1.20; https is not simulated. */
const agent = 'curl/7.68.0';

/** An error of a transfer: curl's exit status and message. */
export class TransferError extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

/** One URL fetched, with everything that its options show of it. */
export class Transfer {
  connected = false;
  received = 0;
  expected: number | undefined;
  readonly #p: ProcessContext;
  #startedAt: number;
  #metered = false;
  #connectedAt: number | undefined;
  #head: ResponseHead | undefined;
  #redirects = 0;

  constructor(
    private readonly call: Invocation,
    private readonly settings: Settings,
    private readonly output: string | undefined,
  ) {
    this.#p = call.p;
    this.#startedAt = call.p.now();
  }

  #has(flag: string): boolean {
    return this.settings.flags.has(flag);
  }

  /** -m counts for the whole transfer. */
  #timeIsUp(): boolean {
    const limit = seconds(this.settings, 'max-time');
    return limit !== undefined && this.#p.now() - this.#startedAt >= limit;
  }

  *#note(text: string): Task<void> {
    if (this.#has('verbose')) yield* this.#p.write(2, text);
  }

  *run(text: string): Task<number> {
    let url = this.#parse(text);
    yield* this.#startMeter();
    for (;;) {
      const next = yield* this.#exchange(url);
      if (next === undefined) break;
      if (++this.#redirects > Number(this.settings.values.get('max-redirs') ?? 50)) {
        throw new TransferError(47, `Maximum (${this.settings.values.get('max-redirs') ?? 50}) redirects followed`);
      }
      url = this.#parse(next);
    }
    yield* this.finishMeter();
    const format = this.settings.values.get('write-out');
    if (format !== undefined) yield* out(this.call, this.#writeOut(format, url));
    if (this.#has('fail') && (this.#head?.status ?? 0) >= 400) {
      throw new TransferError(
        22,
        `The requested URL returned error: ${this.#head!.status}${this.#head!.reason === '' ? '' : ` ${this.#head!.reason}`}`,
      );
    }
    return 0;
  }

  #parse(text: string): Url {
    const url = parseUrl(text);
    if (url === undefined) throw new TransferError(3, 'URL using bad/illegal format or missing URL');
    if (url.scheme === 'https') throw new TransferError(35, 'TLS is not simulated: use http://');
    if (url.scheme !== 'http')
      throw new TransferError(1, `Protocol "${url.scheme}" not supported or disabled in libcurl`);
    return url;
  }

  /** One request and response; the URL to go on with, if the server redirects and -L is given. */
  *#exchange(url: Url): Task<string | undefined> {
    const fd = yield* this.#connect(url);
    try {
      const body = this.#body();
      const method =
        this.settings.values.get('request') ??
        (this.#has('head') ? 'HEAD' : body !== undefined && !this.#has('get') ? 'POST' : 'GET');
      const target =
        this.#has('get') && body !== undefined
          ? { ...url, path: `${url.path}${url.path.includes('?') ? '&' : '?'}${body}` }
          : url;
      const sent = this.#has('get') ? undefined : body;
      const request = requestText(method, target, this.#headers(url, sent), sent ?? '');
      yield* this.#note(
        request
          .slice(0, request.indexOf('\r\n\r\n') + 4)
          .split('\r\n')
          .slice(0, -1)
          .map((line) => `> ${line}\n`)
          .join(''),
      );
      yield* this.#p.write(fd, request);
      if (sent !== undefined)
        yield* this.#note(`* upload completely sent off: ${utf8Length(sent)} out of ${utf8Length(sent)} bytes\n`);
      return yield* this.#receive(fd, url, this.#has('head') ? 'HEAD' : method);
    } catch (error) {
      if (error instanceof HttpFault) throw this.#fault(error);
      if (error instanceof SysError && (error.code === 'ECONNRESET' || error.code === 'EPIPE')) {
        throw new TransferError(56, `Recv failure: Connection reset by peer`);
      }
      throw error;
    } finally {
      this.#p.close(fd);
    }
  }

  #fault(fault: HttpFault): TransferError {
    if (fault.kind === 'empty') return new TransferError(52, 'Empty reply from server');
    if (fault.kind === 'malformed') return new TransferError(1, 'Received HTTP/0.9 when not allowed\n');
    const missing = (this.expected ?? 0) - this.received;
    return new TransferError(
      18,
      `transfer closed with ${this.expected === undefined ? 'outstanding read data' : `${missing} bytes`} remaining${this.expected === undefined ? '' : ' to read'}`,
    );
  }

  *#connect(url: Url): Task<number> {
    let addresses: readonly string[];
    try {
      addresses = yield* this.#p.resolve(url.host);
    } catch (error) {
      if (!(error instanceof SysError) || error.code !== 'ENOTFOUND') throw error;
      yield* this.#note(`* Could not resolve host: ${url.host}\n* Closing connection 0\n`);
      throw new TransferError(6, `Could not resolve host: ${url.host}`);
    }
    let last: SysError | undefined;
    for (const address of addresses) {
      yield* this.#note(`*   Trying ${address.includes(':') ? `[${address}]` : address}:${url.port}...\n`);
      try {
        const limit = seconds(this.settings, 'connect-timeout');
        const work = this.#p.connect(address, url.port);
        const fd = limit === undefined ? yield* work : yield* this.#p.timeout(limit, work);
        this.connected = true;
        this.#connectedAt = this.#p.now();
        yield* this.#note(`* TCP_NODELAY set\n* Connected to ${url.host} (${address}) port ${url.port} (#0)\n`);
        return fd;
      } catch (error) {
        if (!(error instanceof SysError) || error.code === 'EINTR' || this.#timeIsUp()) throw error;
        last = error;
        yield* this.#note(`* connect to ${address} port ${url.port} failed: ${error.message}\n`);
      }
    }
    if (last === undefined || last.code === 'ETIMEDOUT') {
      if (this.settings.values.has('connect-timeout')) throw last ?? new SysError('ETIMEDOUT');
      throw new TransferError(28, `Failed to connect to ${url.host} port ${url.port}: Connection timed out`);
    }
    yield* this.#note(`* Failed to connect to ${url.host} port ${url.port}: ${last.message}\n* Closing connection 0\n`);
    throw new TransferError(7, `Failed to connect to ${url.host} port ${url.port}: ${last.message}`);
  }

  #body(): string | undefined {
    if (this.settings.data.length === 0) return undefined;
    return this.settings.data
      .map((text) => {
        if (text.startsWith('\0')) return text.slice(1);
        if (!text.startsWith('@')) return text;
        const path = text.slice(1);
        const content = attempt(() => this.#p.readFile(path === '-' ? '/dev/stdin' : path));
        return content instanceof SysError ? '' : content.replace(/[\r\n]/g, '');
      })
      .join('&');
  }

  #headers(url: Url, body: string | undefined): [string, string][] {
    const headers: [string, string][] = [
      ['Host', url.authority],
      ['User-Agent', this.settings.values.get('user-agent') ?? agent],
      ['Accept', '*/*'],
    ];
    const user = this.settings.values.get('user') ?? url.user;
    if (user !== undefined) headers.splice(1, 0, ['Authorization', `Basic ${btoa(user)}`]);
    if (body !== undefined) {
      headers.push(['Content-Length', String(utf8Length(body))], ['Content-Type', 'application/x-www-form-urlencoded']);
    }
    for (const text of this.settings.headers) {
      const [, name, value] = /^([^:;]+)[:;]\s*(.*)$/.exec(text) ?? [];
      if (name === undefined) continue;
      const index = headers.findIndex(([key]) => key.toLowerCase() === name.toLowerCase());
      if (value === '' && text.includes(':')) {
        if (index !== -1) headers.splice(index, 1);
      } else if (index !== -1) headers[index] = [name, value ?? ''];
      else headers.push([name, value ?? '']);
    }
    return headers;
  }

  *#receive(fd: number, url: Url, method: string): Task<string | undefined> {
    const reader = new ResponseReader(this.#p, fd);
    const head = yield* reader.head();
    this.#head = head;
    yield* this.#note('* Mark bundle as not supporting multiuse\n');
    yield* this.#note(
      head.raw
        .split('\r\n')
        .slice(0, -1)
        .map((line) => `< ${line}\n`)
        .join(''),
    );
    const location = headerOf(head.headers, 'location');
    const redirects = this.#has('location') && location !== undefined && head.status >= 300 && head.status < 400;
    const write = yield* this.#sink(url);
    try {
      if (this.#has('include') || this.#has('head')) yield* write(head.raw);
      const length = headerOf(head.headers, 'content-length');
      this.expected = length === undefined ? undefined : Number(length);
      const hidden = redirects || (this.#has('fail') && head.status >= 400);
      if (hidden) yield* this.#note('* Ignoring the response-body\n');
      const transfer = this;
      yield* reader.body(head, method, function* (text) {
        transfer.received += utf8Length(text);
        if (!hidden) yield* write(text);
      });
    } finally {
      this.#closeSink();
    }
    yield* this.#note(`* Connection #0 to host ${url.host} left intact\n`);
    if (!redirects) return undefined;
    yield* this.#note(`* Issue another request to this URL: '${resolveLocation(url, location)}'\n`);
    return resolveLocation(url, location);
  }

  #fd: number | undefined;

  *#sink(url: Url): Task<(text: string) => Task<void>> {
    const name = this.#has('remote-name') ? baseName(url.path.replace(/\?.*$/, '')) : this.output;
    if (name === undefined || name === '-') return (text) => this.#p.write(1, text);
    if (name === '' || name === '/') throw new TransferError(23, 'Remote file name has no length!');
    const fd = attempt(() => this.#p.open(name, { write: true, create: true, truncate: true }));
    if (fd instanceof SysError) {
      if (!this.#has('silent')) yield* this.#p.write(2, `Warning: Failed to create the file ${name}: ${fd.message}\n`);
      throw new TransferError(23, `Failed writing body (0 != ${this.expected ?? 0})`);
    }
    this.#fd = fd;
    return (text) => this.#p.write(fd, text);
  }

  #closeSink(): void {
    if (this.#fd !== undefined) this.#p.close(this.#fd);
    this.#fd = undefined;
  }

  /** The progress meter goes to standard error when the data does not go to a terminal. */
  *#startMeter(): Task<void> {
    const toFile = this.output !== undefined || this.#has('remote-name') || this.#p.terminal(1) === undefined;
    if (!toFile || this.#has('silent') || this.#has('no-progress-meter')) return;
    this.#metered = true;
    yield* this.#p.write(
      2,
      '  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n' +
        '                                 Dload  Upload   Total   Spent    Left  Speed\n' +
        '\r  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0',
    );
  }

  *finishMeter(): Task<void> {
    if (!this.#metered) return;
    this.#metered = false;
    if (this.received === 0) {
      yield* this.#p.write(2, '\n');
      return;
    }
    const elapsed = Math.max(1, this.#p.now() - this.#startedAt) / 1000;
    const speed = shortNumber(Math.round(this.received / elapsed));
    const size = shortNumber(this.received);
    yield* this.#p.write(
      2,
      `\r100 ${size}  100 ${size}    0     0 ${speed.padStart(6)}      0 --:--:-- --:--:-- --:--:-- ${speed}\n`,
    );
  }

  #writeOut(format: string, url: Url): string {
    const now = this.#p.now();
    const values: Readonly<Record<string, string>> = {
      http_code: String(this.#head?.status ?? 0).padStart(3, '0'),
      response_code: String(this.#head?.status ?? 0).padStart(3, '0'),
      size_download: String(this.received),
      time_total: ((now - this.#startedAt) / 1000).toFixed(6),
      time_connect: (((this.#connectedAt ?? now) - this.#startedAt) / 1000).toFixed(6),
      url_effective: `${url.scheme}://${url.authority}${url.path}`,
      content_type: headerOf(this.#head?.headers ?? [], 'content-type') ?? '',
      num_redirects: String(this.#redirects),
    };
    return format
      .replace(/%\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole)
      .replace(/\\n/g, '\n')
      .replace(/\\t/g, '\t')
      .replace(/\\r/g, '\r');
  }
}

/** Five columns: bytes, then k and M (tool_progress.c max5data). */
function shortNumber(value: number): string {
  if (value < 100_000) return String(value).padStart(5);
  if (value < 10_000 * 1024) return `${String(Math.floor(value / 1024)).padStart(4)}k`;
  return `${String(Math.floor(value / 1024 ** 2)).padStart(4)}M`;
}
