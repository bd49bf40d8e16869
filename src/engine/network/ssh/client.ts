import { SysError, type ProcessContext, type Program, type TerminalControl } from '../../sim/process.ts';
import type { Task } from '../../sim/task.ts';
import { parseArguments, usage, type Target } from './arguments.ts';
import { escapeFilter } from './escape.ts';
import { decodeServer, encode, LineStream, type ServerMessage } from './protocol.ts';

/** OpenSSH's exit status for everything that is not the remote command's. */
const failure = 255;

/** OpenSSH's client: a login shell or a command on another machine, with this terminal as its terminal. */
export const ssh: Program = function* (p) {
  const parsed = parseArguments(p.argv.slice(1), (path) => readIfThere(p, path), p.env);
  if (typeof parsed === 'string') {
    yield* p.write(2, parsed === '' ? usage : `${parsed}\n`);
    return failure;
  }
  let fd: number;
  try {
    fd = yield* connect(p, parsed);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    const text =
      error.code === 'ENOTFOUND'
        ? `ssh: Could not resolve hostname ${parsed.host}: ${error.detail === parsed.host ? error.message : error.detail || error.message}`
        : `ssh: connect to host ${parsed.host} port ${parsed.port}: ${error.message}`;
    yield* p.write(2, `${text}\r\n`);
    return failure;
  }
  const control = wantsTerminal(p, parsed) ? p.terminal(0) : undefined;
  control?.setRaw(true);
  try {
    return yield* converse(p, fd, parsed, control);
  } finally {
    control?.setRaw(false);
  }
};

function readIfThere(p: ProcessContext, path: string): string {
  try {
    return p.readFile(path);
  } catch (error) {
    if (error instanceof SysError) return '';
    throw error;
  }
}

function wantsTerminal(p: ProcessContext, target: Target): boolean {
  return (target.terminal ?? target.command === undefined) && p.terminal(0) !== undefined;
}

function* connect(p: ProcessContext, target: Target): Task<number> {
  let last: unknown;
  for (const address of yield* p.resolve(target.host)) {
    try {
      return yield* p.connect(address, target.port);
    } catch (error) {
      last = error;
    }
  }
  throw last;
}

function* converse(p: ProcessContext, fd: number, target: Target, control: TerminalControl | undefined): Task<number> {
  let resized = false;
  if (control !== undefined) p.onSignal('SIGWINCH', () => (resized = true));
  const lines = new LineStream(() => p.read(fd));
  const size = control === undefined ? undefined : { columns: control.columns, rows: control.rows };
  yield* lines.next();
  const hello = {
    user: target.user,
    command: target.command,
    terminal: size === undefined ? undefined : { ...size, name: p.env['TERM'] ?? 'dumb' },
  };
  yield* p.write(fd, encode({ kind: 'hello', hello }));
  let input: { cancel(): void } | undefined;
  try {
    for (;;) {
      const message = yield* nextMessage(lines);
      if (message === 'interrupted') {
        if (resized && control !== undefined)
          yield* p.write(fd, encode({ kind: 'resize', columns: control.columns, rows: control.rows }));
        resized = false;
        continue;
      }
      if (message === undefined || message.kind === 'denied') return yield* ended(p, target, message);
      if (message.kind === 'accepted')
        input = p.thread(forwardInput(p, fd, control === undefined ? undefined : target));
      else if (message.kind === 'exit') {
        if (control !== undefined) yield* p.write(2, `Connection to ${target.host} closed.\r\n`);
        return message.code;
      } else yield* p.write(message.kind === 'output' ? 1 : 2, message.text);
    }
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    yield* p.write(2, `client_loop: send disconnect: ${error.message}\r\n`);
    return failure;
  } finally {
    input?.cancel();
  }
}

function* nextMessage(lines: LineStream): Task<ServerMessage | 'interrupted' | undefined> {
  try {
    const line = yield* lines.next();
    return line === undefined ? undefined : decodeServer(line);
  } catch (error) {
    if (error instanceof SysError && error.code === 'EINTR') return 'interrupted';
    throw error;
  }
}

function* ended(p: ProcessContext, target: Target, message: ServerMessage | undefined): Task<number> {
  const text =
    message?.kind === 'denied'
      ? `${target.user}@${target.host}: Permission denied (publickey,password).`
      : `Connection to ${target.host} closed by remote host.`;
  yield* p.write(2, `${text}\r\n`);
  return failure;
}

/** Sends what is typed. At a terminal `~.` at the beginning of a line hangs up, even on a machine that says nothing more. */
function* forwardInput(p: ProcessContext, fd: number, atTerminal: Target | undefined): Task<void> {
  const filter = escapeFilter();
  try {
    for (;;) {
      const text = yield* p.read(0);
      if (text === '') {
        yield* p.write(fd, encode({ kind: 'end' }));
        return;
      }
      const { pass, hangUp } = atTerminal !== undefined ? filter(text) : { pass: text, hangUp: false };
      if (pass !== '') yield* p.write(fd, encode({ kind: 'input', text: pass }));
      if (!hangUp) continue;
      yield* p.write(2, `Connection to ${atTerminal?.host ?? ''} closed.\r\n`);
      p.exit(failure);
    }
  } catch (error) {
    // The connection is gone: the main thread reads its end and says so.
    if (!(error instanceof SysError)) throw error;
  }
}
