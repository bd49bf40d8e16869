import { SysError, type ProcessContext, type Program } from '../sim/process.ts';
import { type HealthAnswer, serveGrpcHealth } from '../network/grpc-health.ts';
import type { Task } from '../sim/task.ts';
import type { ServedRequest, ServedResponse } from './http-server.ts';
import { goFlags, goLog, listenAndServe, notFound, plain } from './go-server.ts';
import { defaultPath, layer, type ImageDefinition } from './image.ts';
import { alpine323 } from './rootfs.ts';
import { interruptible, sleepForever } from './waits.ts';
import { installExtras } from './shells.ts';

/* kubernetes/test/images/agnhost: one binary with a subcommand per test server. Those of the documentation's examples. */

type Subcommand = (p: ProcessContext, args: readonly string[]) => Task<number>;

function* fatal(p: ProcessContext, error: string): Task<number> {
  yield* goLog(p, error);
  return 1;
}

/** agnhost/liveness/server.go: well for ten seconds, then not. */
export const liveness: Subcommand = function* (p) {
  const started = p.now();
  const error = yield* listenAndServe(p, 8080, function* (request) {
    const [path] = request.target.split('?');
    const seconds = Math.round((p.now() - started) * 1e6) / 1e9;
    if (path === '/started') return plain(`${seconds}s`);
    if (path === '/healthz') {
      return seconds > 10 ? plain(`error: ${seconds}`, 500) : plain('ok');
    }
    return notFound();
  });
  return yield* fatal(p, error);
};

const netexec: Subcommand = function* (p, args) {
  const { values } = goFlags(args, ['http-port', 'udp-port', 'sctp-port', 'delay-shutdown', 'http-override']);
  const port = Number(values['http-port'] ?? 8080);
  const delay = Number(values['delay-shutdown'] ?? 0);
  yield* goLog(p, `Started HTTP server on port ${port}`);
  const udpPort = Number(values['udp-port'] ?? 8081);
  yield* goLog(p, `Started UDP server on port  ${udpPort}`);
  p.thread(answerDatagrams(p, udpPort));
  const terminate = function* (): Task<void> {
    if (delay > 0) {
      yield* goLog(p, `Sleeping ${delay} seconds before terminating...`);
      yield* p.sleep(delay * 1000);
    }
    p.exit(0);
  };
  return yield* fatal(p, yield* listenAndServe(p, port, handle, terminate));

  function* handle(request: ServedRequest): Task<ServedResponse> {
    const url = new URL(request.target, 'http://pod');
    const { searchParams } = url;
    yield* goLog(p, `GET ${request.target}`);
    switch (url.pathname) {
      case '/':
        return plain(`NOW: ${goTimeOf(p.now())} m=+0.000000000`);
      case '/hostname':
      case '/hostName':
        return plain(p.hostname());
      case '/clientip':
        return plain(`${request.remote.address}:${request.remote.port}`);
      case '/echo':
        return plain(searchParams.get('msg') ?? '', Number(searchParams.get('code') ?? 200));
      case '/header':
        return plain(request.headers[(searchParams.get('key') ?? '').toLowerCase()] ?? '');
      case '/healthz':
      case '/healthZ':
        return plain('');
      case '/exit':
        return p.exit(Number(searchParams.get('code') ?? 0));
      case '/shell':
        return yield* shellAnswer(p, searchParams.get('cmd') ?? searchParams.get('shellCommand') ?? '');
      default:
        return notFound();
    }
  }
};

/** startUDPServer of test/images/agnhost/netexec: one word is a question. */
function* answerDatagrams(p: ProcessContext, port: number): Task<void> {
  const fd = p.bindDatagram('0.0.0.0', port);
  for (;;) {
    const { data, from } = yield* p.receiveDatagram(fd);
    const [word = '', ...rest] = data.trim().split(' ');
    const answer = { hostname: p.hostname(), echo: rest.join(' '), clientip: `${from.address}:${from.port}` }[
      word.toLowerCase()
    ];
    yield* goLog(p, `Sending udp response: ${answer ?? ''}`);
    if (answer !== undefined && answer !== '') p.sendDatagram(fd, answer, from);
  }
}

