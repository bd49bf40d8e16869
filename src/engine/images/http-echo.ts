import type { Program } from '../sim/process.ts';
import { goDate } from './dates.ts';
import { goFlags, goLog, listenAndServe } from './go-server.ts';
import { byteLength } from './http-server.ts';
import { defaultPath, layer, type ImageDefinition } from './image.ts';

/** hashicorp/http-echo: answers every request with one text. */
function httpEcho(version: '0.2.3' | '1.0.0'): Program {
  return function* run(p) {
    const { values, rest, unknown } = goFlags(p.argv.slice(1), ['text', 'listen', 'status-code'], ['version']);
    if (unknown[0] !== undefined) {
      yield* p.write(2, `flag provided but not defined: -${unknown[0]}\n`);
      return 2;
    }
    if (values.version === 'true') {
      yield* p.write(2, `http-echo v${version}\n`);
      return 0;
    }
    const text = values.text ?? (version === '1.0.0' ? (p.env.ECHO_TEXT ?? '') : '');
    if (text === '') {
      yield* p.write(2, 'Missing -text option!\n');
      return 127;
    }
    if (rest.length > 0) {
      yield* p.write(2, 'Too many arguments!\n');
      return 127;
    }
    const listen = values.listen ?? ':5678';
    const port = Number(listen.slice(listen.lastIndexOf(':') + 1));
    yield* goLog(
      p,
      version === '1.0.0' ? `[INFO] server is listening on ${listen}` : `Server is listening on ${listen}`,
    );
    const error = yield* listenAndServe(p, port, function* (request) {
      const body = `${text}\n`;
      const agent = request.headers['user-agent'] ?? '';
      yield* p.write(
        1,
        `${goDate(p.now())} ${request.headers.host ?? ''} ${request.remote.address}:${request.remote.port} "${request.method} ${request.target} HTTP/${request.version}" ${values['status-code'] ?? 200} ${byteLength(body)} ${JSON.stringify(agent)} ${(20 + p.random() * 30).toFixed(3)}µs\n`,
      );
      return {
        status: Number(values['status-code'] ?? 200),
        headers: [
          ['X-App-Name', 'http-echo'],
          ['X-App-Version', version],
          ['Content-Type', 'text/plain; charset=utf-8'],
        ],
        body,
      };
    });
    yield* goLog(p, version === '1.0.0' ? `[ERR] server exited with: ${error}` : error);
    return version === '1.0.0' ? 127 : 1;
  };
}

function image(
  version: '0.2.3' | '1.0.0',
  tags: readonly string[],
  megabytes: number,
  created: number,
): ImageDefinition {
  const path = version === '1.0.0' ? '/http-echo' : '/http-echo';
  return {
    repository: 'docker.io/hashicorp/http-echo',
    tags,
    layers: [layer(`http-echo:${version}`, megabytes)],
    entrypoint: [path],
    env: { PATH: defaultPath },
    ports: ['5678/tcp'],
    created,
    files: (tree) => tree.writeProgram(path, httpEcho(version)),
  };
}

export const httpEchoImages: readonly ImageDefinition[] = [
  image('0.2.3', ['0.2.3', 'latest'], 1.7, Date.UTC(2017, 6, 6)),
  image('1.0.0', ['1.0.0', '1.0', 'latest'], 3.9, Date.UTC(2023, 9, 12)),
];
