import { SysError, type ProcessContext, type Program } from '../sim/process.ts';
import type { Task } from '../sim/task.ts';
import { redisDate } from './dates.ts';
import { defaultPath, layer, type ImageDefinition } from './image.ts';
import { runCommand, type RedisState, type Reply } from './redis/commands.ts';
import { encodeCommand, encodeReply, formatReply, parseCommand, parseReply, splitWords } from './redis/protocol.ts';
import { addAccounts, alpine323, bookwormSlim, bullseye, type Distribution } from './rootfs.ts';
import { interruptible, sleepForever } from './waits.ts';

interface Release {
  readonly version: string;
  readonly tags: readonly string[];
  readonly distribution: Distribution;
  readonly megabytes: number;
  readonly created: number;
}

const releases: readonly Release[] = [
  { version: '6.0.5', tags: ['6.0.5', '6.0'], distribution: bullseye, megabytes: 10.2, created: Date.UTC(2020, 5, 9) },
  { version: '5.0.4', tags: ['5.0.4', '5'], distribution: bullseye, megabytes: 10, created: Date.UTC(2019, 4, 8) },
  {
    version: '6.2.6',
    tags: ['6.2.6', '6.2', '6', 'latest'],
    distribution: bullseye,
    megabytes: 10.4,
    created: Date.UTC(2021, 9, 12),
  },
  {
    version: '7.2.11',
    tags: ['7.2', '7'],
    distribution: bookwormSlim,
    megabytes: 15,
    created: Date.UTC(2025, 9, 3),
  },
  {
    version: '8.0.2',
    tags: ['8.0.2', '8.0'],
    distribution: bookwormSlim,
    megabytes: 22,
    created: Date.UTC(2025, 5, 3),
  },
  {
    version: '8.4.0',
    tags: ['8.4', '8', 'latest'],
    distribution: bookwormSlim,
    megabytes: 25,
    created: Date.UTC(2026, 1, 3),
  },
  {
    version: '8.4.0',
    tags: ['alpine', '8-alpine', '7-alpine', '6-alpine'],
    distribution: alpine323,
    megabytes: 14,
    created: Date.UTC(2026, 1, 3),
  },
];

const residentMemory = 8 * 1024 * 1024;

const defaults: readonly (readonly [string, string])[] = [
  ['bind', '* -::*'],
  ['port', '6379'],
  ['maxmemory', '0'],
  ['maxmemory-policy', 'noeviction'],
  ['appendonly', 'no'],
  ['save', '3600 1 300 100 60 10000'],
  ['dir', '/data'],
  ['requirepass', ''],
  ['databases', '16'],
  ['timeout', '0'],
];

const sizes: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 1000,
  kb: 1024,
  m: 1e6,
  mb: 1024 ** 2,
  g: 1e9,
  gb: 1024 ** 3,
};

/** `2mb` to bytes, as CONFIG GET shows it. */
function configValue(name: string, text: string): string {
  const match = name === 'maxmemory' ? /^(\d+)([a-z]*)$/i.exec(text) : null;
  return match === null ? text : String(Number(match[1]) * (sizes[(match[2] ?? '').toLowerCase()] ?? 1));
}

