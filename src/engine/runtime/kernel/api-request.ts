import { TransportError, type ApiRequest, type ApiResponse } from '../../api/http.ts';
import { SysError } from '../../sim/process.ts';
import { block, type Task } from '../../sim/task.ts';
import { dialledRequest, notTls } from './dialled-request.ts';
import type { KernelProcess } from './kernel-process.ts';

/**
 * A request of a process to the API server. Whatever of it is still open - the request itself, a watch, an exec - is
 * closed when the process ends, as its sockets would be.
 */
export function* request(process: KernelProcess, message: ApiRequest): Task<ApiResponse> {
  const { api } = process.machine;
  const { server } = message;
  if (server !== undefined && api?.servers?.includes(server) === false) {
    const other = server.startsWith('https:') ? server.replace('https', 'http') : server.replace('http', 'https');
    if (api.servers.includes(other)) return wrongScheme(server);
    return closedAtEnd(process, yield* dialledRequest(process, message, server));
  }
  if (api === undefined) throw new SysError('ECONNREFUSED');
  const listeners: (() => void)[] = [];
  let aborted = false;
  const abort = (): void => {
    if (aborted) return;
    aborted = true;
    for (const listener of listeners) listener();
  };
  message.signal?.onAbort(abort);
  const signal = {
    onAbort: (listener: () => void): void => {
      if (aborted) listener();
      else listeners.push(listener);
    },
  };
  const response = yield* block<ApiResponse>((resume, fail) => {
    api.send({ ...message, signal }, resume, fail);
    return abort;
  });
  return closedAtEnd(process, response, abort);
}

/** What Go's server and client say of http where https is spoken and the other way round. */
function wrongScheme(server: string): ApiResponse {
  if (server.startsWith('https:')) throw new TransportError(notTls);
  return {
    status: 400,
    headers: { 'content-type': 'text/plain' },
    body: 'Client sent an HTTP request to an HTTPS server.\n',
  };
}

/** Hangs up when the process ends, if there is anything open. */
function closedAtEnd(process: KernelProcess, response: ApiResponse, abort?: () => void): ApiResponse {
  const hangUp = closerOf(response);
  if (hangUp === undefined) return response;
  const settled = process.onEnd(() => {
    abort?.();
    hangUp();
  });
  endOf(response)?.onClose(settled);
  return response;
}

function closerOf({ stream, upgrade, portForward }: ApiResponse): (() => void) | undefined {
  if (stream === undefined && upgrade === undefined && portForward === undefined) return undefined;
  return () => {
    stream?.close();
    portForward?.close();
    if (upgrade === undefined) return;
    for (const channel of [upgrade.stdin, upgrade.resize, upgrade.stdout, upgrade.stderr, upgrade.result])
      channel.close();
  };
}

/** The channel whose end is the end of the answer. */
function endOf({ stream, upgrade }: ApiResponse): { onClose(listener: () => void): void } | undefined {
  return stream ?? upgrade?.result;
}
