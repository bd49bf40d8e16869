import type { Resource } from '../../engine/api/types.ts';

/** A kind that the page shows, and where an API may have it: the first path that it serves counts. */
export interface MirroredKind {
  readonly resource: Resource;
  readonly paths: readonly string[];
}

export const mirroredKinds: readonly MirroredKind[] = [
  { resource: 'nodes', paths: ['/api/v1/nodes'] },
  { resource: 'pods', paths: ['/api/v1/pods'] },
  { resource: 'events', paths: ['/api/v1/events'] },
  { resource: 'services', paths: ['/api/v1/services'] },
  { resource: 'leases', paths: ['/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases'] },
  { resource: 'replicasets', paths: ['/apis/apps/v1/replicasets'] },
  { resource: 'deployments', paths: ['/apis/apps/v1/deployments'] },
  { resource: 'daemonsets', paths: ['/apis/apps/v1/daemonsets'] },
  { resource: 'statefulsets', paths: ['/apis/apps/v1/statefulsets'] },
  { resource: 'jobs', paths: ['/apis/batch/v1/jobs'] },
  { resource: 'cronjobs', paths: ['/apis/batch/v1/cronjobs', '/apis/batch/v1beta1/cronjobs'] },
];
