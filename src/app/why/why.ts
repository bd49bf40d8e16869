import type { ContainerStatus, Node, Pod } from '../../engine/api/types.ts';
import type { NodeModel } from '../canvas/cluster-model.ts';
import type { PodModel } from '../canvas/pod-model.ts';
import type { WhyReason } from './en.ts';

/** A reason and what to fill into its text. */
export interface Why {
  readonly reason: WhyReason;
  readonly params: Readonly<Record<string, string | number>>;
}

type Rule = (
  pod: Pod,
  model: PodModel,
  node: NodeModel | undefined,
) => { readonly reason: WhyReason; readonly params?: Why['params'] } | undefined;

/** The first rule that speaks explains the Pod: what holds it up most comes first. */
const podRules: readonly Rule[] = [
  (pod, model, node) => {
    if (pod.metadata?.deletionTimestamp === undefined) return undefined;
    const finalizers = pod.metadata.finalizers ?? [];
    if (model.done && finalizers.length > 0)
      return { reason: 'Finalizers', params: { finalizers: finalizers.join(', ') } };
    if (node?.ready === 'Unknown') return { reason: 'TerminatingStuck' };
    return { reason: 'Terminating', params: { grace: pod.metadata.deletionGracePeriodSeconds ?? 30 } };
  },
  (_pod, model, node) => (model.tone === 'unknown' || node?.ready === 'Unknown' ? { reason: 'NodeSilent' } : undefined),
  (pod) =>
    pod.status?.reason === 'Evicted' ? { reason: 'Evicted', params: { message: pod.status.message ?? '' } } : undefined,
  (pod, model) => {
    if (model.node !== undefined) return undefined;
    const condition = pod.status?.conditions?.find((one) => one.type === 'PodScheduled');
    if (condition?.reason === 'SchedulingGated') return { reason: 'SchedulingGated' };
    if (condition?.message !== undefined) return { reason: 'Unschedulable', params: { message: condition.message } };
    const scheduler = pod.spec?.schedulerName ?? 'default-scheduler';
    return scheduler === 'default-scheduler'
      ? { reason: 'NotScheduledYet' }
      : { reason: 'UnknownScheduler', params: { scheduler } };
  },
  (pod) => initFailure(pod),
  (pod, model) => firstOf(pod, (status) => waitingReason(pod, model, status)),
  (pod, model) => {
    if (model.phase !== 'Failed') return undefined;
    return firstOf(pod, (status) => {
      const ended = status.state?.terminated;
      if (ended === undefined || ended.exitCode === 0) return undefined;
      if (ended.reason === 'OOMKilled')
        return { reason: 'OOMKilled', params: { limit: memoryLimit(pod, status.name) } };
      return { reason: 'Failed', params: { code: ended.exitCode } };
    });
  },
  (_pod, model) => (model.phase === 'Succeeded' ? { reason: 'Completed' } : undefined),
  (_pod, model) => {
    if (model.phase !== 'Pending') return undefined;
    if (model.plate === undefined) return { reason: 'SandboxFirst' };
    const pulling = model.containers.find((one) => one.pull !== undefined);
    if (pulling !== undefined) return { reason: 'Pulling', params: { image: pulling.image, container: pulling.name } };
    const init = model.containers.find((one) => one.role === 'init' && !one.done);
    if (init !== undefined) return { reason: 'Initializing', params: { container: init.name } };
    return { reason: 'ContainerCreating' };
  },
  (pod, model) => {
    if (model.tone !== 'running' || model.readyContainers >= model.totalContainers) return undefined;
    return firstOf(pod, (status) =>
      status.state?.running !== undefined && !status.ready ? { reason: 'NotReady' } : undefined,
    );
  },
];

