import type { FileTree } from '../../runtime/machine.ts';
import type { Random } from '../../sim/random.ts';

export interface ProjectedFile {
  readonly text: string;
  readonly mode: number;
}

/** Files of a volume by their path in it. */
export type Payload = ReadonlyMap<string, ProjectedFile>;

const dataLink = '..data';

/**
 * Brings a volume's files up to date all at once (pkg/volume/util/atomic_writer.go): they live in a directory named after the moment, `..data`
 * points at it, and what the user sees are links through `..data`. A file that a container mounted by subPath stays the old one.
 */
export function writeAtomically(
  disk: FileTree,
  directory: string,
  payload: Payload,
  time: number,
  random: Random,
  fsGroup?: number,
): void {
  const link = `${directory}/${dataLink}`;
  const old = disk.stat(link)?.target;
  if (old !== undefined && holds(disk, `${directory}/${old}`, payload)) return;
  const stamp = new Date(time).toISOString().slice(0, 19).replace(/[-T:]/g, '_');
  const fresh = `..${stamp}.${random.integer(0, 2 ** 32 - 1)}`;
  disk.mkdir(`${directory}/${fresh}`, 0o755);
  for (const [path, { text, mode }] of payload) {
    const slash = path.lastIndexOf('/');
    if (slash > 0) disk.mkdir(`${directory}/${fresh}/${path.slice(0, slash)}`);
    const file = `${directory}/${fresh}/${path}`;
    disk.writeFile(file, text, fsGroup === undefined ? mode : mode | 0o440);
    if (fsGroup !== undefined) disk.chown(file, 0, fsGroup);
  }
  disk.symlink(fresh, link);
  const visible = new Set([...payload.keys()].map((path) => path.split('/')[0]!));
  for (const name of visible) {
    if (old === undefined || !disk.exists(`${directory}/${name}`))
      disk.symlink(`${dataLink}/${name}`, `${directory}/${name}`);
  }
  if (old === undefined) return;
  for (const name of disk.readdir(`${directory}/${old}`)) {
    if (!visible.has(name)) disk.remove(`${directory}/${name}`);
  }
  disk.remove(`${directory}/${old}`);
}

/** Whether a directory holds just these files. */
function holds(disk: FileTree, directory: string, payload: Payload): boolean {
  let files = 0;
  const count = (path: string): void => {
    for (const name of disk.readdir(path)) {
      if (disk.stat(`${path}/${name}`)?.type === 'directory') count(`${path}/${name}`);
      else files++;
    }
  };
  count(directory);
  if (files !== payload.size) return false;
  for (const [path, { text }] of payload) {
    const target = `${directory}/${path}`;
    if (disk.stat(target)?.type !== 'file' || disk.readFile(target) !== text) return false;
  }
  return true;
}
