import { SysError, type FileStat } from '../../../engine/sim/process.ts';
import { tarEnd, tarEntry } from '../../../engine/sim/tar.ts';
import type { Task } from '../../../engine/sim/task.ts';
import { utf8Length } from '../../../engine/sim/utf8.ts';
import { groupName, userName } from '../accounts.ts';
import { attempt, complain } from '../applet.ts';
import { join, realPath } from '../paths.ts';
import type { TarCall } from '../tar.ts';
import { excludes, MemberNames } from './names.ts';

const record = 20 * 512;

/** Writes an archive of the operands. @returns whether all of them could be read */
export function* create({ call, options, archive, enter }: TarCall): Task<boolean> {
  const { p } = call;
  const names = new MemberNames(call);
  const excluded = excludes(options.all('X'));
  const own = options.has('f') && options.value('f') !== '-' ? realPath(p, options.value('f')!) : undefined;
  let ok = true;
  let written = 0;
  const write = function* (bytes: string): Task<void> {
    written += utf8Length(bytes);
    yield* p.write(archive, bytes);
  };
  const fail = function* (text: string): Task<void> {
    ok = false;
    yield* complain(call, text);
  };
  const add = function* (path: string): Task<void> {
    if (excluded(path.replace(/(.)\/+$/, '$1'))) return;
    const stat = attempt(() => (options.has('h') ? p.stat(path) : p.lstat(path)));
    if (stat instanceof SysError) {
      const words = call.flavour === 'gnu' ? `Cannot stat: ${stat.message}` : stat.message;
      return yield* fail(`${path}: ${words}`);
    }
    if (own !== undefined && realPath(p, path) === own) {
      return yield* complain(
        call,
        `${path}: file is the archive; ${call.flavour === 'gnu' ? 'not dumped' : 'skipping'}`,
      );
    }
    const type = stat.type === 'directory' || stat.type === 'symlink' ? stat.type : 'file';
    if (type === 'file' && stat.type !== 'file') {
      return yield* fail(`${path}: a ${stat.type} in an archive is not simulated`);
    }
    const text = type === 'file' ? attempt(() => p.readFile(path)) : '';
    if (text instanceof SysError) {
      const words = call.flavour === 'gnu' ? `${path}: Cannot open: ` : `can't open '${path}': `;
      return yield* fail(words + text.message);
    }
    const name = options.has('P') && call.flavour === 'gnu' ? path : yield* names.safe(path);
    const member = type === 'directory' && !name.endsWith('/') ? `${name}/` : name;
    // What is said of the archive must not get into it.
    if (options.has('v')) yield* p.write(archive === 1 ? 2 : 1, `${member}\n`);
    yield* write(tarEntry({ ...attributes(stat), name: member, type, text }));
    if (type !== 'directory') return;
    const children = attempt(() => p.readdir(path));
    if (children instanceof SysError) return yield* fail(`${path}: Cannot open: ${children.message}`);
    for (const child of [...children].sort()) yield* add(join(path, child));
  };
  const attributes = (
    stat: FileStat,
  ): {
    mode: number;
    uid: number;
    gid: number;
    userName: string;
    groupName: string;
    mtime: number;
    target: string;
  } => ({
    mode: stat.mode,
    uid: stat.uid,
    gid: stat.gid,
    userName: userName(p, stat.uid),
    groupName: groupName(p, stat.gid),
    mtime: stat.mtime,
    target: stat.target ?? '',
  });
  enter();
  for (const path of options.operands) yield* add(path);
  yield* write(tarEnd);
  // GNU's archives are whole records of 20 blocks.
  if (call.flavour === 'gnu' && written % record !== 0) yield* write('\0'.repeat(record - (written % record)));
  return ok;
}
