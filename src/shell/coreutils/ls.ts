import { SysError, type FileStat } from '../../engine/sim/process.ts';
import type { Task } from '../../engine/sim/task.ts';
import { groupName, userName } from './accounts.ts';
import { attempt, complain, out, type Applet, type Invocation } from './applet.ts';
import { layOut } from './columns.ts';
import { modeText } from './modes.ts';
import { parseOptions, type Options, type OptionSpec } from './options.ts';
import { join, lstatOf } from './paths.ts';
import { humanSize } from './sizes.ts';
import { formatTime } from './time-format.ts';

const spec: OptionSpec = {
  flags: 'alh1RAdtrSFnigCLpGoUX',
  long: {
    all: 'a',
    'almost-all': 'A',
    'human-readable': 'h',
    recursive: 'R',
    directory: 'd',
    reverse: 'r',
    classify: 'F',
    'numeric-uid-gid': 'n',
    inode: 'i',
    dereference: 'L',
    color: '~',
    'full-time': '!',
  },
  optional: '~',
  refused: 'cuskqQbBNTwxIDZmHv',
  status: 2,
  usage: '[-1AaCxdLHRFplinshrSXvctu] [-w WIDTH] [FILE]...',
};

interface Entry {
  readonly name: string;
  readonly path: string;
  readonly stat: FileStat;
}

export const ls: Applet = function* (call) {
  const options = parseOptions(call, spec);
  if (options.has('i')) {
    yield* complain(call, 'option -i is not simulated');
    return 2;
  }
  const operands = options.operands.length === 0 ? ['.'] : options.operands;
  const files: Entry[] = [];
  const directories: Entry[] = [];
  let status = 0;
  const follows = !options.has('l') && !options.has('d') && !options.has('F') ? true : options.has('L');
  for (const path of operands) {
    let stat = attempt(() => (follows ? call.p.stat(path) : call.p.lstat(path)));
    // A link that leads nowhere is listed itself.
    if (stat instanceof SysError && follows) stat = attempt(() => call.p.lstat(path));
    if (stat instanceof SysError) {
      yield* complain(
        call,
        call.flavour === 'gnu' ? `cannot access '${path}': ${stat.message}` : `${path}: ${stat.message}`,
      );
      status = call.flavour === 'gnu' ? 2 : 1;
      continue;
    }
    const entry = { name: path, path, stat };
    if (stat.type === 'directory' && !options.has('d')) directories.push(entry);
    else files.push(entry);
  }
  yield* printEntries(call, options, arrange(files, options));
  let first = files.length === 0;
  const headed = operands.length > 1 || options.has('R');
  const queue = arrange(directories, options);
  while (queue.length > 0) {
    const directory = queue.shift()!;
    const names = attempt(() => call.p.readdir(directory.path));
    if (headed) yield* out(call, `${first ? '' : '\n'}${directory.path}:\n`);
    first = false;
    if (names instanceof SysError) {
      yield* complain(
        call,
        call.flavour === 'gnu'
          ? `cannot open directory '${directory.path}': ${names.message}`
          : `can't open '${directory.path}': ${names.message}`,
      );
      status = call.flavour === 'gnu' ? 2 : 1;
      continue;
    }
    const entries = listed(call, directory, names, options);
    if (options.has('l')) yield* out(call, `total ${totalBlocks(entries)}\n`);
    yield* printEntries(call, options, entries);
    if (options.has('R')) {
      const below = entries.filter(
        (entry) => entry.stat.type === 'directory' && entry.name !== '.' && entry.name !== '..',
      );
      queue.unshift(...below);
    }
  }
  return status;
};

function listed(call: Invocation, directory: Entry, names: readonly string[], options: Options): Entry[] {
  const entries: Entry[] = [];
  const all = options.has('a');
  const wanted = names.filter((name) => all || options.has('A') || !name.startsWith('.'));
  for (const name of all ? ['.', '..', ...wanted] : wanted) {
    const path = join(directory.path, name);
    const stat = attempt(() => (options.has('L') ? call.p.stat(path) : call.p.lstat(path)));
    if (!(stat instanceof SysError)) entries.push({ name, path, stat });
  }
  return arrange(entries, options);
}

function arrange(entries: readonly Entry[], options: Options): Entry[] {
  if (options.has('U')) return [...entries];
  const compareNames = (a: Entry, b: Entry): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
  const compare = (a: Entry, b: Entry): number => {
    if (options.has('t')) return b.stat.mtime - a.stat.mtime || compareNames(a, b);
    if (options.has('S')) return b.stat.size - a.stat.size || compareNames(a, b);
    return compareNames(a, b);
  };
  const sorted = [...entries].sort(compare);
  return options.has('r') ? sorted.reverse() : sorted;
}

/** Blocks of 1 KiB as a disk with 4 KiB blocks would use. */
function blocks(stat: FileStat): number {
  if (stat.type === 'directory') return 4;
  return stat.type === 'file' ? Math.ceil(stat.size / 4096) * 4 : 0;
}

function totalBlocks(entries: readonly Entry[]): number {
  return entries.reduce((sum, entry) => sum + blocks(entry.stat), 0);
}

