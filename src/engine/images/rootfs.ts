import type { FileTree } from '../runtime/machine.ts';
import { layer, type Layer } from './image.ts';
import { apk, aptGet } from './packages.ts';
import { installBusybox, installGnu } from './shells.ts';

/** The distributions that images stand on: their bottom layer and the files by which one recognises them. */
export interface Distribution {
  readonly layer: Layer;
  readonly files: (tree: FileTree) => void;
}

const directories = ['/bin', '/dev', '/etc', '/home', '/lib', '/mnt', '/opt', '/proc', '/run', '/sbin', '/srv', '/sys'];
const moreDirectories = [
  '/usr/bin',
  '/usr/lib',
  '/usr/local/bin',
  '/usr/sbin',
  '/usr/share',
  '/var/cache',
  '/var/lib',
  '/var/log',
];

interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid?: number;
  readonly home: string;
  readonly shell: string;
}

/** Adds lines to /etc/passwd and /etc/group. */
export function addAccounts(tree: FileTree, accounts: readonly Account[]): void {
  const passwd = tree.exists('/etc/passwd') ? tree.readFile('/etc/passwd') : '';
  const group = tree.exists('/etc/group') ? tree.readFile('/etc/group') : '';
  const lines = accounts.map((a) => `${a.name}:x:${a.uid}:${a.gid ?? a.uid}:${a.name}:${a.home}:${a.shell}\n`);
  const groups = accounts.map((a) => `${a.name}:x:${a.gid ?? a.uid}:\n`);
  tree.writeFile('/etc/passwd', passwd + lines.join(''), 0o644);
  tree.writeFile('/etc/group', group + groups.join(''), 0o644);
}

function skeleton(tree: FileTree, shell: string): void {
  for (const path of [...directories, ...moreDirectories]) tree.mkdir(path, 0o755);
  tree.mkdir('/root', 0o700);
  tree.mkdir('/tmp', 0o1777);
  tree.mkdir('/var/tmp', 0o1777);
  addAccounts(tree, [
    { name: 'root', uid: 0, home: '/root', shell },
    { name: 'daemon', uid: 1, home: '/usr/sbin', shell: '/usr/sbin/nologin' },
    { name: 'bin', uid: 2, home: '/bin', shell: '/usr/sbin/nologin' },
    { name: 'nobody', uid: 65534, home: '/nonexistent', shell: '/usr/sbin/nologin' },
  ]);
}

export function debian(version: { readonly number: string; readonly codename: string }, bottom: Layer): Distribution {
  const major = version.number.split('.')[0] ?? version.number;
  return {
    layer: bottom,
    files(tree) {
      skeleton(tree, '/bin/bash');
      addAccounts(tree, [{ name: 'www-data', uid: 33, home: '/var/www', shell: '/usr/sbin/nologin' }]);
      tree.writeFile('/etc/debian_version', `${version.number}\n`);
      tree.writeFile(
        '/etc/os-release',
        `PRETTY_NAME="Debian GNU/Linux ${major} (${version.codename})"\n` +
          `NAME="Debian GNU/Linux"\nVERSION_ID="${major}"\nVERSION="${major} (${version.codename})"\n` +
          `VERSION_CODENAME=${version.codename}\nID=debian\nHOME_URL="https://www.debian.org/"\n` +
          'SUPPORT_URL="https://www.debian.org/support"\nBUG_REPORT_URL="https://bugs.debian.org/"\n',
      );
      tree.writeFile('/etc/shells', '# /etc/shells: valid login shells\n/bin/sh\n/bin/bash\n');
      tree.writeFile('/etc/nsswitch.conf', 'passwd:         files\ngroup:          files\nhosts:          files dns\n');
      installGnu(tree);
      tree.writeProgram('/usr/bin/apt-get', aptGet('deb.debian.org/debian', version.codename));
      tree.writeProgram('/usr/bin/apt', aptGet('deb.debian.org/debian', version.codename));
    },
  };
}

export function ubuntu(
  version: { readonly number: string; readonly name: string; readonly codename: string },
  bottom: Layer,
): Distribution {
  return {
    layer: bottom,
    files(tree) {
      skeleton(tree, '/bin/bash');
      addAccounts(tree, [{ name: 'www-data', uid: 33, home: '/var/www', shell: '/usr/sbin/nologin' }]);
      tree.writeFile(
        '/etc/os-release',
        `PRETTY_NAME="Ubuntu ${version.number} LTS"\nNAME="Ubuntu"\nVERSION_ID="${version.number.slice(0, 5)}"\n` +
          `VERSION="${version.number} LTS (${version.name})"\nVERSION_CODENAME=${version.codename}\nID=ubuntu\nID_LIKE=debian\n`,
      );
      tree.writeFile('/etc/shells', '# /etc/shells: valid login shells\n/bin/sh\n/bin/bash\n');
      installGnu(tree);
      tree.writeProgram('/usr/bin/apt-get', aptGet('archive.ubuntu.com/ubuntu', version.codename));
      tree.writeProgram('/usr/bin/apt', aptGet('archive.ubuntu.com/ubuntu', version.codename));
    },
  };
}

export function alpine(version: string, bottom: Layer): Distribution {
  return {
    layer: bottom,
    files(tree) {
      skeleton(tree, '/bin/ash');
      tree.writeFile('/etc/alpine-release', `${version}\n`);
      tree.writeFile(
        '/etc/os-release',
        `NAME="Alpine Linux"\nID=alpine\nVERSION_ID=${version}\nPRETTY_NAME="Alpine Linux v${version.split('.').slice(0, 2).join('.')}"\n` +
          'HOME_URL="https://alpinelinux.org/"\nBUG_REPORT_URL="https://gitlab.alpinelinux.org/alpine/aports/-/issues"\n',
      );
      tree.writeFile('/etc/shells', '# valid login shells\n/bin/sh\n/bin/ash\n');
      installBusybox(tree);
      tree.writeProgram('/sbin/apk', apk);
    },
  };
}

export function busyboxRoot(tree: FileTree): void {
  skeleton(tree, '/bin/sh');
  installBusybox(tree);
}

export const jessie = debian({ number: '8.11', codename: 'jessie' }, layer('debian:jessie', 54.4));
export const buster = debian({ number: '10.11', codename: 'buster' }, layer('debian:buster', 50.4));
export const bullseye = debian({ number: '11.11', codename: 'bullseye' }, layer('debian:bullseye', 53.7));
export const bookworm = debian({ number: '12.13', codename: 'bookworm' }, layer('debian:bookworm', 48.5));
export const bookwormSlim = debian({ number: '12.13', codename: 'bookworm' }, layer('debian:bookworm-slim', 28.2));
export const trixie = debian({ number: '13.4', codename: 'trixie' }, layer('debian:trixie', 49.3));
export const trixieSlim = debian({ number: '13.4', codename: 'trixie' }, layer('debian:trixie-slim', 29.8));
export const noble = ubuntu(
  { number: '24.04.4', name: 'Noble Numbat', codename: 'noble' },
  layer('ubuntu:noble', 29.7),
);
export const alpine314 = alpine('3.14.2', layer('alpine:3.14', 2.8));
export const alpine323 = alpine('3.23.3', layer('alpine:3.23', 3.8));
