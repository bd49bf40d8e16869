import { SysError, type FileStat, type OpenFlags } from '../../sim/process.ts';
import { sleep, type Task } from '../../sim/task.ts';
import { statOf, type FileNode, type Tree } from './file-tree.ts';
import type { KernelProcess } from './kernel-process.ts';
import { OpenFile } from './open-file.ts';
import { utf8Length } from '../../sim/utf8.ts';

/** An open file of a disk. The position counts characters. */
export class RegularFile extends OpenFile {
  #position = 0;

  constructor(
    readonly name: string,
    private readonly tree: Tree,
    private readonly parts: readonly string[],
    private readonly node: FileNode,
    private readonly flags: OpenFlags,
  ) {
    super();
  }

  *read(process: KernelProcess, max: number): Task<string> {
    if (this.flags.read === false) throw new SysError('EBADF');
    const text = this.node.text.slice(this.#position, this.#position + max);
    this.#position += text.length;
    const delay = process.machine.diskDelay(text.length);
    if (delay > 0) yield* sleep(process.machine.sim, delay);
    return text;
  }

  *write(process: KernelProcess, data: string): Task<void> {
    if (this.flags.write !== true && this.flags.append !== true) throw new SysError('EBADF');
    const delay = process.machine.diskDelay(data.length);
    if (delay > 0) yield* sleep(process.machine.sim, delay);
    this.#put(data, process.machine.sim.unixNow);
  }

  stat(): FileStat {
    return statOf(this.node);
  }

  protected release(): void {}

  #put(data: string, now: number): void {
    if (data === '') return;
    const { node } = this;
    if (this.flags.append === true) this.#position = node.text.length;
    if (this.#position >= node.text.length) {
      const gap = '\0'.repeat(this.#position - node.text.length);
      node.text += gap + data;
      node.size += gap.length + utf8Length(data);
    } else {
      node.text = node.text.slice(0, this.#position) + data + node.text.slice(this.#position + data.length);
      node.size = utf8Length(node.text);
    }
    this.#position += data.length;
    node.program = undefined;
    node.mtime = now;
    this.tree.changed(this.parts);
  }
}

/** A directory can be opened (ls, cd by descriptor) but not read as text. */
export class DirectoryFile extends OpenFile {
  constructor(
    readonly name: string,
    private readonly directory: () => FileStat,
  ) {
    super();
  }

  *read(): Task<string> {
    throw new SysError('EISDIR');
  }

  *write(): Task<void> {
    throw new SysError('EISDIR');
  }

  stat(): FileStat {
    return this.directory();
  }

  protected release(): void {}
}

/** A file made from the kernel's state when it was opened. */
export class SnapshotFile extends OpenFile {
  #position = 0;

  constructor(
    readonly name: string,
    private readonly text: string,
    private readonly status: FileStat,
  ) {
    super();
  }

  *read(_process: KernelProcess, max: number): Task<string> {
    const text = this.text.slice(this.#position, this.#position + max);
    this.#position += text.length;
    return text;
  }

  *write(): Task<void> {
    throw new SysError('EACCES');
  }

  stat(): FileStat {
    return this.status;
  }

  protected release(): void {}
}
