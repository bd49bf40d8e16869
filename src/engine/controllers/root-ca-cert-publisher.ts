import { isStatusError } from '../api/status.ts';
import type { StartController } from './controller.ts';
import { rootCA } from './root-ca.ts';
import { WorkQueue } from './work-queue.ts';

export const rootCAConfigMap = 'kube-root-ca.crt';

const description =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. ' +
  'No other usage is guaranteed across distributions of Kubernetes clusters.';

/** Every namespace has the cluster's certificate in a ConfigMap (pkg/controller/certificates/rootcacertpublisher/publisher.go; on by default from v1.20). */
export const rootCACertPublisher: StartController = ({ sim, client, release }) => {
  const data = { 'ca.crt': rootCA };
  const annotations = release.name === '1.20' ? undefined : { 'kubernetes.io/description': description };
  const queue = new WorkQueue(sim, (namespace) => {
    const known = client.find('configmaps', namespace, rootCAConfigMap);
    if (known === undefined) {
      const phase = client.find('namespaces', undefined, namespace)?.status?.phase;
      if (phase === undefined || phase === 'Terminating') return;
      try {
        client.create('configmaps', namespace, {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: rootCAConfigMap, namespace, ...(annotations === undefined ? {} : { annotations }) },
          data,
        });
      } catch (error) {
        if (!isStatusError(error, 'AlreadyExists')) throw error;
      }
    } else if (Object.keys(known.data ?? {}).length !== 1 || known.data?.['ca.crt'] !== rootCA) {
      client.update('configmaps', { ...known, data });
    }
  });
  const namespaces = client.watch('namespaces', {}, ({ type, object }) => {
    if (type === 'ADDED') queue.add(object.metadata?.name ?? '');
  });
  const maps = client.watch('configmaps', { fieldSelector: `metadata.name=${rootCAConfigMap}` }, ({ object }) =>
    queue.add(object.metadata?.namespace ?? ''),
  );
  return {
    stop() {
      namespaces.stop();
      maps.stop();
      queue.stop();
    },
  };
};
