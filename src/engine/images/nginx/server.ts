import { SysError, type ProcessContext, type Program } from '../../sim/process.ts';
import type { Task } from '../../sim/task.ts';
import { clfDate } from '../dates.ts';
import {
  byteLength,
  connectionHeader,
  httpDate,
  serveHttp,
  type ServedRequest,
  type ServedResponse,
} from '../http-server.ts';
import { interruptible, sleepForever } from '../waits.ts';
import { answer, page } from './answer.ts';
import { ConfigError, parseConfig, type Directive } from './config.ts';
import { buildConfig, type NginxConfig } from './sites.ts';

export interface NginxVersion {
  readonly version: string;
  readonly compiler: string;
  /** The image's error log is at level notice from 1.19 on. */
  readonly notices: boolean;
}

const configFile = '/etc/nginx/nginx.conf';
const pidFile = '/run/nginx.pid';
/** Resident memory of master and worker. */
const masterMemory = 5 * 1024 * 1024;
const workerMemory = 2 * 1024 * 1024;
const bindTries = 5;
const bindPause = 500;

/** `nginx`: starts the server in the foreground, or does what -t, -v and -s ask. */
export function nginxProgram(build: NginxVersion): Program {
  return function* nginx(p): Task<number> {
    const args = p.argv.slice(1);
    if (args.includes('-v') || args.includes('-V')) {
      yield* p.write(2, `nginx version: nginx/${build.version}\n`);
      return 0;
    }
    const signalAt = args.indexOf('-s');
    if (signalAt !== -1) return yield* signalMaster(p, args[signalAt + 1] ?? '');
    const given = args.indexOf('-c');
    const file = given === -1 ? configFile : (args[given + 1] ?? configFile);
    let config: NginxConfig;
    try {
      config = readConfig(p, file);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      yield* emergency(p, build, error.message);
      if (args.includes('-t')) yield* p.write(2, `nginx: configuration file ${file} test failed\n`);
      return 1;
    }
    for (const { name, file: where, line } of config.ignored) {
      yield* p.write(2, `nginx: [warn] Podarium does not simulate the "${name}" directive in ${where}:${line}\n`);
    }
    if (args.includes('-t')) {
      yield* p.write(
        2,
        `nginx: the configuration file ${file} syntax is ok\nnginx: configuration file ${file} test is successful\n`,
      );
      return 0;
    }
    return yield* master(p, build, config, file);
  };
}

function readConfig(p: ProcessContext, path: string): NginxConfig {
  const load = (file: string): readonly Directive[] => {
    let text: string;
    try {
      text = p.readFile(file);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      throw new ConfigError(`open() "${file}" failed (2: No such file or directory)`);
    }
    return expand(parseConfig(text, file));
  };
  const expand = (directives: readonly Directive[]): readonly Directive[] =>
    directives.flatMap((directive) => {
      if (directive.name === 'include') return glob(p, directive.args[0] ?? '').flatMap(load);
      if (directive.block === undefined || directive.name === 'types') return [directive];
      return [{ ...directive, block: expand(directive.block) }];
    });
  return buildConfig(load(path));
}

/** The files that `include /etc/nginx/conf.d/*.conf` names, in order. */
function glob(p: ProcessContext, pattern: string): readonly string[] {
  const path = pattern.startsWith('/') ? pattern : `/etc/nginx/${pattern}`;
  if (!path.includes('*')) return [path];
  const directory = path.slice(0, path.lastIndexOf('/'));
  const name = new RegExp(
    `^${path
      .slice(directory.length + 1)
      .replaceAll('.', '\\.')
      .replaceAll('*', '.*')}$`,
  );
  try {
    return p
      .readdir(directory)
      .filter((entry) => name.test(entry) && !entry.startsWith('.'))
      .map((entry) => `${directory}/${entry}`);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    return [];
  }
}

/** `2021/11/02 21:51:00 [notice] 1#1: ...`. */
function logLine(p: ProcessContext, level: string, message: string): string {
  const time = new Date(p.now()).toISOString().slice(0, 19).replaceAll('-', '/').replace('T', ' ');
  return `${time} [${level}] ${p.pid}#${p.pid}: ${message}\n`;
}

function* notice(p: ProcessContext, build: NginxVersion, message: string): Task<void> {
  if (build.notices) yield* p.write(2, logLine(p, 'notice', message));
}

/** Before it is a daemon, nginx tells an emergency twice: in its error log, which is stderr here, and on stderr. */
function* emergency(p: ProcessContext, _build: NginxVersion, message: string): Task<void> {
  yield* p.write(2, logLine(p, 'emerg', message) + `nginx: [emerg] ${message}\n`);
}

