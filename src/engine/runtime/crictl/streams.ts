import { RuntimeError, type LogEntry } from '../cri.ts';
import { exitCodeOf, joinSession } from '../tools/session.ts';
import { parseDuration, rfc3339Nano } from '../tools/time.ts';
import { CrictlError, during, findContainer, ShowHelp, type CrictlCommand } from './command.ts';

export const exec: CrictlCommand = {
  name: 'exec',
  usage: 'Run a command in a running container',
  argsUsage: '[command options] [CONTAINER-ID] COMMAND [ARG...]',
  flags: [
    { name: 'interactive', short: 'i', type: 'bool', usage: 'Keep STDIN open' },
    { name: 'sync', short: 's', type: 'bool', usage: 'Run the command synchronously' },
    { name: 'timeout', type: 'int', default: '0', usage: 'Timeout in seconds (default: 0)' },
    { name: 'tty', short: 't', type: 'bool', usage: 'Allocate a pseudo-TTY' },
  ],
  *run(p, runtime, flags) {
    const [id = '', ...argv] = flags.positional;
    if (argv.length === 0) throw new ShowHelp();
    const what = `execing command in container ${id}`;
    const container = during(what, () => findContainer(runtime, id));
    try {
      if (flags.bool('sync')) {
        const result = yield* runtime.execSync(container.id, argv, flags.int('timeout') ?? 0);
        yield* p.write(1, `${result.stdout}\n${result.stderr}\n`);
        return result.exitCode === 0 ? 0 : 1;
      }
      const tty = flags.bool('tty');
      const stdin = flags.bool('interactive');
      if (tty && !stdin) throw new CrictlError(`${what}: tty=true must be specified with interactive=true`);
      if (tty && p.terminal(0) === undefined) throw new CrictlError(`${what}: input is not a terminal`);
      const status = yield* joinSession(p, runtime.exec(container.id, argv, { tty, stdin }), { stdin, tty });
      const code = exitCodeOf(status);
      if (code === 0) return 0;
      throw new CrictlError(
        `${what}: ${code === undefined ? (status.message ?? '') : `command terminated with exit code ${code}`}`,
      );
    } catch (error) {
      if (!(error instanceof RuntimeError)) throw error;
      const message = error.message.startsWith('rpc error')
        ? error.message
        : `rpc error: code = Unknown desc = ${error.message}`;
      throw new CrictlError(`${what}${flags.bool('sync') ? ' synchronously' : ''}: ${message}`);
    }
  },
};

export const logs: CrictlCommand = {
  name: 'logs',
  usage: 'Fetch the logs of a container',
  argsUsage: '[command options] CONTAINER-ID',
  flags: [
    { name: 'follow', short: 'f', type: 'bool', usage: 'Follow log output' },
    {
      name: 'limit-bytes',
      type: 'int',
      default: '-1',
      usage: 'Maximum bytes of logs to return. Defaults to no limit (default: -1)',
    },
    {
      name: 'since',
      type: 'string',
      usage: 'Show logs since timestamp (e.g. 2013-01-02T13:23:37) or relative (e.g. 42m for 42 minutes)',
    },
    {
      name: 'tail',
      type: 'int',
      default: '-1',
      usage: 'Number of lines to show from the end of the logs. Defaults to all (default: -1)',
    },
    { name: 'timestamps', short: 't', type: 'bool', usage: 'Show timestamps' },
  ],
  *run(p, runtime, flags) {
    const id = flags.positional[0] ?? '';
    if (id === '') throw new CrictlError('ID cannot be empty');
    const { log } = findContainer(runtime, id);
    const since = flags.text('since');
    const duration = since === undefined ? undefined : parseDuration(since);
    const from = since === undefined ? -Infinity : duration === undefined ? Date.parse(since) : p.now() - duration;
    const tail = flags.int('tail') ?? -1;
    let left = flags.int('limit-bytes') ?? -1;
    const follow = flags.bool('follow') ? log.follow() : undefined;
    let entries = log.entries.filter((entry) => entry.time >= from);
    if (tail >= 0) entries = tail === 0 ? [] : entries.slice(-tail);
    const show = (entry: LogEntry): string => {
      const text = flags.bool('timestamps') ? `${rfc3339Nano(entry.time)} ${entry.text}` : entry.text;
      if (left < 0) return text;
      const shown = text.slice(0, left);
      left -= shown.length;
      return shown;
    };
    for (const entry of entries) yield* p.write(entry.stream === 'stdout' ? 1 : 2, show(entry));
    if (follow === undefined) return 0;
    try {
      for (let entry = yield* follow.take(); entry !== undefined; entry = yield* follow.take()) {
        yield* p.write(entry.stream === 'stdout' ? 1 : 2, show(entry));
      }
    } finally {
      follow.close();
    }
    return 0;
  },
};
