import { SysError, type FileStat, type OpenFlags } from '../../sim/process.ts';
import { statOf, type DirectoryNode, type FileNode, type Node } from './file-tree.ts';
import type { KernelProcess } from './kernel-process.ts';
import { isDirectory, permits, type Place, type TreeMount } from './mount-namespace.ts';
import type { OpenFile } from './open-file.ts';
import { DirectoryFile, RegularFile, SnapshotFile } from './regular-file.ts';
import { specialNodeStat } from './special-files.ts';
import { ProcessEnd } from './thread.ts';

/** Who reads a whole file at once (and not, say, /dev/zero) wants no more than this. */
const maxWholeFile = 512 * 1024 * 1024;

/** The system calls on paths, as one process makes them. Every failure is a SysError with the path as its detail. */

export function absolute(process: KernelProcess, path: string): string {
  if (path === '') throw new SysError('ENOENT', path);
  if (path.startsWith('/')) return path;
  return process.cwd === '/' ? `/${path}` : `${process.cwd}/${path}`;
}

function resolve(process: KernelProcess, path: string, follow: boolean): Place {
  try {
    return process.namespaces.mnt.resolve(absolute(process, path), process, follow);
  } catch (error) {
    if (error instanceof SysError) throw new SysError(error.code, path);
    throw error;
  }
}

export function stat(process: KernelProcess, path: string, follow: boolean): FileStat {
  const { found } = resolve(process, path, follow);
  if (found === undefined) throw new SysError('ENOENT', path);
  return isTreeNode(found) ? statOf(found) : specialNodeStat(found, follow);
}

export function changeDirectory(process: KernelProcess, path: string): void {
  const place = resolve(process, path, true);
  if (place.found === undefined) throw new SysError('ENOENT', path);
  if (!isDirectory(place.found)) throw new SysError('ENOTDIR', path);
  if (place.found.kind === 'directory' && !permits(place.found, process, 1)) throw new SysError('EACCES', path);
  process.cwd = place.path;
}

export function readDirectory(process: KernelProcess, path: string): readonly string[] {
  const place = resolve(process, path, true);
  if (place.found === undefined) throw new SysError('ENOENT', path);
  if (!isDirectory(place.found)) throw new SysError('ENOTDIR', path);
  if (place.found.kind === 'directory' && !permits(place.found, process, 4)) throw new SysError('EACCES', path);
  return process.namespaces.mnt.names(place);
}

export function open(process: KernelProcess, path: string, flags: OpenFlags): OpenFile {
  const writes = flags.write === true || flags.append === true;
  const reads = flags.read ?? !writes;
  const place = resolve(process, path, flags.exclusive !== true);
  const { found, mount } = place;
  if (found === undefined) {
    if (flags.create !== true) throw new SysError('ENOENT', path);
    const node = create(process, place, path, (tree) => tree.tree.file(0o644, process.uid, process.gid));
    return regular(place, node as FileNode, { ...flags, read: reads });
  }
  if (flags.create === true && flags.exclusive === true) throw new SysError('EEXIST', path);
  if (isDirectory(found)) {
    if (writes || flags.create === true) throw new SysError('EISDIR', path);
    return new DirectoryFile(place.path, () => stat(process, place.path, true));
  }
  switch (found.kind) {
    case 'magic':
    case 'device':
      return found.open();
    case 'special-file':
      if (writes) throw new SysError('EACCES', path);
      return new SnapshotFile(place.path, found.read(), specialNodeStat(found, true));
    case 'file':
      break;
    default:
      throw new SysError('ELOOP', path);
  }
  if ((reads && !permits(found, process, 4)) || (writes && !permits(found, process, 2)))
    throw new SysError('EACCES', path);
  const node = writes ? (ownNode(mount as TreeMount, place, path) as FileNode) : found;
  if (writes && flags.truncate === true) {
    node.text = '';
    node.size = 0;
    node.program = undefined;
    node.mtime = process.machine.sim.unixNow;
    changed(place);
  }
  return regular(place, node, { ...flags, read: reads });
}