/** Why a Pod is not simply running and ready; undefined if it is. */
export function whyPod(pod: Pod, model: PodModel, node: NodeModel | undefined): Why | undefined {
  for (const rule of podRules) {
    const found = rule(pod, model, node);
    if (found === undefined) continue;
    return {
      reason: found.reason,
      params: {
        pod: model.namespace === 'default' ? model.name : `${model.name} -n ${model.namespace}`,
        node: model.node ?? '',
        policy: pod.spec?.restartPolicy ?? 'Always',
        ...found.params,
      },
    };
  }
  return undefined;
}

type Found = ReturnType<Rule>;

function firstOf(pod: Pod, of: (status: ContainerStatus) => Found): Found {
  for (const status of [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])]) {
    const found = of(status);
    if (found !== undefined) return { reason: found.reason, params: { container: status.name, ...found.params } };
  }
  return undefined;
}

function initFailure(pod: Pod): Found {
  for (const status of pod.status?.initContainerStatuses ?? []) {
    const code = (status.state?.terminated ?? status.lastState?.terminated)?.exitCode ?? 0;
    const stopped = status.state?.terminated !== undefined || status.state?.waiting?.reason === 'CrashLoopBackOff';
    if (code !== 0 && stopped) return { reason: 'InitFailed', params: { container: status.name, code } };
  }
  return undefined;
}

const onTheWay = new Set(['ContainerCreating', 'PodInitializing', '']);
const imageReasons: Readonly<Record<string, WhyReason>> = {
  ErrImagePull: 'ErrImagePull',
  ImagePullBackOff: 'ErrImagePull',
  RegistryUnavailable: 'ErrImagePull',
  InvalidImageName: 'InvalidImageName',
  ErrImageNeverPull: 'ErrImageNeverPull',
  CreateContainerConfigError: 'CreateContainerConfigError',
};

function waitingReason(pod: Pod, model: PodModel, status: ContainerStatus): Found {
  const waiting = status.state?.waiting;
  if (waiting === undefined || onTheWay.has(waiting.reason ?? '')) return undefined;
  if (waiting.reason === 'CrashLoopBackOff') return crashReason(pod, model, status);
  const params = { image: status.image, message: waiting.message ?? '', reason: waiting.reason ?? '' };
  return { reason: imageReasons[waiting.reason ?? ''] ?? 'WaitingOther', params };
}

function crashReason(pod: Pod, model: PodModel, status: ContainerStatus): Found {
  const last = status.lastState?.terminated;
  const code = last?.exitCode ?? 0;
  const conflict = model.containers.find((one) => one.name === status.name)?.conflict;
  if (conflict !== undefined) return { reason: 'PortConflict', params: { ...conflict, code } };
  if (last?.reason === 'OOMKilled') return { reason: 'OOMKilled', params: { limit: memoryLimit(pod, status.name) } };
  if (code === 0) return { reason: 'CrashLoopExitZero' };
  // 126 and 127 are a shell's, 128 is the runtime's: it could not start the program at all.
  if (code >= 126 && code <= 128) return { reason: 'CommandNotFound', params: { code } };
  return { reason: 'CrashLoopBackOff', params: { code } };
}

function memoryLimit(pod: Pod, container: string): string {
  const all = [...(pod.spec?.initContainers ?? []), ...(pod.spec?.containers ?? [])];
  return all.find((one) => one.name === container)?.resources?.limits?.['memory'] ?? '?';
}

/** Why a node is not simply Ready; undefined if it is. */
export function whyNode(node: Node, model: NodeModel, gracePeriod: number): Why | undefined {
  const params = { node: model.name, grace: gracePeriod };
  if (!model.powered) return { reason: 'NodeOff', params };
  if (model.kubelet === 'stopped') return { reason: 'KubeletStopped', params };
  if (model.cut) return { reason: 'NodeCut', params };
  if (model.ready === 'Unknown') return { reason: 'NodeUnknown', params };
  if (model.ready === 'False') {
    const message = node.status?.conditions?.find((one) => one.type === 'Ready')?.message ?? '';
    return { reason: 'NodeNotReady', params: { ...params, message } };
  }
  return model.schedulable ? undefined : { reason: 'Cordoned', params };
}
