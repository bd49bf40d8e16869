import type { EndpointSlice } from '../../api/types.ts';
import type { StartController } from '../controller.ts';
import { splitKey, WorkQueue } from '../work-queue.ts';
import { managedByLabel, serviceNameLabel } from './labels.ts';
import { serviceSelector, ServiceMemberships } from './memberships.ts';
import { controllerName, planSlices, writePlan } from './reconciler.ts';
import { TriggerTimes } from './trigger-time.ts';

/** endpointSliceChangeMinSyncDelay: somebody else's change to a slice is answered this much later. */
const foreignChangeDelay = 1000;

/** Keeps the EndpointSlices of Services that have a selector (pkg/controller/endpointslice/endpointslice_controller.go). */
export const endpointSlice: StartController = ({ sim, client, informers, release }) => {
  const triggerTimes = new TriggerTimes();
  /** The resourceVersion of each slice that this controller wrote last. */
  const written = new Map<string, string>();

  const queue = new WorkQueue(sim, (key) => {
    const { namespace, name } = splitKey(key);
    const service = client.find('services', namespace, name);
    const selector = service === undefined ? undefined : serviceSelector(service);
    if (service === undefined || selector === undefined || service.spec?.type === 'ExternalName') {
      if (service === undefined) {
        triggerTimes.forget(key);
        memberships.forget(key);
      }
      return;
    }
    const inNamespace = namespace === undefined ? {} : { namespace };
    const pods = client.list('pods', { ...inNamespace, labelSelector: selector });
    const slices = client.list('endpointslices', {
      ...inNamespace,
      labelSelector: `${serviceNameLabel}=${name},${managedByLabel}=${controllerName}`,
    });
    const live = slices.filter(({ metadata }) => metadata?.deletionTimestamp === undefined);
    memberships.synced(key, pods.length);
    const triggerTime = triggerTimes.compute(key, service, pods);
    const nodeOf = (pod: (typeof pods)[number]) => client.find('nodes', undefined, pod.spec?.nodeName ?? '');
    const plan = planSlices(service, pods, live, nodeOf, release);
    for (const { metadata } of plan.remove) written.delete(metadata?.uid ?? '');
    for (const { metadata } of writePlan(client, plan, triggerTime))
      written.set(metadata?.uid ?? '', metadata?.resourceVersion ?? '');
  });

  const memberships = new ServiceMemberships(client, (key, delay) => {
    if (delay === 0) queue.add(key);
    else queue.addAfter(key, delay);
  });
  const sliceChanged = (type: string, { metadata }: EndpointSlice): void => {
    const uid = metadata?.uid ?? '';
    if (metadata?.labels?.[managedByLabel] !== controllerName) return;
    const expected = written.get(uid);
    if (type === 'DELETED' ? expected === undefined : isOwnWrite(expected, metadata.resourceVersion)) return;
    if (type === 'DELETED') written.delete(uid);
    queue.addAfter(`${metadata.namespace ?? ''}/${metadata.labels[serviceNameLabel] ?? ''}`, foreignChangeDelay);
  };
  const watches = [
    informers.of('services').listen((notice) => memberships.service(notice)),
    informers.of('pods').listen((notice) => memberships.pod(notice)),
    informers.of('endpointslices').listen(({ type, object }) => sliceChanged(type, object)),
  ];
  return {
    stop() {
      for (const watch of watches) watch.stop();
      queue.stop();
    },
  };
};

/** An event may tell of a write that a later one has overtaken already. */
function isOwnWrite(expected: string | undefined, seen: string | undefined): boolean {
  return expected !== undefined && Number(seen) <= Number(expected);
}
