import { SysError, type ProcessContext, type Program } from '../sim/process.ts';
import type { Task } from '../sim/task.ts';
import { apacheDate, clfDate } from './dates.ts';
import {
  byteLength,
  httpDate,
  serveHttp,
  statusTexts,
  type ServedRequest,
  type ServedResponse,
} from './http-server.ts';
import { layer, type ImageDefinition } from './image.ts';
import { bookwormSlim, buster, trixieSlim, type Distribution } from './rootfs.ts';
import { interruptible, sleepForever } from './waits.ts';

interface Release {
  readonly version: string;
  readonly tags: readonly string[];
  readonly distribution: Distribution;
  readonly megabytes: number;
  readonly created: number;
  /** The thread id in log lines: pthread_self's address, from 2.4.58 on gettid's number. */
  readonly threadIds: 'address' | 'number';
}

const releases: readonly Release[] = [
  release('2.4.39', ['2.4.39'], buster, 37, Date.UTC(2019, 6, 9)),
  release('2.4.51', ['2.4.51', '2.4', '2', 'latest'], buster, 25, Date.UTC(2021, 9, 12)),
  release('2.4.58', ['2.4.58'], bookwormSlim, 34, Date.UTC(2023, 9, 19)),
  release('2.4.66', ['2.4.66', '2.4', '2', 'latest'], trixieSlim, 15, Date.UTC(2026, 1, 4)),
];

function release(
  version: string,
  tags: readonly string[],
  distribution: Distribution,
  megabytes: number,
  created: number,
): Release {
  return {
    version,
    tags,
    distribution,
    megabytes,
    created,
    threadIds: created > Date.UTC(2023, 8, 1) ? 'number' : 'address',
  };
}

const documentRoot = '/usr/local/apache2/htdocs';
const itWorks = '<html><body><h1>It works!</h1></body></html>\n';
const masterMemory = 4 * 1024 * 1024;
const childMemory = 2 * 1024 * 1024;

/** `httpd -D FOREGROUND` with the event MPM: one parent, children that serve. */
function httpdProgram({ version, threadIds }: Release): Program {
  return function* httpd(p): Task<number> {
    const args = p.argv.slice(1);
    if (args.includes('-v') || args.includes('-V')) {
      yield* p.write(1, `Server version: Apache/${version} (Unix)\nServer built:   Oct 12 2021 02:46:56\n`);
      return 0;
    }
    const address = yield* ownAddress(p);
    const nameWarning = `AH00558: httpd: Could not reliably determine the server's fully qualified domain name, using ${address}. Set the 'ServerName' directive globally to suppress this message\n`;
    yield* p.write(2, nameWarning);
    if (args.includes('-t')) {
      yield* p.write(2, 'Syntax OK\n');
      return 0;
    }
    p.allocate(masterMemory);
    let fd: number;
    try {
      fd = p.listen('::', 80);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      const number = error.code === 'EADDRINUSE' ? 98 : 13;
      for (const at of ['[::]:80', '0.0.0.0:80']) {
        yield* p.write(2, `(${number})${error.message}: AH00072: make_sock: could not bind to address ${at}\n`);
      }
      yield* p.write(2, 'no listening sockets available, shutting down\nAH00015: Unable to open logs\n');
      return 1;
    }
    // The configuration is read twice; the name is looked up each time.
    yield* p.write(2, nameWarning);
    const thread =
      threadIds === 'number' ? String(p.pid) : `1${String(Math.floor(p.random() * 1e14)).padStart(14, '0')}`;
    let microseconds = Math.floor(p.random() * 500);
    const notice = function* (module: string, text: string): Task<void> {
      microseconds = (microseconds + 120 + Math.floor(p.random() * 120)) % 1000;
      const time = apacheDate(p.now(), microseconds);
      yield* p.write(2, `[${time}] [${module}:notice] [pid ${p.pid}:tid ${thread}] ${text}\n`);
    };
    yield* notice('mpm_event', `AH00489: Apache/${version} (Unix) configured -- resuming normal operations`);
    yield* notice('core', `AH00094: Command line: '${p.argv.join(' ')}'`);

    let wish: 'stop' | 'graceful-stop' | 'restart' | undefined;
    p.onSignal('SIGTERM', () => (wish = 'stop'));
    p.onSignal('SIGINT', () => (wish = 'stop'));
    p.onSignal('SIGWINCH', () => (wish = 'graceful-stop'));
    p.onSignal('SIGUSR1', () => (wish = 'restart'));
    p.onSignal('SIGHUP', () => (wish = 'restart'));
    const child = p.spawn({
      argv: p.argv,
      fds: { 0: 0, 1: 1, 2: 2, 3: fd },
      program: (process) => serve(process, version),
    });
    for (;;) {
      if (wish === undefined) yield* interruptible(sleepForever());
      const asked = wish as typeof wish;
      wish = undefined;
      if (asked === 'restart') {
        yield* notice('mpm_event', 'AH00493: SIGUSR1 received.  Doing graceful restart');
        yield* p.write(2, nameWarning);
        yield* notice('mpm_event', `AH00489: Apache/${version} (Unix) configured -- resuming normal operations`);
        yield* notice('core', `AH00094: Command line: '${p.argv.join(' ')}'`);
      }
      if (asked === 'stop' || asked === 'graceful-stop') {
        p.close(fd);
        p.kill(child, asked === 'stop' ? 'SIGTERM' : 'SIGQUIT');
        yield* interruptible(reap(p, child));
        yield* notice(
          'mpm_event',
          asked === 'stop'
            ? 'AH00491: caught SIGTERM, shutting down'
            : 'AH00492: caught SIGWINCH, shutting down gracefully',
        );
        return 0;
      }
    }
  };
}

