import type {
  CronJob,
  DaemonSet,
  Deployment,
  HorizontalPodAutoscaler,
  Job,
  KubeObject,
  Namespace,
  PersistentVolumeClaim,
  Pod,
  ReplicaSet,
  Service,
  StatefulSet,
} from '../../engine/api/types.ts';
import { jobReasons } from './reasons.ts';
import type { WhyReason } from './table/index.ts';
import type { Why } from './why.ts';

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

type Found = { readonly reason: WhyReason; readonly params?: Why['params'] } | undefined;

/** What else must be looked at: the Pods of its namespace, and the ports on which containers really listen. */
export interface Around {
  readonly pods: readonly Pod[];
  /** Of a Pod, by uid; undefined: not known. */
  readonly listens: (uid: string) => ReadonlySet<number> | undefined;
}

const said = (conditions: readonly Condition[] | undefined, type: string, status = 'True'): Condition | undefined =>
  conditions?.find((one) => one.type === type && one.status === status);

const failure = (conditions: readonly Condition[] | undefined): Found => {
  const found = said(conditions, 'ReplicaFailure');
  return found === undefined ? undefined : { reason: 'ReplicaFailure', params: { message: found.message ?? '' } };
};

function deployment({ spec, status }: Deployment): Found {
  const wanted = spec?.replicas ?? 1;
  const params = { wanted, ready: status?.availableReplicas ?? 0, updated: status?.updatedReplicas ?? 0 };
  const progress = status?.conditions?.find((one) => one.type === 'Progressing');
  if (progress?.reason === 'ProgressDeadlineExceeded')
    return { reason: 'ProgressDeadlineExceeded', params: { deadline: spec?.progressDeadlineSeconds ?? 600 } };
  if (wanted === 0) return { reason: 'ScaledToZero' };
  if (spec?.paused === true) return { reason: 'DeploymentPaused' };
  const refused = failure(status?.conditions);
  if (refused !== undefined) return refused;
  if (params.updated < wanted || (status?.replicas ?? 0) > params.updated) return { reason: 'Progressing', params };
  if (said(status?.conditions, 'Available', 'False') !== undefined)
    return { reason: 'MinimumReplicasUnavailable', params };
  return params.ready < wanted ? { reason: 'Progressing', params } : undefined;
}

function replicaSet({ spec, status }: ReplicaSet): Found {
  const params = { wanted: spec?.replicas ?? 1, ready: status?.readyReplicas ?? 0 };
  if (params.wanted === 0) return { reason: 'ScaledToZero' };
  return (
    failure(status?.conditions) ?? (params.ready < params.wanted ? { reason: 'ReplicaSetUnready', params } : undefined)
  );
}

function statefulSet({ metadata, spec, status }: StatefulSet): Found {
  const wanted = spec?.replicas ?? 1;
  const ready = status?.readyReplicas ?? 0;
  if (wanted === 0) return { reason: 'ScaledToZero' };
  if (ready >= wanted) return undefined;
  if (spec?.podManagementPolicy === 'Parallel') return { reason: 'ReplicaSetUnready', params: { wanted, ready } };
  return { reason: 'StatefulSetWaits', params: { pod: `${metadata?.name ?? ''}-${ready}` } };
}

function daemonSet({ status }: DaemonSet): Found {
  const params = { wanted: status?.desiredNumberScheduled ?? 0, ready: status?.numberReady ?? 0 };
  return params.ready < params.wanted ? { reason: 'DaemonSetUnready', params } : undefined;
}

function job({ spec, status }: Job): Found {
  const ended =
    said(status?.conditions, 'Failed') ??
    said(status?.conditions, 'FailureTarget') ??
    said(status?.conditions, 'Suspended');
  const known = jobReasons[ended?.reason ?? ''];
  if (known !== undefined) {
    return {
      reason: known,
      params: {
        limit: spec?.backoffLimit ?? 6,
        deadline: spec?.activeDeadlineSeconds ?? 0,
        message: ended?.message ?? '',
      },
    };
  }
  if (said(status?.conditions, 'Complete') !== undefined) return { reason: 'JobComplete' };
  return {
    reason: 'JobRunning',
    params: { succeeded: status?.succeeded ?? 0, failed: status?.failed ?? 0, wanted: spec?.completions ?? 1 },
  };
}

