import type { Cgroup, CgroupLimits } from '../machine.ts';
import type { Simulation, Timer } from '../../sim/simulation.ts';
import { block, type Task } from '../../sim/task.ts';
import { CpuMeter } from './cpu-meter.ts';

/** Something that uses the CPU of a cgroup until `remaining` core-milliseconds are done. */
interface CpuRun {
  remaining: number;
  rate: number;
  since: number;
  timer: Timer | undefined;
  readonly done: () => void;
}

/** Below this share of a core a run would practically stand still; CFS too grants at least 1 ms per period. */
const leastRate = 0.001;

/** The cores of one machine, shared by the cgroups that compute at the moment in proportion to what they may use. */
export class CpuPool {
  readonly #busy = new Set<KernelCgroup>();
  #factor = 1;

  constructor(readonly cores: number) {}

  /** How much of what they ask for the cgroups get, 1 unless the cores are oversubscribed. */
  get factor(): number {
    return this.#factor;
  }

  changed(cgroup: KernelCgroup): void {
    if (cgroup.cpuDemand > 0) this.#busy.add(cgroup);
    else this.#busy.delete(cgroup);
    let demand = 0;
    for (const other of this.#busy) demand += other.cpuDemand;
    const factor = demand > this.cores ? this.cores / demand : 1;
    if (factor === this.#factor) {
      cgroup.reschedule();
      return;
    }
    this.#factor = factor;
    for (const other of this.#busy) other.reschedule();
    if (!this.#busy.has(cgroup)) cgroup.reschedule();
  }
}

/**
 * A control group: a CPU quota as the CFS bandwidth controller keeps it over time, and a memory limit.
 * CPU is modelled as a fluid: every run gets its share continuously, so a limit of 100m makes 5 ms of work take 50 ms.
 */
export class KernelCgroup implements Cgroup {
  readonly #runs = new Set<CpuRun>();
  #limits: CgroupLimits;
  #cpuUsed = 0;
  /** Made when it first computes: most cgroups never do. */
  #meter: CpuMeter | undefined;
  memoryUsed = 0;
  /** How often the OOM killer struck in it, as memory.events counts. */
  oomKills = 0;

  constructor(
    private readonly sim: Simulation,
    private readonly pool: CpuPool,
    readonly name: string,
    limits: CgroupLimits,
  ) {
    this.#limits = limits;
  }

  get limits(): CgroupLimits {
    return this.#limits;
  }

  get cpuUsed(): number {
    let used = this.#cpuUsed;
    for (const run of this.#runs) used += run.rate * (this.sim.now - run.since);
    return used;
  }

  /** Cores that it used on average over the last ten whole seconds, or since `since` (virtual ms) if that is later. */
  recentCpu(since = 0): number {
    if (this.#meter === undefined && this.#runs.size === 0) return 0;
    const meter = this.#meter ?? new CpuMeter();
    const { now } = this.sim;
    const { from, to } = meter.window(now);
    let used = meter.used(now);
    for (const run of this.#runs) used += run.rate * Math.max(0, to - Math.max(from, run.since));
    const length = to - Math.max(from, since);
    return length > 0 ? used / length : 0;
  }

  /** Cores that it would use now if the machine had them all to give. */
  get cpuDemand(): number {
    const { cpu } = this.#limits;
    return cpu === undefined ? this.#runs.size : Math.min(this.#runs.size, cpu / 1000);
  }

  setLimits(limits: CgroupLimits): void {
    this.#limits = limits;
    this.pool.changed(this);
  }

  /** Uses `ms` of one core. */
  *use(ms: number): Task<void> {
    yield* block<void>((resume) => {
      const run: CpuRun = {
        remaining: ms,
        rate: 0,
        since: this.sim.now,
        timer: undefined,
        done: () => {
          this.#runs.delete(run);
          this.pool.changed(this);
          resume();
        },
      };
      this.#runs.add(run);
      this.pool.changed(this);
      return () => {
        if (!this.#runs.delete(run)) return;
        this.#settle(run);
        run.timer?.cancel();
        this.pool.changed(this);
      };
    });
  }

  /** Gives every run its present share. */
  reschedule(): void {
    if (this.#runs.size === 0) return;
    const rate = Math.max(leastRate, (this.cpuDemand / this.#runs.size) * this.pool.factor);
    for (const run of this.#runs) {
      if (run.rate === rate) continue;
      this.#settle(run);
      run.rate = rate;
      run.timer?.cancel();
      run.timer = this.sim.after(run.remaining / rate, () => {
        this.#settle(run);
        run.done();
      });
    }
  }

  #settle(run: CpuRun): void {
    const used = run.rate * (this.sim.now - run.since);
    this.#cpuUsed += used;
    if (used > 0) (this.#meter ??= new CpuMeter()).add(run.since, this.sim.now, run.rate);
    run.remaining = Math.max(0, run.remaining - used);
    run.since = this.sim.now;
  }
}
