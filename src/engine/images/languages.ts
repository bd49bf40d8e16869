import { SysError, type ProcessContext, type Program } from '../sim/process.ts';
import type { Task } from '../sim/task.ts';
import { clfDate } from './dates.ts';
import { byteLength, httpDate, serveHttp, statusTexts, type ServedResponse } from './http-server.ts';
import { defaultPath, layer, type ImageDefinition } from './image.ts';
import { alpine323, bookworm, bullseye, trixie, trixieSlim, type Distribution } from './rootfs.ts';
import { installExtras } from './shells.ts';

/* python and perl: the one-liners of the documentation, and a refusal for every other program. */

/** pi with so many decimals, by Machin's formula; truncated as bignum's bpi rounds down to digits. */
export function pi(digits: number): string {
  const guard = 10n;
  const unity = 10n ** (BigInt(digits) + guard);
  const arccot = (x: bigint): bigint => {
    let power = unity / x;
    let sum = power;
    const square = x * x;
    for (let n = 3n, sign = -1n; power > 0n; n += 2n, sign = -sign) {
      power /= square;
      sum += sign * (power / n);
    }
    return sum;
  };
  // bpi rounds to its number of significant digits.
  const value = 4n * (4n * arccot(5n) - arccot(239n));
  const scale = 10n ** (guard + 1n);
  const rounded = String((value + scale / 2n) / scale);
  return `${rounded.slice(0, 1)}.${rounded.slice(1)}`;
}

/** Seconds that perl takes for bpi(2000) on one core; it grows a little faster than with the square of the digits. */
const perlSecondsFor2000 = 5;

/** `perl -Mbignum=bpi -wle 'print bpi(2000)'`: the Job of the documentation. */
const perl: Program = function* run(p) {
  const args = p.argv.slice(1);
  if (args.includes('-v')) {
    yield* p.write(1, '\nThis is perl 5, version 42, subversion 0 (v5.42.0) built for x86_64-linux-gnu\n\n');
    return 0;
  }
  const code = args.at(-1) ?? '';
  const match = /^\s*print bpi\((\d{1,5})\);?\s*$/.exec(code);
  if (match !== null && args.some((argument) => argument.startsWith('-Mbignum'))) {
    const digits = Number(match[1]);
    p.allocate(12 * 1024 * 1024);
    yield* p.cpu(perlSecondsFor2000 * 1000 * (digits / 2000) ** 2.2 + 150);
    yield* p.write(1, `${pi(digits)}\n`);
    return 0;
  }
  yield* p.write(2, "perl: Podarium runs no Perl but `perl -Mbignum=bpi -wle 'print bpi(N)'`\n");
  return 255;
};

export const perlImages: readonly ImageDefinition[] = [
  { version: '5.34', tags: ['5.34', '5.34.0', '5', 'latest'], distribution: bullseye, created: Date.UTC(2021, 9, 12) },
  { version: '5.42', tags: ['5.42', '5.42.0', '5', 'latest'], distribution: trixie, created: Date.UTC(2026, 1, 3) },
].map(({ version, tags, distribution, created }) => ({
  repository: 'docker.io/library/perl',
  tags,
  layers: [
    distribution.layer,
    layer(`perl:${version} scm`, 84),
    layer(`perl:${version} buildpack`, 196),
    layer(`perl:${version}`, 14.5),
  ],
  cmd: [`perl${version}.0`, '-de0'],
  env: { PATH: defaultPath },
  workdir: '/usr/src/app',
  created,
  files: (tree) => {
    distribution.files(tree);
    installExtras(tree, ['curl', 'wget']);
    for (const name of ['perl', `perl${version}.0`]) tree.writeProgram(`/usr/local/bin/${name}`, perl);
  },
}));

function python(version: string): Program {
  return function* run(p) {
    const args = p.argv.slice(1).filter((argument) => argument !== '-u');
    if (args[0] === '--version' || args[0] === '-V') {
      yield* p.write(1, `Python ${version}\n`);
      return 0;
    }
    if (args[0] === '-m' && args[1] === 'http.server') return yield* httpServer(p, version, args.slice(2));
    if (args.length === 0 && p.terminal(0) === undefined) {
      // An interpreter without a terminal reads its program from standard input, which is empty.
      if ((yield* p.read(0)) === '') return 0;
    }
    yield* p.write(2, `python: Podarium runs no Python but \`python -m http.server\`\n`);
    return 1;
  };
}