function* bind(p: ProcessContext, build: NginxVersion, config: NginxConfig): Task<Map<number, number> | undefined> {
  const wanted = new Map<string, { address: string; port: number }>();
  for (const site of config.sites)
    for (const listen of site.listens) wanted.set(`${listen.address}:${listen.port}`, listen);
  const open = new Map<number, number>();
  for (let tries = 0; tries < bindTries; tries++) {
    let failed = false;
    for (const { address, port } of wanted.values()) {
      if (open.has(port)) continue;
      try {
        open.set(port, p.listen(address, port));
      } catch (error) {
        if (!(error instanceof SysError)) throw error;
        const number = error.code === 'EADDRINUSE' ? 98 : error.code === 'EACCES' ? 13 : 99;
        yield* emergency(p, build, `bind() to ${address}:${port} failed (${number}: ${error.message})`);
        if (error.code !== 'EADDRINUSE') return undefined;
        failed = true;
      }
    }
    if (!failed) return open;
    yield* notice(p, build, `try again to bind() after ${bindPause}ms`);
    yield* p.sleep(bindPause);
  }
  yield* emergency(p, build, 'still could not bind()');
  return undefined;
}

function* master(p: ProcessContext, build: NginxVersion, first: NginxConfig, file: string): Task<number> {
  p.allocate(masterMemory);
  const sockets = yield* bind(p, build, first);
  if (sockets === undefined) return 1;
  writePid(p);
  for (const line of [
    'using the "epoll" event method',
    `nginx/${build.version}`,
    `built by ${build.compiler} `,
    'OS: Linux 5.15.0-generic',
    'getrlimit(RLIMIT_NOFILE): 1048576:1048576',
    'start worker processes',
  ]) {
    yield* notice(p, build, line);
  }
  let asked: 'terminate' | 'quit' | 'reload' | undefined;
  let signal = '';
  const on = (name: 'SIGTERM' | 'SIGINT' | 'SIGQUIT' | 'SIGHUP', number: number, wish: typeof asked): void =>
    p.onSignal(name, () => {
      asked = wish;
      signal = `signal ${number} (${name}) received`;
    });
  on('SIGTERM', 15, 'terminate');
  on('SIGINT', 2, 'terminate');
  on('SIGQUIT', 3, 'quit');
  on('SIGHUP', 1, 'reload');
  p.onSignal('SIGCHLD', () => {});
  p.onSignal('SIGUSR1', () => {});

  let config = first;
  let worker = startWorker(p, build, config, sockets);
  yield* notice(p, build, `start worker process ${worker}`);
  for (;;) {
    if (asked === undefined) yield* interruptible(sleepForever());
    const dead = p.tryWait();
    if (dead?.pid === worker && asked === undefined) {
      yield* notice(p, build, `signal 17 (SIGCHLD) received from ${worker}`);
      yield* p.write(
        2,
        logLine(
          p,
          'alert',
          `worker process ${worker} exited ${dead.status.signal === undefined ? `with code ${dead.status.code}` : `on signal ${dead.status.code - 128}`}`,
        ),
      );
      worker = startWorker(p, build, config, sockets);
      yield* notice(p, build, `start worker process ${worker}`);
      continue;
    }
    const wish = asked as typeof asked;
    if (wish === undefined) continue;
    asked = undefined;
    if (wish === 'reload') {
      yield* notice(p, build, `${signal}, reconfiguring`);
      yield* notice(p, build, 'reconfiguring');
      try {
        config = readConfig(p, file);
      } catch (error) {
        if (!(error instanceof ConfigError)) throw error;
        yield* p.write(2, logLine(p, 'emerg', error.message));
        continue;
      }
      const old = worker;
      worker = startWorker(p, build, config, sockets);
      yield* notice(p, build, 'start worker processes');
      yield* notice(p, build, `start worker process ${worker}`);
      yield* endWorker(p, build, old, 'SIGQUIT');
      continue;
    }
    yield* notice(p, build, `${signal}, ${wish === 'quit' ? 'shutting down' : 'exiting'}`);
    yield* endWorker(p, build, worker, wish === 'quit' ? 'SIGQUIT' : 'SIGTERM');
    yield* notice(p, build, 'exit');
    return 0;
  }
}

function writePid(p: ProcessContext): void {
  try {
    p.writeFile(pidFile, `${p.pid}\n`);
  } catch (error) {
    // A read-only root filesystem; nginx would end here.
    if (!(error instanceof SysError)) throw error;
  }
}

function* endWorker(p: ProcessContext, build: NginxVersion, worker: number, signal: 'SIGQUIT' | 'SIGTERM'): Task<void> {
  p.kill(worker, signal);
  for (;;) {
    try {
      const { pid, status } = yield* p.wait(worker);
      yield* notice(p, build, `signal 17 (SIGCHLD) received from ${pid}`);
      yield* notice(p, build, `worker process ${pid} exited with code ${status.code}`);
      return;
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      if (error.code === 'ECHILD') return;
    }
  }
}

