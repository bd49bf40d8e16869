import { SysError, type ProcessContext, type ProcessInfo } from '../../engine/sim/process.ts';
import { userName } from './accounts.ts';
import { attempt, AppletError, out, type Applet } from './applet.ts';
import { parseOptions } from './options.ts';
import { formatTime } from './time-format.ts';

/** The command line as ps shows it: a zombie's is gone. */
export function commandLine(info: ProcessInfo): string {
  return info.state === 'zombie' ? `[${commandName(info)}] <defunct>` : info.argv.join(' ');
}

export function commandName(info: ProcessInfo): string {
  const first = info.argv[0] ?? '';
  return first
    .slice(first.lastIndexOf('/') + 1)
    .replace(/^-/, '')
    .slice(0, 15);
}

const stateLetters: Readonly<Record<ProcessInfo['state'], string>> = {
  running: 'R',
  sleeping: 'S',
  zombie: 'Z',
  stopped: 'T',
};

/** Total memory of the machine in KiB, from /proc/meminfo. */
export function memoryTotal(p: ProcessContext): number | undefined {
  const text = attempt(() => p.readFile('/proc/meminfo'));
  const match = text instanceof SysError ? null : /^MemTotal:\s+(\d+)/m.exec(text);
  return match === null ? undefined : Number(match[1]);
}

function cpuTime(info: ProcessInfo): number {
  return info.cpuTime;
}

