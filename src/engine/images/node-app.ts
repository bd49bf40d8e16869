import { SysError, type ProcessContext, type Program } from '../sim/process.ts';
import type { Task } from '../sim/task.ts';
import { connectionHeader, httpDate, serveHttp, type ServedRequest } from './http-server.ts';
import type { ImageDefinition, Layer } from './image.ts';
import type { Distribution } from './rootfs.ts';
import { layer } from './image.ts';
import { buster, jessie } from './rootfs.ts';
import { installExtras } from './shells.ts';

/** A version of Node.js: where its bundled sources report a failed listen from. */
interface NodeVersion {
  readonly version: string;
  readonly distribution: Distribution;
  readonly layers: readonly Layer[];
  /** What it prints when nobody handles a server's 'error' event, with the line and column of `listen` in app.js. */
  readonly listenError: (port: number, script: string, place: string) => string;
  /** Milliseconds from exec to the first line of the script. */
  readonly startTime: number;
}

export const node7: NodeVersion = {
  version: 'v7.10.1',
  distribution: jessie,
  layers: [
    layer('buildpack-deps:jessie-curl', 19.3),
    layer('buildpack-deps:jessie-scm', 43.3),
    layer('buildpack-deps:jessie', 130),
    layer('node:7', 17.2),
  ],
  listenError: (port, script, place) => `events.js:163
      throw er; // Unhandled 'error' event
      ^

Error: listen EADDRINUSE :::${port}
    at Object.exports._errnoException (util.js:1050:11)
    at exports._exceptionWithHostPort (util.js:1073:20)
    at Server.setupListenHandle [as _listen2] (net.js:1259:14)
    at listenInCluster (net.js:1307:12)
    at Server.listen (net.js:1406:7)
    at Object.<anonymous> (${script}:${place})
    at Module._compile (module.js:571:32)
    at Object.Module._extensions..js (module.js:580:10)
    at Module.load (module.js:488:32)
    at tryModuleLoad (module.js:447:12)
`,
  startTime: 90,
};

/** The tutorials' Node 6 differs in nothing that shows but its number. */
export const node6: NodeVersion = { ...node7, version: 'v6.3.1' };

export const node14: NodeVersion = {
  version: 'v14.18.1',
  distribution: buster,
  layers: [
    layer('buildpack-deps:buster-curl', 7.8),
    layer('buildpack-deps:buster-scm', 10),
    layer('buildpack-deps:buster', 51.8),
    layer('node:14', 38.2),
  ],
  listenError: (port, script, place) => `events.js:377
      throw er; // Unhandled 'error' event
      ^

Error: listen EADDRINUSE: address already in use :::${port}
    at Server.setupListenHandle [as _listen2] (net.js:1331:16)
    at listenInCluster (net.js:1379:12)
    at Server.listen (net.js:1465:7)
    at Object.<anonymous> (${script}:${place})
    at Module._compile (internal/modules/cjs/loader.js:1085:14)
    at Object.Module._extensions..js (internal/modules/cjs/loader.js:1114:10)
    at Module.load (internal/modules/cjs/loader.js:950:32)
    at Function.Module._load (internal/modules/cjs/loader.js:790:12)
    at Function.executeUserEntryPoint [as runMain] (internal/modules/run_main.js:76:12)
    at internal/main/run_main_module.js:17:47
Emitted 'error' event on Server instance at:
    at emitErrorNT (net.js:1358:8)
    at processTicksAndRejections (internal/process/task_queues.js:82:21) {
  code: 'EADDRINUSE',
  errno: -98,
  syscall: 'listen',
  address: '::',
  port: ${port}
}
`,
  startTime: 70,
};

export interface NodeAnswer {
  readonly status?: number;
  readonly body: string;
}

/** The script that an image runs, as far as it shows: what it prints, on what it listens, what it answers. */
export interface NodeScript {
  /** Printed before it listens, or what makes it of the process. */
  readonly banner?: string | ((p: ProcessContext) => string);
  readonly port: number;
  /** Makes the handler of one process, so that it can count. */
  readonly handler: (p: ProcessContext) => (request: ServedRequest) => Task<NodeAnswer>;
  /** The source, which `cat app.js` shows; the line that calls listen is found in it. */
  readonly source: string;
}

