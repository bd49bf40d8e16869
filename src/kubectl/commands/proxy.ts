import { serveHttp } from '../../engine/network/http.ts';
import { SysError } from '../../engine/sim/process.ts';
import type { Task } from '../../engine/sim/task.ts';
import { Client } from '../client/client.ts';
import type { Command, Invocation } from '../command.ts';
import { CommandError, SilentExit } from '../errors.ts';
import { bool, duration, integer, text } from '../flags/flag.ts';
import { klogLine } from '../go/klog.ts';
import type { KubectlRelease } from '../releases.ts';
import { serveApi } from './proxy/api.ts';
import { expressions, filtered, withoutPrefix } from './proxy/filter.ts';
import { serveFiles } from './proxy/files.ts';
import { route } from './proxy/routes.ts';

const defaultPort = 8001;

const oldExamples = [
  '# To proxy all of the kubernetes api and nothing else, use:',
  '',
  '$ kubectl proxy --api-prefix=/',
  '',
  '# To proxy only part of the kubernetes api and also some static files:',
  '',
  '$ kubectl proxy --www=/my/files --www-prefix=/static/ --api-prefix=/api/',
  '',
  "# The above lets you 'curl localhost:8001/api/v1/pods'.",
  '',
  '# To proxy the entire kubernetes api at a different root, use:',
  '',
  '$ kubectl proxy --api-prefix=/custom/',
  '',
  "# The above lets you 'curl localhost:8001/custom/api/v1/pods'",
  '',
  '# Run a proxy to kubernetes apiserver on port 8011, serving static content from ./local/www/',
  'kubectl proxy --port=8011 --www=./local/www/',
  '# Run a proxy to kubernetes apiserver on an arbitrary local port.',
  '# The chosen port for the server will be output to stdout.',
  'kubectl proxy --port=0',
  '# Run a proxy to kubernetes apiserver, changing the api prefix to k8s-api',
  '# This makes e.g. the pods api available at localhost:8001/k8s-api/v1/pods/',
  'kubectl proxy --api-prefix=/k8s-api',
];

/** kubectl/pkg/cmd/proxy/proxy.go and kubectl/pkg/proxy/proxy_server.go. */
export function proxy(release: KubectlRelease): Command {
  const old = release.name === '1.20';
  const server = old ? 'Kubernetes API Server' : 'Kubernetes API server';
  return {
    name: 'proxy',
    short: 'Run a proxy to the Kubernetes API server',
    long: `Creates a proxy server or application-level gateway between localhost and the ${server}. It also allows serving static content over specified HTTP path. All incoming data enters through one port and gets forwarded to the remote ${old ? 'kubernetes API Server' : server} port, except for the path matching the static content path.`,
    examples: old
      ? oldExamples
      : [
          '# To proxy all of the Kubernetes API and nothing else',
          'kubectl proxy --api-prefix=/',
          '# To proxy only part of the Kubernetes API and also some static files',
          "# You can get pods info with 'curl localhost:8001/api/v1/pods'",
          'kubectl proxy --www=/my/files --www-prefix=/static/ --api-prefix=/api/',
          '# To proxy the entire Kubernetes API at a different root',
          "# You can get pods info with 'curl localhost:8001/custom/api/v1/pods'",
          'kubectl proxy --api-prefix=/custom/',
          '# Run a proxy to the Kubernetes API server on port 8011, serving static content from ./local/www/',
          'kubectl proxy --port=8011 --www=./local/www/',
          '# Run a proxy to the Kubernetes API server on an arbitrary local port',
          '# The chosen port for the server will be output to stdout',
          'kubectl proxy --port=0',
          '# Run a proxy to the Kubernetes API server, changing the API prefix to k8s-api',
          '# This makes e.g. the pods API available at localhost:8001/k8s-api/v1/pods/',
          'kubectl proxy --api-prefix=/k8s-api',
        ],
    usage: 'proxy [--port=PORT] [--www=static-dir] [--www-prefix=prefix] [--api-prefix=prefix]',
    flags: [
      text('www', 'Also serve static files from the given directory under the specified prefix.', { shorthand: 'w' }),
      text('www-prefix', 'Prefix to serve static files under, if static file directory is specified.', {
        shorthand: 'P',
        value: '/static/',
      }),
      text('api-prefix', 'Prefix to serve the proxied API under.', { value: '/' }),
      text('accept-paths', 'Regular expression for paths that the proxy should accept.', { value: '^.*' }),
      text(
        'reject-paths',
        'Regular expression for paths that the proxy should reject. Paths specified here will be rejected even accepted by --accept-paths.',
        { value: '^/api/.*/pods/.*/exec,^/api/.*/pods/.*/attach' },
      ),
      text('accept-hosts', 'Regular expression for hosts that the proxy should accept.', {
        value: '^localhost$,^127\\.0\\.0\\.1$,^\\[::1\\]$',
      }),
      text(
        'reject-methods',
        "Regular expression for HTTP methods that the proxy should reject (example --reject-methods='POST,PUT,PATCH'). ",
        { value: '^$' },
      ),
      integer('port', 'The port on which to run the proxy. Set to 0 to pick a random port.', {
        shorthand: 'p',
        value: defaultPort,
      }),
      text('address', 'The IP address on which to serve on.', { value: '127.0.0.1' }),
      bool(
        'disable-filter',
        'If true, disable request filtering in the proxy. This is dangerous, and can leave you vulnerable to XSRF attacks, when used with an accessible port.',
      ),
      text('unix-socket', 'Unix socket on which to run the proxy.', { shorthand: 'u' }),
      duration(
        'keepalive',
        'keepalive specifies the keep-alive period for an active network connection. Set to 0 to disable keepalive.',
      ),
      ...(old
        ? []
        : [
            bool(
              'append-server-path',
              'If true, enables automatic path appending of the kube context server path to each request.',
            ),
          ]),
    ],
    run,
  };
}

