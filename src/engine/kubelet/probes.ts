import type { Container, Probe } from '../api/types.ts';
import type { ContainerRuntime } from '../runtime/cri.ts';
import type { Connection, Machine } from '../runtime/machine.ts';
import { SysError } from '../sim/process.ts';
import type { Simulation, Timer } from '../sim/simulation.ts';
import { startTask, type Task, type TaskHandle } from '../sim/task.ts';
import { RuntimeError } from '../runtime/cri.ts';

export type ProbeKind = 'Startup' | 'Liveness' | 'Readiness';

export interface ProbeOutcome {
  readonly ok: boolean;
  readonly output: string;
}

/** Where a probe finds its container. */
export interface ProbeTarget {
  readonly sim: Simulation;
  readonly runtime: ContainerRuntime;
  readonly machine: Machine;
  readonly containerId: string;
  readonly container: Container;
  readonly podIP: string;
  readonly userAgent: string;
}

/** A port by number or by the name that the container gives it. */
export function resolvePort(port: number | string, container: Container): number | undefined {
  if (typeof port === 'number') return port;
  const named = container.ports?.find(({ name }) => name === port)?.containerPort;
  if (named !== undefined) return named;
  const number = Number(port);
  return Number.isInteger(number) && number > 0 ? number : undefined;
}

const dialError = (address: string, port: number, error: unknown): string => {
  if (!(error instanceof SysError)) throw error;
  if (error.code === 'ETIMEDOUT') return `dial tcp ${address}:${port}: i/o timeout`;
  return `dial tcp ${address}:${port}: connect: ${error.message.toLowerCase()}`;
};

const urlHost = (address: string): string => (address.includes(':') ? `[${address}]` : address);

/** GET through the node's own network: 200 to 399 is success (pkg/probe/http). */
function* httpGet(target: ProbeTarget, probe: NonNullable<Probe['httpGet']>, timeout: number): Task<ProbeOutcome> {
  const port = resolvePort(probe.port, target.container);
  if (port === undefined) return { ok: false, output: `couldn't find port: ${probe.port} in ports` };
  const address = probe.host ?? target.podIP;
  const path = probe.path ?? '/';
  const url = `http://${urlHost(address)}:${port}${path.startsWith('/') ? path : `/${path}`}`;
  let connection: Connection | undefined;
  try {
    connection = yield* target.machine.namespaces.net.connect(address, port, timeout);
    const headers = (probe.httpHeaders ?? []).map(({ name, value }) => `${name}: ${value}\r\n`).join('');
    yield* connection.write(
      `GET ${path} HTTP/1.1\r\nHost: ${urlHost(address)}:${port}\r\nUser-Agent: ${target.userAgent}\r\nAccept: */*\r\n${headers}Connection: close\r\n\r\n`,
    );
    let text = '';
    while (!text.includes('\r\n')) {
      const chunk = yield* connection.read();
      if (chunk === '') break;
      text += chunk;
    }
    const code = Number(/^HTTP\/1\.\d (\d{3})/.exec(text)?.[1]);
    if (!(code > 0)) return { ok: false, output: `Get "${url}": EOF` };
    return { ok: code >= 200 && code < 400, output: `HTTP probe failed with statuscode: ${code}` };
  } catch (error) {
    if (error instanceof SysError && error.code === 'ECONNRESET') return { ok: false, output: `Get "${url}": EOF` };
    return { ok: false, output: `Get "${url}": ${dialError(address, port, error)}` };
  } finally {
    connection?.close();
  }
}

function* tcpSocket(target: ProbeTarget, probe: NonNullable<Probe['tcpSocket']>, timeout: number): Task<ProbeOutcome> {
  const port = resolvePort(probe.port, target.container);
  if (port === undefined) return { ok: false, output: `couldn't find port: ${probe.port} in ports` };
  const address = probe.host ?? target.podIP;
  try {
    const connection = yield* target.machine.namespaces.net.connect(address, port, timeout);
    connection.close();
    return { ok: true, output: '' };
  } catch (error) {
    return { ok: false, output: dialError(address, port, error) };
  }
}

