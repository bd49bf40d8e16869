import type { StartController } from './controller.ts';
import { cronJob } from './cronjob/index.ts';
import { daemonSet } from './daemonset/index.ts';
import { deployment } from './deployment/index.ts';
import { endpoint } from './endpoint/index.ts';
import { endpointSlice } from './endpointslice/index.ts';
import { endpointSliceMirroring } from './endpointslice-mirroring/index.ts';
import { disruption } from './disruption/index.ts';
import { garbageCollector } from './garbage-collector.ts';
import { job } from './job/index.ts';
import { namespace } from './namespace.ts';
import { nodeIpam } from './node-ipam.ts';
import { nodeLifecycle } from './node-lifecycle.ts';
import { horizontalPodAutoscaler } from './podautoscaler/index.ts';
import { podGarbageCollector } from './pod-gc.ts';
import { replicaSet, replicationController } from './replicaset/index.ts';
import { rootCACertPublisher } from './root-ca-cert-publisher.ts';
import { serviceAccountTokens } from './service-account-tokens.ts';
import { serviceAccount } from './service-account.ts';
import { statefulSet } from './statefulset/index.ts';
import { taintEviction } from './taint-eviction.ts';
import { ttlAfterFinished } from './ttl-after-finished.ts';
import { ephemeralVolume } from './volume/ephemeral.ts';
import { persistentVolumeExpander } from './volume/expand.ts';
import { localPathProvisioner } from './volume/local-path-provisioner.ts';
import { persistentVolumeBinder } from './volume/persistentvolume/index.ts';
import { persistentVolumeClaimProtection, persistentVolumeProtection } from './volume/protection.ts';

export type { Controller, ControllerContext, EventRecorder, StartController } from './controller.ts';

/** The controllers of kube-controller-manager, by the names of its --controllers flag. */
export const controllers: Readonly<Record<string, StartController>> = {
  nodeipam: nodeIpam,
  endpoint,
  endpointslice: endpointSlice,
  endpointslicemirroring: endpointSliceMirroring,
  serviceaccount: serviceAccount,
  'serviceaccount-token': serviceAccountTokens,
  'root-ca-cert-publisher': rootCACertPublisher,
  namespace,
  nodelifecycle: nodeLifecycle,
  'taint-eviction-controller': taintEviction,
  podgc: podGarbageCollector,
  garbagecollector: garbageCollector,
  job,
  cronjob: cronJob,
  'ttl-after-finished': ttlAfterFinished,
  horizontalpodautoscaling: horizontalPodAutoscaler,
  'persistentvolume-binder': persistentVolumeBinder,
  'persistentvolume-expander': persistentVolumeExpander,
  'pvc-protection': persistentVolumeClaimProtection,
  'pv-protection': persistentVolumeProtection,
  'ephemeral-volume': ephemeralVolume,
  replicationcontroller: replicationController,
  replicaset: replicaSet,
  deployment,
  // An add-on, not one of kube-controller-manager's.
  'local-path-provisioner': localPathProvisioner,
  daemonset: daemonSet,
  statefulset: statefulSet,
  disruption,
};
