import type { KernelProcess } from './kernel-process.ts';
import type { SpecialFileSystem, SpecialNode } from './special-files.ts';

/** cgroup v2 files of the reader's own cgroup, which is the root that a container sees. */
const cgroupFiles: Readonly<Record<string, (process: KernelProcess) => string>> = {
  'cgroup.procs': (process) =>
    [...process.namespaces.pid.members.values()]
      .filter((other) => other.namespaces.cgroup === process.namespaces.cgroup)
      .map((other) => `${other.pidIn(process.namespaces.pid)}\n`)
      .join(''),
  'cpu.max': ({ namespaces: { cgroup } }) => {
    const { cpu } = cgroup.limits;
    return `${cpu === undefined ? 'max' : Math.round(cpu * 100)} 100000\n`;
  },
  'cpu.stat': ({ namespaces: { cgroup } }) => `usage_usec ${Math.round(cgroup.cpuUsed * 1000)}\n`,
  'memory.current': ({ namespaces: { cgroup } }) => `${cgroup.memoryUsed}\n`,
  'memory.events': ({ namespaces: { cgroup } }) => `oom_kill ${cgroup.oomKills}\n`,
  'memory.max': ({ namespaces: { cgroup } }) => `${cgroup.limits.memory ?? 'max'}\n`,
};

const interfaceFiles: Readonly<Record<string, (link: { readonly mac: string; readonly mtu: number }) => string>> = {
  address: (link) => `${link.mac}\n`,
  mtu: (link) => `${link.mtu}\n`,
};

const directory = (names: readonly string[]): SpecialNode => ({ kind: 'special-directory', names: () => names });

function cgroup(viewer: KernelProcess, name: string | undefined): SpecialNode | undefined {
  if (name === undefined) return directory(Object.keys(cgroupFiles));
  const read = Object.hasOwn(cgroupFiles, name) ? cgroupFiles[name] : undefined;
  return read === undefined ? undefined : { kind: 'special-file', read: () => read(viewer) };
}

function network(viewer: KernelProcess, parts: readonly string[]): SpecialNode | undefined {
  const [name, file] = parts;
  const { interfaces } = viewer.namespaces.net;
  if (name === undefined) return directory(interfaces.map((link) => link.name));
  const link = interfaces.find((other) => other.name === name);
  if (link === undefined || parts.length > 2) return undefined;
  if (file === undefined) return directory(Object.keys(interfaceFiles));
  const read = Object.hasOwn(interfaceFiles, file) ? interfaceFiles[file] : undefined;
  return read === undefined ? undefined : { kind: 'special-file', read: () => read(link) };
}

/** sysfs(5), of it: the network interfaces and the cgroup that a container sees. */
export const sysFileSystem: SpecialFileSystem = {
  type: 'sysfs',
  lookup(parts, viewer) {
    const [first, second, ...below] = parts;
    if (first === undefined) return directory(['class', 'fs']);
    if (first === 'class') {
      if (second === undefined) return directory(['net']);
      return second === 'net' && viewer !== undefined ? network(viewer, below) : undefined;
    }
    if (first !== 'fs') return undefined;
    if (second === undefined) return directory(['cgroup']);
    if (second !== 'cgroup' || viewer === undefined || below.length > 1) return undefined;
    return cgroup(viewer, below[0]);
  },
};