function* exec(target: ProbeTarget, command: readonly string[], timeoutSeconds: number): Task<ProbeOutcome> {
  try {
    const { exitCode, stdout, stderr } = yield* target.runtime.execSync(target.containerId, command, timeoutSeconds);
    return { ok: exitCode === 0, output: stdout + stderr };
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error;
    return { ok: false, output: error.message };
  }
}

/** Runs a probe's action once. An action that Podarium can't take fails and says so. */
export function* runProbe(target: ProbeTarget, probe: Probe): Task<ProbeOutcome> {
  const seconds = probe.timeoutSeconds ?? 1;
  if (probe.exec !== undefined) return yield* exec(target, probe.exec.command ?? [], seconds);
  if (probe.httpGet !== undefined) {
    if (probe.httpGet.scheme === 'HTTPS') return { ok: false, output: 'Podarium does not simulate TLS in probes' };
    return yield* httpGet(target, probe.httpGet, seconds * 1000);
  }
  if (probe.tcpSocket !== undefined) return yield* tcpSocket(target, probe.tcpSocket, seconds * 1000);
  return { ok: false, output: 'Podarium does not simulate gRPC probes' };
}

export interface ProbeWatcher {
  /** The verdict of a kind changed: readiness both ways, startup passed, liveness or startup failed for good. */
  verdict(kind: ProbeKind, ok: boolean): void;
  /** One failed try, for the Unhealthy event. */
  unhealthy(kind: ProbeKind, output: string): void;
}

/**
 * The probe workers of one running container (pkg/kubelet/prober/worker.go): liveness and readiness begin once the startup probe has
 * passed; thresholds count tries in a row.
 */
export class Prober {
  readonly #timers = new Map<ProbeKind, Timer>();
  readonly #tasks = new Set<TaskHandle>();
  #stopped = false;

  constructor(
    private readonly sim: Simulation,
    private readonly target: ProbeTarget,
    private readonly watcher: ProbeWatcher,
  ) {
    const { startupProbe } = target.container;
    if (startupProbe !== undefined) this.#begin('Startup', startupProbe);
    else this.#beginOthers();
  }

  stop(): void {
    this.#stopped = true;
    for (const timer of this.#timers.values()) timer.cancel();
    for (const task of this.#tasks) task.kill();
  }

  #beginOthers(): void {
    const { livenessProbe, readinessProbe } = this.target.container;
    if (livenessProbe !== undefined) this.#begin('Liveness', livenessProbe);
    if (readinessProbe !== undefined) this.#begin('Readiness', readinessProbe);
  }

  #begin(kind: ProbeKind, probe: Probe): void {
    let run = 0;
    let last: boolean | undefined;
    let verdict: boolean | undefined = kind === 'Liveness' ? true : undefined;
    const period = (probe.periodSeconds ?? 10) * 1000;
    const again = (delay: number): void => {
      if (this.#stopped) return;
      this.#timers.set(kind, this.sim.after(delay, attempt));
    };
    const attempt = (): void => {
      const task = startTask(this.sim, runProbe(this.target, probe), (outcome) => {
        this.#tasks.delete(task);
        if (this.#stopped) return;
        run = outcome.ok === last ? run + 1 : 1;
        last = outcome.ok;
        if (!outcome.ok) this.watcher.unhealthy(kind, outcome.output);
        const threshold = outcome.ok ? (probe.successThreshold ?? 1) : (probe.failureThreshold ?? 3);
        if (run >= threshold && verdict !== outcome.ok) {
          verdict = outcome.ok;
          this.watcher.verdict(kind, outcome.ok);
          if (kind === 'Startup' && outcome.ok) {
            this.#beginOthers();
            return;
          }
          if (kind !== 'Readiness' && !outcome.ok) return;
        }
        again(period);
      });
      this.#tasks.add(task);
    };
    again((probe.initialDelaySeconds ?? 0) * 1000);
  }
}
