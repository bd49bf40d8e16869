import type { Program } from '../sim/process.ts';
import { serveHttp, httpDate, connectionHeader } from './http-server.ts';
import { defaultPath, layer, type ImageDefinition } from './image.ts';
import { SysError } from '../sim/process.ts';
import { noble } from './rootfs.ts';

/** k8s.gcr.io/echoserver: nginx with a Lua script that tells what it was asked. */
const echoServer: Program = function* run(p) {
  yield* p.write(1, 'Generating self-signed cert\nGenerating a 2048 bit RSA private key\nStarting nginx\n');
  let fd: number;
  try {
    fd = p.listen('0.0.0.0', 8080);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    yield* p.write(2, `nginx: [emerg] bind() to 0.0.0.0:8080 failed (98: ${error.message})\n`);
    return 1;
  }
  return yield* serveHttp(
    p,
    fd,
    function* (request) {
      const lines = Object.entries(request.headers)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, value]) => `\t${name}=${value}`);
      const host = request.headers.host ?? '';
      const body = `\n\nHostname: ${p.hostname()}\n\nPod Information:\n\t-no pod information available-\n\nServer values:\n\tserver_version=nginx: 1.13.3 - lua: 10008\n\nRequest Information:\n\tclient_address=${request.remote.address}\n\tmethod=${request.method}\n\treal path=${request.target}\n\tquery=${request.target.split('?')[1] ?? ''}\n\trequest_version=${request.version}\n\trequest_scheme=http\n\trequest_uri=http://${host.replace(/:\d+$/, '')}:8080${request.target}\n\nRequest Headers:\n${lines.join('\n')}\n\nRequest Body:\n${request.body === '' ? '\t-no body in request-' : request.body}\n\n`;
      return { status: 200, headers: [['Content-Type', 'text/plain'], connectionHeader(request)], body, chunked: true };
    },
    {
      cpu: 0.2,
      headers: () => [
        ['Server', 'echoserver'],
        ['Date', httpDate(p.now())],
      ],
    },
  );
};

export const echoServerImages: readonly ImageDefinition[] = ['registry.k8s.io/echoserver', 'k8s.gcr.io/echoserver'].map(
  (repository) => ({
    repository,
    tags: ['1.10', '1.4'],
    layers: [noble.layer, layer('echoserver', 13)],
    cmd: ['/usr/local/bin/run.sh'],
    env: { PATH: defaultPath },
    ports: ['8080/tcp', '8443/tcp'],
    created: Date.UTC(2018, 1, 27),
    files: (tree) => {
      noble.files(tree);
      tree.writeProgram('/usr/local/bin/run.sh', echoServer);
    },
  }),
);
