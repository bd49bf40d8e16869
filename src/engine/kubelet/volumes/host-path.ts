import type { FileTree } from '../../runtime/machine.ts';
import { MountError } from './volume-context.ts';

interface TypeRule {
  /** What FileStat says of it. */
  readonly is: string;
  readonly words: string;
  readonly create?: 'directory' | 'file';
}

/** pkg/volume/hostpath/host_path.go, checkTypeInternal. An unset type checks nothing: the runtime makes the directory. */
const types: Readonly<Record<string, TypeRule>> = {
  DirectoryOrCreate: { is: 'directory', words: 'directory', create: 'directory' },
  Directory: { is: 'directory', words: 'directory' },
  FileOrCreate: { is: 'file', words: 'file', create: 'file' },
  File: { is: 'file', words: 'file' },
  Socket: { is: 'socket', words: 'socket file' },
  CharDevice: { is: 'device', words: 'character device' },
  BlockDevice: { is: 'block device', words: 'block device' },
};

/**
 * Checks that a path of the node is what the volume says, and makes it if it says so.
 * @throws MountError
 */
export function checkHostPath(disk: FileTree, path: string, type: string): void {
  const rule = types[type];
  const found = disk.stat(path);
  if (rule === undefined) {
    if (type !== '') throw new MountError(`${type} is an invalid volume type`);
    if (found === undefined) disk.mkdir(path);
    return;
  }
  if (found === undefined && rule.create === 'directory') disk.mkdir(path);
  else if (found === undefined && rule.create === 'file') disk.writeFile(path, '', 0o644);
  else if (found?.type !== rule.is) {
    throw new MountError(`hostPath type check failed: ${path} is not a ${rule.words}`);
  }
}