function* reap(p: ProcessContext, child: number): Task<void> {
  yield* p.wait(child);
}

/** The name that the server gives itself: its hostname's address. */
function* ownAddress(p: ProcessContext): Task<string> {
  try {
    const [address] = yield* p.resolve(p.hostname());
    return address ?? '127.0.0.1';
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    return '127.0.0.1';
  }
}

function* serve(p: ProcessContext, version: string): Task<number> {
  p.allocate(childMemory);
  let active = 0;
  let ending = false;
  p.onSignal('SIGQUIT', () => (ending = true));
  p.onSignal('SIGWINCH', 'ignore');
  const server = p.thread(
    (function* () {
      yield* serveHttp(
        p,
        3,
        function* (request) {
          active++;
          try {
            const response = answer(p, request);
            const bytes = request.method === 'HEAD' || response.body === '' ? '-' : String(byteLength(response.body));
            yield* p.write(
              1,
              `${request.remote.address} - - [${clfDate(p.now())}] "${request.method} ${request.target} HTTP/${request.version}" ${response.status} ${bytes}\n`,
            );
            return response;
          } finally {
            active--;
          }
        },
        {
          cpu: 0.3,
          headers: () => [
            ['Date', httpDate(p.now())],
            ['Server', `Apache/${version} (Unix)`],
          ],
        },
      );
    })(),
  );
  while (!ending) yield* interruptible(sleepForever());
  server.cancel();
  p.close(3);
  while (active > 0) yield* interruptible(p.sleep(10));
  return 0;
}

function answer(p: ProcessContext, request: ServedRequest): ServedResponse {
  const path = (request.target.split('?')[0] ?? '/').replace(/\/{2,}/g, '/');
  if (path.split('/').includes('..'))
    return errorPage(400, 'Your browser sent a request that this server could not understand.<br />\n');
  const file = `${documentRoot}${path}`;
  try {
    const stat = p.stat(file);
    const full = stat.type === 'directory' ? `${file.replace(/\/$/, '')}/index.html` : file;
    const body = p.readFile(full);
    const { mtime } = p.stat(full);
    const type = /\.html?$/.test(full) ? 'text/html' : /\.(txt|log|conf)$/.test(full) ? 'text/plain' : undefined;
    return {
      status: 200,
      headers: [
        ['Last-Modified', httpDate(mtime)],
        ['ETag', `"${byteLength(body).toString(16)}-${Math.round(mtime * 1000).toString(16)}"`],
        ['Accept-Ranges', 'bytes'],
        ['Content-Length', String(byteLength(body))],
        ...(type === undefined ? [] : ([['Content-Type', type]] as const)),
      ],
      body,
    };
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    return error.code === 'EACCES'
      ? errorPage(403, "You don't have permission to access this resource.")
      : errorPage(404, 'The requested URL was not found on this server.');
  }
}

function errorPage(status: number, text: string): ServedResponse {
  const title = statusTexts[status] ?? '';
  return {
    status,
    headers: [['Content-Type', 'text/html; charset=iso-8859-1']],
    body: `<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>${status} ${title}</title>\n</head><body>\n<h1>${title}</h1>\n<p>${text}</p>\n</body></html>\n`,
  };
}

/** httpd-foreground: removes a stale pid file and becomes httpd. */
const foreground: Program = function* httpdForeground(p) {
  return yield* p.exec(['httpd', '-DFOREGROUND', ...p.argv.slice(1)]);
};

/** Before 2.4.41 the script said `-D FOREGROUND`, as the seed's log shows. */
const oldForeground: Program = function* httpdForeground(p) {
  return yield* p.exec(['httpd', '-D', 'FOREGROUND', ...p.argv.slice(1)]);
};

export const httpdImages: readonly ImageDefinition[] = releases.map((one) => ({
  repository: 'docker.io/library/httpd',
  tags: one.tags,
  layers: [
    one.distribution.layer,
    layer(`httpd:${one.version} user`, 0.0002),
    layer(`httpd:${one.version}`, one.megabytes),
  ],
  cmd: ['httpd-foreground'],
  env: {
    HTTPD_PREFIX: '/usr/local/apache2',
    PATH: '/usr/local/apache2/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    HTTPD_VERSION: one.version,
  },
  workdir: '/usr/local/apache2',
  stopSignal: 'SIGWINCH',
  ports: ['80/tcp'],
  created: one.created,
  files: (tree) => {
    one.distribution.files(tree);
    tree.writeProgram('/usr/local/apache2/bin/httpd', httpdProgram(one));
    tree.writeProgram('/usr/local/bin/httpd-foreground', one.version === '2.4.39' ? oldForeground : foreground);
    tree.writeFile(`${documentRoot}/index.html`, itWorks);
    tree.mkdir('/usr/local/apache2/logs');
  },
}));
