import type { FileStat } from '../../sim/process.ts';
import type { Task } from '../../sim/task.ts';
import type { SocketAddress, TerminalControl } from '../../sim/process.ts';
import type { KernelProcess } from './kernel-process.ts';

/** An open file description: what descriptors of one or more processes point at. It ends with the last of them. */
export abstract class OpenFile {
  #references = 0;

  /** As /proc/PID/fd shows it: a path, `pipe:[4711]`, `socket:[4712]`. */
  abstract readonly name: string;

  /** Throws EBADF where the file was not opened for reading. */
  abstract read(process: KernelProcess, max: number): Task<string>;
  abstract write(process: KernelProcess, data: string): Task<void>;
  abstract stat(): FileStat;

  /** What happens when the last descriptor is closed. */
  protected abstract release(): void;

  retain(): this {
    this.#references++;
    return this;
  }

  close(): void {
    if (--this.#references === 0) this.release();
  }

  terminal(_process: KernelProcess): TerminalControl | undefined {
    return undefined;
  }

  /** Sockets only. */
  socket(): SocketFile | undefined {
    return undefined;
  }
}

/** The socket calls behind a descriptor. */
export interface SocketFile {
  readonly local: SocketAddress;
  readonly remote: SocketAddress | undefined;
  shutdown(): void;
  accept(): Task<{ readonly file: OpenFile; readonly local: SocketAddress; readonly remote: SocketAddress }>;
}

/** The stat of anything that is not on a disk. */
export function specialStat(type: FileStat['type'], mode: number, mtime = 0): FileStat {
  return { type, mode, uid: 0, gid: 0, size: 0, mtime };
}
