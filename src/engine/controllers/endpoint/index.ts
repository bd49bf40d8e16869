import type { ApiClient } from '../../api/client.ts';
import { jsonEqual } from '../../api/json.ts';
import { withMetadata } from '../../api/meta.ts';
import { isStatusError, StatusError } from '../../api/status.ts';
import type { Endpoints, Service } from '../../api/types.ts';
import type { Release } from '../../releases/index.ts';
import type { StartController } from '../controller.ts';
import { headlessLabel } from '../endpointslice/labels.ts';
import { serviceSelector, ServiceMemberships } from '../endpointslice/memberships.ts';
import { isHeadless } from '../endpointslice/pod-endpoint.ts';
import { lastChangeTriggerTime, TriggerTimes } from '../endpointslice/trigger-time.ts';
import { splitKey, WorkQueue } from '../work-queue.ts';
import { endpointSubsets, truncateSubsets, type Subset } from './subsets.ts';

type Labels = Readonly<Record<string, string>>;

export const controllerName = 'endpoint-controller';
export const managedByLabel = 'endpoints.kubernetes.io/managed-by';
const overCapacity = 'endpoints.kubernetes.io/over-capacity';

/** Keeps the Endpoints of Services that have a selector (pkg/controller/endpoint/endpoints_controller.go). */
export const endpoint: StartController = ({ sim, client, informers, release, recorder }) => {
  const triggerTimes = new TriggerTimes();
  const events = recorder(controllerName);

  const queue = new WorkQueue(sim, (key) => {
    const { namespace = '', name } = splitKey(key);
    const service = client.find('services', namespace, name);
    if (service === undefined) {
      triggerTimes.forget(key);
      memberships.forget(key);
      if (client.find('endpoints', namespace, name) !== undefined) remove(client, namespace, name);
      return;
    }
    const selector = serviceSelector(service);
    // v1.20 did make Endpoints for an ExternalName that has a selector (issue 105986).
    if (selector === undefined || (service.spec?.type === 'ExternalName' && release.endpoints.skipExternalName)) return;
    const pods = client.list('pods', { namespace, labelSelector: selector });
    memberships.synced(key, pods.length);
    const triggerTime = triggerTimes.compute(key, service, pods);
    const subsets = endpointSubsets(service, pods, release);
    const current = client.find('endpoints', namespace, name);
    const kept = release.endpoints.capped ? truncateSubsets(subsets) : undefined;
    if (current !== undefined && isCurrent(current, kept ?? subsets, service, release)) return;
    const annotations: Record<string, string> = { ...current?.metadata?.annotations };
    delete annotations[lastChangeTriggerTime];
    delete annotations[overCapacity];
    if (triggerTime !== undefined) annotations[lastChangeTriggerTime] = triggerTime;
    if (kept !== undefined) annotations[overCapacity] = 'truncated';
    const { subsets: _before, ...rest } = current ?? {
      apiVersion: 'v1',
      kind: 'Endpoints',
      metadata: { name, namespace },
    };
    const labels = endpointsLabels(service, release);
    const wanted: Endpoints = {
      ...withMetadata(rest, {
        labels: Object.keys(labels).length === 0 ? undefined : labels,
        annotations: Object.keys(annotations).length === 0 ? undefined : annotations,
      }),
      ...(subsets.length === 0 ? {} : { subsets: kept ?? subsets }),
    };
    try {
      if (current === undefined) client.create('endpoints', namespace, wanted);
      else client.update('endpoints', wanted);
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      if (current === undefined && isStatusError(error, 'Forbidden')) return;
      const [reason, text] =
        current === undefined
          ? ['FailedToCreateEndpoint', `Failed to create endpoint for service ${key}: ${error.message}`]
          : ['FailedToUpdateEndpoint', `Failed to update endpoint ${key}: ${error.message}`];
      events.event(wanted, 'Warning', reason!, text!);
      throw error;
    }
  });

  const memberships = new ServiceMemberships(client, (key, delay) => {
    if (delay === 0) queue.add(key);
    else queue.addAfter(key, delay);
  });
  const watches = [
    informers.of('services').listen((notice) => memberships.service(notice)),
    informers.of('pods').listen((notice) => memberships.pod(notice)),
    informers.of('endpoints').listen(({ type, object }) => {
      if (type === 'DELETED') queue.add(`${object.metadata?.namespace ?? ''}/${object.metadata?.name ?? ''}`);
    }),
  ];
  return {
    stop() {
      for (const watch of watches) watch.stop();
      queue.stop();
    },
  };
};

function remove(client: ApiClient, namespace: string, name: string): void {
  try {
    client.delete('endpoints', namespace, name);
  } catch (error) {
    if (!isStatusError(error, 'NotFound')) throw error;
  }
}

function endpointsLabels(service: Service, release: Release): Labels {
  const { [headlessLabel]: _own, ...labels } = service.metadata?.labels ?? {};
  return {
    ...labels,
    ...(isHeadless(service) ? { [headlessLabel]: '' } : {}),
    ...(release.endpoints.managedByLabel ? { [managedByLabel]: controllerName } : {}),
  };
}

function isCurrent(current: Endpoints, subsets: readonly Subset[], service: Service, release: Release): boolean {
  const { [headlessLabel]: _headless, ...labels } = current.metadata?.labels ?? {};
  const { [headlessLabel]: _wanted, ...wanted } = endpointsLabels(service, release);
  return jsonEqual(labels, wanted) && jsonEqual(current.subsets ?? [], subsets);
}
