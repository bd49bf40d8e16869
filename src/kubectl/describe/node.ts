import { formatQuantity } from '../../engine/api/quantity.ts';
import { isStatusError } from '../../engine/api/status.ts';
import type { Event, Lease, Node, Pod } from '../../engine/api/types.ts';
import type { Task } from '../../engine/sim/task.ts';
import { isReportable } from '../errors.ts';
import { isRecord, listAt, type Json } from '../object.ts';
import type { DescribeContext } from './context.ts';
import { drawEvents, referenceTo, searchEvents } from './events.ts';
import { annotationLines, labelLines, longTime, since } from './format.ts';
import {
  amountsOf,
  podAmounts,
  resourceNames,
  share,
  sum,
  zero,
  type Amounts,
  type ResourceList,
} from './resources.ts';
import type { DescribeWriter } from './writer.ts';

/** describeNode of describe.go, both releases. */
export function* describeNode(object: Json, context: DescribeContext, w: DescribeWriter): Task<void> {
  const node = object as unknown as Node;
  const { metadata, spec, status } = node;
  const name = metadata?.name ?? '';
  const pods = yield* podsOnNode(context, name);
  const events = context.showEvents ? yield* nodeEvents(object, context) : undefined;

  w.field(0, 'Name', name);
  w.field(0, 'Roles', rolesOf(node).join(',') || '<none>');
  labelLines(w, 'Labels', metadata?.labels);
  annotationLines(w, 'Annotations', metadata?.annotations);
  w.field(0, 'CreationTimestamp', longTime(metadata?.creationTimestamp));
  drawTaints(w, node);
  w.field(0, 'Unschedulable', spec?.unschedulable === true);
  yield* drawLease(context, name, w);
  const conditions = status?.conditions ?? [];
  if (conditions.length > 0) {
    w.line(0, 'Conditions:\n  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage');
    w.line(1, '----\t------\t-----------------\t------------------\t------\t-------');
    for (const one of conditions) {
      w.line(
        1,
        `${one.type} \t${one.status} \t${longTime(one.lastHeartbeatTime)} \t${longTime(one.lastTransitionTime)} \t${one.reason ?? ''} \t${one.message ?? ''}`,
      );
    }
  }
  w.line(0, 'Addresses:');
  for (const { type, address } of status?.addresses ?? []) w.field(1, type, address);
  drawList(w, 'Capacity', status?.capacity);
  drawList(w, 'Allocatable', status?.allocatable);
  drawSystemInfo(w, node, context.release.name === '1.20');
  if ((spec?.podCIDR ?? '') !== '') w.field(0, 'PodCIDR', spec!.podCIDR!);
  if ((spec?.podCIDRs ?? []).length > 0) w.field(0, 'PodCIDRs', spec!.podCIDRs!.join(','));
  if ((spec?.providerID ?? '') !== '') w.field(0, 'ProviderID', spec!.providerID!);
  if (pods === undefined) w.field(0, 'Pods', 'not authorized');
  else drawPods(w, node, pods, context);
  if (events !== undefined) drawEvents(events, context, w);
}

/** undefined: the user may not see them. */
function* podsOnNode(context: DescribeContext, name: string): Task<readonly Pod[] | undefined> {
  try {
    const list = yield* context.client.object('GET', '/api/v1/pods', {
      query: { fieldSelector: `spec.nodeName=${name},status.phase!=Succeeded,status.phase!=Failed` },
    });
    return listAt(list, 'items').filter(isRecord) as unknown as readonly Pod[];
  } catch (error) {
    if (isStatusError(error, 'Forbidden')) return undefined;
    throw error;
  }
}

/** Controllers refer to a node by its UID, the kubelet by its name. */
function* nodeEvents(object: Json, context: DescribeContext): Task<readonly Event[]> {
  const reference = referenceTo(object);
  const byUid = yield* searchEvents(context, reference);
  const byName = yield* searchEvents(context, { ...reference, uid: reference.name });
  return [...byUid, ...byName];
}

export function rolesOf(node: Node): readonly string[] {
  const roles = new Set<string>();
  for (const [key, value] of Object.entries(node.metadata?.labels ?? {})) {
    if (key.startsWith('node-role.kubernetes.io/')) {
      const role = key.slice('node-role.kubernetes.io/'.length);
      if (role !== '') roles.add(role);
    } else if (key === 'kubernetes.io/role' && value !== '') {
      roles.add(value);
    }
  }
  return [...roles].sort();
}

function drawTaints(w: DescribeWriter, node: Node): void {
  const taints = (node.spec?.taints ?? []).map(
    (taint) => `${taint.key}${(taint.value ?? '') === '' ? '' : `=${taint.value!}`}:${taint.effect}`,
  );
  const order = (node.spec?.taints ?? []).map((taint, i) => ({ sort: taint.effect + taint.key, text: taints[i]! }));
  order.sort((a, b) => (a.sort < b.sort ? -1 : a.sort > b.sort ? 1 : 0));
  w.write(0, 'Taints:\t');
  if (order.length === 0) w.line(0, '<none>');
  order.forEach(({ text }, i) => w.line(0, `${i === 0 ? '' : '\t'}${text}`));
}

