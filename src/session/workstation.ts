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
  /** By name; they are installed in /usr/bin. */
  readonly applets: Readonly<Record<string, Program>>;
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
  for (const path of ['/bin', '/usr/bin', '/usr/local/bin', '/etc', '/tmp', '/root', '/home', user.home])
    disk.mkdir(path);
  for (const [name, program] of Object.entries(programs.applets)) disk.writeProgram(`/usr/bin/${name}`, program);
  for (const path of ['/bin/bash', '/bin/sh', '/usr/bin/bash', '/usr/bin/sh']) disk.writeProgram(path, programs.bash);
  disk.writeProgram('/usr/local/bin/kubectl', programs.kubectl);
  disk.writeFile(
    '/etc/passwd',
    `root:x:0:0:root:/root:/bin/bash\n${user.name}:x:${user.uid}:${user.gid}::${user.home}:/bin/bash\n`,
  );
  disk.writeFile('/etc/group', `root:x:0:\n${user.name}:x:${user.gid}:\n`);
  disk.writeFile(
    '/etc/hosts',
    ['127.0.0.1 localhost', '::1 localhost', ...hosts.map(({ address, name }) => `${address} ${name}`), ''].join('\n'),
  );
  for (const [name, text] of Object.entries(files)) disk.writeFile(`${user.home}/${name}`, text);
}

/** Starts a program as the user, in the home directory. */
export function runAsUser(
  workstation: Machine,
  argv: readonly string[],
  stdio: Stdio,
  options: { readonly program?: Program; readonly columns?: number } = {},
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
