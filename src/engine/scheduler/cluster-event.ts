/**
 * What happens in the cluster that may let a refused Pod in (pkg/scheduler/framework/types.go, ClusterEvent). Plugins name those that can
 * undo their refusals.
 */
export type ClusterEvent =
  | 'AssignedPodAdd'
  | 'AssignedPodUpdate'
  | 'AssignedPodDelete'
  | 'NodeAdd'
  | 'NodeAllocatable'
  | 'NodeLabel'
  | 'NodeTaint'
  | 'PodUpdate'
  | 'PersistentVolumeClaim'
  | 'PersistentVolume'
  | 'StorageClass'
  | 'Namespace';