function* shellAnswer(p: ProcessContext, command: string): Task<ServedResponse> {
  const pipe = p.pipe();
  const child = p.spawn({ argv: ['/bin/sh', '-c', command], fds: { 0: 0, 1: pipe.write, 2: pipe.write } });
  p.close(pipe.write);
  let output = '';
  for (let text = yield* p.read(pipe.read); text !== ''; text = yield* p.read(pipe.read)) output += text;
  p.close(pipe.read);
  const { status } = yield* p.wait(child);
  return plain(JSON.stringify(status.code === 0 ? { output } : { error: `exit status ${status.code}`, output }));
}

const serveHostname: Subcommand = function* (p, args) {
  const { values } = goFlags(args, ['port'], ['http', 'tcp', 'udp', 'close']);
  const port = Number(values.port ?? 9376);
  yield* goLog(p, `Serving on port ${port}.`);
  const error = yield* listenAndServe(p, port, function* ({ remote }) {
    yield* goLog(p, `HTTP request from ${remote.address}:${remote.port}`);
    return plain(p.hostname());
  });
  return yield* fatal(p, error);
};

const testWebserver: Subcommand = function* (p, args) {
  const { values } = goFlags(args, ['port']);
  const error = yield* listenAndServe(p, Number(values.port ?? 80), function* (request) {
    try {
      return plain(p.readFile(decodeURIComponent(request.target.split('?')[0] ?? '/')));
    } catch (failure) {
      if (!(failure instanceof SysError)) throw failure;
      return notFound();
    }
  });
  return yield* fatal(p, error);
};

/** agnhost/pause: leaves at SIGINT and SIGTERM. */
const pause: Subcommand = function* (p) {
  let signal: string | undefined;
  yield* p.write(1, 'Paused\n');
  p.onSignal('SIGINT', () => (signal = 'interrupt'));
  p.onSignal('SIGTERM', () => (signal = 'terminated'));
  while (signal === undefined) yield* interruptible(sleepForever());
  return 0;
};

/** agnhost/grpc-health-checking: serves, and after a while no longer; HTTP requests turn it by hand. */
const grpcHealthChecking: Subcommand = function* (p, args) {
  const { values } = goFlags(args, ['port', 'http-port', 'delay-unhealthy-sec', 'service']);
  const started = p.now();
  const httpPort = Number(values['http-port'] ?? 8080);
  const delay = Number(values['delay-unhealthy-sec'] ?? -1);
  let forced: 'SERVING' | 'NOT_SERVING' | undefined;
  const health = function* (service: string): Task<HealthAnswer> {
    yield* goLog(p, `Serving the Check request for health check, started at ${goTimeOf(started)}`);
    if (service !== (values.service ?? '')) return { code: 'NotFound', message: 'unknown service' };
    const late = delay >= 0 && p.now() - started >= delay * 1000;
    return { status: forced === 'NOT_SERVING' || late ? 'NOT_SERVING' : 'SERVING' };
  };
  yield* goLog(p, `Http server starting to listen on :${httpPort}`);
  try {
    p.thread(serveGrpcHealth(p, p.listen('::', Number(values.port ?? 5000)), health));
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    return yield* fatal(
      p,
      `Error while starting the listening service listen tcp :${values.port ?? 5000}: bind: ${error.message.toLowerCase()}`,
    );
  }
  const error = yield* listenAndServe(p, httpPort, function* ({ target }) {
    const words = { '/make-not-serving': 'unhealthy', '/make-serving': 'healthy' }[target];
    if (words === undefined) return notFound();
    yield* goLog(p, `Mark as ${words}`);
    forced = words === 'healthy' ? 'SERVING' : 'NOT_SERVING';
    return plain(`${(p.now() - started) / 1000}s`);
  });
  return yield* fatal(p, error);
};

