import type { ProcessInfo } from '../../sim/process.ts';
import type { KernelProcess } from './kernel-process.ts';
import type { SpecialFileSystem, SpecialNode } from './special-files.ts';

type Text = (process: KernelProcess, viewer: KernelProcess) => string;

const stateLetters: Readonly<Record<ProcessInfo['state'], string>> = {
  running: 'R (running)',
  sleeping: 'S (sleeping)',
  zombie: 'Z (zombie)',
  stopped: 'T (stopped)',
};

function kilobytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024)} kB`;
}

function status(process: KernelProcess, viewer: KernelProcess): string {
  const info = process.info(viewer.namespaces.pid);
  const ids = (id: number): string => [id, id, id, id].join('\t');
  const nested = process.namespaces.pid !== viewer.namespaces.pid ? `\t${process.namespacePid}` : '';
  return [
    `Name:\t${process.name.slice(0, 15)}`,
    `State:\t${stateLetters[info.state]}`,
    `Tgid:\t${info.pid}`,
    `Pid:\t${info.pid}`,
    `PPid:\t${info.ppid}`,
    `Uid:\t${ids(process.uid)}`,
    `Gid:\t${ids(process.gid)}`,
    `NSpid:\t${info.pid}${nested}`,
    `VmRSS:\t${kilobytes(info.memory).padStart(11)}`,
    'Threads:\t1',
    '',
  ].join('\n');
}

const nulEnded = (texts: readonly string[]): string => texts.map((text) => `${text}\0`).join('');

/** Files of /proc/PID; the arguments of a zombie are gone. */
const processFiles: Readonly<Record<string, Text>> = {
  cmdline: (process) => (process.dead ? '' : nulEnded(process.argv)),
  comm: (process) => `${process.name.slice(0, 15)}\n`,
  environ: (process) =>
    process.dead ? '' : nulEnded(Object.entries(process.env).map(([name, value]) => `${name}=${value}`)),
  status,
  mounts: (process) =>
    process.namespaces.mnt.mounts
      .map((mount) => `${mount.source} ${mount.path} ${mount.type} ${mount.readOnly ? 'ro' : 'rw'},relatime 0 0\n`)
      .join(''),
  cgroup: (process) => `0::/${process.namespaces.cgroup.name.replace(/^\/+/, '')}\n`,
};

const networkFiles: Readonly<Record<string, (process: KernelProcess) => string>> = {
  tcp: (process) => process.namespaces.net.procTable(4),
  tcp6: (process) => process.namespaces.net.procTable(6),
  udp: (process) => process.namespaces.net.procUdpTable(4),
  udp6: (process) => process.namespaces.net.procUdpTable(6),
};

const namespaceLinks: Readonly<Record<string, (process: KernelProcess) => string>> = {
  cgroup: (process) => process.namespaces.cgroup.name,
  ipc: (process) => process.namespaces.ipc.id,
  mnt: (process) => process.namespaces.mnt.id,
  net: (process) => process.namespaces.net.id,
  pid: (process) => process.namespaces.pid.id,
  uts: (process) => process.namespaces.uts.id,
};

/** A namespace's inode number: the kernel starts at 0xF0000000; here it follows from the id. */
function inode(kind: string, id: string): number {
  let hash = 0;
  const text = `${kind}/${id}`;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) & 0xffffff;
  return 0xf0000000 + hash;
}

/** Files of /proc itself. */
const machineFiles: Readonly<Record<string, (viewer: KernelProcess) => string>> = {
  uptime: ({ machine }) =>
    `${(machine.uptime / 1000).toFixed(2)} ${((machine.uptime / 1000) * machine.cores).toFixed(2)}\n`,
  meminfo: ({ machine }) => {
    const free = machine.memory.capacity - machine.memoryUsed;
    return ['MemTotal', 'MemFree', 'MemAvailable']
      .map((name, index) => {
        const amount = String(Math.floor((index === 0 ? machine.memory.capacity : free) / 1024));
        return `${`${name}:`.padEnd(16)}${amount.padStart(8)} kB\n`;
      })
      .join('');
  },
};

const rootLinks: Readonly<Record<string, string>> = { mounts: 'self/mounts', net: 'self/net' };

const directory = (names: () => readonly string[]): SpecialNode => ({ kind: 'special-directory', names });
const file = (read: () => string, mode?: number): SpecialNode => ({
  kind: 'special-file',
  read,
  ...(mode === undefined ? {} : { mode }),
});

function descriptors(process: KernelProcess, number: string | undefined): SpecialNode | undefined {
  if (number === undefined) return directory(() => [...process.files.keys()].map(String));
  const open = process.files.get(Number(number));
  return open === undefined ? undefined : { kind: 'magic', target: open.name, open: () => open };
}

function ofProcess(process: KernelProcess, viewer: KernelProcess, parts: readonly string[]): SpecialNode | undefined {
  const [name, below, more] = parts;
  if (name === undefined)
    return directory(() => [...Object.keys(processFiles), 'cwd', 'fd', 'net', 'ns', 'root'].sort());
  if (more !== undefined) return undefined;
  if (name === 'fd') return descriptors(process, below);
  if (name === 'ns') {
    if (below === undefined) return directory(() => Object.keys(namespaceLinks));
    const id = Object.hasOwn(namespaceLinks, below) ? namespaceLinks[below]!(process) : undefined;
    return id === undefined ? undefined : { kind: 'special-symlink', target: `${below}:[${inode(below, id)}]` };
  }
  if (name === 'net') {
    if (below === undefined) return directory(() => Object.keys(networkFiles));
    const read = Object.hasOwn(networkFiles, below) ? networkFiles[below]! : undefined;
    return read === undefined ? undefined : file(() => read(process));
  }
  if (below !== undefined) return undefined;
  if (name === 'cwd') return { kind: 'special-symlink', target: process.cwd };
  if (name === 'root') return { kind: 'special-symlink', target: '/' };
  if (!Object.hasOwn(processFiles, name)) return undefined;
  return file(() => processFiles[name]!(process, viewer), name === 'environ' ? 0o400 : 0o444);
}

function root(viewer: KernelProcess | undefined): SpecialNode {
  return directory(() => {
    const pids = [...(viewer?.namespaces.pid.members.keys() ?? [])].map(String);
    return [...pids, ...Object.keys(machineFiles), ...Object.keys(rootLinks), 'self'];
  });
}

/** proc(5), as much of it as programs here read; the processes are those of the viewer's PID namespace. */
export const procFileSystem: SpecialFileSystem = {
  type: 'proc',
  lookup(parts, viewer) {
    const [name, ...below] = parts;
    if (name === undefined) return root(viewer);
    if (viewer === undefined) return undefined;
    if (name === 'self' && below.length === 0) return { kind: 'special-symlink', target: String(viewer.namespacePid) };
    if (below.length === 0 && Object.hasOwn(rootLinks, name))
      return { kind: 'special-symlink', target: rootLinks[name]! };
    if (below.length === 0 && Object.hasOwn(machineFiles, name)) return file(() => machineFiles[name]!(viewer));
    const process = /^[1-9]\d*$/.test(name) ? viewer.namespaces.pid.members.get(Number(name)) : undefined;
    return process === undefined ? undefined : ofProcess(process, viewer, below);
  },
};
