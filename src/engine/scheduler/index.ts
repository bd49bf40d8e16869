import { KubeScheduler, type Scheduler, type SchedulerOptions } from './scheduler.ts';

export type { Scheduler, SchedulerOptions } from './scheduler.ts';
export type { SchedulingDecision } from './trace.ts';

/** Starts kube-scheduler; it watches and binds until it is stopped. */
export function createScheduler(options: SchedulerOptions): Scheduler {
  return new KubeScheduler(options);
}
