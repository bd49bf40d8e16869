import { objectsOf, useCluster } from '../store/cluster.ts';
import type { ClusterModel, Sources } from './cluster-model.ts';
import { clusterModel } from './cluster-model.ts';

/** Kubernetes' own namespaces. */
export const isSystem = (namespace: string): boolean => /^kube-/.test(namespace);
const shows = (namespace: string): boolean => !isSystem(namespace);

/** The cluster as the picture and the inspector's list show it. Kubernetes' own Pods stay in the background. */
export function useClusterModel(): ClusterModel {
  const pods = useCluster((state) => objectsOf(state, 'pods'));
  const nodes = useCluster((state) => objectsOf(state, 'nodes'));
  const leases = useCluster((state) => objectsOf(state, 'leases'));
  const runtimes = useCluster((state) => state.runtimes);
  const release = useCluster((state) => state.ready?.config.release ?? '1.20');
  return modelOf({ pods, nodes, leases, runtimes, release, shows });
}

let last: { readonly sources: Sources; readonly whole: ClusterModel; readonly shown: ClusterModel } | undefined;

/** All who show the cluster share one model of it. */
function modelOf(sources: Sources): ClusterModel {
  if (last !== undefined && isSame(last.sources, sources)) return last.shown;
  const whole = clusterModel(sources, last?.whole);
  // The control plane has its own row; its machine is drawn when a Pod of the learner runs there.
  const shown = { ...whole, nodes: whole.nodes.filter((one) => !one.controlPlane || one.pods.length > 0) };
  last = { sources, whole, shown };
  return shown;
}

const isSame = (a: Sources, b: Sources): boolean =>
  (Object.keys(a) as (keyof Sources)[]).every((key) => a[key] === b[key]);
