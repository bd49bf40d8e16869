import type { Resource } from '../api/types.ts';
import { isStatusError } from '../api/status.ts';
import type { StartController } from './controller.ts';
import { WorkQueue } from './work-queue.ts';

/** What may live in a namespace, in the order in which it is deleted: owners first, so that nothing is made anew. */
const contents: readonly Resource[] = [
  'deployments',
  'replicasets',
  'replicationcontrollers',
  'statefulsets',
  'daemonsets',
  'cronjobs',
  'jobs',
  'pods',
  'services',
  'endpoints',
  'endpointslices',
  'configmaps',
  'secrets',
  'persistentvolumeclaims',
  'poddisruptionbudgets',
  'horizontalpodautoscalers',
  'networkpolicies',
  'ingresses',
  'controllerrevisions',
  'resourcequotas',
  'limitranges',
  'leases',
  'serviceaccounts',
  'events',
];

/** The estimate that the real controller makes for Pods with a grace period, and how long it waits before it looks again. */
const recheck = 5_000;

/**
 * Empties a namespace that is being deleted, then takes the finalizer `kubernetes` from it, with which it goes
 * (pkg/controller/namespace/deletion/namespaced_resources_deleter.go).
 */
export const namespace: StartController = ({ sim, client }) => {
  const queue = new WorkQueue(sim, (name) => {
    const object = client.find('namespaces', undefined, name);
    if (object?.metadata?.deletionTimestamp === undefined) return;
    let left = 0;
    for (const resource of contents) {
      for (const item of client.list(resource, { namespace: name })) {
        left++;
        if (item.metadata?.deletionTimestamp !== undefined) continue;
        try {
          client.delete(resource, name, item.metadata?.name ?? '', { propagationPolicy: 'Background' });
        } catch (error) {
          if (!isStatusError(error, 'NotFound') && !isStatusError(error, 'Conflict')) throw error;
        }
      }
    }
    const remaining = left === 0 ? 0 : contents.reduce((sum, r) => sum + client.list(r, { namespace: name }).length, 0);
    if (remaining > 0) {
      queue.addAfter(name, recheck);
      return;
    }
    try {
      client.patch(
        'namespaces',
        undefined,
        name,
        { spec: { finalizers: null } },
        { subresource: 'finalize', type: 'merge' },
      );
    } catch (error) {
      if (!isStatusError(error, 'NotFound')) throw error;
    }
  });
  const watch = client.watch('namespaces', {}, ({ type, object }) => {
    if (type !== 'DELETED' && object.metadata?.deletionTimestamp !== undefined) queue.add(object.metadata.name ?? '');
  });
  return {
    stop() {
      watch.stop();
      queue.stop();
    },
  };
};