function service({ spec, status }: Service, { pods, listens }: Around): Found {
  if (spec?.type === 'ExternalName') return undefined;
  const selector = Object.entries(spec?.selector ?? {});
  if (selector.length === 0) return { reason: 'NoSelector' };
  const matching = pods.filter((pod) => selector.every(([key, value]) => pod.metadata?.labels?.[key] === value));
  const text = selector.map(([key, value]) => `${key}=${value}`);
  const params = { selector: text.join(', '), labels: text.join(','), count: matching.length };
  if (matching.length === 0) return { reason: 'NoPodsMatch', params };
  const ready = matching.filter(({ status: of }) =>
    of?.conditions?.some((one) => one.type === 'Ready' && one.status === 'True'),
  );
  if (ready.length === 0) return { reason: 'NoneReady', params };
  for (const { port, targetPort = port } of spec?.ports ?? []) {
    const number = (pod: Pod): number | undefined => targetNumber(pod, targetPort);
    if (ready.every((pod) => number(pod) === undefined))
      return { reason: 'TargetPortMissing', params: { ...params, port: targetPort } };
    const deaf = ready.every((pod) => {
      const listening = listens(pod.metadata?.uid ?? '');
      return listening !== undefined && !listening.has(number(pod) ?? 0);
    });
    if (deaf) return { reason: 'NobodyListens', params: { ...params, port: targetPort } };
  }
  const pending = spec?.type === 'LoadBalancer' && (status?.loadBalancer?.ingress ?? []).length === 0;
  return pending ? { reason: 'LoadBalancerPending' } : undefined;
}

function targetNumber(pod: Pod, port: number | string): number | undefined {
  if (typeof port === 'number') return port;
  const all = [...(pod.spec?.containers ?? []), ...(pod.spec?.initContainers ?? [])];
  return all.flatMap((one) => one.ports ?? []).find((one) => one.name === port)?.containerPort;
}

function claim({ spec, status }: PersistentVolumeClaim): Found {
  if (status?.phase !== 'Pending') return undefined;
  const name = spec?.storageClassName;
  return { reason: 'ClaimPending', params: { class: name === undefined || name === '' ? '–' : name } };
}

function autoscaler({ status }: HorizontalPodAutoscaler): Found {
  const stuck = said(status?.conditions, 'AbleToScale', 'False') ?? said(status?.conditions, 'ScalingActive', 'False');
  return stuck === undefined ? undefined : { reason: 'HpaCannotScale', params: { message: stuck.message ?? '' } };
}

function namespace({ status }: Namespace): Found {
  if (status?.phase !== 'Terminating') return undefined;
  const messages = (status.conditions ?? [])
    .filter((one) => one.status === 'True' && (one.message ?? '') !== '')
    .map((one) => one.message ?? '');
  return { reason: 'NamespaceTerminating', params: { message: messages.join(' ') || '…' } };
}

/** One rule a kind. */
const rules: Readonly<Record<string, (object: never, around: Around) => Found>> = {
  deployments: deployment,
  replicasets: replicaSet,
  replicationcontrollers: replicaSet,
  statefulsets: statefulSet,
  daemonsets: daemonSet,
  jobs: job,
  cronjobs: ({ spec }: CronJob) => (spec?.suspend === true ? { reason: 'CronJobSuspended' } : undefined),
  services: service,
  persistentvolumeclaims: claim,
  horizontalpodautoscalers: autoscaler,
  namespaces: namespace,
};

/** Why an object that owns or leads to Pods is not as it shall be; undefined if it is, or if the kind has no states. */
export function whyObject(resource: string, kind: string, object: KubeObject, around: Around): Why | undefined {
  const name = object.metadata?.name ?? '';
  const common = { name, kind: kind.toLowerCase() };
  const finalizers = object.metadata?.finalizers ?? [];
  const found: Found =
    object.metadata?.deletionTimestamp !== undefined && resource !== 'namespaces' && finalizers.length > 0
      ? { reason: 'ObjectTerminating', params: { finalizers: finalizers.join(', ') } }
      : rules[resource]?.(object as never, around);
  return found === undefined ? undefined : { reason: found.reason, params: { ...common, ...found.params } };
}
