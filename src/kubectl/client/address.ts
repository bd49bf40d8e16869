import { errnoMessages, SysError, type ProcessContext } from '../../engine/sim/process.ts';
import type { Task } from '../../engine/sim/task.ts';
import { ConnectionError } from '../errors.ts';
import { quote } from '../go/quote.ts';

/** A server's URL in its parts. */
export interface ServerUrl {
  /** Without a trailing slash, e.g. `http://1.2.3.4`. */
  readonly url: string;
  readonly scheme: string;
  /** As the URL has it, for messages: `1.2.3.4` or `1.2.3.4:6443`. */
  readonly host: string;
  readonly name: string;
  readonly port: string;
}

const standardPorts: Readonly<Record<string, string>> = { http: '80', https: '443' };

/** Reads the server of a kubeconfig or of --server; without a scheme it is http (client-go rest.DefaultServerURL). */
export function parseServer(text: string): ServerUrl {
  const [, scheme = '', rest = ''] = /^(?:([A-Za-z][A-Za-z0-9+.-]*):\/\/)?(.*)$/.exec(text) ?? [];
  const [host = ''] = rest.split(/[/?#]/, 1);
  const [, bracketed, plain = '', port = ''] = /^(?:\[([^\]]*)\]|([^:]*))(?::(.*))?$/.exec(host) ?? [];
  const known = scheme === '' ? 'http' : scheme.toLowerCase();
  return {
    url: `${known}://${rest}`.replace(/\/+$/, ''),
    scheme: known,
    host,
    name: bracketed ?? plain,
    port: port === '' ? (standardPorts[known] ?? '') : port,
  };
}

/**
 * Where to dial: `https://IP:PORT`.
 * @throws ConnectionError in Go's words for a URL that cannot be dialled or a name that nobody knows.
 */
export function* dialAddress(p: ProcessContext, server: ServerUrl): Task<string> {
  if (!/^\d+$/.test(server.port) && server.scheme in standardPorts)
    throw new ConnectionError(server.host, `invalid port ${quote(`:${server.port}`)} after host`);
  if (!(server.scheme in standardPorts))
    throw new ConnectionError(server.host, `unsupported protocol scheme ${quote(server.scheme)}`);
  try {
    const [address = ''] = yield* p.resolve(server.name);
    return `${server.scheme}://${address}:${server.port}`;
  } catch (error) {
    if (!(error instanceof SysError) || error.code === 'EINTR') throw error;
    throw new ConnectionError(server.host, `dial tcp: lookup ${server.name}: no such host`);
  }
}

/** Go's words for a connection that did not come about; client-go's dialer gives up before the kernel does. */
export function dialError(address: string, { code }: SysError): string {
  const dialled = `dial tcp ${address.replace(/^https?:\/\//, '')}`;
  return code === 'ETIMEDOUT' ? `${dialled}: i/o timeout` : `${dialled}: connect: ${errnoMessages[code].toLowerCase()}`;
}
