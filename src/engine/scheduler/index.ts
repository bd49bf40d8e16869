import { KubeScheduler, type Scheduler, type SchedulerOptions } from './scheduler.ts';

export type { Scheduler, SchedulerOptions } from './scheduler.ts';
/** What a node has left and what a Pod asks of it: the kubelet asks the same questions again when a Pod arrives. */
export { NodeInfo } from './node-info.ts';
export { podInfo, type PodInfo } from './pod-info.ts';
export { clash } from './plugins/node-ports.ts';
export type { SchedulingDecision } from './trace.ts';

/** Starts kube-scheduler; it watches and binds until it is stopped. */
export function createScheduler(options: SchedulerOptions): Scheduler {
  return new KubeScheduler(options);
}
