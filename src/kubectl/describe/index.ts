import type { Task } from '../../engine/sim/task.ts';
import type { Json } from '../object.ts';
import { describeAutoscaler } from './autoscaler.ts';
import { describeConfigMap, describeSecret, describeServiceAccount } from './config.ts';
import type { DescribeContext, Describer } from './context.ts';
import { describeEndpoints, describeEndpointSlice } from './endpoints.ts';
import { describeGeneric } from './generic.ts';
import { describeIngress, describeIngressClass } from './ingress.ts';
import { describeCronJob, describeJob } from './jobs.ts';
import { describeNamespace } from './namespace.ts';
import { describeNetworkPolicy } from './network-policy.ts';
import { describeNode } from './node.ts';
import { describePod } from './pod.ts';
import { describePodDisruptionBudget, describePriorityClass } from './policies.ts';
import { describeLimitRange, describeResourceQuota } from './quotas.ts';
import { describeService } from './service.ts';
import { describeStatefulSet } from './stateful-set.ts';
import { describePersistentVolume, describePersistentVolumeClaim, describeStorageClass } from './storage.ts';
import {
  describeDaemonSet,
  describeDeployment,
  describeReplicaSet,
  describeReplicationController,
} from './workloads.ts';
import { DescribeWriter } from './writer.ts';

/** The kinds that have a description of their own, as `Kind` or `Kind.group`: one line each. */
const describers: Readonly<Record<string, Describer>> = {
  Pod: describePod,
  ReplicationController: describeReplicationController,
  Secret: describeSecret,
  Service: describeService,
  ServiceAccount: describeServiceAccount,
  Node: describeNode,
  LimitRange: describeLimitRange,
  ResourceQuota: describeResourceQuota,
  PersistentVolume: describePersistentVolume,
  PersistentVolumeClaim: describePersistentVolumeClaim,
  Namespace: describeNamespace,
  Endpoints: describeEndpoints,
  ConfigMap: describeConfigMap,
  'EndpointSlice.discovery.k8s.io': describeEndpointSlice,
  'HorizontalPodAutoscaler.autoscaling': describeAutoscaler,
  'Ingress.networking.k8s.io': describeIngress,
  'IngressClass.networking.k8s.io': describeIngressClass,
  'NetworkPolicy.networking.k8s.io': describeNetworkPolicy,
  'Job.batch': describeJob,
  'CronJob.batch': describeCronJob,
  'StatefulSet.apps': describeStatefulSet,
  'Deployment.apps': describeDeployment,
  'DaemonSet.apps': describeDaemonSet,
  'ReplicaSet.apps': describeReplicaSet,
  'StorageClass.storage.k8s.io': describeStorageClass,
  'PodDisruptionBudget.policy': describePodDisruptionBudget,
  'PriorityClass.scheduling.k8s.io': describePriorityClass,
};

/** The description of one object. */
export function* describeObject(object: Json, context: DescribeContext): Task<string> {
  const { group, kind } = context.mapping;
  const describer = describers[group === '' ? kind : `${kind}.${group}`] ?? describeGeneric;
  const w = new DescribeWriter();
  yield* describer(object, context, w);
  return w.text();
}
