import { SysError, type FileStat } from '../../sim/process.ts';
import type { Task } from '../../sim/task.ts';
import type { KernelProcess } from './kernel-process.ts';
import { OpenFile, specialStat } from './open-file.ts';
import type { SpecialFileSystem, SpecialNode } from './special-files.ts';

/** The most that one read of an endless device gives. */
const maxRead = 1_048_576;

/** A character device without a state of its own. */
class MemoryDevice extends OpenFile {
  constructor(
    readonly name: string,
    private readonly source: (process: KernelProcess, max: number) => string,
    private readonly full: boolean,
  ) {
    super();
  }

  *read(process: KernelProcess, max: number): Task<string> {
    return this.source(process, Math.min(max, maxRead));
  }

  *write(): Task<void> {
    if (this.full) throw new SysError('ENOSPC');
  }

  stat(): FileStat {
    return specialStat('device', 0o666);
  }

  protected release(): void {}
}

const zeros = (_process: KernelProcess, max: number): string => '\0'.repeat(max);

/** Bytes as the characters U+0000..U+00FF, as far as text can stand for them. */
function randomText(process: KernelProcess, max: number): string {
  let text = '';
  for (let i = 0; i < max; i++) text += String.fromCharCode(process.machine.random.integer(0, 255));
  return text;
}

interface Device {
  readonly source: (process: KernelProcess, max: number) => string;
  readonly full?: boolean;
}

const devices: Readonly<Record<string, Device>> = {
  null: { source: () => '' },
  zero: { source: zeros },
  full: { source: zeros, full: true },
  random: { source: randomText },
  urandom: { source: randomText },
};

const links: Readonly<Record<string, string>> = {
  fd: '/proc/self/fd',
  stdin: '/proc/self/fd/0',
  stdout: '/proc/self/fd/1',
  stderr: '/proc/self/fd/2',
};

const names = [...Object.keys(devices), ...Object.keys(links), 'pts', 'tty'].sort();

function device(name: string): SpecialNode | undefined {
  if (Object.hasOwn(devices, name)) {
    const { source, full } = devices[name]!;
    return { kind: 'device', mode: 0o666, open: () => new MemoryDevice(`/dev/${name}`, source, full ?? false) };
  }
  if (Object.hasOwn(links, name)) return { kind: 'special-symlink', target: links[name]! };
  return undefined;
}

function terminals(name: string, viewer: KernelProcess): SpecialNode | undefined {
  const terminal = viewer.machine.terminals.get(Number(name));
  return terminal === undefined ? undefined : { kind: 'device', mode: 0o620, open: () => terminal.file };
}

/** What a container runtime puts into /dev (OCI runtime-spec, config-linux.md, "Default Devices"). */
export const deviceFileSystem: SpecialFileSystem = {
  type: 'tmpfs',
  lookup(parts, viewer) {
    const [name, below, more] = parts;
    if (name === undefined) return { kind: 'special-directory', names: () => names };
    if (more !== undefined) return undefined;
    if (name === 'pts') {
      if (below !== undefined) return viewer === undefined ? undefined : terminals(below, viewer);
      return { kind: 'special-directory', names: () => [...(viewer?.machine.terminals.keys() ?? [])].map(String) };
    }
    if (below !== undefined) return undefined;
    if (name !== 'tty') return device(name);
    const open = (): OpenFile => {
      const terminal = viewer?.group.session.terminal;
      if (terminal === undefined) throw new SysError('ENXIO', '/dev/tty');
      return terminal.file;
    };
    return { kind: 'device', mode: 0o666, open };
  },
};
