import { SysError, type FileStat, type Program } from '../../sim/process.ts';
import type { FileTree } from '../machine.ts';
import { utf8Length } from '../../sim/utf8.ts';

interface NodeAttributes {
  /** The tree that made it; a node of another tree (a lower layer) is shared and never changed. */
  owner: Tree;
  mode: number;
  uid: number;
  gid: number;
  mtime: number;
}

export interface FileNode extends NodeAttributes {
  readonly kind: 'file';
  text: string;
  size: number;
  program: Program | undefined;
}

export interface DirectoryNode extends NodeAttributes {
  readonly kind: 'directory';
  readonly entries: Map<string, Node>;
}

export interface SymlinkNode extends NodeAttributes {
  readonly kind: 'symlink';
  readonly target: string;
}

export type Node = FileNode | DirectoryNode | SymlinkNode;

export interface FileTreeOptions {
  /** Unix milliseconds for the modification time of what is written through the tree itself. */
  readonly now?: () => number;
}

/** A size for installed programs, so that `ls -l` has something to say: that of a small static binary. */
const programSize = 786_432;
const programText = '\x7fELF';

const maxSymlinks = 40;

/** An empty tree of files, or one that starts as a copy of `lower`, whose files it shares until it writes to them. */
export function createFileTree(lower?: FileTree, options: FileTreeOptions = {}): FileTree {
  if (lower !== undefined && !(lower instanceof Tree)) throw new Error('the lower layer is not a kernel file tree');
  return new Tree(lower, options.now);
}

/** The tree behind the interface, for whoever mounts it. */
export function treeOf(tree: FileTree): Tree {
  if (tree instanceof Tree) return tree;
  throw new Error('not a kernel file tree');
}

/** The names of a path, without empty ones and `.`; `..` is left in. */
export function splitPath(path: string): string[] {
  const names: string[] = [];
  for (let start = 0; start < path.length;) {
    const slash = path.indexOf('/', start);
    const end = slash < 0 ? path.length : slash;
    const name = path.slice(start, end);
    if (name !== '' && name !== '.') names.push(name);
    start = end + 1;
  }
  return names;
}

export function statOf(node: Node): FileStat {
  const base = { mode: node.mode, uid: node.uid, gid: node.gid, mtime: node.mtime };
  switch (node.kind) {
    case 'file':
      return { type: 'file', ...base, size: node.size };
    case 'directory':
      return { type: 'directory', ...base, size: 4096 };
    case 'symlink':
      return { type: 'symlink', ...base, size: utf8Length(node.target), target: node.target };
  }
}

/**
 * A tree of files. Layers share structure: a new tree points at its lower tree's nodes and copies a directory or file
 * only when it writes to it (overlayfs's copy-up), so that a thousand containers of one image cost next to nothing.
 * A lower tree must not be written to any more.
 *
 * The public methods are for whoever prepares files from outside: paths are absolute, parents are made as needed,
 * permissions are not checked. Processes reach the nodes through their mount namespace.
 */
export class Tree implements FileTree {
  readonly root: DirectoryNode;
  readonly #now: () => number;
  #listeners: ((path: string) => void)[] = [];

  constructor(lower: Tree | undefined, now: (() => number) | undefined) {
    this.#now = now ?? (() => lower?.root.mtime ?? 0);
    this.root =
      lower === undefined
        ? this.directory(0o755)
        : { ...lower.root, owner: this, entries: new Map(lower.root.entries) };
  }

  stat(path: string): FileStat | undefined {
    const node = this.#find(path, false);
    return node === undefined ? undefined : statOf(node);
  }

  exists(path: string): boolean {
    return this.#find(path, false) !== undefined;
  }

  readFile(path: string): string {
    const node = this.#find(path, true);
    if (node === undefined) throw new SysError('ENOENT', path);
    if (node.kind !== 'file') throw new SysError('EISDIR', path);
    return node.text;
  }

  writeFile(path: string, text: string, mode?: number): void {
    const parts = this.#real(path);
    const { parent, name } = this.#parent(parts, path);
    const node = this.#ownFile(parent, name, path);
    node.text = text;
    node.size = utf8Length(text);
    node.program = undefined;
    node.mtime = this.#now();
    if (mode !== undefined) node.mode = mode;
    this.changed(parts);
  }

  writeProgram(path: string, program: Program): void {
    const parts = this.#real(path);
    const { parent, name } = this.#parent(parts, path);
    const node = this.#ownFile(parent, name, path);
    node.program = program;
    node.text = programText;
    node.size = programSize;
    node.mode = 0o755;
    this.changed(parts);
  }