function startWorker(
  p: ProcessContext,
  build: NginxVersion,
  config: NginxConfig,
  sockets: ReadonlyMap<number, number>,
): number {
  const fds: Record<number, number> = { 0: 0, 1: 1, 2: 2 };
  const ports = new Map<number, number>();
  let next = 3;
  for (const [port, fd] of sockets) {
    fds[next] = fd;
    ports.set(next++, port);
  }
  return p.spawn({ argv: ['nginx: worker process'], fds, program: (child) => worker(child, build, config, ports) });
}

function* worker(
  p: ProcessContext,
  build: NginxVersion,
  config: NginxConfig,
  sockets: ReadonlyMap<number, number>,
): Task<number> {
  p.allocate(workerMemory);
  let wish: 'exit' | 'quit' | undefined;
  let active = 0;
  let connection = 0;
  p.onSignal('SIGQUIT', () => (wish ??= 'quit'));
  p.onSignal('SIGTERM', () => (wish = 'exit'));
  p.onSignal('SIGINT', () => (wish = 'exit'));
  p.onSignal('SIGHUP', 'ignore');

  const complain = function* (message: string): Task<void> {
    yield* p.write(2, logLine(p, 'error', `*${connection} ${message}`));
  };
  const serve = (fd: number, port: number): Task<never> =>
    serveHttp(
      p,
      fd,
      function* (request) {
        active++;
        try {
          connection++;
          const { response, accessLog } = yield* answer(p, config, build.version, port, request, complain);
          if (accessLog) yield* p.write(1, accessLine(p, request, response));
          return inOrder(request, response);
        } finally {
          active--;
        }
      },
      {
        cpu: 0.2,
        headers: () => [
          ['Server', `nginx/${build.version}`],
          ['Date', httpDate(p.now())],
        ],
        badRequest: () => page(build.version, 400),
      },
    );
  const threads = [...sockets].map(([fd, port]) => p.thread(ignoreClosed(serve(fd, port))));
  while (wish === undefined) yield* interruptible(sleepForever());
  for (const thread of threads) thread.cancel();
  for (const fd of sockets.keys()) p.close(fd);
  if ((wish as string) === 'quit') {
    yield* notice(p, build, 'gracefully shutting down');
    while (active > 0 && (wish as string) === 'quit') yield* interruptible(p.sleep(10));
  }
  yield* notice(p, build, 'exiting');
  yield* notice(p, build, 'exit');
  return 0;
}

/** Where the header filter puts them (src/http/ngx_http_header_filter_module.c); all others come after, as they were added. */
const headerOrder = ['content-type', 'content-length', 'last-modified', 'location', 'connection'];

function inOrder(request: ServedRequest, response: ServedResponse): ServedResponse {
  const all = [...(response.headers ?? []), connectionHeader(request)];
  if (!all.some(([name]) => name.toLowerCase() === 'content-length') && response.status !== 204) {
    all.push(['Content-Length', String(byteLength(response.body))]);
  }
  const headers = all
    .map((header, index) => ({ header, rank: rankOf(header[0]), index }))
    .sort((a, b) => a.rank - b.rank || a.index - b.index)
    .map(({ header }) => header);
  return { ...response, headers };
}

function rankOf(name: string): number {
  const at = headerOrder.indexOf(name.toLowerCase());
  return at === -1 ? headerOrder.length : at;
}

function* ignoreClosed(task: Task<never>): Task<void> {
  try {
    yield* task;
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
  }
}

/** log_format main of the image: combined, and the forwarded-for header. */
function accessLine(p: ProcessContext, request: ServedRequest, response: ServedResponse): string {
  const header = (name: string): string => request.headers[name] ?? '-';
  const bytes = request.method === 'HEAD' ? 0 : byteLength(response.body);
  return `${request.remote.address} - - [${clfDate(p.now())}] "${request.method} ${request.target} HTTP/${request.version}" ${response.status} ${bytes} "${header('referer')}" "${header('user-agent')}" "${header('x-forwarded-for')}"\n`;
}

function* signalMaster(p: ProcessContext, name: string): Task<number> {
  const signals = { stop: 'SIGTERM', quit: 'SIGQUIT', reload: 'SIGHUP', reopen: 'SIGUSR1' } as const;
  if (!Object.hasOwn(signals, name)) {
    yield* p.write(2, `nginx: invalid option: "-s ${name}"\n`);
    return 1;
  }
  try {
    yield* p.write(2, logLine(p, 'notice', 'signal process started'));
    p.kill(Number(p.readFile(pidFile).trim()), signals[name as keyof typeof signals]);
    return 0;
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    yield* p.write(2, `nginx: [error] invalid PID number "" in "${pidFile}"\n`);
    return 1;
  }
}
