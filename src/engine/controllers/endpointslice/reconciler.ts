import type { ApiClient } from '../../api/client.ts';
import { jsonEqual } from '../../api/json.ts';
import { controllerReference, withMetadata } from '../../api/meta.ts';
import { isStatusError } from '../../api/status.ts';
import type { EndpointSlice, Node, Pod, Service } from '../../api/types.ts';
import type { Release } from '../../releases/index.ts';
import { sliceLabels, unreserved } from './labels.ts';
import { placeEndpoints } from './placement.ts';
import { belongsInEndpoints, endpointPorts, podEndpoint, type Endpoint, type EndpointPort } from './pod-endpoint.ts';
import { withHints } from './traffic-distribution.ts';
import { lastChangeTriggerTime } from './trigger-time.ts';

export const controllerName = 'endpointslice-controller.k8s.io';

interface Group {
  readonly ports: readonly EndpointPort[];
  readonly endpoints: Endpoint[];
}

interface Plan {
  readonly create: EndpointSlice[];
  readonly update: EndpointSlice[];
  readonly remove: EndpointSlice[];
}

/** What must be written so that the slices of a Service say where its Pods are (Reconcile of k8s.io/endpointslice/reconciler.go). */
export function planSlices(
  service: Service,
  pods: readonly Pod[],
  existing: readonly EndpointSlice[],
  nodeOf: (pod: Pod) => Node | undefined,
  release: Release,
): Plan {
  const plan: Plan = { create: [], update: [], remove: [] };
  const labels = sliceLabels(service, controllerName);
  const own = existing.filter((slice) => isOwnedBy(slice, service));
  plan.remove.push(...existing.filter((slice) => !own.includes(slice)));
  const slicesByPorts = new Map<string, EndpointSlice[]>();
  for (const slice of own) {
    const key = JSON.stringify(slice.ports ?? []);
    slicesByPorts.set(key, [...(slicesByPorts.get(key) ?? []), slice]);
  }
  const groups = groupByPorts(service, pods, nodeOf, release);
  const labelsDiffer = (slice: EndpointSlice): boolean =>
    !jsonEqual(unreserved(slice.metadata?.labels), unreserved(labels));
  for (const [key, { ports, endpoints }] of groups) {
    const slices = slicesByPorts.get(key) ?? [];
    slicesByPorts.delete(key);
    const hintsDiffer = (slice: EndpointSlice): boolean =>
      (slice.endpoints ?? []).some((endpoint) => !jsonEqual(endpoint.hints, withHints(endpoint, service).hints));
    const placed = placeEndpoints(slices, endpoints, (slice) => labelsDiffer(slice) || hintsDiffer(slice));
    plan.create.push(...placed.create.map((some) => newSlice(service, labels, ports, some)));
    plan.update.push(
      ...placed.update.map(({ slice, endpoints: some }) => ({
        ...withMetadata(slice, { labels }),
        endpoints: some,
      })),
    );
    plan.remove.push(...placed.remove);
  }
  for (const slices of slicesByPorts.values()) plan.remove.push(...slices);
  if (existing.length === plan.remove.length && plan.create.length === 0)
    keepPlaceholder(plan, newSlice(service, labels, [], []));
  reuse(plan, service);
  return plan;
}

function groupByPorts(
  service: Service,
  pods: readonly Pod[],
  nodeOf: (pod: Pod) => Node | undefined,
  release: Release,
): ReadonlyMap<string, Group> {
  const groups = new Map<string, Group>();
  const terminating = release.endpoints.terminatingCondition || service.spec?.publishNotReadyAddresses === true;
  for (const pod of pods) {
    if (!belongsInEndpoints(pod, terminating)) continue;
    const node = nodeOf(pod);
    if (node === undefined && service.spec?.publishNotReadyAddresses !== true) continue;
    const ports = endpointPorts(pod, service);
    const key = JSON.stringify(ports);
    let group = groups.get(key);
    if (group === undefined) groups.set(key, (group = { ports, endpoints: [] }));
    group.endpoints.push(withHints(podEndpoint(pod, node, service, release), service));
  }
  return groups;
}

/** A Service without endpoints has one empty slice. */
function keepPlaceholder(plan: Plan, placeholder: EndpointSlice): void {
  const [only] = plan.remove;
  const isPlaceholder =
    only !== undefined &&
    plan.remove.length === 1 &&
    (only.endpoints ?? []).length === 0 &&
    (only.ports ?? []).length === 0 &&
    jsonEqual(only.metadata?.labels, placeholder.metadata?.labels);
  if (isPlaceholder) plan.remove.length = 0;
  else plan.create.push(placeholder);
}

/** A slice to be removed becomes one to be created, which keeps its name (finalize). */
function reuse(plan: Plan, service: Service): void {
  for (let i = 0; i < plan.remove.length && plan.create.length > 0;) {
    const old = plan.remove[i]!;
    if (!isOwnedBy(old, service)) {
      i++;
      continue;
    }
    plan.remove.splice(i, 1);
    const { endpoints, ports, metadata } = plan.create.pop()!;
    plan.update.push({
      ...withMetadata(old, { labels: metadata?.labels }),
      endpoints: endpoints ?? [],
      ports: ports ?? [],
    });
  }
}

function isOwnedBy({ metadata }: EndpointSlice, service: Service): boolean {
  return (
    metadata?.ownerReferences?.some(({ uid, kind }) => uid === service.metadata?.uid && kind === 'Service') === true
  );
}

function newSlice(
  service: Service,
  labels: Readonly<Record<string, string>>,
  ports: readonly EndpointPort[],
  endpoints: readonly Endpoint[],
): EndpointSlice {
  const { namespace, name = '' } = service.metadata ?? {};
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      generateName: `${name}-`,
      ...(namespace === undefined ? {} : { namespace }),
      labels,
      ownerReferences: [controllerReference(service, 'v1', 'Service')],
    },
    addressType: 'IPv4',
    endpoints,
    ports,
  };
}

/** Writes a plan; a namespace that is being deleted takes nothing new and that is as it should be. */
export function writePlan(client: ApiClient, plan: Plan, triggerTime: string | undefined): readonly EndpointSlice[] {
  const written: EndpointSlice[] = [];
  const stamped = (slice: EndpointSlice): EndpointSlice => {
    const { [lastChangeTriggerTime]: _before, ...others } = slice.metadata?.annotations ?? {};
    const annotations = triggerTime === undefined ? others : { ...others, [lastChangeTriggerTime]: triggerTime };
    return withMetadata(slice, { annotations: Object.keys(annotations).length === 0 ? undefined : annotations });
  };
  try {
    for (const slice of plan.create)
      written.push(client.create('endpointslices', slice.metadata?.namespace, stamped(slice)));
  } catch (error) {
    if (isStatusError(error, 'Forbidden')) return written;
    throw error;
  }
  for (const slice of plan.update) written.push(client.update('endpointslices', stamped(slice)));
  for (const { metadata } of plan.remove) client.delete('endpointslices', metadata?.namespace, metadata?.name ?? '');
  return written;
}
