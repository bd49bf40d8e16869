import type { Probe } from '../../api/types.ts';
import type { Connection } from '../../runtime/machine.ts';
import { SysError } from '../../sim/process.ts';
import { type Task, withDeadline } from '../../sim/task.ts';
import { dialError, type ProbeOutcome, type ProbeTarget, resolvePort } from './target.ts';

type HttpGet = NonNullable<Probe['httpGet']>;

/** The first record of a TLS handshake. No program in Podarium answers it; a server of plain HTTP says so. */
const clientHello = '\x16\x03\x01 ClientHello\r\n\r\n';

const urlHost = (address: string): string => (address.includes(':') ? `[${address}]` : address);

export type HttpAnswer = { readonly status: number } | { readonly error: string };

/** One GET through the node's own network, by whoever `target` names; an error's text is Go's. */
export function* httpGet(target: ProbeTarget, action: HttpGet, timeout: number): Task<HttpAnswer> {
  const port = resolvePort(action.port, target.container);
  if (port === undefined) return { error: `couldn't find port: ${action.port} in ports` };
  const address = action.host ?? target.podIP;
  const path = action.path ?? '/';
  const scheme = (action.scheme ?? 'HTTP').toLowerCase();
  const url = `${scheme}://${urlHost(address)}:${port}${path.startsWith('/') ? path : `/${path}`}`;
  const failed = (why: string): HttpAnswer => ({ error: `Get "${url}": ${why}` });
  const headers = new Map(
    Object.entries({ Host: `${urlHost(address)}:${port}`, 'User-Agent': target.userAgent, Accept: '*/*' }),
  );
  for (const { name, value } of action.httpHeaders ?? []) headers.set(name, value);
  const lines = [...headers].map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const request = `GET ${path} HTTP/1.1\r\n${lines}Connection: close\r\n\r\n`;

  function* perform(): Task<HttpAnswer> {
    let connection: Connection | undefined;
    try {
      connection = yield* target.machine.namespaces.net.connect(address, port!, timeout);
      yield* connection.write(scheme === 'https' ? clientHello : request);
      let text = '';
      while (!text.includes('\r\n')) {
        const chunk = yield* connection.read();
        if (chunk === '') break;
        text += chunk;
      }
      const status = Number(/^HTTP\/1\.\d (\d{3})/.exec(text)?.[1]);
      if (!(status > 0)) return failed('EOF');
      return scheme === 'https' ? failed('http: server gave HTTP response to HTTPS client') : { status };
    } catch (error) {
      if (error instanceof SysError && error.code === 'ECONNRESET') return failed('EOF');
      return failed(dialError(address, port!, error));
    } finally {
      connection?.close();
    }
  }

  const answer = yield* withDeadline(target.sim, timeout, perform());
  return answer ?? failed('context deadline exceeded (Client.Timeout exceeded while awaiting headers)');
}

/** 200 to 399 is success (pkg/probe/http). */
export function* probeHttp(target: ProbeTarget, action: HttpGet, timeout: number): Task<ProbeOutcome> {
  const answer = yield* httpGet(target, action, timeout);
  if ('error' in answer) return { ok: false, output: answer.error };
  const { status } = answer;
  return { ok: status >= 200 && status < 400, output: `HTTP probe failed with statuscode: ${status}` };
}