function* drawLease(context: DescribeContext, name: string, w: DescribeWriter): Task<void> {
  let lease: Lease;
  try {
    lease = (yield* context.client.object(
      'GET',
      `/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${encodeURIComponent(name)}`,
    )) as unknown as Lease;
  } catch (error) {
    if (!isReportable(error)) throw error;
    w.field(0, 'Lease', `Failed to get lease: ${error.message}`);
    return;
  }
  const { holderIdentity, acquireTime, renewTime } = lease.spec ?? {};
  w.line(0, 'Lease:');
  w.field(1, 'HolderIdentity', holderIdentity ?? '<unset>');
  w.field(1, 'AcquireTime', acquireTime === undefined ? '<unset>' : longTime(String(acquireTime)));
  w.field(1, 'RenewTime', renewTime === undefined ? '<unset>' : longTime(String(renewTime)));
}

function drawList(w: DescribeWriter, title: string, list: ResourceList | undefined): void {
  const names = resourceNames(list);
  if (names.length === 0) return;
  w.line(0, `${title}:`);
  for (const name of names) w.field(1, name, list![name]!);
}

function drawSystemInfo(w: DescribeWriter, node: Node, old: boolean): void {
  const info = node.status?.nodeInfo;
  w.line(0, 'System Info:');
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['Machine ID', info?.machineID],
    ['System UUID', info?.systemUUID],
    ['Boot ID', info?.bootID],
    ['Kernel Version', info?.kernelVersion],
    ['OS Image', info?.osImage],
    ['Operating System', info?.operatingSystem],
    ['Architecture', info?.architecture],
    ['Container Runtime Version', info?.containerRuntimeVersion],
    ['Kubelet Version', info?.kubeletVersion],
    ...(old ? [['Kube-Proxy Version', info?.kubeProxyVersion] as const] : []),
  ];
  for (const [label, value] of rows) w.field(1, label, value ?? '');
}

/** Non-terminated Pods and what they claim (describeNodeResource). */
function drawPods(w: DescribeWriter, node: Node, pods: readonly Pod[], context: DescribeContext): void {
  const list = resourceNames(node.status?.allocatable).length > 0 ? node.status?.allocatable : node.status?.capacity;
  const allocatable = amountsOf(list);
  w.line(0, `Non-terminated Pods:\t(${pods.length} in total)`);
  w.line(
    1,
    `Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\t${context.release.name === '1.20' ? 'AGE' : 'Age'}`,
  );
  w.line(1, '---------\t----\t\t------------\t----------\t---------------\t-------------\t---');
  let requests: Amounts = new Map();
  let limits: Amounts = new Map();
  for (const pod of pods) {
    const own = { requests: podAmounts(pod, 'requests'), limits: podAmounts(pod, 'limits') };
    requests = sum(requests, own.requests);
    limits = sum(limits, own.limits);
    const cpu = allocatable.get('cpu');
    const memory = allocatable.get('memory');
    w.line(
      1,
      [
        pod.metadata?.namespace ?? '',
        `${pod.metadata?.name ?? ''}\t`,
        share(own.requests.get('cpu'), cpu, 'milli'),
        share(own.limits.get('cpu'), cpu, 'milli'),
        share(own.requests.get('memory'), memory, 'value'),
        share(own.limits.get('memory'), memory, 'value'),
        since(pod.metadata?.creationTimestamp, context.now),
      ].join('\t'),
    );
  }
  w.line(0, 'Allocated resources:\n  (Total limits may be over 100 percent, i.e., overcommitted.)');
  w.line(1, 'Resource\tRequests\tLimits');
  w.line(1, '--------\t--------\t------');
  const extended = [...allocatable.keys()]
    .filter((name) => !standardResources.has(name) && !name.startsWith('hugepages-'))
    .sort();
  const hugepages = [...allocatable.keys()].filter((name) => name.startsWith('hugepages-')).sort();
  for (const name of ['cpu', 'memory', 'ephemeral-storage', ...hugepages]) {
    const unit = name === 'cpu' ? 'milli' : 'value';
    w.line(
      1,
      `${name}\t${share(requests.get(name), allocatable.get(name), unit)}\t${share(limits.get(name), allocatable.get(name), unit)}`,
    );
  }
  for (const name of extended) {
    w.line(1, `${name}\t${formatQuantity(requests.get(name) ?? zero)}\t${formatQuantity(limits.get(name) ?? zero)}`);
  }
}

const standardResources: ReadonlySet<string> = new Set(['cpu', 'memory', 'ephemeral-storage', 'pods']);
