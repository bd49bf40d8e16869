import { SysError } from '../../engine/sim/process.ts';
import { AppletError, attempt, out, type Applet } from './applet.ts';
import { parseOptions } from './options.ts';
import { join } from './paths.ts';
import { userName } from './accounts.ts';

export const tty: Applet = function* (call) {
  const options = parseOptions(call, { flags: 's', status: 2 });
  const terminal = call.p.terminal(0);
  if (!options.has('s')) yield* out(call, `${terminal?.name ?? 'not a tty'}\n`);
  return terminal === undefined ? 1 : 0;
};

export const arch: Applet = function* (call) {
  yield* out(call, 'x86_64\n');
  return 0;
};

/** Files are on the disk as soon as they are written. */
export const sync: Applet = function* () {
  return 0;
};

export const logname: Applet = function* (call) {
  if (call.p.terminal(0) === undefined) throw new AppletError('no login name');
  yield* out(call, `${call.p.env['LOGNAME'] ?? userName(call.p, call.p.uid)}\n`);
  return 0;
};

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

export const mktemp: Applet = function* (call) {
  const options = parseOptions(call, {
    flags: 'dqut',
    values: 'p',
    long: { directory: 'd', quiet: 'q', 'dry-run': 'u', tmpdir: 'p' },
    usage: '[-dt] [-p DIR] [TEMPLATE]',
  });
  const { p } = call;
  const given = options.operands[0];
  const directory = options.value('p') ?? p.env['TMPDIR'] ?? '/tmp';
  const template =
    given === undefined
      ? join(directory, 'tmp.XXXXXXXXXX')
      : options.has('t') || options.has('p')
        ? join(directory, given)
        : given;
  const match = /X{3,}(?=[^X/]*$)/.exec(template);
  if (match === null) throw new AppletError(`too few X's in template '${template}'`);
  for (let tries = 0; tries < 100; tries++) {
    const random = [...match[0]].map(() => letters[Math.floor(p.random() * letters.length)]!).join('');
    const path = template.slice(0, match.index) + random + template.slice(match.index + match[0].length);
    if (!(attempt(() => p.lstat(path)) instanceof SysError)) continue;
    if (!options.has('u')) {
      const error = attempt(() => (options.has('d') ? p.mkdir(path, 0o700) : p.writeFile(path, '', { mode: 0o600 })));
      if (error instanceof SysError)
        throw new AppletError(
          `failed to create ${options.has('d') ? 'directory' : 'file'} via template '${template}': ${error.message}`,
        );
    }
    yield* out(call, `${path}\n`);
    return 0;
  }
  throw new AppletError('File exists');
};

/** A picture of a directory; files that begin with a dot only with -a. */
export const tree: Applet = function* (call) {
  const options = parseOptions(call, { flags: 'adf', values: 'L', refused: 'lxPIpugshDFQNC' });
  const limit = Number(options.value('L') ?? Number.POSITIVE_INFINITY);
  const { p } = call;
  let directories = 0;
  let files = 0;
  const lines: string[] = [];
  const walk = (path: string, prefix: string, depth: number): void => {
    if (depth >= limit) return;
    const names = attempt(() => p.readdir(path));
    if (names instanceof SysError) return;
    const entries = [...names]
      .filter((name) => options.has('a') || !name.startsWith('.'))
      .sort()
      .map((name) => ({ name, path: join(path, name), stat: attempt(() => p.lstat(join(path, name))) }))
      .filter((entry) => !options.has('d') || (!(entry.stat instanceof SysError) && entry.stat.type === 'directory'));
    entries.forEach((entry, index) => {
      const last = index === entries.length - 1;
      const target =
        entry.stat instanceof SysError || entry.stat.type !== 'symlink' ? '' : ` -> ${entry.stat.target ?? ''}`;
      lines.push(`${prefix}${last ? '└── ' : '├── '}${options.has('f') ? entry.path : entry.name}${target}`);
      if (!(entry.stat instanceof SysError) && entry.stat.type === 'directory') {
        directories++;
        walk(entry.path, `${prefix}${last ? '    ' : '│   '}`, depth + 1);
      } else files++;
    });
  };
  for (const root of options.operands.length === 0 ? ['.'] : options.operands) {
    const stat = attempt(() => p.stat(root));
    if (stat instanceof SysError || stat.type !== 'directory') {
      lines.push(`${root}  [error opening dir]`);
      continue;
    }
    lines.push(root);
    walk(root, '', 0);
  }
  const count = (number: number, one: string, many: string): string => `${number} ${number === 1 ? one : many}`;
  const summary =
    count(directories, 'directory', 'directories') + (options.has('d') ? '' : `, ${count(files, 'file', 'files')}`);
  yield* out(call, `${lines.join('\n')}\n\n${summary}\n`);
  return 0;
};