export function readFile(process: KernelProcess, path: string): string {
  const file = open(process, path, { read: true }).retain();
  try {
    let text = '';
    for (;;) {
      const piece = atOnce(file.read(process, maxWholeFile), path);
      if (piece === '') return text;
      text += piece;
      if (text.length > maxWholeFile) throw new SysError('ENOMEM', path);
    }
  } catch (error) {
    throw withPath(error, path);
  } finally {
    file.close();
  }
}

export function writeFile(
  process: KernelProcess,
  path: string,
  text: string,
  options: { readonly append?: boolean; readonly mode?: number },
): void {
  const existed = resolve(process, path, true).found !== undefined;
  const append = options.append === true;
  const file = open(process, path, { write: true, create: true, append, truncate: !append }).retain();
  try {
    atOnce(file.write(process, text), path);
  } catch (error) {
    throw withPath(error, path);
  } finally {
    file.close();
  }
  if (options.mode !== undefined && !existed) changeMode(process, path, options.mode);
}

export function makeDirectory(process: KernelProcess, path: string, mode: number): void {
  const place = resolve(process, path.replace(/(?<=.)\/+$/, ''), false);
  if (place.found !== undefined) throw new SysError('EEXIST', path);
  create(process, place, path, ({ tree }) => tree.directory(mode, process.uid, process.gid));
}

export function makeSymlink(process: KernelProcess, target: string, path: string): void {
  const place = resolve(process, path, false);
  if (place.found !== undefined) throw new SysError('EEXIST', path);
  create(process, place, path, ({ tree }) => tree.link(target, process.uid, process.gid));
}

export function removeDirectory(process: KernelProcess, path: string): void {
  const place = resolve(process, path, false);
  if (place.found === undefined) throw new SysError('ENOENT', path);
  if (!isDirectory(place.found)) throw new SysError('ENOTDIR', path);
  if (place.parts.length === 0) throw new SysError('EBUSY', path);
  if (process.namespaces.mnt.names(place).length > 0) throw new SysError('ENOTEMPTY', path);
  detach(process, place, path);
}

export function unlink(process: KernelProcess, path: string): void {
  const place = resolve(process, path, false);
  if (place.found === undefined) throw new SysError('ENOENT', path);
  if (isDirectory(place.found)) throw new SysError('EISDIR', path);
  if (place.parts.length === 0) throw new SysError('EBUSY', path);
  detach(process, place, path);
}

export function rename(process: KernelProcess, from: string, to: string): void {
  const source = resolve(process, from, false);
  const target = resolve(process, to, false);
  if (source.found === undefined) throw new SysError('ENOENT', from);
  if (source.path === target.path) return;
  if (source.mount !== target.mount) throw new SysError('EXDEV', to);
  if (source.parts.length === 0 || target.parts.length === 0) throw new SysError('EBUSY', from);
  if (target.path.startsWith(`${source.path}/`)) throw new SysError('EINVAL', to);
  if (!isTreeNode(source.found)) throw new SysError('EPERM', from);
  if (target.found !== undefined) {
    const [was, is] = [isDirectory(target.found), isDirectory(source.found)];
    if (was && !is) throw new SysError('EISDIR', to);
    if (!was && is) throw new SysError('ENOTDIR', to);
    if (was && process.namespaces.mnt.names(target).length > 0) throw new SysError('ENOTEMPTY', to);
  }
  const below = writableParent(process, target, to);
  const above = writableParent(process, source, from);
  above.entries.delete(source.parts.at(-1)!);
  below.entries.set(target.parts.at(-1)!, source.found);
  changed(source);
  changed(target);
}

export function changeMode(process: KernelProcess, path: string, mode: number): void {
  const node = ownedFor(process, path);
  node.mode = mode & 0o7777;
}

