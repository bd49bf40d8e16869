import { SysError, type FileStat } from '../../engine/sim/process.ts';
import type { Task } from '../../engine/sim/task.ts';
import { groupName, userName } from './accounts.ts';
import { AppletError, attempt, complain, out, type Applet } from './applet.ts';
import { modeText } from './modes.ts';
import { missingOperand, parseOptions } from './options.ts';
import { join } from './paths.ts';
import { humanSize } from './sizes.ts';
import { formatTime } from './time-format.ts';

const kinds: Readonly<Record<FileStat['type'], string>> = {
  file: 'regular file',
  directory: 'directory',
  symlink: 'symbolic link',
  device: 'character special file',
  fifo: 'fifo',
  socket: 'socket',
};

function kindText(stat: FileStat): string {
  return stat.type === 'file' && stat.size === 0 ? 'regular empty file' : kinds[stat.type];
}

/** 512-byte blocks on a disk with blocks of 4 KiB. */
function blocks(stat: FileStat): number {
  return stat.type === 'directory' ? 8 : stat.type === 'file' ? Math.ceil(stat.size / 4096) * 8 : 0;
}

export const stat: Applet = function* (call) {
  const spec = {
    flags: 'L',
    values: 'c',
    long: { dereference: 'L', format: 'c' },
    refused: 'ft',
    usage: '[-ltf] [-c FMT] FILE...',
  };
  const options = parseOptions(call, spec);
  if (options.operands.length === 0) throw missingOperand(call, spec);
  const { p } = call;
  const format = options.value('c');
  let status = 0;
  for (const path of options.operands) {
    const info = attempt(() => (options.has('L') ? p.stat(path) : p.lstat(path)));
    if (info instanceof SysError) {
      yield* complain(
        call,
        call.flavour === 'gnu' ? `cannot statx '${path}': ${info.message}` : `can't stat '${path}': ${info.message}`,
      );
      status = 1;
      continue;
    }
    if (format !== undefined) {
      yield* out(call, `${formatStat(format, path, info, userName(p, info.uid), groupName(p, info.gid))}\n`);
      continue;
    }
    const name = info.type === 'symlink' ? `${path} -> ${info.target ?? ''}` : path;
    const owner = (id: number, text: string): string => `(${String(id).padStart(5)}/${text.padStart(8)})`;
    // Device and inode numbers and the times of access and change are not kept, so they are left out.
    yield* out(
      call,
      `  File: ${name}\n` +
        `  Size: ${String(info.size).padEnd(10)}\tBlocks: ${String(blocks(info)).padEnd(10)} IO Block: 4096   ${kindText(info)}\n` +
        `Access: (${(info.mode & 0o7777).toString(8).padStart(4, '0')}/${modeText(info)})  Uid: ${owner(info.uid, userName(p, info.uid))}   Gid: ${owner(info.gid, groupName(p, info.gid))}\n` +
        `Modify: ${formatTime(info.mtime, '%F %T.%N %z')}\n`,
    );
  }
  return status;
};

function formatStat(format: string, path: string, info: FileStat, user: string, group: string): string {
  const values: Readonly<Record<string, string>> = {
    a: (info.mode & 0o7777).toString(8),
    A: modeText(info),
    b: String(blocks(info)),
    B: '512',
    F: kindText(info),
    g: String(info.gid),
    G: group,
    n: path,
    N: info.type === 'symlink' ? `'${path}' -> '${info.target ?? ''}'` : `'${path}'`,
    s: String(info.size),
    u: String(info.uid),
    U: user,
    y: formatTime(info.mtime, '%F %T.%N %z'),
    Y: String(Math.floor(info.mtime / 1000)),
    '%': '%',
  };
  return format.replace(/%([a-zA-Z%])/g, (whole, letter: string) => {
    const value = values[letter];
    if (value === undefined) throw new AppletError(`${whole}: this directive is not simulated`);
    return value;
  });
}

export const du: Applet = function* (call) {
  const options = parseOptions(call, {
    flags: 'shackm',
    values: 'd',
    long: { summarize: 's', 'human-readable': 'h', all: 'a', total: 'c', 'max-depth': 'd' },
    refused: 'xLlHbS',
    usage: '[-aHLdclsxhmk] [FILE]...',
  });
  const limit = options.has('s')
    ? 0
    : options.value('d') === undefined
      ? Number.POSITIVE_INFINITY
      : Number(options.value('d'));
  const show = (kilobytes: number): string =>
    options.has('h')
      ? humanSize(kilobytes * 1024)
      : options.has('m')
        ? String(Math.ceil(kilobytes / 1024))
        : String(kilobytes);
  let ok = true;
  let total = 0;
  const measure = function* (path: string, depth: number): Task<number> {
    const info = attempt(() => call.p.lstat(path));
    if (info instanceof SysError) {
      yield* complain(
        call,
        call.flavour === 'gnu' ? `cannot access '${path}': ${info.message}` : `${path}: ${info.message}`,
      );
      ok = false;
      return 0;
    }
    let kilobytes = blocks(info) / 2;
    if (info.type === 'directory') {
      const names = attempt(() => call.p.readdir(path));
      if (names instanceof SysError) {
        yield* complain(call, `cannot read directory '${path}': ${names.message}`);
        ok = false;
      } else for (const name of names) kilobytes += yield* measure(join(path, name), depth + 1);
    }
    if (depth <= limit && (info.type === 'directory' || options.has('a') || depth === 0))
      yield* out(call, `${show(kilobytes)}\t${path}\n`);
    return kilobytes;
  };
  for (const path of options.operands.length === 0 ? ['.'] : options.operands) total += yield* measure(path, 0);
  if (options.has('c')) yield* out(call, `${show(total)}\ttotal\n`);
  return ok ? 0 : 1;
};

export const df: Applet = function* () {
  throw new AppletError('the sizes of file systems are not simulated');
};

export const mount: Applet = function* (call) {
  const options = parseOptions(call, {
    flags: 'l',
    values: 't',
    refused: 'oarvwfn',
    usage: '[OPTIONS] [-o OPTS] DEVICE NODE',
  });
  if (options.operands.length > 0) throw new AppletError('mounting is not simulated');
  const text = attempt(() => call.p.readFile('/proc/mounts'));
  if (text instanceof SysError) throw new AppletError(`failed to read mtab: ${text.message}`);
  const wanted = options.value('t');
  for (const line of text.split('\n')) {
    const [source, path, type, flags] = line.split(' ');
    if (path === undefined || (wanted !== undefined && wanted !== type)) continue;
    yield* out(call, `${source} on ${path} type ${type} (${flags})\n`);
  }
  return 0;
};