/** Go's time.Time, printed with %v. */
const goTimeOf = (time: number): string =>
  `${new Date(time).toISOString().replace('T', ' ').replace('Z', '')} +0000 UTC`;

const entrypointTester: Subcommand = function* (p) {
  yield* p.write(1, `[${p.argv.join(' ')}]\n`);
  return 0;
};

const connect: Subcommand = function* (p, args) {
  const { values, rest } = goFlags(args, ['timeout', 'protocol']);
  const target = rest[0] ?? '';
  const colon = target.lastIndexOf(':');
  const port = Number(target.slice(colon + 1));
  const complain = function* (text: string): Task<number> {
    yield* p.write(2, `${text}\n`);
    return 1;
  };
  let address: string | undefined;
  try {
    [address] = yield* p.resolve(target.slice(0, colon));
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    return yield* complain(`DNS: lookup ${target.slice(0, colon)}: no such host`);
  }
  try {
    const timeout = /^(\d+)s$/.exec(values.timeout ?? '')?.[1];
    const connecting = p.connect(address ?? '', port);
    p.close(yield* timeout === undefined ? connecting : p.timeout(Number(timeout) * 1000, connecting));
    return 0;
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    return yield* complain(
      error.code === 'ECONNREFUSED' ? 'REFUSED' : error.code === 'ETIMEDOUT' ? 'TIMEOUT' : `OTHER: ${error.message}`,
    );
  }
};

const subcommands: Readonly<Record<string, Subcommand>> = {
  connect,
  'entrypoint-tester': entrypointTester,
  'grpc-health-checking': grpcHealthChecking,
  liveness,
  netexec,
  pause,
  'serve-hostname': serveHostname,
  'test-webserver': testWebserver,
};

const agnhost: Program = function* run(p) {
  const [name = 'pause', ...args] = p.argv.slice(1);
  const subcommand = subcommands[name];
  if (subcommand === undefined) {
    yield* p.write(
      2,
      `Error: unknown command ${JSON.stringify(name)} for "app"\nRun 'app --help' for usage.\nunknown command ${JSON.stringify(name)} for "app"\n`,
    );
    return 1;
  }
  return yield* subcommand(p, args);
};

const created = Date.UTC(2026, 0, 20);

function agnhostImage(repository: string, tags: readonly string[], at: number): ImageDefinition {
  return {
    repository,
    tags,
    layers: [alpine323.layer, layer(`agnhost:${tags[0] ?? ''}`, 46.5)],
    entrypoint: ['/agnhost'],
    cmd: ['pause'],
    env: { PATH: defaultPath },
    ports: ['80/tcp', '8080/tcp', '8081/udp'],
    created: at,
    files: (tree) => {
      alpine323.files(tree);
      installExtras(tree, ['curl', 'dig', 'host', 'nslookup']);
      tree.writeProgram('/agnhost', agnhost);
    },
  };
}

/** The old liveness image of the documentation: `/server`. */
const livenessServer: ImageDefinition = {
  repository: 'k8s.gcr.io/liveness',
  tags: ['latest'],
  layers: [layer('liveness', 1.9)],
  cmd: ['/server'],
  env: { PATH: defaultPath },
  created: Date.UTC(2016, 3, 7),
  files: (tree) => tree.writeProgram('/server', (p) => liveness(p, [])),
};

export const agnhostImages: readonly ImageDefinition[] = [
  agnhostImage('registry.k8s.io/e2e-test-images/agnhost', ['2.57', '2.56', '2.53', '2.47', '2.40', '2.39'], created),
  agnhostImage('k8s.gcr.io/e2e-test-images/agnhost', ['2.21', '2.20'], Date.UTC(2020, 9, 20)),
  livenessServer,
  { ...livenessServer, repository: 'registry.k8s.io/liveness' },
];
