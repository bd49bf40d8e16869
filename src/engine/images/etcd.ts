import { serveGrpcHealth } from '../network/grpc-health.ts';
import { SysError, type Program } from '../sim/process.ts';
import { goFlags, goRuntime } from './go-server.ts';
import { defaultPath, layer, type ImageDefinition } from './image.ts';
import { interruptible, sleepForever } from './waits.ts';

const memory = 20 * 1024 * 1024;

/** The host and port of `http://0.0.0.0:2379`. */
function listenAddress(url: string): { readonly host: string; readonly port: number } | undefined {
  const [, host, port] = /^https?:\/\/(.*):(\d+)$/.exec(url.split(',')[0]!) ?? [];
  return host === undefined ? undefined : { host, port: Number(port) };
}

/**
 * etcd as a container of its own: it listens for clients and answers health checks by gRPC, as the documentation's gRPC probe wants. It keeps
 * no keys.
 */
const etcd: Program = function* run(p) {
  const names = ['data-dir', 'listen-client-urls', 'advertise-client-urls', 'log-level', 'name', 'listen-peer-urls'];
  const { values } = goFlags(p.argv.slice(1), names);
  const url = values['listen-client-urls'] ?? 'http://localhost:2379';
  const say = function* (level: string, msg: string): ReturnType<typeof p.write> {
    const ts = new Date(p.now()).toISOString();
    yield* p.write(2, `${JSON.stringify({ level, ts, caller: 'etcdmain/etcd.go:73', msg })}\n`);
  };
  p.allocate(memory);
  goRuntime(p);
  yield* say('info', 'Running: ');
  const address = listenAddress(url);
  if (address === undefined) {
    yield* say('fatal', `discovery failed: parse "${url}": invalid URL`);
    return 1;
  }
  if (values['listen-client-urls'] !== undefined && values['advertise-client-urls'] === undefined) {
    yield* say(
      'warn',
      'failed to verify flags: --advertise-client-urls is required when --listen-client-urls is set explicitly',
    );
    return 1;
  }
  p.mkdir(values['data-dir'] ?? '/default.etcd', 0o700);
  let fd: number;
  try {
    fd = p.listen(address.host === 'localhost' ? '127.0.0.1' : address.host, address.port);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    yield* say('fatal', `listen tcp ${address.host}:${address.port}: bind: ${error.message.toLowerCase()}`);
    return 1;
  }
  yield* say('info', 'ready to serve client requests');
  p.thread(
    serveGrpcHealth(p, fd, function* (service) {
      return service === '' ? { status: 'SERVING' } : { code: 'NotFound', message: 'unknown service' };
    }),
  );
  for (;;) yield* interruptible(sleepForever());
};

export const etcdImages: readonly ImageDefinition[] = [
  ['registry.k8s.io/etcd', '3.5.1-0', 98.9, Date.UTC(2021, 10, 9)] as const,
  ['k8s.gcr.io/etcd', '3.5.1-0', 98.9, Date.UTC(2021, 10, 9)] as const,
].map(([repository, tag, megabytes, created]) => ({
  repository,
  tags: [tag],
  layers: [layer(`etcd:${tag}`, megabytes)],
  cmd: ['etcd'],
  env: { PATH: defaultPath },
  created,
  files: (tree) => {
    tree.mkdir('/var/lib');
    tree.writeProgram('/usr/local/bin/etcd', etcd);
  },
}));