  mkdir(path: string, mode = 0o755): void {
    const parts = this.#real(path);
    if (parts.length === 0) return;
    const { parent, name } = this.#parent(parts, path);
    const existing = parent.entries.get(name);
    if (existing !== undefined) {
      if (existing.kind !== 'directory') throw new SysError('EEXIST', path);
      return;
    }
    parent.entries.set(name, this.directory(mode));
    this.changed(parts);
  }

  chown(path: string, uid: number, gid: number): void {
    const parts = this.#real(path);
    if (this.#walk(parts) === undefined) throw new SysError('ENOENT', path);
    const node = this.own(this.root, parts);
    node.uid = uid;
    node.gid = gid;
    this.changed(parts);
  }

  readdir(path: string): readonly string[] {
    const node = this.#find(path, true);
    if (node === undefined) throw new SysError('ENOENT', path);
    if (node.kind !== 'directory') throw new SysError('ENOTDIR', path);
    return [...node.entries.keys()].sort();
  }

  /** Removes a file or a whole directory; nothing happens if there is none. */
  remove(path: string): void {
    const parts = splitPath(path);
    const name = parts.pop();
    if (name === undefined) throw new SysError('EBUSY', path);
    const above = this.#realParts(parts);
    if (this.#walk([...above, name]) === undefined) return;
    this.own(this.root, above, 'directory').entries.delete(name);
    this.changed([...above, name]);
  }

  /** Replaces a symbolic link that is there already, as `ln -sfn` does. */
  symlink(target: string, path: string): void {
    const parts = splitPath(path);
    const name = parts.pop();
    if (name === undefined) throw new SysError('EEXIST', path);
    const above = [...this.#realParts(parts), name];
    const { parent } = this.#parent(above, path);
    const existing = parent.entries.get(name);
    if (existing !== undefined && existing.kind !== 'symlink') throw new SysError('EEXIST', path);
    parent.entries.set(name, this.link(target));
    this.changed(above);
  }

  allocate(path: string, bytes: number): void {
    const parts = this.#real(path);
    const { parent, name } = this.#parent(parts, path);
    const node = this.#ownFile(parent, name, path);
    node.text = '';
    node.size = bytes;
    node.mtime = this.#now();
    this.changed(parts);
  }

  usage(path: string): number {
    const node = this.#find(path, true);
    return node === undefined ? 0 : this.#ownedBytes(node);
  }

  onChange(listener: (path: string) => void): () => void {
    this.#listeners.push(listener);
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener);
    };
  }

  /** Tells the listeners that the file of these names below the root has changed. */
  changed(parts: readonly string[]): void {
    if (this.#listeners.length === 0) return;
    const path = `/${parts.join('/')}`;
    for (const listener of this.#listeners) listener(path);
  }

  directory(mode: number, uid = 0, gid = 0): DirectoryNode {
    return { kind: 'directory', owner: this, mode, uid, gid, mtime: this.#now(), entries: new Map() };
  }

  file(mode: number, uid = 0, gid = 0): FileNode {
    return {
      kind: 'file',
      owner: this,
      mode,
      uid,
      gid,
      mtime: this.#now(),
      text: '',
      size: 0,
      program: undefined,
    };
  }

  link(target: string, uid = 0, gid = 0): SymlinkNode {
    return { kind: 'symlink', owner: this, mode: 0o777, uid, gid, mtime: this.#now(), target };
  }

  /**
   * The node at `parts` below `root` (a node of this tree), copied up together with the directories on the way so that
   * it may be changed. The names must exist and hold no symbolic link but, maybe, the last.
   */
  own(root: DirectoryNode, parts: readonly string[], kind: 'directory'): DirectoryNode;
  own(root: DirectoryNode, parts: readonly string[]): Node;
  own(root: DirectoryNode, parts: readonly string[], kind?: 'directory'): Node {
    let node: Node = root;
    for (const name of parts) {
      if (node.kind !== 'directory') throw new SysError('ENOTDIR');
      const child = node.entries.get(name);
      if (child === undefined) throw new SysError('ENOENT');
      const owned: Node = child.owner === this ? child : this.#copyUp(child);
      if (owned !== child) node.entries.set(name, owned);
      node = owned;
    }
    if (kind === 'directory' && node.kind !== 'directory') throw new SysError('ENOTDIR');
    return node;
  }

  /** The real names of a path of this tree (symbolic links followed), and the node there, owned if asked. */
  locate(path: string, owned: boolean): { readonly parts: readonly string[]; readonly node: Node } {
    const parts = this.#real(path);
    const node = owned ? this.own(this.root, parts) : this.#walk(parts);
    if (node === undefined) throw new SysError('ENOENT', path);
    return { parts, node };
  }

  #copyUp(node: Node): Node {
    if (node.kind === 'directory') return { ...node, owner: this, entries: new Map(node.entries) };
    return { ...node, owner: this };
  }

  #ownedBytes(node: Node): number {
    if (node.owner !== this) return 0;
    if (node.kind === 'file') return node.size;
    if (node.kind === 'symlink') return 0;
    let bytes = 0;
    for (const child of node.entries.values()) bytes += this.#ownedBytes(child);
    return bytes;
  }

  /** The owned directory that holds `parts`, made with its parents if missing. */
  #parent(parts: readonly string[], path: string): { parent: DirectoryNode; name: string } {
    const name = parts.at(-1);
    if (name === undefined) throw new SysError('EISDIR', path);
    let parent = this.root;
    for (const step of parts.slice(0, -1)) {
      let child = parent.entries.get(step);
      if (child === undefined || child.owner !== this) {
        child = child === undefined ? this.directory(0o755) : this.#copyUp(child);
        parent.entries.set(step, child);
      }
      if (child.kind !== 'directory') throw new SysError('ENOTDIR', path);
      parent = child;
    }
    return { parent, name };
  }

  #ownFile(parent: DirectoryNode, name: string, path: string): FileNode {
    const existing = parent.entries.get(name);
    if (existing?.kind === 'directory') throw new SysError('EISDIR', path);
    const node =
      existing?.kind !== 'file' ? this.file(0o644) : existing.owner === this ? existing : { ...existing, owner: this };
    parent.entries.set(name, node);
    return node;
  }

  /** The node at a path: nearly every one is found name by name, without a copy of them; the rest go the long way. */
  #find(path: string, follow: boolean): Node | undefined {
    let node: Node = this.root;
    for (let start = 0; start < path.length;) {
      const slash = path.indexOf('/', start);
      const end = slash < 0 ? path.length : slash;
      const name = path.slice(start, end);
      start = end + 1;
      if (name === '' || name === '.') continue;
      const child: Node | undefined = name === '..' || node.kind !== 'directory' ? undefined : node.entries.get(name);
      if (child === undefined) return path.includes('..') ? this.#findByLinks(path, follow) : undefined;
      node = child;
      if (node.kind === 'symlink' && (follow || start < path.length)) return this.#findByLinks(path, follow);
    }
    return node;
  }

