import { SysError } from '../../../engine/sim/process.ts';
import { TarReader, type TarEntry } from '../../../engine/sim/tar.ts';
import type { Task } from '../../../engine/sim/task.ts';
import { accounts, groups } from '../accounts.ts';
import { AppletError, attempt, complain, out, type Invocation } from '../applet.ts';
import { directoryName, isDirectory, lstatOf } from '../paths.ts';
import type { TarCall } from '../tar.ts';
import { excludes, MemberNames, Wanted } from './names.ts';

/** Unpacks an archive below the current directory. @returns whether all of it could be done */
export function* extract({ call, options, archive, enter }: TarCall): Task<boolean> {
  const { p } = call;
  const reader = new TarReader(() => p.read(archive));
  const wanted = new Wanted(options.operands);
  const names = new MemberNames(call);
  const excluded = excludes(options.all('X'));
  const strip = Number(options.value('s') ?? 0);
  if (!Number.isInteger(strip) || strip < 0)
    throw new AppletError(`${options.value('s')}: Invalid number of elements`, 2);
  const directories: [path: string, entry: TarEntry][] = [];
  let ok = true;
  for (let entry = yield* reader.next(); entry !== undefined; entry = yield* reader.next()) {
    if (!wanted.has(entry.name) || excluded(entry.name.replace(/\/+$/, ''))) continue;
    const name = yield* names.safe(entry.name);
    const path = name.replace(/\/+$/, '').split('/').slice(strip).join('/');
    if (path === '' && call.flavour === 'gnu') continue;
    if (options.has('v')) yield* p.write(options.has('O') ? 2 : 1, `${name}\n`);
    if (path === '') continue;
    if (options.has('O')) {
      if (entry.type === 'file') yield* out(call, entry.text);
      continue;
    }
    enter();
    const failure = unpack(call, entry, path, options.has('k'));
    if (failure !== undefined) {
      if (call.flavour === 'busybox') throw new AppletError(failure);
      yield* complain(call, failure);
      ok = false;
      continue;
    }
    if (entry.type === 'directory') directories.push([path, entry]);
    else if (entry.type === 'file') settle(path, entry);
  }
  // What is written into a directory changes its time: last.
  for (const [path, entry] of directories.reverse()) settle(path, entry);
  return (yield* wanted.complainOfMissing(call)) && ok;

  /** The owner (root's tar only), the mode and the time of what was unpacked. */
  function settle(path: string, entry: TarEntry): void {
    if (p.uid === 0 && !options.has('o')) {
      const uid = accounts(p).find((account) => account.name === entry.userName)?.uid ?? entry.uid;
      const gid = groups(p).find((group) => group.name === entry.groupName)?.gid ?? entry.gid;
      attempt(() => p.chown(path, uid, gid));
    }
    const exact = options.has('p') || (p.uid === 0 && !options.has('q'));
    attempt(() => p.chmod(path, exact ? entry.mode : entry.mode & 0o755));
    if (!options.has('m')) attempt(() => p.utimes(path, entry.mtime));
  }
}

/** Makes one member. @returns why it could not, in the words of the flavour */
function unpack(call: Invocation, entry: TarEntry, path: string, keep: boolean): string | undefined {
  const { p, flavour } = call;
  const gnu = flavour === 'gnu';
  const made = attempt(() => makeParents(call, path));
  if (made instanceof SysError)
    return gnu ? `${path}: Cannot open: ${made.message}` : `can't make dir ${directoryName(path)}: ${made.message}`;
  if (entry.type === 'directory') {
    if (isDirectory(p, path)) return undefined;
    const error = attempt(() => p.mkdir(path, 0o755));
    if (!(error instanceof SysError)) return undefined;
    return gnu ? `${path}: Cannot mkdir: ${error.message}` : `can't make dir ${path}: ${error.message}`;
  }
  const before = lstatOf(p, path);
  if (before !== undefined && before.type !== 'directory' && !keep) attempt(() => p.unlink(path));
  const error = attempt(() => {
    if (lstatOf(p, path) !== undefined) throw new SysError(before?.type === 'directory' ? 'EISDIR' : 'EEXIST', path);
    if (entry.type === 'symlink') p.symlink(entry.target, path);
    else p.writeFile(path, entry.type === 'hardlink' ? p.readFile(entry.target) : entry.text, { mode: entry.mode });
  });
  if (!(error instanceof SysError)) return undefined;
  if (entry.type === 'symlink') {
    return gnu
      ? `${path}: Cannot create symlink to '${entry.target}': ${error.message}`
      : `can't create symlink '${path}' to '${entry.target}': ${error.message}`;
  }
  return gnu ? `${path}: Cannot open: ${error.message}` : `can't open '${path}': ${error.message}`;
}

function makeParents({ p }: Invocation, path: string): void {
  const parent = directoryName(path);
  if (parent === '.' || parent === '/' || isDirectory(p, parent)) return;
  makeParents({ p } as Invocation, parent);
  p.mkdir(parent, 0o755);
}
