import { TarReader, type TarEntry } from '../../../engine/sim/tar.ts';
import type { Task } from '../../../engine/sim/task.ts';
import { utf8Length } from '../../../engine/sim/utf8.ts';
import { out } from '../applet.ts';
import type { TarCall } from '../tar.ts';
import { Wanted } from './names.ts';

/** Prints what an archive holds. @returns whether everything asked for was in it */
export function* list({ call, options, archive }: TarCall): Task<boolean> {
  const reader = new TarReader(() => call.p.read(archive));
  const wanted = new Wanted(options.operands);
  const columns = { width: 19 };
  for (let entry = yield* reader.next(); entry !== undefined; entry = yield* reader.next()) {
    if (!wanted.has(entry.name)) continue;
    yield* out(call, options.has('v') ? `${long(entry, call.flavour === 'gnu', columns)}\n` : `${entry.name}\n`);
  }
  return yield* wanted.complainOfMissing(call);
}

const letters = { file: '-', directory: 'd', symlink: 'l', hardlink: 'h' } as const;

/** A line of `-tv`; GNU's column of owner and size grows with what it meets. */
function long(entry: TarEntry, gnu: boolean, columns: { width: number }): string {
  const mode = [...'rwxrwxrwx'].map((letter, at) => ((entry.mode & (0o400 >> at)) === 0 ? '-' : letter)).join('');
  const owner = `${entry.userName || entry.uid}/${entry.groupName || entry.gid}`;
  const size = String(entry.type === 'file' ? utf8Length(entry.text) : 0);
  columns.width = gnu ? Math.max(columns.width, owner.length + 1 + size.length) : owner.length + 10;
  const time = new Date(entry.mtime)
    .toISOString()
    .replace('T', ' ')
    .slice(0, gnu ? 16 : 19);
  const target =
    entry.type === 'symlink' ? ` -> ${entry.target}` : entry.type === 'hardlink' ? ` link to ${entry.target}` : '';
  return `${letters[entry.type]}${mode} ${owner} ${size.padStart(columns.width - owner.length - 1)} ${time} ${entry.name}${target}`;
}