function* run(invocation: Invocation): Task<void> {
  const { p, flags, release } = invocation;
  const warn = (severity: 'W' | 'F', source: string, message: string): Task<void> =>
    invocation.err(klogLine(p, severity, source, message));
  const lists: Record<string, readonly RegExp[]> = {};
  if (flags.bool('disable-filter')) {
    if (flags.string('unix-socket') === '')
      yield* warn(
        'W',
        'proxy.go:193',
        'Request filter disabled, your proxy is vulnerable to XSRF attacks, please be cautious',
      );
  } else {
    for (const name of ['accept-paths', 'reject-paths', 'accept-hosts', 'reject-methods']) {
      const compiled = expressions(flags.string(name));
      if (typeof compiled === 'string') {
        yield* warn('F', 'proxy_server.go:83', `Error compiling re: ${compiled}`);
        throw new SilentExit(255);
      }
      lists[name] = compiled;
    }
  }
  if (flags.string('unix-socket') !== '') {
    if (flags.number('port') !== defaultPort)
      throw new CommandError('cannot set --unix-socket and --port at the same time');
    throw new CommandError('--unix-socket: sockets in the file system are not simulated; use --port');
  }
  const directory = flags.string('www');
  if (directory !== '') {
    try {
      if (p.stat(directory).type !== 'directory')
        yield* warn('W', 'proxy.go:216', `Static file directory ${directory} is not a directory`);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      yield* warn(
        'W',
        'proxy.go:214',
        `Failed to stat static file directory ${directory}: stat ${directory}: ${error.message.toLowerCase()}`,
      );
    }
  }
  const slashed = (prefix: string): string => (prefix.endsWith('/') ? prefix : `${prefix}/`);
  const prefix = slashed(flags.string('api-prefix'));
  // What the server warns of goes to who asked, not onto this terminal.
  const client = new Client(p, release, invocation.client.config, 0, true);
  const api = serveApi(invocation, client);
  const guarded = flags.bool('disable-filter')
    ? api
    : filtered(
        {
          acceptPaths: lists['accept-paths']!,
          rejectPaths: lists['reject-paths']!,
          acceptHosts: lists['accept-hosts']!,
          rejectMethods: lists['reject-methods']!,
        },
        api,
      );
  const handler = route([
    [prefix, prefix.startsWith('/api') ? guarded : withoutPrefix(prefix, guarded)],
    ...(directory === ''
      ? []
      : ([
          [slashed(flags.string('www-prefix')), serveFiles(p, slashed(flags.string('www-prefix')), directory)],
        ] as const)),
  ]);
  const address = flags.string('address');
  const port = flags.number('port');
  if (port < 0 || port > 65_535) throw new CommandError(`listen tcp: address ${port}: invalid port`);
  let fd: number;
  try {
    fd = p.listen(address, port);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    throw new CommandError(`listen tcp ${address}:${port}: bind: ${error.message.toLowerCase()}`);
  }
  // Go listens on every IPv4 address with a socket of IPv6.
  const shown = address === '0.0.0.0' || address === '' ? '[::]' : address;
  yield* invocation.out(`Starting to serve on ${shown}:${p.localAddress(fd).port}\n`);
  yield* serveHttp(p, fd, handler);
}
