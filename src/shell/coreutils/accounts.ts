import { SysError, type ProcessContext } from '../../engine/sim/process.ts';
import { attempt } from './applet.ts';

export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
  readonly shell: string;
}

/** /etc/passwd of the process's own filesystem. */
export function accounts(p: ProcessContext): readonly Account[] {
  return lines(p, '/etc/passwd').map(([name = '', , uid, gid, , home = '', shell = '']) => ({
    name,
    uid: Number(uid),
    gid: Number(gid),
    home,
    shell,
  }));
}

export function groups(
  p: ProcessContext,
): readonly { readonly name: string; readonly gid: number; readonly members: readonly string[] }[] {
  return lines(p, '/etc/group').map(([name = '', , gid, members = '']) => ({
    name,
    gid: Number(gid),
    members: members.split(',').filter((member) => member !== ''),
  }));
}

function lines(p: ProcessContext, path: string): string[][] {
  const text = attempt(() => p.readFile(path));
  if (text instanceof SysError) return [];
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split(':'));
}

/** The user's name, or the number where there is none. */
export function userName(p: ProcessContext, uid: number): string {
  return accounts(p).find((account) => account.uid === uid)?.name ?? String(uid);
}

export function groupName(p: ProcessContext, gid: number): string {
  return groups(p).find((group) => group.gid === gid)?.name ?? String(gid);
}
