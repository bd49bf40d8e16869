import { SysError } from '../../../engine/sim/process.ts';
import { tarEnd, tarEntry, type TarEntry } from '../../../engine/sim/tar.ts';
import type { Task } from '../../../engine/sim/task.ts';
import { withTimeout } from '../../client/timeout.ts';
import type { Invocation } from '../../command.ts';
import { CommandError, isReportable } from '../../errors.ts';
import { base, dir, clean, join } from '../../go/path.ts';
import { goFileError } from './file-error.ts';
import type { FileSpec } from './file-spec.ts';
import { execIn } from './remote.ts';

/** Wall time that the question whether the target is a directory may take, ms (v1.20 waits for ever). */
const directoryTimeout = 30_000;

/** Packs a file or directory and has `tar` unpack it in the container (cp.go, copyToPod). */
export function* copyToPod(invocation: Invocation, source: FileSpec, target: FileSpec): Task<void> {
  const { p, flags } = invocation;
  try {
    p.stat(source.file);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    throw new CommandError(`${source.file} doesn't exist in local filesystem`);
  }
  const into = yield* isDirectoryInPod(invocation, target);
  const file = clean(into ? join(target.file, base(source.file)) : target.file);
  const pieces = archive(invocation, clean(source.file), base(file));
  const parent = dir(file);
  const command = [
    'tar',
    ...(flags.bool('no-preserve') ? ['--no-same-permissions', '--no-same-owner'] : []),
    '-xmf',
    '-',
    ...(parent === '' ? [] : ['-C', parent]),
  ];
  yield* execIn(invocation, target, command, {
    out: (chunk) => invocation.out(chunk),
    err: (chunk) => invocation.err(chunk),
    *in() {
      const next = pieces.next();
      // What cannot be read stops the copy, but only when it is its turn.
      yield* p.sleep(0);
      return next.done === true ? '' : next.value;
    },
  });
}

/** `test -d` in the container; whatever goes wrong means no. */
function* isDirectoryInPod(invocation: Invocation, target: FileSpec): Task<boolean> {
  const nowhere = function* (): Task<void> {
    // What the test says is not shown.
  };
  const test = (function* (): Task<boolean> {
    try {
      yield* execIn(invocation, target, ['test', '-d', target.file], { out: nowhere, err: nowhere });
      return true;
    } catch (error) {
      if (isReportable(error)) return false;
      throw error;
    }
  })();
  const answer = yield* withTimeout(invocation.p, invocation.release.name === '1.20' ? 0 : directoryTimeout, test);
  if (answer.timedOut) throw new CommandError('context deadline exceeded');
  return answer.value;
}

/** The archive in pieces: files under their new name; directories only where they are empty. */
function* archive({ p }: Invocation, source: string, name: string): Generator<string, void> {
  const read = <T>(call: string, path: string, ask: () => T): T => {
    try {
      return ask();
    } catch (error) {
      throw goFileError(call, path, error);
    }
  };
  const visit = function* (path: string, member: string): Generator<string, void> {
    const stat = read('lstat', path, () => p.lstat(path));
    const entry: TarEntry = {
      name: member,
      type: stat.type === 'directory' || stat.type === 'symlink' ? stat.type : 'file',
      mode: stat.mode,
      uid: stat.uid,
      gid: stat.gid,
      userName: '',
      groupName: '',
      mtime: stat.mtime,
      target: stat.target ?? '',
      text: '',
    };
    if (stat.type === 'directory') {
      const names = read('open', path, () => [...p.readdir(path)].sort());
      if (names.length === 0) yield tarEntry(entry);
      for (const one of names) yield* visit(join(path, one), join(member, one));
    } else if (entry.type === 'file') yield tarEntry({ ...entry, text: read('open', path, () => p.readFile(path)) });
    else yield tarEntry(entry);
  };
  yield* visit(source, name);
  yield tarEnd;
}
