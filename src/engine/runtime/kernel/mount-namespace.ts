import { SysError } from '../../sim/process.ts';
import type { FileTree, MountNamespace } from '../machine.ts';
import { deviceFileSystem } from './devices.ts';
import { splitPath, treeOf, type DirectoryNode, type Node, type Tree } from './file-tree.ts';
import type { KernelProcess } from './kernel-process.ts';
import { procFileSystem } from './procfs.ts';
import type { SpecialFileSystem, SpecialNode } from './special-files.ts';
import { sysFileSystem } from './sysfs.ts';

interface MountBase {
  readonly path: string;
  readonly source: string;
  readonly readOnly: boolean;
  readonly type: string;
}

export interface TreeMount extends MountBase {
  readonly tree: Tree;
  /** The mounted directory or file. It is the mount's for good, whatever later happens to its name. */
  readonly root: Node;
  /** The root's names in its tree. */
  readonly treeParts: readonly string[];
}

interface SpecialMount extends MountBase {
  readonly special: SpecialFileSystem;
}

export type Mount = TreeMount | SpecialMount;

/** Where a path leads. `found` is undefined where only its last name does not exist. */
export class Place {
  constructor(
    /** The path without symbolic links. */
    readonly path: string,
    readonly mount: Mount,
    readonly found: Node | SpecialNode | undefined,
  ) {}

  /** The names below the mount's root. */
  get parts(): readonly string[] {
    return splitPath(this.path.slice(this.mount.path.length));
  }
}

const maxSymlinks = 40;
const maxName = 255;

const specialMounts: readonly SpecialMount[] = [
  { path: '/proc', source: 'proc', readOnly: false, type: 'proc', special: procFileSystem },
  { path: '/dev', source: 'tmpfs', readOnly: false, type: 'tmpfs', special: deviceFileSystem },
  { path: '/sys', source: 'sysfs', readOnly: true, type: 'sysfs', special: sysFileSystem },
];

export interface MountNamespaceOptions {
  readonly id: string;
  readonly root: FileTree;
  readonly readOnlyRoot?: boolean;
  /** The root's type in /proc/mounts; default overlay. */
  readonly rootType?: string;
}

/** A mount namespace with `root` at / and the kernel's own /proc, /dev and /sys. */
export function createMountNamespace(options: MountNamespaceOptions): MountNamespace {
  return new KernelMountNamespace(options);
}

export class KernelMountNamespace implements MountNamespace {
  readonly id: string;
  readonly #mounts: Mount[] = [];
  /** The topmost mount at a path. */
  readonly #at = new Map<string, Mount>();

