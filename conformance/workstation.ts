import { WebSocket } from 'ws';
import type { ApiResponse } from '../src/engine/api/http.ts';
import { createFabric } from '../src/engine/network/index.ts';
import type { Release } from '../src/engine/releases/index.ts';
import { createFileTree, createMachine } from '../src/engine/runtime/kernel/index.ts';
import type { Machine } from '../src/engine/runtime/machine.ts';
import { Simulation } from '../src/engine/sim/simulation.ts';
import { createKubectl } from '../src/kubectl/index.ts';
import { WallClock } from '../src/server/clock.ts';
import type { Socket } from '../src/session/remote/streams.ts';
import { remoteTransport } from '../src/session/remote/transport.ts';
import { furnishWorkstation, user } from '../src/session/workstation.ts';
import { createShell } from '../src/shell/index.ts';
import type { Outcome } from './outcome.ts';

/** A WebSocket that keeps what the server said instead of opening it, as the real kubectl does. */
function openSocket(to: string, protocols: readonly string[]): Socket {
  const socket = new WebSocket(to, [...protocols]);
  const kept = socket as unknown as { refusal?: ApiResponse };
  socket.on('unexpected-response', (_request, response) => {
    let text = '';
    response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    response.on('end', () => {
      const isJson = response.headers['content-type']?.startsWith('application/json') === true;
      kept.refusal = { status: response.statusCode ?? 500, headers: {}, body: isJson ? JSON.parse(text) : text };
      socket.terminate();
    });
  });
  return socket as unknown as Socket;
}

/**
 * A workstation in a simulation of its own, on the wall clock, whose kubectl reaches the server over HTTP like anybody else.
 */
export class OwnWorkstation {
  readonly #machine: Machine;
  readonly #clock: WallClock;
  readonly #transport: ReturnType<typeof remoteTransport>;

  constructor(release: Release['name'], url: string, speed: number, epoch: number) {
    const sim = new Simulation(1, epoch);
    const disk = createFileTree(undefined, { now: () => sim.unixNow });
    const { program } = createShell({ flavour: 'bash' });
    furnishWorkstation(disk, { bash: program, kubectl: createKubectl({ release }) }, [], {});
    this.#machine = createMachine({ sim, name: 'workstation', address: '172.18.0.2', fabric: createFabric(sim), disk });
    this.#clock = new WallClock(sim, {
      speed,
      onError: (error) => {
        throw error;
      },
    });
    this.#transport = remoteTransport(url, () => this.#clock.run(), openSocket);
    this.#machine.api = { servers: [url], send: this.#transport.send };
    this.#clock.run();
  }

  writeFiles(directory: string, files: Readonly<Record<string, string>>): void {
    const { disk } = this.#machine;
    disk.mkdir(`${user.home}/${directory}`, 0o755);
    disk.chown(`${user.home}/${directory}`, user.uid, user.gid);
    for (const [name, text] of Object.entries(files)) {
      const path = `${user.home}/${directory}/${name}`;
      const folder = path.slice(0, path.lastIndexOf('/'));
      if (disk.stat(folder) === undefined) disk.mkdir(folder, 0o755);
      disk.writeFile(path, text);
      disk.chown(path, user.uid, user.gid);
    }
  }

  /** Runs a line of bash in a directory of the home directory. */
  run(line: string, directory: string, env: Readonly<Record<string, string>>, milliseconds: number): Promise<Outcome> {
    return new Promise((resolve) => {
      const outcome = { stdout: '', stderr: '', exitCode: -1 };
      const home = `${user.home}/${directory}`;
      const process = this.#machine.spawn({
        argv: ['bash', '-c', line],
        env: {
          PATH: '/usr/local/bin:/usr/bin:/bin',
          HOME: home,
          KUBECONFIG: `${home}/.kube/config`,
          LANG: 'C.UTF-8',
          ...env,
        },
        cwd: home,
        namespaces: this.#machine.namespaces,
        uid: user.uid,
        gid: user.gid,
        stdio: {
          kind: 'pipes',
          stdout: (text) => (outcome.stdout += text),
          stderr: (text) => (outcome.stderr += text),
        },
      });
      const timer = setTimeout(() => {
        outcome.stderr += '(still running: killed)\n';
        process.kill('SIGKILL');
        this.#clock.run();
      }, milliseconds);
      process.onExit(({ code, signal }) => {
        clearTimeout(timer);
        resolve({ ...outcome, exitCode: signal === undefined ? code : 128 });
      });
      this.#clock.run();
    });
  }

  close(): void {
    this.#clock.stop();
    this.#transport.close();
  }
}
