import type { FileStat } from '../../sim/process.ts';
import type { KernelProcess } from './kernel-process.ts';
import { type OpenFile, specialStat } from './open-file.ts';

/** A file that no disk holds: it answers from the kernel's state at the moment it is asked. */
export type SpecialNode =
  | { readonly kind: 'special-directory'; readonly names: () => readonly string[] }
  | { readonly kind: 'special-file'; readonly read: () => string; readonly mode?: number }
  | { readonly kind: 'special-symlink'; readonly target: string }
  /** A link that is followed to an open file rather than by its text: /proc/PID/fd/N. */
  | { readonly kind: 'magic'; readonly target: string; readonly open: () => OpenFile }
  | { readonly kind: 'device'; readonly mode: number; readonly open: () => OpenFile };

/** /proc or /dev as `viewer` sees it. */
export interface SpecialFileSystem {
  readonly type: string;
  readonly lookup: (parts: readonly string[], viewer: KernelProcess | undefined) => SpecialNode | undefined;
}

export function specialNodeStat(node: SpecialNode, follow: boolean): FileStat {
  switch (node.kind) {
    case 'special-directory':
      return specialStat('directory', 0o555);
    case 'special-file':
      return specialStat('file', node.mode ?? 0o444);
    case 'special-symlink':
      return { ...specialStat('symlink', 0o777), target: node.target };
    case 'magic':
      return follow ? node.open().stat() : { ...specialStat('symlink', 0o700), target: node.target };
    case 'device':
      return specialStat('device', node.mode);
  }
}
