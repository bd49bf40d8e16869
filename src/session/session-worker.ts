import { SessionHost } from './host.ts';
import type { FromSession, ToSession } from './protocol.ts';

/** The dedicated worker that owns the engine: it gives the host the wall time and carries messages. */
const frameInterval = 33;

const host = new SessionHost(
  (message: FromSession) => postMessage(message),
  () => performance.now(),
  () => fetchOpenApi(),
);

function guarded(work: () => void): void {
  try {
    work();
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    postMessage({ type: 'fault', message, fatal: false } satisfies FromSession);
  }
}

addEventListener('message', (event: MessageEvent<ToSession>) => {
  guarded(() => {
    host.receive(event.data);
    host.turn();
  });
});

setInterval(() => guarded(() => host.turn()), frameInterval);