/** Resident memory of an idle Node server. */
const residentMemory = 22 * 1024 * 1024;

/**
 * `node`, able to run the one script of its image. PID 1 in its container and without handlers, so SIGTERM does nothing
 * to it: stopping takes the whole grace period, as it does in life.
 */
function nodeProgram(node: NodeVersion, scriptPath: string, script: NodeScript): Program {
  return function* run(p): Task<number> {
    const [, file] = p.argv;
    if (file === '-v' || file === '--version') {
      yield* p.write(1, `${node.version}\n`);
      return 0;
    }
    if (file === undefined || file.startsWith('-')) {
      yield* p.write(2, `node: Podarium's Node.js runs only ${scriptPath} of its image\n`);
      return 9;
    }
    const absolute = file.startsWith('/') ? file : `${p.cwd === '/' ? '' : p.cwd}/${file}`;
    p.allocate(residentMemory);
    yield* p.cpu(node.startTime);
    if (absolute !== scriptPath || !exists(p, absolute)) {
      yield* p.write(2, moduleNotFound(absolute));
      return 1;
    }
    const { banner } = script;
    if (banner !== undefined) yield* p.write(1, `${typeof banner === 'string' ? banner : banner(p)}\n`);
    let fd: number;
    try {
      fd = p.listen('::', script.port);
    } catch (error) {
      if (!(error instanceof SysError) || error.code !== 'EADDRINUSE') throw error;
      yield* p.write(2, node.listenError(script.port, scriptPath, listenPlace(script.source)));
      return 1;
    }
    const handle = script.handler(p);
    return yield* serveHttp(
      p,
      fd,
      function* (request) {
        const answer = yield* handle(request);
        return { status: answer.status ?? 200, body: answer.body, chunked: true };
      },
      // writeHead before end: Node cannot know the length, so it answers in chunks.
      {
        headers: (request) => [['Date', httpDate(p.now())], connectionHeader(request)],
        cpu: 0.6,
      },
    );
  };
}

/** `14:5`: the line and column of `listen` in the call. */
function listenPlace(source: string): string {
  const lines = source.split('\n');
  const line = lines.findIndex((text) => text.includes('.listen('));
  return `${line + 1}:${(lines[line] ?? '').indexOf('.listen(') + 2}`;
}

function moduleNotFound(path: string): string {
  return `module.js:472
    throw err;
    ^

Error: Cannot find module '${path}'
    at Function.Module._resolveFilename (module.js:470:15)
    at Function.Module._load (module.js:418:25)
    at Module.runMain (module.js:605:10)
    at run (bootstrap_node.js:427:7)
    at startup (bootstrap_node.js:151:9)
    at bootstrap_node.js:542:3
`;
}

function exists(p: ProcessContext, path: string): boolean {
  try {
    p.stat(path);
    return true;
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    return false;
  }
}

/** An image `FROM node`, with `ENTRYPOINT ["node", "app.js"]`, or by a shell with a script of another name (`CMD node server.js`). */
export function nodeImage(
  repository: string,
  tags: readonly string[],
  node: NodeVersion,
  script: NodeScript,
  created: number,
  name = 'app.js',
): ImageDefinition {
  return {
    repository,
    tags,
    layers: [node.distribution.layer, ...node.layers, layer(`${repository}:${tags.join()} ${name}`, 0.0007)],
    ...(name === 'app.js' ? { entrypoint: ['node', name] } : { cmd: ['/bin/sh', '-c', `node ${name}`] }),
    env: {
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      NPM_CONFIG_LOGLEVEL: 'info',
      NODE_VERSION: node.version.slice(1),
    },
    created,
    files: (tree) => {
      node.distribution.files(tree);
      // buildpack-deps brings them.
      installExtras(tree, ['curl', 'wget', 'ps', 'top', 'free', 'pgrep', 'pkill', 'uptime', 'watch']);
      tree.writeFile(`/${name}`, script.source, 0o644);
      tree.writeProgram('/usr/local/bin/node', nodeProgram(node, `/${name}`, script));
    },
  };
}
