import { SysError, type Program } from '../sim/process.ts';
import { connectionHeader, httpDate, mappedAddress, serveHttp } from './http-server.ts';
import { defaultPath, layer, type ImageDefinition } from './image.ts';

/** minikube's echo-server (jmalloc/echo-server): the request as it came, and who answered. */
const echoServer: Program = function* run(p) {
  const port = Number(p.env['PORT'] ?? 8080);
  let fd: number;
  try {
    fd = p.listen('::', port);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    yield* p.write(1, `Echo server listening on port ${port}.\n`);
    yield* p.write(2, `panic: listen tcp :${port}: bind: ${error.message.toLowerCase()}\n`);
    return 2;
  }
  yield* p.write(1, `Echo server listening on port ${port}.\n`);
  return yield* serveHttp(
    p,
    fd,
    function* (request) {
      yield* p.write(
        1,
        `${mappedAddress(request.remote.address)}:${request.remote.port} | ${request.method} ${request.target}\n`,
      );
      const { host = '', ...others } = request.headers;
      const fields = Object.entries(others)
        .map(([name, value]) => [name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase()), value] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, value]) => `${name}: ${value}\n`);
      const body = `Request served by ${p.hostname()}\n\n${request.method} ${request.target} HTTP/${request.version}\n\nHost: ${host}\n${fields.join('')}${request.body === '' ? '' : `\n${request.body}`}`;
      return { status: 200, headers: [['Content-Type', 'text/plain'], connectionHeader(request)], body };
    },
    { cpu: 0.2, headers: () => [['Date', httpDate(p.now())]] },
  );
};

export const requestEchoImages: readonly ImageDefinition[] = [
  'docker.io/kicbase/echo-server',
  'docker.io/jmalloc/echo-server',
].map((repository) => ({
  repository,
  tags: ['1.0', 'latest'],
  layers: [layer('echo-server', 2.1)],
  entrypoint: ['/bin/echo-server'],
  env: { PATH: defaultPath, PORT: '8080' },
  ports: ['8080/tcp'],
  created: Date.UTC(2021, 6, 24),
  files: (tree) => {
    tree.mkdir('/etc');
    tree.writeProgram('/bin/echo-server', echoServer);
  },
}));