/** chown(2): who is not root may only give his own file to one of his groups. */
export function changeOwner(process: KernelProcess, path: string, uid: number, gid: number): void {
  const node = ownedFor(process, path);
  const allowed =
    uid === node.uid && (gid === node.gid || gid === process.gid || process.groups?.includes(gid) === true);
  if (process.uid !== 0 && !allowed) throw new SysError('EPERM', path);
  node.uid = uid;
  node.gid = gid;
}

export function changeTime(process: KernelProcess, path: string, mtime: number): void {
  ownedFor(process, path).mtime = mtime;
}

/** The node that `exec` runs, with the permission to do so. */
export function executable(process: KernelProcess, path: string): FileNode {
  const { found } = resolve(process, path, true);
  if (found === undefined) throw new SysError('ENOENT', path);
  if (found.kind !== 'file' || !permits(found, process, 1)) throw new SysError('EACCES', path);
  return found;
}

function isTreeNode(found: NonNullable<Place['found']>): found is Node {
  return found.kind === 'file' || found.kind === 'directory' || found.kind === 'symlink';
}

function regular(place: Place, node: FileNode, flags: OpenFlags): OpenFile {
  const mount = place.mount as TreeMount;
  return new RegularFile(place.path, mount.tree, [...mount.treeParts, ...place.parts], node, flags);
}

function changed({ mount, parts }: Place): void {
  if ('tree' in mount) mount.tree.changed([...mount.treeParts, ...parts]);
}

function writable(place: Place, path: string): TreeMount {
  const { mount } = place;
  if ('special' in mount) throw new SysError(mount.type === 'proc' ? 'ENOENT' : 'EACCES', path);
  if (mount.readOnly) throw new SysError('EROFS', path);
  return mount;
}

function ownNode(mount: TreeMount, place: Place, path: string): Node {
  writable(place, path);
  return mount.root.kind === 'directory' ? mount.tree.own(mount.root, place.parts) : mount.root;
}

/** A file or directory whose attributes its owner may change. */
function ownedFor(process: KernelProcess, path: string): Node {
  const place = resolve(process, path, true);
  if (place.found === undefined) throw new SysError('ENOENT', path);
  const mount = writable(place, path);
  if (isTreeNode(place.found) && process.uid !== 0 && process.uid !== place.found.uid)
    throw new SysError('EPERM', path);
  changed(place);
  return ownNode(mount, place, path);
}

function writableParent(process: KernelProcess, place: Place, path: string): DirectoryNode {
  const mount = writable(place, path);
  if (mount.root.kind !== 'directory' || place.parts.length === 0) throw new SysError('EBUSY', path);
  const parent = mount.tree.own(mount.root, place.parts.slice(0, -1), 'directory');
  if (!permits(parent, process, 2) || !permits(parent, process, 1)) throw new SysError('EACCES', path);
  parent.mtime = process.machine.sim.unixNow;
  return parent;
}

function create(process: KernelProcess, place: Place, path: string, make: (mount: TreeMount) => Node): Node {
  const parent = writableParent(process, place, path);
  const node = make(place.mount as TreeMount);
  // A directory with the set-group-ID bit gives its group to what is made in it, and the bit to directories.
  if ((parent.mode & 0o2000) !== 0) {
    node.gid = parent.gid;
    if (node.kind === 'directory') node.mode |= 0o2000;
  }
  node.mtime = process.machine.sim.unixNow;
  parent.entries.set(place.parts.at(-1)!, node);
  changed(place);
  return node;
}

function detach(process: KernelProcess, place: Place, path: string): void {
  const parent = writableParent(process, place, path);
  parent.entries.delete(place.parts.at(-1)!);
  changed(place);
}

/** The result of a call that does not have to wait. @throws SysError EAGAIN if it would. */
function atOnce<T>(task: Generator<unknown, T, unknown>, path: string): T {
  const step = task.next();
  if (step.done === true) return step.value;
  task.return(undefined as T);
  throw new SysError('EAGAIN', path);
}

function withPath(error: unknown, path: string): unknown {
  if (error instanceof ProcessEnd || !(error instanceof SysError)) return error;
  return new SysError(error.code, path);
}
