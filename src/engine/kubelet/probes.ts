import type { Probe } from '../api/types.ts';
import type { Simulation, Timer } from '../sim/simulation.ts';
import { startTask, type Task, type TaskHandle } from '../sim/task.ts';
import { probeExec } from './probe/exec.ts';
import { probeGrpc } from './probe/grpc.ts';
import { probeHttp } from './probe/http.ts';
import type { ProbeOutcome, ProbeTarget } from './probe/target.ts';
import { probeTcp } from './probe/tcp.ts';

export type { ProbeOutcome, ProbeTarget } from './probe/target.ts';

export type ProbeKind = 'Startup' | 'Liveness' | 'Readiness';

/** Runs a probe's action once (pkg/kubelet/prober/prober.go, runProbe). */
function* runProbe(target: ProbeTarget, probe: Probe): Task<ProbeOutcome> {
  const seconds = probe.timeoutSeconds ?? 1;
  if (probe.exec !== undefined) return yield* probeExec(target, probe.exec, seconds);
  if (probe.httpGet !== undefined) return yield* probeHttp(target, probe.httpGet, seconds * 1000);
  if (probe.tcpSocket !== undefined) return yield* probeTcp(target, probe.tcpSocket, seconds * 1000);
  if (probe.grpc !== undefined) return yield* probeGrpc(target, probe.grpc, seconds * 1000);
  return { ok: false, output: 'missing probe handler' };
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
