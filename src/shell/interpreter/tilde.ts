import { SysError } from '../../engine/sim/process.ts';
import type { Shell } from './shell.ts';

/** The directory that `~user` means; undefined leaves the text as it is. */
export function tildeOf(shell: Shell, user: string): string | undefined {
  if (user === '') {
    const home = shell.variables.get('HOME');
    if (home !== undefined || shell.flavour.name === 'ash') return home;
    return passwdEntry(shell, (fields) => fields[2] === String(shell.p.uid))?.[5];
  }
  if (user === '+') return shell.variables.get('PWD');
  if (user === '-') return shell.variables.get('OLDPWD');
  return passwdEntry(shell, (fields) => fields[0] === user)?.[5];
}

function passwdEntry(shell: Shell, matches: (fields: readonly string[]) => boolean): readonly string[] | undefined {
  try {
    return shell.p
      .readFile('/etc/passwd')
      .split('\n')
      .map((line) => line.split(':'))
      .find(matches);
  } catch (error) {
    if (error instanceof SysError) return undefined;
    throw error;
  }
}