  constructor(options: MountNamespaceOptions) {
    this.id = options.id;
    const tree = treeOf(options.root);
    const type = options.rootType ?? 'overlay';
    this.#add({
      path: '/',
      source: type,
      readOnly: options.readOnlyRoot ?? false,
      type,
      tree,
      root: tree.root,
      treeParts: [],
    });
    for (const mount of specialMounts) this.#add(mount);
  }

  get mounts(): readonly Mount[] {
    return this.#mounts;
  }

  /** @throws SysError ENOENT without source; EROFS or ENOTDIR where the mount point cannot be made. */
  mount(
    path: string,
    source: FileTree,
    sourcePath: string,
    options: { readonly readOnly?: boolean; readonly type?: string } = {},
  ): void {
    const tree = treeOf(source);
    const readOnly = options.readOnly ?? false;
    const { parts, node } = tree.locate(sourcePath, !readOnly);
    const type = options.type ?? 'ext4';
    this.#add({
      path: this.#mountPoint(path, node.kind === 'directory'),
      source: type === 'tmpfs' ? 'tmpfs' : sourcePath,
      readOnly,
      type,
      tree,
      root: node,
      treeParts: parts,
    });
  }

  unmount(path: string): void {
    const real = this.resolve(path, undefined, true).path;
    const index = this.#mounts.findLastIndex((mount) => mount.path === real);
    if (index <= 0) throw new SysError(index === 0 ? 'EBUSY' : 'EINVAL', path);
    this.#mounts.splice(index, 1);
    const below = this.#mounts.findLast((mount) => mount.path === real);
    if (below === undefined) this.#at.delete(real);
    else this.#at.set(real, below);
  }

  /**
   * Follows an absolute path (path_resolution(7)).
   * @param viewer whose permissions count and whose /proc is seen; undefined: the kernel.
   * @param follow whether a symbolic link at the end is followed.
   * @throws SysError ENOENT (a directory on the way), ENOTDIR, EACCES, ELOOP, ENAMETOOLONG.
   */
  resolve(path: string, viewer: KernelProcess | undefined, follow: boolean): Place {
    const todo = splitPath(path).reverse();
    const wantsDirectory = path.endsWith('/') || path.endsWith('/.');
    const way: Place[] = [this.#root(viewer)];
    let links = 0;
    for (let name = todo.pop(); name !== undefined; name = todo.pop()) {
      const here = way.at(-1)!;
      if (!isDirectory(here.found)) throw new SysError(here.found === undefined ? 'ENOENT' : 'ENOTDIR', path);
      if (name === '..') {
        if (way.length > 1) way.pop();
        continue;
      }
      if (name.length > maxName) throw new SysError('ENAMETOOLONG', path);
      if (viewer !== undefined && !maySearch(here.found, viewer)) throw new SysError('EACCES', path);
      const next = this.#child(here, name, viewer);
      const target = linkTarget(next.found);
      if (target !== undefined && (todo.length > 0 || follow || wantsDirectory)) {
        if (++links > maxSymlinks) throw new SysError('ELOOP', path);
        if (target.startsWith('/')) way.length = 1;
        todo.push(...splitPath(target).reverse());
        continue;
      }
      way.push(next);
    }
    const place = way.at(-1)!;
    if (wantsDirectory && place.found !== undefined && !isDirectory(place.found)) throw new SysError('ENOTDIR', path);
    return place;
  }

  /** The names in a directory, mount points among them. */
  names(place: Place): readonly string[] {
    const { found } = place;
    const names = new Set<string>();
    if (found?.kind === 'directory') for (const name of found.entries.keys()) names.add(name);
    else if (found?.kind === 'special-directory') for (const name of found.names()) names.add(name);
    const prefix = place.path === '/' ? '/' : `${place.path}/`;
    for (const path of this.#at.keys())
      if (path.length > prefix.length && path.startsWith(prefix) && !path.includes('/', prefix.length))
        names.add(path.slice(prefix.length));
    return [...names].sort();
  }

  #root(viewer: KernelProcess | undefined): Place {
    const mount = this.#at.get('/')!;
    return new Place('/', mount, rootOf(mount, viewer));
  }

  #child(here: Place, name: string, viewer: KernelProcess | undefined): Place {
    const path = here.path === '/' ? `/${name}` : `${here.path}/${name}`;
    const mounted = this.#at.get(path);
    if (mounted !== undefined) return new Place(path, mounted, rootOf(mounted, viewer));
    const { mount, found } = here;
    if (!('special' in mount))
      return new Place(path, mount, found?.kind === 'directory' ? found.entries.get(name) : undefined);
    return new Place(path, mount, mount.special.lookup(splitPath(path.slice(mount.path.length)), viewer));
  }

  #add(mount: Mount): void {
    this.#mounts.push(mount);
    this.#at.set(mount.path, mount);
  }

  /** The real path of what is there. */
  #reached(path: string): string | undefined {
    try {
      const { found, path: real } = this.resolve(path, undefined, true);
      return found === undefined ? undefined : real;
    } catch (error) {
      if (error instanceof SysError) return undefined;
      throw error;
    }
  }

  /** The real path of a mount point; the container runtime makes missing ones in the root's upper layer. */
  #mountPoint(path: string, directory: boolean): string {
    const known = this.#reached(path);
    if (known !== undefined) return known;
    let at = '/';
    const names = splitPath(path);
    for (const [index, name] of names.entries()) {
      const next = at === '/' ? `/${name}` : `${at}/${name}`;
      const place = this.resolve(next, undefined, true);
      if (place.found === undefined) makeMountPoint(place, directory || index < names.length - 1);
      at = place.path;
    }
    return at;
  }
}

function makeMountPoint(place: Place, directory: boolean): void {
  const { mount } = place;
  // In /dev and /proc the mount table itself is the only trace of a mount point.
  if ('special' in mount) return;
  if (mount.root.kind !== 'directory' || mount.root.owner !== mount.tree) throw new SysError('EROFS', place.path);
  const parent: DirectoryNode = mount.tree.own(mount.root, place.parts.slice(0, -1), 'directory');
  parent.entries.set(place.parts.at(-1)!, directory ? mount.tree.directory(0o755) : mount.tree.file(0o644));
}

function rootOf(mount: Mount, viewer: KernelProcess | undefined): Node | SpecialNode | undefined {
  return 'special' in mount ? mount.special.lookup([], viewer) : mount.root;
}

export function isDirectory(found: Node | SpecialNode | undefined): boolean {
  return found?.kind === 'directory' || found?.kind === 'special-directory';
}

function linkTarget(found: Node | SpecialNode | undefined): string | undefined {
  return found?.kind === 'symlink' || found?.kind === 'special-symlink' ? found.target : undefined;
}

function maySearch(found: Node | SpecialNode | undefined, viewer: KernelProcess): boolean {
  return found?.kind !== 'directory' || permits(found, viewer, 1);
}

/** Whether the mode lets a user read (4), write (2) or execute (1); root may all but execute what nobody may. */
export function permits(
  node: { readonly kind: string; readonly mode: number; readonly uid: number; readonly gid: number },
  who: { readonly uid: number; readonly gid: number; readonly groups?: readonly number[] | undefined },
  bit: 1 | 2 | 4,
): boolean {
  if (who.uid === 0) return bit !== 1 || node.kind === 'directory' || (node.mode & 0o111) !== 0;
  const inGroup = node.gid === who.gid || who.groups?.includes(node.gid) === true;
  const shift = node.uid === who.uid ? 6 : inGroup ? 3 : 0;
  return ((node.mode >> shift) & bit) !== 0;
}