function clock(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

function elapsed(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const days = Math.floor(hours / 24);
  return `${days > 0 ? `${days}-` : ''}${hours > 0 ? `${two(hours % 24)}:` : ''}${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

interface Column {
  readonly title: string;
  readonly width: number;
  readonly right?: boolean;
  show(p: ProcessContext, info: ProcessInfo): string;
}

/** Columns of procps' `-o`. */
const columns: Readonly<Record<string, Column>> = {
  pid: { title: 'PID', width: 5, right: true, show: (_, info) => String(info.pid) },
  ppid: { title: 'PPID', width: 5, right: true, show: (_, info) => String(info.ppid) },
  user: { title: 'USER', width: 8, show: (p, info) => userName(p, info.uid) },
  uid: { title: 'UID', width: 5, right: true, show: (_, info) => String(info.uid) },
  tty: { title: 'TT', width: 8, show: (_, info) => terminalName(info) },
  stat: { title: 'STAT', width: 4, show: (_, info) => stateLetters[info.state] },
  s: { title: 'S', width: 1, show: (_, info) => stateLetters[info.state] },
  time: { title: 'TIME', width: 8, right: true, show: (_, info) => clock(cpuTime(info)) },
  etime: { title: 'ELAPSED', width: 11, right: true, show: (p, info) => elapsed(p.now() - info.startedAt) },
  rss: { title: 'RSS', width: 5, right: true, show: (_, info) => String(Math.ceil(info.memory / 1024)) },
  vsz: { title: 'VSZ', width: 6, right: true, show: (_, info) => String(Math.ceil(info.memory / 1024)) },
  comm: {
    title: 'COMMAND',
    width: 15,
    show: (_, info) => commandName(info) + (info.state === 'zombie' ? ' <defunct>' : ''),
  },
  args: { title: 'COMMAND', width: 27, show: (_, info) => commandLine(info) },
  '%mem': { title: '%MEM', width: 4, right: true, show: (p, info) => memoryShare(p, info) },
  '%cpu': { title: '%CPU', width: 4, right: true, show: (p, info) => cpuShare(p, info) },
  lstart: {
    title: 'STARTED',
    width: 24,
    right: true,
    show: (_, info) => formatTime(info.startedAt, '%a %b %e %H:%M:%S %Y'),
  },
  stime: { title: 'STIME', width: 5, show: (p, info) => startTime(p, info) },
};

const aliases: Readonly<Record<string, string>> = {
  cmd: 'args',
  command: 'args',
  pcpu: '%cpu',
  pmem: '%mem',
  euser: 'user',
  tname: 'tty',
  tt: 'tty',
  state: 's',
  start_time: 'stime',
  ucmd: 'comm',
  vsize: 'vsz',
  cputime: 'time',
  ruser: 'user',
};

function terminalName(info: ProcessInfo): string {
  return info.tty?.replace(/^\/dev\//, '') ?? '?';
}

function memoryShare(p: ProcessContext, info: ProcessInfo): string {
  const total = memoryTotal(p);
  return total === undefined ? '0.0' : ((info.memory / 1024 / total) * 100).toFixed(1);
}

function cpuShare(p: ProcessContext, info: ProcessInfo): string {
  const age = Math.max(1, p.now() - info.startedAt);
  return Math.min(999, (cpuTime(info) / age) * 100).toFixed(1);
}

function startTime(p: ProcessContext, info: ProcessInfo): string {
  return formatTime(info.startedAt, p.now() - info.startedAt < 86_400_000 ? '%H:%M' : '%b%d');
}

function table(p: ProcessContext, processes: readonly ProcessInfo[], chosen: readonly Column[]): string {
  const rows = processes.map((info) => chosen.map((column) => column.show(p, info)));
  const widths = chosen.map((column, index) =>
    Math.max(
      column.width,
      column.title.length,
      ...(column.title === 'COMMAND' ? [] : rows.map((row) => row[index]!.length)),
    ),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) =>
        index === cells.length - 1 && chosen[index]!.right !== true
          ? cell
          : chosen[index]!.right === true
            ? cell.padStart(widths[index]!)
            : cell.padEnd(widths[index]!),
      )
      .join(' ');
  const header = chosen.every((column) => column.title === '')
    ? ''
    : `${line(chosen.map((column) => column.title)).trimEnd()}\n`;
  return header + rows.map((row) => `${line(row)}\n`).join('');
}

function customColumns(text: string): Column[] {
  return text
    .split(/[, ]+/)
    .filter((name) => name !== '')
    .map((item) => {
      const [name = '', title] = item.split('=');
      const column = columns[aliases[name] ?? name];
      if (column === undefined)
        throw new AppletError(
          `error: unknown user-defined format specifier "${name}"\n\nUsage:\n ps [options]\n\n Try 'ps --help <simple|list|output|threads|misc|all>'\n  or 'ps --help <s|l|o|t|m|a>'\n for additional help text.\n\nFor more details see ps(1).`,
          1,
          true,
        );
      return title === undefined ? column : { ...column, title };
    });
}

export const ps: Applet = function* (call) {
  const { p } = call;
  const all = [...p.processes()].sort((a, b) => a.pid - b.pid);
  if (call.flavour === 'busybox') {
    const options = parseOptions(
      call,
      { flags: 'aefuxwTl', values: 'o', usage: '[-o COL1,COL2=HEADER] [-T]' },
      call.args.map((word) => (/^[a-z]+$/.test(word) ? `-${word}` : word)),
    );
    const format = options.value('o');
    if (format !== undefined) yield* out(call, table(p, all, customColumns(format)));
    else {
      const rows = all.map(
        (info) =>
          `${String(info.pid).padStart(5)} ${userName(p, info.uid).slice(0, 8).padEnd(8)} ${busyboxClock(cpuTime(info))} ${busyboxCommand(info)}\n`,
      );
      yield* out(call, `PID   USER     TIME  COMMAND\n${rows.join('')}`);
    }
    return 0;
  }
  // BSD options stand without a dash: `ps aux`.
  const bsd = call.args.filter((word) => /^[auxwfeo]+$/.test(word) && !word.startsWith('-'));
  const options = parseOptions(
    call,
    {
      flags: 'AeafFlwxuH',
      values: 'opCut',
      long: { pid: 'p', format: 'o', 'no-headers': 'n', forest: 'H', ppid: 'q' },
    },
    call.args.filter((word) => !bsd.includes(word)),
  );
  const style = bsd.join('');
  const ids = options
    .all('p')
    .flatMap((text) => text.split(/[, ]/))
    .map(Number);
  const names = options.all('C').flatMap((text) => text.split(','));
  const mine = all.find((info) => info.pid === p.pid);
  let processes = all;
  if (ids.length > 0) processes = all.filter((info) => ids.includes(info.pid));
  else if (names.length > 0) processes = all.filter((info) => names.includes(commandName(info)));
  else if (!['A', 'e', 'x', 'a'].some((letter) => options.has(letter)) && !/[ax]/.test(style)) {
    processes = all.filter((info) => info.uid === p.uid && info.tty === mine?.tty && info.tty !== undefined);
    if (mine?.tty === undefined) processes = all.filter((info) => info.uid === p.uid && info.tty === undefined);
  }
  const format = options.value('o');
  let chosen: readonly Column[];
  if (format !== undefined) chosen = options.all('o').flatMap(customColumns);
  else if (style.includes('u')) {
    chosen = customColumns('user,pid,%cpu,%mem,vsz,rss,tty=TTY,stat,stime=START,time,args').map((column) =>
      column.title === 'TIME'
        ? {
            ...column,
            width: 6,
            show: (_: ProcessContext, info: ProcessInfo) =>
              `${Math.floor(cpuTime(info) / 60_000)}:${String(Math.floor(cpuTime(info) / 1000) % 60).padStart(2, '0')}`,
          }
        : column.title === 'PID'
          ? { ...column, width: 7 }
          : column,
    );
  } else if (options.has('f') || options.has('F')) {
    const share: Column = {
      title: 'C',
      width: 2,
      right: true,
      show: (context, info) => String(Math.floor(Number(cpuShare(context, info)))),
    };
    const list = customColumns('user=UID,pid,ppid,stime,tty=TTY,time,args=CMD');
    chosen = [...list.slice(0, 3), share, ...list.slice(3)];
  } else if (/[ax]/.test(style)) chosen = customColumns('pid,tty=TTY,stat,time,args');
  else chosen = customColumns('pid,tty=TTY,time,comm=CMD');
  yield* out(call, table(p, processes, chosen));
  return processes.length === 0 && (ids.length > 0 || names.length > 0) ? 1 : 0;
};

function busyboxClock(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  return `${String(Math.floor(seconds / 60)).padStart(3)}:${String(seconds % 60).padStart(2, '0')}`;
}

function busyboxCommand(info: ProcessInfo): string {
  return info.state === 'zombie' ? `[${commandName(info)}]` : info.argv.join(' ');
}

export const top: Applet = function* (call) {
  const options = parseOptions(call, {
    flags: 'bHm',
    values: 'nd',
    refused: 'pucioSw',
    usage: '[-bmH] [-n COUNT] [-d SECONDS]',
  });
  const rounds = options.value('n') === undefined ? Number.POSITIVE_INFINITY : Number(options.value('n'));
  const delay = Number(options.value('d') ?? (call.flavour === 'gnu' ? 3 : 5)) * 1000;
  const { p } = call;
  let previous: ReadonlyMap<number, number> | undefined;
  let before = p.now();
  for (let round = 0; round < rounds; round++) {
    if (round > 0) yield* p.sleep(delay);
    const processes = [...p.processes()].sort((a, b) => b.memory - a.memory || a.pid - b.pid);
    const span = Math.max(1, p.now() - before);
    const share = (info: ProcessInfo): number =>
      previous === undefined ? 0 : ((cpuTime(info) - (previous.get(info.pid) ?? 0)) / span) * 100;
    const memory = attempt(() => p.readFile('/proc/meminfo'));
    const kilobytes = (name: string): number =>
      memory instanceof SysError ? 0 : Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(memory)?.[1] ?? 0);
    const total = kilobytes('MemTotal');
    const free = kilobytes('MemFree');
    const screen = options.has('b') ? (round > 0 ? '\n' : '') : '\x1b[H\x1b[2J';
    const sorted = [...processes].sort((a, b) => share(b) - share(a));
    if (call.flavour === 'busybox') {
      const rows = sorted.map(
        (info) =>
          `${String(info.pid).padStart(5)} ${String(info.ppid).padStart(5)} ${userName(p, info.uid).slice(0, 8).padEnd(8)} ${stateLetters[info.state]}    ${String(Math.ceil(info.memory / 1024)).padStart(7)} ${percent(info.memory / 1024, total)} ${String(Math.round(share(info))).padStart(3)}% ${busyboxCommand(info)}\n`,
      );
      yield* out(
        call,
        `${screen}Mem: ${total - free}K used, ${free}K free\n  PID  PPID USER     STAT   VSZ %VSZ %CPU COMMAND\n${rows.join('')}`,
      );
    } else {
      const count = (state: ProcessInfo['state']): string =>
        String(processes.filter((info) => info.state === state).length).padStart(3);
      const rows = sorted.map(
        (info) =>
          `${String(info.pid).padStart(7)} ${userName(p, info.uid).slice(0, 8).padEnd(8)}  20   0 ${String(Math.ceil(info.memory / 1024)).padStart(7)} ${String(Math.ceil(info.memory / 1024)).padStart(6)} ${'0'.padStart(6)} ${stateLetters[info.state]} ${share(info).toFixed(1).padStart(5)} ${memoryShare(p, info).padStart(5)} ${topTime(cpuTime(info))} ${commandName(info)}\n`,
      );
      yield* out(
        call,
        `${screen}top - ${formatTime(p.now(), '%H:%M:%S')} up ${uptimeText(p)}\n` +
          `Tasks: ${String(processes.length).padStart(3)} total, ${count('running')} running, ${count('sleeping')} sleeping, ${count('stopped')} stopped, ${count('zombie')} zombie\n` +
          `MiB Mem : ${(total / 1024).toFixed(1).padStart(8)} total, ${(free / 1024).toFixed(1).padStart(8)} free, ${((total - free) / 1024).toFixed(1).padStart(8)} used\n\n` +
          `    PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND\n${rows.join('')}`,
      );
    }
    previous = new Map(processes.map((info) => [info.pid, cpuTime(info)]));
    before = p.now();
  }
  return 0;
};

function percent(part: number, whole: number): string {
  return `${String(whole === 0 ? 0 : Math.round((part / whole) * 100)).padStart(3)}%`;
}

function topTime(milliseconds: number): string {
  const hundredths = Math.floor(milliseconds / 10);
  return `${Math.floor(hundredths / 6000)}:${String(Math.floor(hundredths / 100) % 60).padStart(2, '0')}.${String(hundredths % 100).padStart(2, '0')}`.padStart(
    9,
  );
}

/** `2:03` or `3 days,  1:02`, from /proc/uptime. */
export function uptimeText(p: ProcessContext): string {
  const text = attempt(() => p.readFile('/proc/uptime'));
  const minutes = text instanceof SysError ? 0 : Math.floor(Number.parseFloat(text) / 60);
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor(minutes / 60) % 24;
  const head = days === 0 ? '' : `${days} day${days === 1 ? '' : 's'}, `;
  return (
    head + (hours > 0 ? `${String(hours).padStart(2)}:${String(minutes % 60).padStart(2, '0')}` : `${minutes % 60} min`)
  );
}

export const uptime: Applet = function* (call) {
  parseOptions(call, { flags: '', refused: 'ps' });
  yield* out(call, ` ${formatTime(call.p.now(), '%H:%M:%S')} up ${uptimeText(call.p)}\n`);
  return 0;
};

export const free: Applet = function* (call) {
  const options = parseOptions(call, { flags: 'bkmgh', refused: 'stlw', usage: '[-bkmgh]' });
  const memory = attempt(() => call.p.readFile('/proc/meminfo'));
  if (memory instanceof SysError) throw new AppletError(`/proc/meminfo: ${memory.message}`);
  const kilobytes = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(memory)?.[1] ?? 0);
  const show = (value: number): string => {
    if (options.has('h'))
      return value < 1024
        ? `${value}Ki`
        : value < 1024 ** 2
          ? `${shortUnit(value / 1024)}Mi`
          : `${shortUnit(value / 1024 ** 2)}Gi`;
    if (options.has('b')) return String(value * 1024);
    return String(Math.floor(options.has('m') ? value / 1024 : options.has('g') ? value / 1024 ** 2 : value));
  };
  const total = kilobytes('MemTotal');
  const unused = kilobytes('MemFree');
  const cells = [total, total - unused, unused, kilobytes('Shmem'), 0, kilobytes('MemAvailable')].map((value) =>
    show(value).padStart(11),
  );
  const titles = ['total', 'used', 'free', 'shared', 'buff/cache', 'available'].map((title) => title.padStart(11));
  yield* out(
    call,
    `         ${titles.join(' ')}\n${'Mem:'.padEnd(9)}${cells.join(' ')}\n${'Swap:'.padEnd(9)}${[0, 0, 0].map((value) => show(value).padStart(11)).join(' ')}\n`,
  );
  return 0;
};

function shortUnit(value: number): string {
  return value < 10 ? value.toFixed(1) : String(Math.floor(value));
}
