import { SysError, type ProcessContext } from '../../engine/sim/process.ts';
import type { Task } from '../../engine/sim/task.ts';
import { complain, type Invocation } from './applet.ts';

/** Reads a descriptor line by line, each with its newline, as soon as it is there. */
export class LineReader {
  #buffer = '';
  #ended = false;

  constructor(
    private readonly p: ProcessContext,
    private readonly fd: number,
  ) {}

  /** The next line; undefined at the end. */
  *next(): Task<string | undefined> {
    for (;;) {
      const newline = this.#buffer.indexOf('\n');
      if (newline !== -1) {
        const line = this.#buffer.slice(0, newline + 1);
        this.#buffer = this.#buffer.slice(newline + 1);
        return line;
      }
      if (this.#ended) {
        const rest = this.#buffer;
        this.#buffer = '';
        return rest === '' ? undefined : rest;
      }
      const chunk = yield* this.p.read(this.fd);
      if (chunk === '') this.#ended = true;
      this.#buffer += chunk;
    }
  }
}

/** Everything up to the end of a descriptor. */
export function* readToEnd(p: ProcessContext, fd: number): Task<string> {
  const chunks: string[] = [];
  for (let chunk = yield* p.read(fd); chunk !== ''; chunk = yield* p.read(fd)) chunks.push(chunk);
  return chunks.join('');
}

/** How a command says that it cannot read a file. */
export function openFailure(call: Invocation, path: string, error: SysError): string {
  if (call.flavour === 'busybox' && call.name === 'cat' && error.code === 'EISDIR')
    return `read error: ${error.message}`;
  return call.flavour === 'gnu' || call.name === 'grep'
    ? `${path}: ${error.message}`
    : `can't open '${path}': ${error.message}`;
}

/**
 * Runs `body` for each file (standard input for none or `-`), complaining about those that cannot be opened.
 * @returns whether all could be read.
 */
export function* eachInput(
  call: Invocation,
  paths: readonly string[],
  body: (fd: number, path: string) => Task<void>,
  failure: (path: string, error: SysError) => string = (path, error) => openFailure(call, path, error),
): Task<boolean> {
  const { p } = call;
  let ok = true;
  for (const path of paths.length === 0 ? ['-'] : paths) {
    let fd = 0;
    try {
      if (path !== '-') {
        fd = p.open(path, { read: true });
        if (p.stat(path).type === 'directory') throw new SysError('EISDIR', path);
      }
      yield* body(fd, path);
    } catch (error) {
      if (!(error instanceof SysError) || error.code === 'EPIPE' || error.code === 'EINTR') throw error;
      yield* complain(call, failure(path, error));
      ok = false;
    } finally {
      if (fd > 0) p.close(fd);
    }
  }
  return ok;
}

/** All the lines of the inputs, without newlines; `incomplete` if the last had none. */
export function* allLines(
  call: Invocation,
  paths: readonly string[],
): Task<{ readonly lines: string[]; readonly ok: boolean }> {
  const lines: string[] = [];
  const ok = yield* eachInput(call, paths, function* (fd) {
    const text = yield* readToEnd(call.p, fd);
    if (text === '') return;
    lines.push(...(text.endsWith('\n') ? text.slice(0, -1) : text).split('\n'));
  });
  return { lines, ok };
}
