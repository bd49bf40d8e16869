import type { TFunction } from 'i18next';
import { spokenDuration } from '../time/duration.ts';
import type { NodeModel } from './cluster-model.ts';
import type { ContainerModel, PodModel } from './pod-model.ts';

/* The words of the picture. The drawing, its accessible names and the list all take them from here. */

interface Detail {
  readonly text: string;
  readonly mono: boolean;
  /** What is left of it where there is little room. */
  readonly short?: string;
}

/** The second line of a container's box, and whether a machine printed it. */
export function containerDetail(container: ContainerModel, t: TFunction): Detail {
  if (container.conflict !== undefined && container.tone !== 'running') {
    return { text: t('container.taken', { port: `:${container.conflict.port}` }), mono: false };
  }
  if (container.tone === 'running') {
    const ports = container.ports.map((port) => `:${port}`).join(' ');
    if (isUnready(container)) {
      const short = t('container.notReady');
      return { text: `${ports} ${short}`.trim(), mono: false, short };
    }
    const printed = ports === '' ? container.command : ports;
    return { text: printed ?? t('container.running'), mono: printed !== undefined };
  }
  if (container.oomKilled) return { text: 'OOMKilled', mono: true };
  if (container.reason === 'CrashLoopBackOff' || container.tone === 'succeeded' || isExit(container)) {
    return { text: t('container.exited', { code: container.exitCode ?? '?' }), mono: false };
  }
  // The Pod's own line says ContainerCreating or PodInitializing already.
  if (container.tone === 'pending' || container.reason === undefined)
    return { text: t('container.waiting'), mono: false };
  return { text: container.reason, mono: true };
}

/** It runs, and its readiness or startup probe has not said yes. Init containers are never asked. */
export const isUnready = (container: ContainerModel): boolean =>
  container.tone === 'running' && !container.ready && (container.role === 'app' || container.role === 'sidecar');

const isExit = (container: ContainerModel): boolean => container.tone === 'failed' && container.reason === 'Error';

/** What the container does now, in a few words. */
export function containerState(container: ContainerModel, t: TFunction): string {
  if (container.tone === 'running') {
    const words =
      container.ports.length > 0
        ? t('container.runningPorts', { ports: container.ports.map((port) => `:${port}`).join(', ') })
        : t('container.running');
    return isUnready(container) ? `${words}, ${t('container.notReady')}` : words;
  }
  const conflict = container.conflict === undefined ? '' : `, ${t('container.takenLong', { ...container.conflict })}`;
  if (container.tone === 'succeeded' || isExit(container)) {
    return t('container.terminated', { reason: container.reason ?? '', code: container.exitCode ?? '?' }) + conflict;
  }
  const reason = container.reason;
  if (reason === undefined) return t('container.waiting');
  const words =
    container.restarts > 0
      ? t('container.waitingRestarts', { reason, count: container.restarts })
      : t('container.waitingReason', { reason });
  return words + conflict;
}

export const containerLabel = (container: ContainerModel, t: TFunction): string =>
  t('container.label', {
    name: container.name,
    role: t(`container.role.${container.role}`),
    state: containerState(container, t),
  });

/** What comes when a countdown ends, with its `duration`. */
export const countdownWords = {
  backoff: 'inspector.nextStart',
  pull: 'inspector.nextPull',
  grace: 'inspector.sigkill',
} as const;

/** `clash, Pod, CrashLoopBackOff, 1 of 2 ready, 3 restarts, next start in 12 s, IP 10.244.1.7`. `left`: ms of its countdown. */
export function podLabel(pod: PodModel, left: number | undefined, t: TFunction): string {
  let more = '';
  if (pod.restarts > 0) more += t('pod.labelRestarts', { count: pod.restarts });
  if (left !== undefined && pod.countdown !== undefined) {
    const duration = spokenDuration(left, t);
    more += t('pod.labelNext', { next: t(countdownWords[pod.countdown.kind], { duration }) });
  }
  if (pod.node === undefined) more += t('pod.labelUnscheduled');
  if (pod.unschedulable !== undefined) more += t('pod.labelWhy', { reason: pod.unschedulable });
  if (pod.volumes.length > 0) more += t('pod.labelVolumes', { names: pod.volumes.join(', ') });
  if (pod.plate?.ip !== undefined) more += t('pod.labelIp', { ip: pod.plate.ip });
  return t('pod.label', {
    name: pod.namespace === 'default' ? pod.name : t('pod.inNamespace', { name: pod.name, namespace: pod.namespace }),
    status: pod.status,
    ready: pod.readyContainers,
    total: pod.totalContainers,
    more,
  });
}

/** A kubelet renews its Lease every 10 s; twice that without a renewal is worth a word. */
export const silentAfter = 20_000;

export interface NodeState {
  /** All of it in one line. */
  readonly text: string;
  /** The same in two: how it stands, and what that leads to. */
  readonly line: string;
  readonly more: string;
  readonly silent: boolean;
}

/** How a node stands: its Ready condition, what it is short of, and how long it has been silent. `unixNow` in ms. */
export function nodeState(node: NodeModel, unixNow: number, t: TFunction): NodeState {
  const silence = node.renewedAt === undefined ? 0 : unixNow - node.renewedAt;
  const parts: string[] = [];
  const silent = silence > silentAfter || node.ready === 'Unknown';
  if (silent && node.renewedAt !== undefined) {
    parts.push(t('node.silent', { duration: spokenDuration(silence, t) }));
  } else {
    parts.push(t(node.ready === 'True' ? 'node.Ready' : node.ready === 'False' ? 'node.NotReady' : 'node.Unknown'));
  }
  if (!node.powered) parts.unshift(t('node.off'));
  else if (node.cut) parts.unshift(t('node.cut'));
  if (!node.schedulable) parts.push(t('node.cordoned'));
  const line = parts.join(' · ');
  const left = !silent || node.evictsAt === undefined ? undefined : node.evictsAt - unixNow;
  const more =
    left === undefined
      ? node.pressures.join(' · ')
      : left > 0
        ? t('node.evicts', { left: spokenDuration(left, t) })
        : t('node.evicting');
  return { text: more === '' ? line : t('node.both', { line, more }), line, more, silent };
}

export const percent = (share: { requested: number; allocatable: number }): string =>
  share.allocatable === 0 ? '0 %' : `${Math.round((100 * share.requested) / share.allocatable)} %`;

export const nodeLabel = (node: NodeModel, unixNow: number, t: TFunction): string =>
  t('node.label', {
    name: node.name,
    state: nodeState(node, unixNow, t).text,
    address: node.address,
    pods: node.pods.length,
    cpu: percent(node.cpu),
    memory: percent(node.memory),
  });
