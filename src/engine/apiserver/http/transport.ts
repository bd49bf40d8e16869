import type { ApiTransport } from '../../api/http.ts';
import type { ApiServer } from '../server.ts';
import { handle } from './handle.ts';

/**
 * The in-process way to the HTTP API: nothing is serialised.
 * @param latency virtual milliseconds there and back; 0 answers within the call.
 */
export function inProcessTransport(server: ApiServer, latency = 0): ApiTransport {
  return {
    send(request, respond, fail) {
      const answer = (): void => {
        try {
          const response = handle(server, request);
          if (response.later === undefined) respond(response);
          else response.later(respond);
        } catch (error) {
          fail(error);
        }
      };
      if (latency <= 0) answer();
      else server.sim.after(latency, answer);
    },
  };
}
