import { useMemo } from 'react';
import { objectsOf, useCluster } from '../store/cluster.ts';
import type { Relation } from './relations-model.ts';
import { relations } from './relations-model.ts';
import { isSystem } from './use-cluster-model.ts';

/** The Services and owners of the learner's Pods. */
export function useRelations(): readonly Relation[] {
  const pods = useCluster((state) => objectsOf(state, 'pods'));
  const services = useCluster((state) => objectsOf(state, 'services'));
  const deployments = useCluster((state) => objectsOf(state, 'deployments'));
  const replicasets = useCluster((state) => objectsOf(state, 'replicasets'));
  const statefulsets = useCluster((state) => objectsOf(state, 'statefulsets'));
  const daemonsets = useCluster((state) => objectsOf(state, 'daemonsets'));
  const jobs = useCluster((state) => objectsOf(state, 'jobs'));
  const cronjobs = useCluster((state) => objectsOf(state, 'cronjobs'));
  return useMemo(
    () =>
      relations({
        pods,
        services,
        deployments,
        replicasets,
        statefulsets,
        daemonsets,
        jobs,
        cronjobs,
        shows: (namespace) => !isSystem(namespace),
      }),
    [pods, services, deployments, replicasets, statefulsets, daemonsets, jobs, cronjobs],
  );
}
