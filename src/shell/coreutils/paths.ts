import { SysError, type FileStat, type ProcessContext } from '../../engine/sim/process.ts';
import { attempt } from './applet.ts';

/** Appends a name to a directory. */
export function join(directory: string, name: string): string {
  return directory.endsWith('/') ? directory + name : `${directory}/${name}`;
}

/** basename(1): the last name, without slashes at the end. */
export function baseName(path: string): string {
  const trimmed = path.replace(/\/+$/, '');
  return trimmed === '' ? (path === '' ? '' : '/') : trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

export function directoryName(path: string): string {
  const trimmed = path.replace(/(.)\/+$/, '$1');
  const slash = trimmed.lastIndexOf('/');
  if (slash === -1) return '.';
  return trimmed.slice(0, slash).replace(/\/+$/, '') || '/';
}

export function isDirectory(p: ProcessContext, path: string): boolean {
  const stat = attempt(() => p.stat(path));
  return !(stat instanceof SysError) && stat.type === 'directory';
}

export function lstatOf(p: ProcessContext, path: string): FileStat | undefined {
  const stat = attempt(() => p.lstat(path));
  return stat instanceof SysError ? undefined : stat;
}

/** Absolute, with `.`, `..` and links resolved, as realpath(3); undefined if a part is missing. */
export function realPath(p: ProcessContext, path: string, depth = 0): string | undefined {
  if (depth > 40) return undefined;
  let current = path.startsWith('/') ? '/' : p.cwd;
  const names = path.split('/').filter((name) => name !== '');
  for (const [index, name] of names.entries()) {
    if (name === '.') continue;
    if (name === '..') {
      current = directoryName(current);
      continue;
    }
    const next = join(current, name);
    const stat = lstatOf(p, next);
    if (stat === undefined) return undefined;
    if (stat.type === 'symlink' && stat.target !== undefined) {
      const target = stat.target.startsWith('/') ? stat.target : join(current, stat.target);
      const rest = names.slice(index + 1).join('/');
      return realPath(p, rest === '' ? target : join(target, rest), depth + 1);
    }
    current = next;
  }
  return current;
}
