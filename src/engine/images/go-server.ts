import { SysError, type ProcessContext } from '../sim/process.ts';
import type { Task } from '../sim/task.ts';
import { goDate } from './dates.ts';
import { httpDate, serveHttp, type HttpHandler, type ServedResponse } from './http-server.ts';

/** Resident memory of a small Go server. */
const residentMemory = 6 * 1024 * 1024;

/**
 * Go's runtime handles the deadly signals itself: it raises them again with the default action, which PID 1 survives, and
 * then leaves with status 2 (runtime/signal_unix.go, dieFromSignal). So a Go program as PID 1 does end at SIGTERM.
 */
export function goRuntime(p: ProcessContext, onTerminate?: () => Task<void>): void {
  for (const signal of ['SIGINT', 'SIGHUP'] as const) p.onSignal(signal, () => p.thread(leave()));
  p.onSignal('SIGTERM', () => p.thread((onTerminate ?? leave)()));

  function* leave(): Task<void> {
    p.exit(2);
  }
}

/** Go's log package: `2021/11/02 21:51:00 text` on standard error. */
export function* goLog(p: ProcessContext, text: string): Task<void> {
  yield* p.write(2, `${goDate(p.now())} ${text}\n`);
}

/**
 * http.ListenAndServe: listens on all addresses, serves for ever. Returns what it returns: the error's text, where the
 * port cannot be had.
 */
export function* listenAndServe(
  p: ProcessContext,
  port: number,
  handler: HttpHandler,
  onTerminate?: () => Task<void>,
): Task<string> {
  p.allocate(residentMemory);
  goRuntime(p, onTerminate);
  let fd: number;
  try {
    fd = p.listen('::', port);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    return `listen tcp :${port}: bind: ${goErrno(error)}`;
  }
  for (;;) {
    try {
      return yield* serveHttp(p, fd, handler, { cpu: 0.1, headers: () => [['Date', httpDate(p.now())]] });
    } catch (error) {
      // The signal's own thread decides; Go restarts the system call.
      if (!(error instanceof SysError) || error.code !== 'EINTR') throw error;
    }
  }
}

/** syscall.Errno's texts. */
function goErrno(error: SysError): string {
  return error.message.charAt(0).toLowerCase() + error.message.slice(1);
}

/** text/plain, as http.ResponseWriter detects it. */
export function plain(body: string, status = 200): ServedResponse {
  return { status, headers: [['Content-Type', 'text/plain; charset=utf-8']], body };
}

export function notFound(): ServedResponse {
  return {
    status: 404,
    headers: [
      ['Content-Type', 'text/plain; charset=utf-8'],
      ['X-Content-Type-Options', 'nosniff'],
    ],
    body: '404 page not found\n',
  };
}

interface GoFlags {
  readonly values: Readonly<Record<string, string>>;
  readonly rest: readonly string[];
  /** Names that the program does not know. */
  readonly unknown: readonly string[];
}

/** Go's flag package: `-name=value`, `-name value`, one dash or two; flags end at the first other argument. */
export function goFlags(args: readonly string[], known: readonly string[], booleans: readonly string[] = []): GoFlags {
  const values: Record<string, string> = {};
  const unknown: string[] = [];
  let at = 0;
  for (; at < args.length; at++) {
    const argument = args[at] ?? '';
    if (argument === '--') {
      at++;
      break;
    }
    const match = /^--?([^=-][^=]*)(?:=(.*))?$/s.exec(argument);
    if (match === null) break;
    const [, name = '', value] = match;
    if (booleans.includes(name)) values[name] = value ?? 'true';
    else if (!known.includes(name)) unknown.push(name);
    else if (value !== undefined) values[name] = value;
    else values[name] = args[++at] ?? '';
  }
  return { values, rest: args.slice(at), unknown };
}
