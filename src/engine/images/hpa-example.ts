import { SysError, type Program } from '../sim/process.ts';
import { apacheDate, clfDate } from './dates.ts';
import { byteLength, httpDate, serveHttp, type ServedResponse } from './http-server.ts';
import { layer, type ImageDefinition } from './image.ts';
import { jessie } from './rootfs.ts';

/** A million square roots in PHP 5.6 on one core of the time, milliseconds. */
const computation = 80;
const residentMemory = 9 * 1024 * 1024;
const server = 'Apache/2.4.10 (Debian)';
const php = 'PHP/5.6.14';

const indexPhp = `<?php
  $x = 0.0001;
  for ($i = 0; $i <= 1000000; $i++) {
    $x += sqrt($x);
  }
  echo "OK!";
?>
`;

function notFound(path: string): ServedResponse {
  return {
    status: 404,
    headers: [['Content-Type', 'text/html; charset=iso-8859-1']],
    body: `<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>404 Not Found</title>\n</head><body>\n<h1>Not Found</h1>\n<p>The requested URL ${path} was not found on this server.</p>\n<hr>\n<address>${server} Server</address>\n</body></html>\n`,
  };
}

/** Apache with mod_php and one page, which computes for a while and says OK!. */
const apache: Program = function* apache2(p) {
  const [address = '127.0.0.1'] = yield* p.resolve(p.hostname());
  const warning = `AH00558: apache2: Could not reliably determine the server's fully qualified domain name, using ${address}. Set the 'ServerName' directive globally to suppress this message\n`;
  yield* p.write(2, warning + warning);
  p.allocate(residentMemory);
  let fd: number;
  try {
    fd = p.listen('::', 80);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    for (const at of ['[::]:80', '0.0.0.0:80']) {
      yield* p.write(2, `(98)${error.message}: AH00072: make_sock: could not bind to address ${at}\n`);
    }
    yield* p.write(2, 'no listening sockets available, shutting down\nAH00015: Unable to open logs\n');
    return 1;
  }
  const notice = (module: string, text: string): string =>
    `[${apacheDate(p.now(), 120)}] [${module}:notice] [pid ${p.pid}] ${text}\n`;
  yield* p.write(2, notice('mpm_prefork', `AH00163: ${server} ${php} configured -- resuming normal operations`));
  yield* p.write(2, notice('core', `AH00094: Command line: '${p.argv.join(' ')}'`));
  let ends = false;
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGWINCH'] as const) p.onSignal(signal, () => (ends = true));
  for (;;) {
    try {
      yield* serveHttp(
        p,
        fd,
        function* (request) {
          const path = request.target.split('?')[0] ?? '/';
          let response: ServedResponse;
          if (path === '/' || path === '/index.php') {
            yield* p.cpu(computation);
            response = { status: 200, headers: [['Content-Type', 'text/html; charset=UTF-8']], body: 'OK!' };
          } else response = notFound(path);
          const agent = request.headers['user-agent'] ?? '-';
          const line = `${request.method} ${request.target} HTTP/${request.version}`;
          const size = byteLength(response.body);
          yield* p.write(
            1,
            `${request.remote.address} - - [${clfDate(p.now())}] "${line}" ${response.status} ${size} "-" "${agent}"\n`,
          );
          return response;
        },
        {
          headers: () => [
            ['Date', httpDate(p.now())],
            ['Server', server],
            ['X-Powered-By', php],
          ],
        },
      );
    } catch (error) {
      if (!(error instanceof SysError) || error.code !== 'EINTR') throw error;
      if (!ends) continue;
      yield* p.write(2, notice('mpm_prefork', 'AH00169: caught SIGTERM, shutting down'));
      return 0;
    }
  }
};

const foreground: Program = function* apache2Foreground(p) {
  return yield* p.exec(['apache2', '-DFOREGROUND']);
};

/** The server of the HorizontalPodAutoscaler walkthrough. */
export const hpaExampleImages: readonly ImageDefinition[] = [
  'registry.k8s.io/hpa-example',
  'k8s.gcr.io/hpa-example',
].map((repository) => ({
  repository,
  tags: ['latest'],
  layers: [jessie.layer, layer('php:5-apache', 128), layer('hpa-example', 0.0004)],
  cmd: ['apache2-foreground'],
  env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', PHP_VERSION: '5.6.14' },
  workdir: '/var/www/html',
  ports: ['80/tcp'],
  created: Date.UTC(2015, 10, 20),
  files: (tree) => {
    jessie.files(tree);
    tree.writeProgram('/usr/sbin/apache2', apache);
    tree.writeProgram('/usr/local/bin/apache2-foreground', foreground);
    tree.mkdir('/var/www/html');
    tree.writeFile('/var/www/html/index.php', indexPhp);
  },
}));
