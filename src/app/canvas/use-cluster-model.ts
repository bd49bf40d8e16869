import { useMemo } from 'react';
import { objectsOf, useCluster } from '../store/cluster.ts';
import type { ClusterModel } from './cluster-model.ts';
import { clusterModel } from './cluster-model.ts';

/** Kubernetes' own namespaces. */
export const isSystem = (namespace: string): boolean => /^kube-/.test(namespace);

/** The cluster as the picture and the inspector's list show it. Kubernetes' own Pods stay in the background. */
export function useClusterModel(): ClusterModel {
  const pods = useCluster((state) => objectsOf(state, 'pods'));
  const nodes = useCluster((state) => objectsOf(state, 'nodes'));
  const leases = useCluster((state) => objectsOf(state, 'leases'));
  const runtimes = useCluster((state) => state.runtimes);
  const release = useCluster((state) => state.ready?.config.release ?? '1.20');
  return useMemo(() => {
    const model = clusterModel({ pods, nodes, leases, runtimes, release, shows: (namespace) => !isSystem(namespace) });
    // The control plane has its own row; its machine is drawn when a Pod of the learner runs there.
    return { ...model, nodes: model.nodes.filter((one) => !one.controlPlane || one.pods.length > 0) };
  }, [pods, nodes, leases, runtimes, release]);
}
