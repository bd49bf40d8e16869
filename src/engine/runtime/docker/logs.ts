import type { LogEntry } from '../cri.ts';
import { parseDuration, rfc3339Nano } from '../tools/time.ts';
import { DockerError, daemonError, type DockerCommand } from './command.ts';
import { findContainer } from './view.ts';

export const logs: DockerCommand = {
  name: 'logs',
  aliases: ['container logs'],
  usage: 'logs [OPTIONS] CONTAINER',
  short: 'Fetch the logs of a container',
  flags: [
    { name: 'details', type: 'bool', usage: 'Show extra details provided to logs' },
    { name: 'follow', short: 'f', type: 'bool', usage: 'Follow log output' },
    {
      name: 'since',
      type: 'string',
      usage: 'Show logs since timestamp (e.g. 2013-01-02T13:23:37Z) or relative (e.g. 42m for 42 minutes)',
    },
    {
      name: 'tail',
      short: 'n',
      type: 'string',
      default: 'all',
      usage: 'Number of lines to show from the end of the logs (default "all")',
    },
    { name: 'timestamps', short: 't', type: 'bool', usage: 'Show timestamps' },
    {
      name: 'until',
      type: 'string',
      usage: 'Show logs before a timestamp (e.g. 2013-01-02T13:23:37Z) or relative (e.g. 42m for 42 minutes)',
    },
  ],
  args: { min: 1, max: 1 },
  *run(p, runtime, flags) {
    const container = findContainer(runtime, flags.positional[0] ?? '');
    const log = container.container?.log;
    const moment = (flag: 'since' | 'until'): number | undefined => {
      const text = flags.text(flag);
      if (text === undefined) return undefined;
      const duration = parseDuration(text);
      const at =
        duration === undefined
          ? /^\d+(\.\d+)?$/.test(text)
            ? Number(text) * 1000
            : Date.parse(text)
          : p.now() - duration;
      if (Number.isNaN(at))
        throw new DockerError(`invalid value for "${flag}": failed to parse value as time or duration: "${text}"`);
      return at;
    };
    const since = moment('since') ?? -Infinity;
    const until = moment('until') ?? Infinity;
    const tail = flags.text('tail') ?? 'all';
    const show = (entry: LogEntry): string =>
      flags.bool('timestamps') ? `${rfc3339Nano(entry.time)} ${entry.text}` : entry.text;
    if (log === undefined) return 0;
    const follow = flags.bool('follow') ? log.follow() : undefined;
    let entries = log.entries.filter((entry) => entry.time >= since && entry.time <= until);
    if (tail !== 'all') {
      if (!/^-?\d+$/.test(tail)) throw daemonError(`strconv.Atoi: parsing "${tail}": invalid syntax`);
      if (Number(tail) >= 0) entries = Number(tail) === 0 ? [] : entries.slice(-Number(tail));
    }
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
