import type { ProcessContext } from '../sim/process.ts';
import { SysError } from '../sim/process.ts';
import type { Task } from '../sim/task.ts';

/*
 * gRPC's health protocol (grpc.health.v1.Health/Check) over simulated sockets. HTTP/2's connection preface is the real one, so that whoever speaks
 * HTTP/1.1 refuses it; the frames after it are lines of text.
 */

export const http2Preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
export const settingsFrame = 'SETTINGS\n';
const method = '/grpc.health.v1.Health/Check';

export type ServingStatus = 'UNKNOWN' | 'SERVING' | 'NOT_SERVING' | 'SERVICE_UNKNOWN';

/** What Check answers: a status, or a gRPC error. */
export type HealthAnswer =
  { readonly status: ServingStatus } | { readonly code: 'NotFound' | 'Unimplemented'; readonly message: string };

export function checkRequest(service: string): string {
  return `${method} ${JSON.stringify(service)}\n`;
}

export function parseAnswer(line: string): HealthAnswer | undefined {
  const [, code, text] = /^(\w+) (.*)$/.exec(line) ?? [];
  if (code === undefined || text === undefined) return undefined;
  if (code === 'OK') return { status: text as ServingStatus };
  return { code: code === 'NotFound' ? 'NotFound' : 'Unimplemented', message: text };
}

/** Serves health checks on a listening socket for ever, each connection in a thread of its own. */
export function* serveGrpcHealth(
  p: ProcessContext,
  fd: number,
  check: (service: string) => Task<HealthAnswer>,
): Task<never> {
  p.onSignal('SIGPIPE', 'ignore');
  for (;;) {
    const { fd: connection } = yield* p.accept(fd);
    p.thread(serveConnection(p, connection, check));
  }
}

function* serveConnection(p: ProcessContext, fd: number, check: (service: string) => Task<HealthAnswer>): Task<void> {
  let text = '';
  try {
    while (text.length < http2Preface.length) {
      const chunk = yield* p.read(fd);
      text += chunk;
      // Not HTTP/2: grpc-go closes such a connection without a word.
      if (chunk === '' || !http2Preface.startsWith(text.slice(0, http2Preface.length))) return;
    }
    text = text.slice(http2Preface.length);
    yield* p.write(fd, settingsFrame);
    for (;;) {
      const end = text.indexOf('\n');
      if (end < 0) {
        const chunk = yield* p.read(fd);
        if (chunk === '') return;
        text += chunk;
        continue;
      }
      const line = text.slice(0, end);
      text = text.slice(end + 1);
      if (!line.startsWith(`${method} `)) continue;
      const answer = yield* check(JSON.parse(line.slice(method.length + 1)) as string);
      yield* p.write(fd, 'status' in answer ? `OK ${answer.status}\n` : `${answer.code} ${answer.message}\n`);
    }
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
  } finally {
    p.close(fd);
  }
}
