import { isStatusError } from '../api/status.ts';
import type { StartController } from './controller.ts';
import { WorkQueue } from './work-queue.ts';

/** Every active namespace has a ServiceAccount `default` (pkg/controller/serviceaccount/serviceaccounts_controller.go). */
export const serviceAccount: StartController = ({ sim, client }) => {
  const queue = new WorkQueue(sim, (namespace) => {
    if (client.find('namespaces', undefined, namespace)?.status?.phase === 'Terminating') return;
    if (client.find('namespaces', undefined, namespace) === undefined) return;
    if (client.find('serviceaccounts', namespace, 'default') !== undefined) return;
    try {
      client.create('serviceaccounts', namespace, {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { name: 'default', namespace },
      });
    } catch (error) {
      if (!isStatusError(error, 'AlreadyExists')) throw error;
    }
  });
  const namespaces = client.watch('namespaces', {}, ({ type, object }) => {
    if (type !== 'DELETED') queue.add(object.metadata?.name ?? '');
  });
  const accounts = client.watch('serviceaccounts', {}, ({ type, object }) => {
    if (type === 'DELETED' && object.metadata?.name === 'default') queue.add(object.metadata.namespace ?? '');
  });
  return {
    stop() {
      namespaces.stop();
      accounts.stop();
      queue.stop();
    },
  };
};
