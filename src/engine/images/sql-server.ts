import { SysError, type ProcessContext, type Program } from '../sim/process.ts';
import type { Task } from '../sim/task.ts';
import { interruptible, sleepForever } from './waits.ts';

/*
 * mysql and postgres as far as a Pod shows them: what their entrypoints demand, how long they take to come up, what they
 * print, their ports, their files and how they end. SQL is not simulated: whoever connects is told so and hung up on.
 */

const refusal = 'Podarium does not simulate SQL';

/** Accepts clients and hangs up on them; ends when a signal asks. `ready` runs once the port is its own. */
export function* acceptAndRefuse(p: ProcessContext, port: number, ready: () => Task<void>): Task<'stopped' | SysError> {
  let fd: number;
  try {
    fd = p.listen('0.0.0.0', port);
  } catch (error) {
    if (error instanceof SysError) return error;
    throw error;
  }
  yield* ready();
  let ending = false;
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGQUIT'] as const) p.onSignal(signal, () => (ending = true));
  p.onSignal('SIGPIPE', 'ignore');
  const server = p.thread(
    (function* () {
      for (;;) {
        const connection = yield* p.accept(fd);
        p.thread(
          (function* () {
            try {
              yield* p.read(connection.fd);
            } catch (error) {
              if (!(error instanceof SysError)) throw error;
            }
            p.close(connection.fd);
          })(),
        );
      }
    })(),
  );
  while (!ending) yield* interruptible(sleepForever());
  server.cancel();
  p.close(fd);
  return 'stopped';
}

export function exists(p: ProcessContext, path: string): boolean {
  try {
    p.stat(path);
    return true;
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    return false;
  }
}

export function refusingClient(name: string): Program {
  return function* run(p) {
    yield* p.write(2, `${name}: ${refusal}\n`);
    return 1;
  };
}
