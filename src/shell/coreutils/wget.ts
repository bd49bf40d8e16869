import { SysError } from '../../engine/sim/process.ts';
import type { Task } from '../../engine/sim/task.ts';
import { AppletError, attempt, out, type Applet, type Invocation } from './applet.ts';
import { headerOf, HttpFault, parseUrl, requestText, resolveLocation, ResponseReader, type Url } from './http.ts';
import { utf8Length } from '../../engine/sim/utf8.ts';
import { parseOptions, busyboxUsage, type Options, type OptionSpec } from './options.ts';
import { baseName } from './paths.ts';

const spec: OptionSpec = {
  flags: 'qScn',
  values: 'OTtPUYo',
  long: {
    quiet: 'q',
    'output-document': 'O',
    timeout: 'T',
    tries: 't',
    'server-response': 'S',
    spider: '!',
    'post-data': '+',
    header: '=',
    'no-check-certificate': 'k',
    'user-agent': 'U',
    'directory-prefix': 'P',
  },
  refused: 'cbirNmpkLHAR',
  usage:
    '[-cqS] [--spider] [-O FILE] [-o LOGFILE] [--header STR] [--post-data STR | --post-file FILE] [-Y on/off] [-P DIR] [-U AGENT] [-T SEC] URL...',
};

/** BusyBox's wget for every image; GNU's messages differ, but its -q -O - do the same. */
export const wget: Applet = function* (call) {
  const options = parseOptions(call, { ...spec, values: `${spec.values}+=` });
  if (options.operands.length === 0) {
    throw new AppletError(
      call.flavour === 'gnu'
        ? "missing URL\nUsage: wget [OPTION]... [URL]...\n\nTry `wget --help' for more options."
        : busyboxUsage('wget', spec.usage),
      1,
      call.flavour !== 'gnu',
    );
  }
  const limit = options.value('T');
  for (const url of options.operands) {
    // The limit begins with the connection: a name may take longer to be found.
    const parsed = parse(url);
    const work = fetch(call, options, parsed, yield* lookUp(call, parsed));
    try {
      if (limit === undefined) yield* work;
      else yield* call.p.timeout(Number(limit) * 1000, work);
    } catch (error) {
      if (error instanceof SysError && error.code === 'ETIMEDOUT') throw new AppletError('download timed out');
      throw error;
    }
  }
  return 0;
};

function* fetch(call: Invocation, options: Options, asked: Url, at: string): Task<void> {
  const { p } = call;
  let url = asked;
  let address = at;
  const note = function* (line: string): Task<void> {
    if (!options.has('q')) yield* p.write(2, line);
  };
  for (let redirects = 0; ; redirects++) {
    if (redirects > 5) throw new AppletError('too many redirections');
    const fd = yield* connect(call, url, address, options.value('T') !== undefined, note);
    try {
      const post = options.value('+');
      const method = post === undefined ? (options.has('!') ? 'HEAD' : 'GET') : 'POST';
      const headers: [string, string][] = [
        ['Host', url.authority],
        ['User-Agent', options.value('U') ?? 'Wget'],
        ...options.all('=').map((line): [string, string] => {
          const colon = line.indexOf(':');
          return [line.slice(0, colon), line.slice(colon + 1).trim()];
        }),
        ...(post === undefined
          ? []
          : [
              ['Content-Type', 'application/x-www-form-urlencoded'] as [string, string],
              ['Content-Length', String(utf8Length(post))] as [string, string],
            ]),
        ['Connection', 'close'],
      ];
      yield* p.write(fd, requestText(method, url, headers, post ?? ''));
      const reader = new ResponseReader(p, fd);
      const head = yield* reader.head();
      if (options.has('S'))
        yield* p.write(
          2,
          head.raw
            .trimEnd()
            .split('\r\n')
            .map((line) => `  ${line}\n`)
            .join(''),
        );
      const location = headerOf(head.headers, 'location');
      if (head.status >= 300 && head.status < 400 && location !== undefined) {
        url = parse(resolveLocation(url, location));
        address = yield* lookUp(call, url);
        continue;
      }
      if (head.status >= 400 || head.status < 200) {
        throw new AppletError(`server returned error: HTTP/${head.version} ${head.status} ${head.reason}`.trimEnd());
      }
      if (options.has('!')) {
        yield* note('remote file exists\n');
        return;
      }
      yield* save(call, options, url, (write) => reader.body(head, method, write), note);
      return;
    } catch (error) {
      if (error instanceof HttpFault)
        throw new AppletError(error.kind === 'empty' ? 'error getting response' : 'connection closed prematurely');
      if (error instanceof SysError && error.code === 'ECONNRESET')
        throw new AppletError('error getting response: Connection reset by peer');
      throw error;
    } finally {
      p.close(fd);
    }
  }
}

function parse(text: string): Url {
  const url = parseUrl(text);
  if (url === undefined) throw new AppletError(`bad address '${text}'`);
  if (url.scheme === 'https') throw new AppletError('TLS is not simulated: use http://');
  if (url.scheme !== 'http') throw new AppletError(`not an http or ftp url: ${text}`);
  return url;
}

function* lookUp(call: Invocation, url: Url): Task<string> {
  try {
    return (yield* call.p.resolve(url.host))[0] ?? '';
  } catch (error) {
    if (!(error instanceof SysError) || error.code !== 'ENOTFOUND') throw error;
    throw new AppletError(`bad address '${url.authority}'`);
  }
}

function* connect(
  call: Invocation,
  url: Url,
  address: string,
  limited: boolean,
  note: (line: string) => Task<void>,
): Task<number> {
  yield* note(`Connecting to ${url.authority} (${address}:${url.port})\n`);
  try {
    return yield* call.p.connect(address, url.port);
  } catch (error) {
    if (!(error instanceof SysError) || error.code === 'EINTR') throw error;
    if (error.code === 'ETIMEDOUT' && limited) throw error;
    throw new AppletError(`can't connect to remote host (${address}): ${error.message}`);
  }
}

function* save(
  call: Invocation,
  options: Options,
  url: Url,
  body: (write: (text: string) => Task<void>) => Task<number>,
  note: (line: string) => Task<void>,
): Task<void> {
  const { p } = call;
  const name =
    options.value('O') ??
    (baseName(url.path.replace(/\?.*$/, '')) === '/' ? 'index.html' : baseName(url.path.replace(/\?.*$/, '')));
  if (name === '-') {
    yield* note('writing to stdout\n');
    const size = yield* body((text) => out(call, text));
    yield* note(progress('-', size) + 'written to stdout\n');
    return;
  }
  const prefix = options.value('P');
  const path = prefix === undefined ? name : `${prefix}/${name}`;
  if (options.value('O') === undefined && !(attempt(() => p.lstat(path)) instanceof SysError)) {
    throw new AppletError(`can't open '${path}': File exists`);
  }
  const fd = attempt(() => p.open(path, { write: true, create: true, truncate: true }));
  if (fd instanceof SysError) throw new AppletError(`can't open '${path}': ${fd.message}`);
  try {
    yield* note(`saving to '${path}'\n`);
    const size = yield* body((text) => p.write(fd, text));
    yield* note(`${progress(path, size)}'${path}' saved\n`);
  } finally {
    p.close(fd);
  }
}

/** BusyBox's progress bar at its end. */
function progress(name: string, size: number): string {
  return `${name.slice(0, 20).padEnd(20)} 100% |${'*'.repeat(32)}| ${String(size).padStart(5)}  0:00:00 ETA\n`;
}