function* httpServer(p: ProcessContext, version: string, args: readonly string[]): Task<number> {
  const port = Number(args.find((argument) => /^\d+$/.test(argument)) ?? 8000);
  const at = Math.max(args.indexOf('-d'), args.indexOf('--directory'));
  const directory = at === -1 ? p.cwd : (args[at + 1] ?? p.cwd);
  p.allocate(12 * 1024 * 1024);
  yield* p.cpu(80);
  let fd: number;
  try {
    fd = p.listen('0.0.0.0', port);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    yield* p.write(2, `OSError: [Errno 98] ${error.message}\n`);
    return 1;
  }
  yield* p.write(1, `Serving HTTP on 0.0.0.0 port ${port} (http://0.0.0.0:${port}/) ...\n`);
  return yield* serveHttp(
    p,
    fd,
    function* (request) {
      const response = listing(p, directory, decodeURIComponent(request.target.split('?')[0] ?? '/'));
      const date = clfDate(p.now())
        .replace(/ \+0000$/, '')
        .replace(':', ' ');
      const note =
        response.status === 404 ? `${request.remote.address} - - [${date}] code 404, message File not found\n` : '';
      yield* p.write(
        2,
        `${note}${request.remote.address} - - [${date}] "${request.method} ${request.target} HTTP/${request.version}" ${response.status} -\n`,
      );
      return response;
    },
    {
      cpu: 1,
      headers: () => [
        ['Server', `SimpleHTTP/0.6 Python/${version}`],
        ['Date', httpDate(p.now())],
      ],
    },
  );
}

function listing(p: ProcessContext, directory: string, path: string): ServedResponse {
  const file = `${directory === '/' ? '' : directory}${path}`;
  try {
    if (path.split('/').includes('..')) throw new SysError('ENOENT');
    if (p.stat(file).type !== 'directory') {
      const body = p.readFile(file);
      return {
        status: 200,
        headers: [
          ['Content-type', /\.html?$/.test(file) ? 'text/html' : 'text/plain'],
          ['Content-Length', String(byteLength(body))],
        ],
        body,
      };
    }
    const names = p.readdir(file).map((name) => (p.lstat(`${file}/${name}`).type === 'directory' ? `${name}/` : name));
    const items = names.map((name) => `<li><a href="${name}">${name}</a></li>\n`).join('');
    const title = `Directory listing for ${path}`;
    return {
      status: 200,
      headers: [['Content-type', 'text/html; charset=utf-8']],
      body: `<!DOCTYPE HTML>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>${title}</title>\n</head>\n<body>\n<h1>${title}</h1>\n<hr>\n<ul>\n${items}</ul>\n<hr>\n</body>\n</html>\n`,
    };
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    return {
      status: 404,
      headers: [['Content-Type', 'text/html;charset=utf-8']],
      body: `<!DOCTYPE HTML>\n<html lang="en">\n    <head>\n        <meta charset="utf-8">\n        <title>Error response</title>\n    </head>\n    <body>\n        <h1>Error response</h1>\n        <p>Error code: 404</p>\n        <p>Message: File not found.</p>\n        <p>Error code explanation: 404 - ${statusTexts[404] ?? ''}.</p>\n    </body>\n</html>\n`,
    };
  }
}

interface PythonRelease {
  readonly version: string;
  readonly tags: readonly string[];
  readonly distribution: Distribution;
  readonly megabytes: number;
  readonly created: number;
}

const pythonReleases: readonly PythonRelease[] = [
  { version: '3.9.7', tags: ['3.9', '3.9.7'], distribution: bullseye, megabytes: 291, created: Date.UTC(2021, 9, 12) },
  {
    version: '3.10.0',
    tags: ['3.10', '3', 'latest'],
    distribution: bullseye,
    megabytes: 292,
    created: Date.UTC(2021, 9, 12),
  },
  { version: '3.12.12', tags: ['3.12'], distribution: bookworm, megabytes: 320, created: Date.UTC(2026, 1, 3) },
  {
    version: '3.14.3',
    tags: ['3.14', '3', 'latest'],
    distribution: trixie,
    megabytes: 330,
    created: Date.UTC(2026, 1, 5),
  },
  {
    version: '3.14.3',
    tags: ['3.14-slim', '3-slim', 'slim'],
    distribution: trixieSlim,
    megabytes: 13,
    created: Date.UTC(2026, 1, 5),
  },
  {
    version: '3.14.3',
    tags: ['3.14-alpine', '3-alpine', 'alpine'],
    distribution: alpine323,
    megabytes: 13,
    created: Date.UTC(2026, 1, 5),
  },
];

export const pythonImages: readonly ImageDefinition[] = pythonReleases.map((release) => ({
  repository: 'docker.io/library/python',
  tags: release.tags,
  layers: [release.distribution.layer, layer(`python:${release.tags.join()}`, release.megabytes)],
  cmd: ['python3'],
  env: { PATH: defaultPath, PYTHON_VERSION: release.version },
  created: release.created,
  files: (tree) => {
    release.distribution.files(tree);
    for (const name of ['python', 'python3']) tree.writeProgram(`/usr/local/bin/${name}`, python(release.version));
  },
}));
