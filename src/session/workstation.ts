import { installLinux } from '../engine/node-machine.ts';
import type { FileTree, Machine, Process, Stdio } from '../engine/runtime/machine.ts';
import type { Program } from '../engine/sim/process.ts';

/** Who sits at the workstation. */
export const user = { name: 'user1', uid: 1000, gid: 1000, home: '/home/user1' } as const;

const environment: Readonly<Record<string, string>> = {
  HOME: user.home,
  USER: user.name,
  LOGNAME: user.name,
  SHELL: '/bin/bash',
  PATH: '/usr/local/bin:/usr/bin:/bin',
  LANG: 'en_US.UTF-8',
  TERM: 'xterm-256color',
};

export interface WorkstationPrograms {
  /** With completers for a person at the terminal. */
  readonly bash: Program;
  readonly kubectl: Program;
}

/** Installs the programs and the home directory on the disk of a machine that has neither. */
export function furnishWorkstation(
  disk: FileTree,
  programs: WorkstationPrograms,
  hosts: readonly { readonly address: string; readonly name: string }[],
  files: Readonly<Record<string, string>>,
): void {
  installLinux(disk, 'workstation', hosts, [user]);
  // Where kubectl edit and diff put what they show.
  disk.chown('/tmp', user.uid, user.gid);
  for (const path of ['/bin/bash', '/bin/sh', '/usr/bin/bash', '/usr/bin/sh']) disk.writeProgram(path, programs.bash);
  disk.writeProgram('/usr/local/bin/kubectl', programs.kubectl);
  for (const directory of ['.kube', '.ssh']) {
    disk.mkdir(`${user.home}/${directory}`, 0o700);
    disk.chown(`${user.home}/${directory}`, user.uid, user.gid);
  }
  for (const [name, text] of Object.entries(files)) writeHomeFile(disk, `${user.home}/${name}`, text);
  // The nodes know root alone.
  writeHomeFile(disk, `${user.home}/.ssh/config`, 'Host *\n  User root\n');
}

/** Writes a file of the user's. */
export function writeHomeFile(disk: FileTree, path: string, text: string): void {
  disk.writeFile(path, text);
  disk.chown(path, user.uid, user.gid);
}

/** Starts a program as the user, in the home directory. */
export function runAsUser(
  workstation: Machine,
  argv: readonly string[],
  stdio: Stdio,
  options: { readonly program?: Program } = {},
): Process {
  return workstation.spawn({
    argv,
    env: environment,
    cwd: user.home,
    namespaces: workstation.namespaces,
    uid: user.uid,
    gid: user.gid,
    stdio,
    ...(options.program === undefined ? {} : { program: options.program }),
  });
}