function suffix(entry: Entry, options: Options): string {
  if (options.has('F') || options.has('p')) {
    if (entry.stat.type === 'directory') return '/';
    if (!options.has('F')) return '';
    if (entry.stat.type === 'symlink') return '@';
    if (entry.stat.type === 'fifo') return '|';
    if (entry.stat.type === 'socket') return '=';
    if ((entry.stat.mode & 0o111) !== 0 && entry.stat.type === 'file') return '*';
  }
  return '';
}

/** The colours of GNU's defaults without LS_COLORS: directories, links, executables and special files. */
function coloured(entry: Entry, text: string, colour: boolean): string {
  if (!colour) return text;
  const { stat } = entry;
  const code =
    stat.type === 'directory'
      ? '01;34'
      : stat.type === 'symlink'
        ? '01;36'
        : stat.type === 'device'
          ? '40;33;01'
          : stat.type === 'fifo'
            ? '40;33'
            : stat.type === 'socket'
              ? '01;35'
              : (stat.mode & 0o111) !== 0
                ? '01;32'
                : undefined;
  return code === undefined ? text : `\x1b[${code}m${text}\x1b[0m`;
}

function* printEntries(call: Invocation, options: Options, entries: readonly Entry[]): Task<void> {
  if (entries.length === 0) return;
  const terminal = call.p.terminal(1);
  const when = options.has('~') ? (options.value('~') ?? 'always') : 'never';
  const colour = when === 'always' || when === 'yes' || when === 'force' || (when === 'auto' && terminal !== undefined);
  if (['l', 'n', 'g', 'o'].some((letter) => options.has(letter)) || options.has('!')) {
    yield* out(call, longLines(call, options, entries, colour));
    return;
  }
  const names = entries.map((entry) => entry.name + suffix(entry, options));
  if (terminal !== undefined && !options.has('1')) {
    let text = layOut(names, terminal.columns);
    if (colour) text = colourLines(text, entries, names);
    yield* out(call, text);
  } else yield* out(call, entries.map((entry, index) => `${coloured(entry, names[index]!, colour)}\n`).join(''));
}

function colourLines(text: string, entries: readonly Entry[], names: readonly string[]): string {
  const byName = new Map(names.map((name, index) => [name, entries[index]!]));
  return text
    .split('\n')
    .map((line) =>
      line
        .split(/( {2,})/)
        .map((cell) => (byName.has(cell) ? coloured(byName.get(cell)!, cell, true) : cell))
        .join(''),
    )
    .join('\n');
}

function longLines(call: Invocation, options: Options, entries: readonly Entry[], colour: boolean): string {
  const numeric = options.has('n');
  const rows = entries.map((entry) => {
    const { stat } = entry;
    return {
      entry,
      links: String(linkCount(call, entry)),
      user: options.has('g') ? '' : numeric ? String(stat.uid) : userName(call.p, stat.uid),
      group: options.has('o') || options.has('G') ? '' : numeric ? String(stat.gid) : groupName(call.p, stat.gid),
      size: options.has('h') ? humanSize(stat.size) : String(stat.size),
    };
  });
  const width = (key: 'links' | 'user' | 'group' | 'size'): number => Math.max(...rows.map((row) => row[key].length));
  const busybox = call.flavour === 'busybox';
  const linksWidth = busybox ? 4 : width('links');
  const userWidth = busybox ? 8 : width('user');
  const groupWidth = busybox ? 8 : width('group');
  const sizeWidth = busybox ? 9 : width('size');
  return rows
    .map(({ entry, links, user, group, size }) => {
      const target = entry.stat.type === 'symlink' ? ` -> ${entry.stat.target ?? ''}` : '';
      const owners = [
        ...(options.has('g') ? [] : [user.padEnd(userWidth)]),
        ...(options.has('o') || options.has('G') ? [] : [group.padEnd(groupWidth)]),
      ];
      const time = options.has('!') ? formatTime(entry.stat.mtime, '%F %T.%N %z') : listTime(call, entry.stat.mtime);
      const name = coloured(entry, entry.name, colour) + (target === '' ? suffix(entry, options) : target);
      return `${modeText(entry.stat)} ${links.padStart(linksWidth)} ${owners.join(' ')} ${size.padStart(sizeWidth)} ${time} ${name}\n`;
    })
    .join('');
}

/** A directory's links: its own name, its `.`, and the `..` of each directory in it. */
function linkCount(call: Invocation, entry: Entry): number {
  if (entry.stat.type !== 'directory') return 1;
  const names = attempt(() => call.p.readdir(entry.path));
  if (names instanceof SysError) return 2;
  return 2 + names.filter((name) => lstatOf(call.p, join(entry.path, name))?.type === 'directory').length;
}

/** `Nov  2 21:50`, or the year for what is older than half a year or in the future. */
function listTime(call: Invocation, mtime: number): string {
  const age = call.p.now() - mtime;
  return formatTime(mtime, age > 15_778_476_000 || age < 0 ? '%b %e  %Y' : '%b %e %H:%M');
}
