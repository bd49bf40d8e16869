import type { ApiRequest, ApiResponse } from '../../api/http.ts';
import { SysError } from '../../sim/process.ts';
import { block, type Task } from '../../sim/task.ts';
import type { KernelProcess } from './kernel-process.ts';

/**
 * A request of a process to the API server. Whatever of it is still open - the request itself, a watch, an exec - is
 * closed when the process ends, as its sockets would be.
 */
export function* request(process: KernelProcess, message: ApiRequest): Task<ApiResponse> {
  const { api } = process.machine;
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
  const hangUp = closerOf(response);
  if (hangUp === undefined) return response;
  const settled = process.onEnd(() => {
    abort();
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