  #findByLinks(path: string, follow: boolean): Node | undefined {
    const parts = splitPath(path);
    if (follow) return this.#walk(this.#realParts(parts));
    const name = parts.pop();
    return name === undefined ? this.root : this.#walk([...this.#realParts(parts), name]);
  }

  #walk(parts: readonly string[]): Node | undefined {
    let node: Node | undefined = this.root;
    for (const name of parts) {
      if (node?.kind !== 'directory') return undefined;
      node = node.entries.get(name);
    }
    return node;
  }

  #real(path: string): readonly string[] {
    return this.#realParts(splitPath(path));
  }

  /** Follows every symbolic link; names that do not exist stay as they are. */
  #realParts(parts: readonly string[]): readonly string[] {
    return this.#isReal(parts) ? parts : this.#followed(parts);
  }

  /** Whether the names hold no `..` and no symbolic link: nearly all do, and need no copy. */
  #isReal(parts: readonly string[]): boolean {
    let node: Node | undefined = this.root;
    for (const name of parts) {
      if (name === '..') return false;
      node = node?.kind === 'directory' ? node.entries.get(name) : undefined;
      if (node?.kind === 'symlink') return false;
    }
    return true;
  }

  #followed(parts: readonly string[]): readonly string[] {
    const todo = [...parts].reverse();
    const real: string[] = [];
    const chain: (Node | undefined)[] = [this.root];
    let links = 0;
    for (let name = todo.pop(); name !== undefined; name = todo.pop()) {
      if (name === '..') {
        if (real.pop() !== undefined) chain.pop();
        continue;
      }
      const here = chain.at(-1);
      const child = here?.kind === 'directory' ? here.entries.get(name) : undefined;
      if (child?.kind === 'symlink') {
        if (++links > maxSymlinks) throw new SysError('ELOOP');
        if (child.target.startsWith('/')) {
          real.length = 0;
          chain.length = 1;
        }
        todo.push(...splitPath(child.target).reverse());
        continue;
      }
      real.push(name);
      chain.push(child);
    }
    return real;
  }
}
