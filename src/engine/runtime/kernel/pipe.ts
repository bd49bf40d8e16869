import { SysError, type FileStat } from '../../sim/process.ts';
import type { Channel } from '../../sim/channel.ts';
import type { Task } from '../../sim/task.ts';
import { TextQueue } from '../../sim/text-queue.ts';
import type { KernelProcess } from './kernel-process.ts';
import { OpenFile, specialStat } from './open-file.ts';
import { WaitQueue } from '../../sim/wait-queue.ts';

/** pipe(7): a full pipe holds 16 pages. Counted in characters here. */
const pipeCapacity = 65_536;

class Pipe {
  readonly data = new TextQueue();
  readonly readable = new WaitQueue();
  readonly writable = new WaitQueue();
  hasReader = true;
  hasWriter = true;
  constructor(readonly id: number) {}
}

/** The two ends of a new pipe. */
export function createPipe(id: number): { readonly read: OpenFile; readonly write: OpenFile } {
  const pipe = new Pipe(id);
  return { read: new PipeReader(pipe), write: new PipeWriter(pipe) };
}

class PipeReader extends OpenFile {
  constructor(private readonly pipe: Pipe) {
    super();
  }

  get name(): string {
    return `pipe:[${this.pipe.id}]`;
  }

  *read(_process: KernelProcess, max: number): Task<string> {
    const { pipe } = this;
    while (pipe.data.length === 0) {
      if (!pipe.hasWriter) return '';
      yield* pipe.readable.wait();
    }
    const text = pipe.data.take(max);
    pipe.writable.wake();
    return text;
  }

  *write(): Task<void> {
    throw new SysError('EBADF');
  }

  stat(): FileStat {
    return specialStat('fifo', 0o600);
  }

  protected release(): void {
    this.pipe.hasReader = false;
    this.pipe.writable.wake();
  }
}

class PipeWriter extends OpenFile {
  constructor(private readonly pipe: Pipe) {
    super();
  }

  get name(): string {
    return `pipe:[${this.pipe.id}]`;
  }

  *read(): Task<string> {
    throw new SysError('EBADF');
  }

  *write(process: KernelProcess, data: string): Task<void> {
    const { pipe } = this;
    for (let at = 0; at < data.length;) {
      if (!pipe.hasReader) process.brokenPipe();
      const room = pipeCapacity - pipe.data.length;
      if (room <= 0) {
        yield* pipe.writable.wait();
        continue;
      }
      pipe.data.push(data.slice(at, at + room));
      at += room;
      pipe.readable.wake();
    }
  }

  stat(): FileStat {
    return specialStat('fifo', 0o600);
  }

  protected release(): void {
    this.pipe.hasWriter = false;
    this.pipe.readable.wake();
  }
}

/** Standard input from outside the machine; without a channel it is empty. */
export class ChannelReader extends OpenFile {
  readonly #left = new TextQueue();

  constructor(
    private readonly channel: Channel<string> | undefined,
    private readonly id: number,
  ) {
    super();
  }

  get name(): string {
    return this.channel === undefined ? '/dev/null' : `pipe:[${this.id}]`;
  }

  *read(_process: KernelProcess, max: number): Task<string> {
    if (this.channel === undefined) return '';
    while (this.#left.length === 0) {
      const piece = yield* this.channel.take();
      if (piece === undefined) return '';
      this.#left.push(piece);
    }
    return this.#left.take(max);
  }

  *write(): Task<void> {
    throw new SysError('EBADF');
  }

  stat(): FileStat {
    return this.channel === undefined ? specialStat('device', 0o666) : specialStat('fifo', 0o600);
  }

  protected release(): void {}
}

/** Standard output or error to outside the machine, which is always ready to take it. */
export class SinkWriter extends OpenFile {
  constructor(
    private readonly sink: (text: string) => void,
    private readonly id: number,
  ) {
    super();
  }

  get name(): string {
    return `pipe:[${this.id}]`;
  }

  *read(): Task<string> {
    throw new SysError('EBADF');
  }

  *write(_process: KernelProcess, data: string): Task<void> {
    if (data !== '') this.sink(data);
  }

  stat(): FileStat {
    return specialStat('fifo', 0o600);
  }

  protected release(): void {}
}
