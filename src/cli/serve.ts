import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createCluster } from '../engine/cluster.ts';
import type { Release } from '../engine/releases/index.ts';
import { kubeconfigText } from '../kubectl/index.ts';
import { type RunningServer, startApiServer } from '../server/api-server.ts';
import { readOpenApi } from './openapi.ts';
import { releaseOption, UsageError, wholeOption } from './options.ts';

interface ServeOptions {
  readonly port: number;
  readonly release: Release['name'];
  readonly nodes: number;
  readonly speed: number;
  readonly kubeconfig: string | undefined;
}

/** Virtual ms that the cluster has run when the first client comes: its nodes are Ready. */
const settle = 30_000;
/** The first line of a kubeconfig that may be written over. */
const mark = '# Written by podarium serve.\n';

function parse(args: readonly string[]): ServeOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string', default: '8001' },
      release: { type: 'string', default: 'v1.36' },
      nodes: { type: 'string', default: '2' },
      speed: { type: 'string', default: '1' },
      kubeconfig: { type: 'string' },
    },
  });
  const speed = values.speed.trim() === '' ? NaN : Number(values.speed);
  if (!(speed >= 0.01 && speed <= 1000)) {
    throw new UsageError(`--speed takes a number from 0.01 to 1000, not "${values.speed}"`);
  }
  return {
    port: wholeOption('port', values.port, 0, 65_535),
    release: releaseOption(values.release),
    nodes: wholeOption('nodes', values.nodes, 0, 200),
    speed,
    kubeconfig: values.kubeconfig,
  };
}

/** @throws UsageError where the file is somebody else's */
function checkKubeconfig(path: string): void {
  if (!existsSync(path) || readFileSync(path, 'utf8').startsWith(mark)) return;
  throw new UsageError(`${path} exists and was not written by podarium: give another --kubeconfig`);
}

/**
 * `podarium serve`: a cluster whose API programs reach over HTTP, until SIGINT or SIGTERM.
 * @returns 0 after a signal; 1 if the port can't be had; 2 for a wrong call.
 */
export async function serve(args: readonly string[]): Promise<number> {
  let options: ServeOptions;
  try {
    options = parse(args);
    if (options.kubeconfig !== undefined) checkKubeconfig(options.kubeconfig);
  } catch (error) {
    process.stderr.write(`podarium serve: ${(error as Error).message}\n`);
    return 2;
  }
  const { release, nodes, speed } = options;
  const openapi = readOpenApi(release);
  const cluster = createCluster({
    release,
    nodes,
    seed: 1,
    settle,
    epoch: Date.now(),
    ...(openapi === undefined ? {} : { openapi }),
  });
  let server: RunningServer;
  try {
    const onError = (error: unknown): void => {
      process.stderr.write(
        `podarium serve: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
      );
    };
    server = await startApiServer({
      sim: cluster.sim,
      transport: cluster.transport,
      port: options.port,
      speed,
      onError,
    });
  } catch (error) {
    process.stderr.write(`podarium serve: ${listenProblem(error as NodeJS.ErrnoException, options.port)}\n`);
    return 1;
  }
  const ended = new Promise<void>((finish) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => finish());
  });
  const url = `http://127.0.0.1:${server.port}`;
  const path = resolve(options.kubeconfig ?? join(tmpdir(), `podarium-${server.port}.kubeconfig`));
  try {
    checkKubeconfig(path);
    writeFileSync(path, `${mark}${kubeconfigText(url, 'podarium', 'podarium')}`, { mode: 0o600 });
  } catch (error) {
    process.stderr.write(`podarium serve: ${(error as Error).message}\n`);
    await server.close();
    return 1;
  }
  const pace = speed === 1 ? '' : `, ${speed} virtual seconds a second`;
  process.stdout.write(
    `Kubernetes v${release} with ${nodes} node${nodes === 1 ? '' : 's'} serves its API on ${url}${pace}.\n` +
      `Use it with: export KUBECONFIG=${path}\n` +
      'Stop it with Ctrl-C.\n',
  );
  await ended;
  await server.close();
  return 0;
}

function listenProblem(error: NodeJS.ErrnoException, port: number): string {
  if (error.code === 'EADDRINUSE') return `port ${port} is in use: choose another with --port, or 0 for any free one`;
  if (error.code === 'EACCES') return `port ${port} may not be used without privileges: choose one above 1023`;
  return error.message;
}
