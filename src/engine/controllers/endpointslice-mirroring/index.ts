import { isStatusError } from '../../api/status.ts';
import type { EndpointSlice } from '../../api/types.ts';
import type { StartController } from '../controller.ts';
import { managedByLabel, serviceNameLabel } from '../endpointslice/labels.ts';
import { serviceSelector } from '../endpointslice/memberships.ts';
import { objectKey, splitKey, WorkQueue } from '../work-queue.ts';
import { controllerName, planMirror } from './mirror.ts';

const leaderAnnotation = 'control-plane.alpha.kubernetes.io/leader';
const skipMirrorLabel = 'endpointslice.kubernetes.io/skip-mirror';

/**
 * Mirrors Endpoints that somebody made for a Service without a selector into EndpointSlices, which is what kube-proxy reads
 * (pkg/controller/endpointslicemirroring).
 */
export const endpointSliceMirroring: StartController = ({ sim, client, informers, recorder }) => {
  const events = recorder('endpoint-slice-mirroring-controller');

  const mirrored = (namespace: string, name: string): readonly EndpointSlice[] =>
    client.list('endpointslices', {
      namespace,
      labelSelector: `${serviceNameLabel}=${name},${managedByLabel}=${controllerName}`,
    });
  const remove = ({ metadata }: EndpointSlice): void => {
    try {
      client.delete('endpointslices', metadata?.namespace, metadata?.name ?? '');
    } catch (error) {
      if (!isStatusError(error, 'NotFound')) throw error;
    }
  };

  const queue = new WorkQueue(sim, (key) => {
    const { namespace = '', name } = splitKey(key);
    const endpoints = client.find('endpoints', namespace, name);
    const service = client.find('services', namespace, name);
    const existing = mirrored(namespace, name);
    const wanted =
      endpoints !== undefined &&
      service !== undefined &&
      serviceSelector(service) === undefined &&
      endpoints.metadata?.labels?.[skipMirrorLabel] !== 'true' &&
      endpoints.metadata?.annotations?.[leaderAnnotation] === undefined;
    if (!wanted) {
      for (const slice of existing) remove(slice);
      return;
    }
    const plan = planMirror(endpoints, existing);
    if (plan.skipped > 0) {
      const text = `A max of 1000 addresses can be mirrored to EndpointSlices per Endpoints subset. ${plan.skipped} addresses were skipped`;
      events.event(endpoints, 'Warning', 'TooManyAddressesToMirror', text);
    }
    try {
      for (const slice of plan.create) client.create('endpointslices', namespace, slice);
    } catch (error) {
      if (isStatusError(error, 'Forbidden')) return;
      throw error;
    }
    for (const slice of plan.update) client.update('endpointslices', slice);
    for (const slice of plan.remove) remove(slice);
  });

  const watches = [
    informers.of('endpoints').listen(({ object }) => queue.add(objectKey(object))),
    informers.of('services').listen(({ object }) => {
      if (
        serviceSelector(object) === undefined ||
        mirrored(object.metadata?.namespace ?? '', object.metadata?.name ?? '').length > 0
      )
        queue.add(objectKey(object));
    }),
    informers.of('endpointslices').listen(({ object: { metadata } }) => {
      if (metadata?.labels?.[managedByLabel] === controllerName)
        queue.add(`${metadata.namespace ?? ''}/${metadata.labels[serviceNameLabel] ?? ''}`);
    }),
  ];
  return {
    stop() {
      for (const watch of watches) watch.stop();
      queue.stop();
    },
  };
};
