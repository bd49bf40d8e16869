import { Channel } from '../../../engine/sim/channel.ts';
import { SysError } from '../../../engine/sim/process.ts';
import { TarFault, TarReader, type TarEntry } from '../../../engine/sim/tar.ts';
import type { Task } from '../../../engine/sim/task.ts';
import { utf8Length } from '../../../engine/sim/utf8.ts';
import { TaskGroup } from '../../client/concurrent.ts';
import type { Invocation } from '../../command.ts';
import { CommandError } from '../../errors.ts';
import { dir, join } from '../../go/path.ts';
import { quote } from '../../go/quote.ts';
import { goFileError } from './file-error.ts';
import { isBelow, memberPrefix, remoteFile, type FileSpec } from './file-spec.ts';
import { execIn } from './remote.ts';

/** Has `tar` pack a file or directory in the container and unpacks it here (cp.go, copyFromPod). */
export function* copyFromPod(invocation: Invocation, source: FileSpec, target: FileSpec): Task<void> {
  // Both sides of the pipe live in here; when the archive has ended nobody waits for the program that wrote it.
  const group = new TaskGroup();
  const pipe = new TarPipe(invocation, source, group);
  const finished = new Error('finished');
  group.start(
    (function* (): Task<void> {
      yield* untar(invocation, source, target, new TarReader(() => pipe.read()));
      throw finished;
    })(),
  );
  try {
    yield* group.wait();
  } catch (error) {
    if (error !== finished) throw error;
  }
}

/** The archive as it comes out of the container, begun again where it broke off as often as --retries allows. */
class TarPipe {
  #chunks = new Channel<string>();
  #bytesRead = 0;
  #retries = 0;
  readonly #most: number;

  constructor(
    private readonly invocation: Invocation,
    private readonly source: FileSpec,
    private readonly group: TaskGroup,
  ) {
    this.#most = invocation.release.name === '1.20' ? 0 : invocation.flags.number('retries');
    this.#start(0);
  }

  #start(from: number): void {
    const { file } = this.source;
    const command = this.#most === 0 ? ['tar', 'cf', '-', file] : ['sh', '-c', `tar cf - ${file} | tail -c+${from}`];
    const chunks = new Channel<string>();
    this.#chunks = chunks;
    const { invocation, source } = this;
    this.group.start(
      (function* (): Task<void> {
        try {
          yield* execIn(invocation, source, command, {
            *out(chunk) {
              chunks.push(chunk);
            },
            err: (chunk) => invocation.out(chunk),
          });
        } finally {
          chunks.close();
        }
      })(),
    );
  }

  *read(): Task<string> {
    for (;;) {
      const chunk = yield* this.#chunks.take();
      if (chunk !== undefined) {
        this.#bytesRead += utf8Length(chunk);
        return chunk;
      }
      if (this.invocation.release.name === '1.20') return '';
      if (this.#most >= 0 && this.#retries >= this.#most) {
        yield* this.invocation.out(`Dropping out copy after ${this.#retries} retries\n`);
        return '';
      }
      this.#retries++;
      yield* this.invocation.out(`Resuming copy at ${this.#bytesRead} bytes, retry ${this.#retries}/${this.#most}\n`);
      this.#start(this.#bytesRead + 1);
    }
  }
}

function* untar(invocation: Invocation, source: FileSpec, target: FileSpec, reader: TarReader): Task<void> {
  const prefix = memberPrefix(source.file);
  let saidHow = false;
  for (;;) {
    const entry = yield* nextEntry(reader);
    if (entry === undefined) return;
    if (!entry.name.startsWith(prefix)) throw new CommandError('tar contents corrupted');
    const path = join(target.file, remoteFile(entry.name.slice(prefix.length)));
    if (!isBelow(target.file, path)) {
      yield* invocation.err(`warning: file ${quote(path)} is outside target destination, skipping\n`);
      continue;
    }
    makeDirectories(invocation, dir(path));
    if (entry.type === 'directory') makeDirectories(invocation, path);
    else if (entry.type === 'symlink') {
      const how = saidHow
        ? ''
        : ` (consider using "kubectl exec -n ${quote(source.namespace)} ${quote(source.pod)} -- tar cf - ${quote(source.file)} | tar xf -")`;
      saidHow = true;
      yield* invocation.err(`warning: skipping symlink: ${quote(path)} -> ${quote(entry.target)}${how}\n`);
    } else {
      try {
        invocation.p.writeFile(path, entry.text);
      } catch (error) {
        throw goFileError('open', path, error);
      }
    }
  }
}

/** The next member, or undefined at the end; a stream without a byte is an empty archive to Go. */
function* nextEntry(reader: TarReader): Task<TarEntry | undefined> {
  try {
    return yield* reader.next();
  } catch (error) {
    if (!(error instanceof TarFault)) throw error;
    if (error.kind === 'short' && error.empty) return undefined;
    throw new CommandError(error.message);
  }
}

/** os.MkdirAll. */
function makeDirectories(invocation: Invocation, path: string): void {
  const { p } = invocation;
  try {
    if (p.stat(path).type === 'directory') return;
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    if (dir(path) !== path) makeDirectories(invocation, dir(path));
  }
  try {
    p.mkdir(path, 0o755);
  } catch (error) {
    throw goFileError(
      'mkdir',
      path,
      error instanceof SysError && error.code === 'EEXIST' ? new SysError('ENOTDIR') : error,
    );
  }
}