function redisServer(version: string): Program {
  return function* run(p) {
    const major = Number(version.split('.')[0]);
    const line = (role: 'C' | 'M' | 'signal-handler', level: string, text: string): string =>
      `${p.pid}:${role} ${redisDate(p.now())} ${level} ${text}\n`;
    const config = new Map<string, string>(defaults);
    const args = p.argv.slice(1);
    const file = args[0]?.startsWith('-') === false ? args.shift() : undefined;
    const hash = major >= 7 ? '*' : '#';
    let starting = line('C', hash, 'oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo');
    starting += line(
      'C',
      hash,
      `Redis version=${version}, bits=64, commit=00000000, modified=0, pid=${p.pid}, just started`,
    );
    if (file === undefined && args.length === 0) {
      starting += line(
        'C',
        '#',
        'Warning: no config file specified, using the default config. In order to specify a config file use redis-server /path/to/redis.conf',
      );
    } else starting += line('C', hash, 'Configuration loaded');
    if (file !== undefined) {
      let text: string;
      try {
        text = p.readFile(file);
      } catch (error) {
        if (!(error instanceof SysError)) throw error;
        yield* p.write(1, `${line('C', '#', `Fatal error, can't open config file '${file}': ${error.message}`)}`);
        return 1;
      }
      for (const entry of text.split('\n')) {
        const [name, ...values] = splitWords(entry.trim());
        if (name !== undefined && !name.startsWith('#'))
          config.set(name.toLowerCase(), configValue(name.toLowerCase(), values.join(' ')));
      }
    }
    for (let at = 0; at < args.length; at += 2) {
      const name = (args[at] ?? '').replace(/^--/, '').toLowerCase();
      config.set(name, configValue(name, args[at + 1] ?? ''));
    }
    p.allocate(residentMemory);
    yield* p.cpu(12);
    yield* p.write(1, starting + line('M', '*', 'monotonic clock: POSIX clock_gettime'));
    const port = Number(config.get('port') ?? 6379);
    let fd: number;
    try {
      fd = p.listen('0.0.0.0', port);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      yield* p.write(
        1,
        line('M', '#', `Warning: Could not create server TCP listening socket *:${port}: bind: ${error.message}`),
      );
      yield* p.write(1, line('M', '#', `Failed listening on port ${port} (${major >= 7 ? 'tcp' : 'TCP'}), aborting.`));
      return 1;
    }
    yield* p.write(
      1,
      line('M', '*', `Running mode=standalone, port=${port}.`) +
        line('M', major >= 7 ? '*' : '#', 'Server initialized') +
        line('M', '*', `Ready to accept connections${major >= 7 ? ' tcp' : ''}`),
    );
    const state: RedisState = {
      values: new Map(),
      expiries: new Map(),
      config,
      startedAt: p.now(),
      version,
      commands: 0,
    };
    let ending = false;
    let signal = '';
    for (const name of ['SIGTERM', 'SIGINT'] as const) {
      p.onSignal(name, () => {
        ending = true;
        signal = name;
      });
    }
    p.onSignal('SIGPIPE', 'ignore');
    const server = p.thread(accept(p, fd, state));
    while (!ending) yield* interruptible(sleepForever());
    server.cancel();
    p.close(fd);
    yield* p.write(
      1,
      `${p.pid}:signal-handler (${Math.trunc(p.now() / 1000)}) Received ${signal} scheduling shutdown...\n` +
        line('M', major >= 7 ? '*' : '#', 'User requested shutdown...') +
        line('M', '*', 'Saving the final RDB snapshot before exiting.') +
        line('M', '*', 'DB saved on disk') +
        line('M', '#', 'Redis is now ready to exit, bye bye...'),
    );
    return 0;
  };
}

function* accept(p: ProcessContext, fd: number, state: RedisState): Task<void> {
  for (;;) {
    const connection = yield* p.accept(fd);
    p.thread(converse(p, connection.fd, state));
  }
}

function* converse(p: ProcessContext, fd: number, state: RedisState): Task<void> {
  let input = '';
  let allowed = (state.config.get('requirepass') ?? '') === '';
  try {
    for (let text = yield* p.read(fd); text !== ''; text = yield* p.read(fd)) {
      input += text;
      for (let parsed = parseCommand(input); parsed !== undefined; parsed = parseCommand(input)) {
        input = parsed.rest;
        const words = parsed.value;
        if (words.length === 0) continue;
        const name = (words[0] ?? '').toUpperCase();
        let reply: Reply;
        if (name === 'QUIT') {
          yield* p.write(fd, '+OK\r\n');
          return;
        }
        if (name === 'SHUTDOWN') {
          p.kill(p.pid, 'SIGTERM');
          return;
        }
        if (name === 'AUTH') {
          allowed = words.at(-1) === state.config.get('requirepass');
          reply = allowed
            ? { kind: 'status', text: 'OK' }
            : { kind: 'error', text: 'WRONGPASS invalid username-password pair or user is disabled.' };
        } else if (!allowed) reply = { kind: 'error', text: 'NOAUTH Authentication required.' };
        else reply = runCommand(state, words, p.now());
        yield* p.cpu(0.02);
        yield* p.write(fd, encodeReply(reply));
      }
    }
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
  } finally {
    p.close(fd);
  }
}

/** redis-cli: one command, or a conversation on standard input. */
const redisCli: Program = function* run(p) {
  let host = '127.0.0.1';
  let port = 6379;
  let password = p.env.REDISCLI_AUTH;
  let raw = p.terminal(1) === undefined;
  const args = p.argv.slice(1);
  while (args[0]?.startsWith('-') === true) {
    const flag = args.shift();
    if (flag === '-h') host = args.shift() ?? host;
    else if (flag === '-p') port = Number(args.shift());
    else if (flag === '-a') password = args.shift();
    else if (flag === '-n') args.shift();
    else if (flag === '--raw') raw = true;
    else if (flag === '--no-raw') raw = false;
    else if (flag !== '--no-auth-warning') {
      yield* p.write(2, `Unrecognized option or bad number of args for: '${flag ?? ''}'\n`);
      return 1;
    }
  }
  let fd: number;
  try {
    const [address = host] = yield* p.resolve(host);
    fd = yield* p.connect(address, port);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    yield* p.write(2, `Could not connect to Redis at ${host}:${port}: ${error.message}\n`);
    return 1;
  }
  let input = '';
  const ask = function* (words: readonly string[]): Task<Reply | undefined> {
    yield* p.write(fd, encodeCommand(words));
    for (;;) {
      const parsed = parseReply(input);
      if (parsed !== undefined) {
        input = parsed.rest;
        return parsed.value;
      }
      const text = yield* p.read(fd);
      if (text === '') return undefined;
      input += text;
    }
  };
  if (password !== undefined) yield* ask(['AUTH', password]);
  if (args.length > 0) {
    const reply = yield* ask(args);
    if (reply !== undefined) yield* p.write(1, formatReply(reply, raw));
    return reply?.kind === 'error' ? 1 : 0;
  }
  const interactive = p.terminal(0) !== undefined;
  let line = '';
  const prompt = interactive ? `${host}:${port}> ` : '';
  yield* p.write(1, prompt);
  for (let text = yield* p.read(0); text !== ''; text = yield* p.read(0)) {
    line += text;
    for (let end = line.indexOf('\n'); end !== -1; end = line.indexOf('\n')) {
      const words = splitWords(line.slice(0, end).trim());
      line = line.slice(end + 1);
      if (words[0] === 'exit' || words[0] === 'quit') return 0;
      if (words.length > 0) {
        const reply = yield* ask(words);
        if (reply === undefined) return 0;
        yield* p.write(1, formatReply(reply, raw));
      }
      yield* p.write(1, prompt);
    }
  }
  return 0;
};

/** docker-entrypoint.sh: flags alone are redis-server's. */
const entrypoint: Program = function* dockerEntrypoint(p) {
  const args = p.argv.slice(1);
  const isServer = args[0]?.startsWith('-') === true || args[0]?.endsWith('.conf') === true;
  return yield* p.exec(isServer ? ['redis-server', ...args] : args);
};

export const redisImages: readonly ImageDefinition[] = releases.map((release) => ({
  repository: 'docker.io/library/redis',
  tags: release.tags,
  layers: [
    release.distribution.layer,
    layer(`redis:${release.tags.join()}`, release.megabytes),
    layer(`redis:${release.tags.join()} entrypoint`, 0.0004),
  ],
  entrypoint: ['docker-entrypoint.sh'],
  cmd: ['redis-server'],
  env: { PATH: defaultPath, REDIS_VERSION: release.version },
  workdir: '/data',
  ports: ['6379/tcp'],
  created: release.created,
  files: (tree) => {
    release.distribution.files(tree);
    addAccounts(tree, [{ name: 'redis', uid: 999, home: '/home/redis', shell: '/bin/sh' }]);
    tree.writeProgram('/usr/local/bin/redis-server', redisServer(release.version));
    tree.writeProgram('/usr/local/bin/redis-cli', redisCli);
    tree.writeProgram('/usr/local/bin/docker-entrypoint.sh', entrypoint);
    tree.mkdir('/data', 0o755);
  },
}));
