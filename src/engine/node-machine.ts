import { applets, bash } from '../shell/index.ts';
import { ssh } from './network/index.ts';
import type { FileTree } from './runtime/machine.ts';

/** What an installed Linux has on its disk: GNU's commands, bash, accounts, the names of the other machines. */
export function installLinux(
  disk: FileTree,
  name: string,
  hosts: readonly { readonly address: string; readonly name: string }[],
  users: readonly { readonly name: string; readonly uid: number; readonly home: string }[] = [],
): void {
  const folders = [
    '/bin',
    '/usr/bin',
    '/usr/local/bin',
    '/etc',
    '/tmp',
    '/var/log',
    '/var/lib/kubelet',
    '/root',
    '/home',
  ];
  for (const path of folders) disk.mkdir(path);
  for (const { home, uid } of users) {
    disk.mkdir(home, 0o700);
    disk.chown(home, uid, uid);
  }
  disk.mkdir('/tmp', 0o777);
  for (const [command, program] of Object.entries(applets)) disk.writeProgram(`/usr/bin/${command}`, program);
  disk.writeProgram('/usr/bin/ssh', ssh);
  for (const path of ['/bin/bash', '/bin/sh', '/usr/bin/bash', '/usr/bin/sh']) disk.writeProgram(path, bash);
  const account = (user: string, uid: number, home: string): string => `${user}:x:${uid}:${uid}::${home}:/bin/bash\n`;
  disk.writeFile(
    '/etc/passwd',
    account('root', 0, '/root') + users.map((user) => account(user.name, user.uid, user.home)).join(''),
  );
  disk.writeFile('/etc/group', `root:x:0:\n${users.map((user) => `${user.name}:x:${user.uid}:\n`).join('')}`);
  disk.writeFile('/etc/hostname', `${name}\n`);
  disk.writeFile(
    '/etc/hosts',
    ['127.0.0.1 localhost', '::1 localhost', ...hosts.map((host) => `${host.address} ${host.name}`), ''].join('\n'),
  );
}
