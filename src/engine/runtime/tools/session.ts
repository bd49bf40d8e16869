import type { RemoteCommand } from '../../api/http.ts';
import type { Status } from '../../api/status.ts';
import { SysError, type ProcessContext } from '../../sim/process.ts';
import type { Task } from '../../sim/task.ts';

/** Joins an exec or attach session to the standard streams of a tool; returns the Status that ends it. */
export function* joinSession(
  p: ProcessContext,
  session: RemoteCommand,
  options: { readonly stdin: boolean; readonly tty: boolean },
): Task<Status> {
  const terminal = options.tty ? p.terminal(0) : undefined;
  if (terminal !== undefined) {
    session.resize.push({ columns: terminal.columns, rows: terminal.rows });
    terminal.setRaw(true);
  }
  const input = options.stdin ? p.thread(forwardInput()) : undefined;
  const errors = p.thread(copy(session.stderr, 2));
  try {
    yield* copy(session.stdout, 1);
    yield* errors.join();
    const status = yield* session.result.take();
    return status as Status;
  } finally {
    input?.cancel();
    terminal?.setRaw(false);
  }

  function* forwardInput(): Task<void> {
    for (;;) {
      const text = yield* p.read(0);
      if (text === '') break;
      session.stdin.push(text);
    }
    session.stdin.close();
  }

  function* copy(channel: RemoteCommand['stdout'], fd: number): Task<void> {
    for (;;) {
      let text: string | undefined;
      try {
        text = yield* channel.take();
      } catch (error) {
        if (!(error instanceof SysError) || error.code !== 'EINTR') throw error;
        continue;
      }
      if (text === undefined) return;
      yield* p.write(fd, text);
    }
  }
}

/** The exit code in a Status of an exec session; undefined if the command could not be run at all. */
export function exitCodeOf(status: Status): number | undefined {
  if (status.status === 'Success') return 0;
  if (status.reason !== 'NonZeroExitCode') return undefined;
  const cause = status.details?.causes?.find((candidate) => candidate.reason === 'ExitCode');
  return Number(cause?.message ?? 1);
}
