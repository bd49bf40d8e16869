import type { V1ConfigMap } from '@kubernetes/client-node/dist/gen/models/V1ConfigMap.js';
import type { V1Container } from '@kubernetes/client-node/dist/gen/models/V1Container.js';
import type { V1ContainerStatus } from '@kubernetes/client-node/dist/gen/models/V1ContainerStatus.js';
import type { V1ControllerRevision } from '@kubernetes/client-node/dist/gen/models/V1ControllerRevision.js';
import type { V1CronJob } from '@kubernetes/client-node/dist/gen/models/V1CronJob.js';
import type { V1CustomResourceDefinition } from '@kubernetes/client-node/dist/gen/models/V1CustomResourceDefinition.js';
import type { V1DaemonSet } from '@kubernetes/client-node/dist/gen/models/V1DaemonSet.js';
import type { V1Deployment } from '@kubernetes/client-node/dist/gen/models/V1Deployment.js';
import type { V1Endpoints } from '@kubernetes/client-node/dist/gen/models/V1Endpoints.js';
import type { V1EndpointSlice } from '@kubernetes/client-node/dist/gen/models/V1EndpointSlice.js';
import type { CoreV1Event } from '@kubernetes/client-node/dist/gen/models/CoreV1Event.js';
import type { V1Ingress } from '@kubernetes/client-node/dist/gen/models/V1Ingress.js';
import type { V1Job } from '@kubernetes/client-node/dist/gen/models/V1Job.js';
import type { V1Lease } from '@kubernetes/client-node/dist/gen/models/V1Lease.js';
import type { V1LimitRange } from '@kubernetes/client-node/dist/gen/models/V1LimitRange.js';
import type { V1Namespace } from '@kubernetes/client-node/dist/gen/models/V1Namespace.js';
import type { V1NetworkPolicy } from '@kubernetes/client-node/dist/gen/models/V1NetworkPolicy.js';
import type { V1Node } from '@kubernetes/client-node/dist/gen/models/V1Node.js';
import type { V1ObjectMeta } from '@kubernetes/client-node/dist/gen/models/V1ObjectMeta.js';
import type { V1PersistentVolume } from '@kubernetes/client-node/dist/gen/models/V1PersistentVolume.js';
import type { V1PersistentVolumeClaim } from '@kubernetes/client-node/dist/gen/models/V1PersistentVolumeClaim.js';
import type { V1Pod } from '@kubernetes/client-node/dist/gen/models/V1Pod.js';
import type { V1PodDisruptionBudget } from '@kubernetes/client-node/dist/gen/models/V1PodDisruptionBudget.js';
import type { V1PriorityClass } from '@kubernetes/client-node/dist/gen/models/V1PriorityClass.js';
import type { V1Probe } from '@kubernetes/client-node/dist/gen/models/V1Probe.js';
import type { V1ReplicaSet } from '@kubernetes/client-node/dist/gen/models/V1ReplicaSet.js';
import type { V1ReplicationController } from '@kubernetes/client-node/dist/gen/models/V1ReplicationController.js';
import type { V1ResourceQuota } from '@kubernetes/client-node/dist/gen/models/V1ResourceQuota.js';
import type { V1Secret } from '@kubernetes/client-node/dist/gen/models/V1Secret.js';
import type { V1Service } from '@kubernetes/client-node/dist/gen/models/V1Service.js';
import type { V1ServiceAccount } from '@kubernetes/client-node/dist/gen/models/V1ServiceAccount.js';
import type { V1StatefulSet } from '@kubernetes/client-node/dist/gen/models/V1StatefulSet.js';
import type { V1StorageClass } from '@kubernetes/client-node/dist/gen/models/V1StorageClass.js';
import type { V2HorizontalPodAutoscaler } from '@kubernetes/client-node/dist/gen/models/V2HorizontalPodAutoscaler.js';

/** A client class as it stands on the wire: times are RFC 3339 texts, and nobody changes what the store handed out. */
export type Wire<T> = T extends Date
  ? string
  : T extends readonly (infer Item)[]
    ? readonly Wire<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: Wire<T[Key]> }
      : T;

export type ObjectMeta = Wire<V1ObjectMeta>;

/** What every object has. `metadata` is always there once the API server has decoded it. */
export interface KubeObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: ObjectMeta;
}

type Kind<T> = Wire<T> & KubeObject;

export type ConfigMap = Kind<V1ConfigMap>;
export type Container = Wire<V1Container>;
export type ContainerStatus = Wire<V1ContainerStatus>;
export type ControllerRevision = Kind<V1ControllerRevision>;
export type CronJob = Kind<V1CronJob>;
export type CustomResourceDefinition = Kind<V1CustomResourceDefinition>;
export type DaemonSet = Kind<V1DaemonSet>;
export type Deployment = Kind<V1Deployment>;
export type Endpoints = Kind<V1Endpoints>;
export type EndpointSlice = Kind<V1EndpointSlice>;
export type Event = Kind<CoreV1Event>;
export type HorizontalPodAutoscaler = Kind<V2HorizontalPodAutoscaler>;
export type Ingress = Kind<V1Ingress>;
export type Job = Kind<V1Job>;
export type Lease = Kind<V1Lease>;
export type LimitRange = Kind<V1LimitRange>;
export type Namespace = Kind<V1Namespace>;
export type NetworkPolicy = Kind<V1NetworkPolicy>;
export type Node = Kind<V1Node>;
export type PersistentVolume = Kind<V1PersistentVolume>;
export type PersistentVolumeClaim = Kind<V1PersistentVolumeClaim>;
export type Pod = Kind<V1Pod>;
export type PodDisruptionBudget = Kind<V1PodDisruptionBudget>;
export type PriorityClass = Kind<V1PriorityClass>;
export type Probe = Wire<V1Probe>;
export type ReplicaSet = Kind<V1ReplicaSet>;
export type ReplicationController = Kind<V1ReplicationController>;
export type ResourceQuota = Kind<V1ResourceQuota>;
export type Secret = Kind<V1Secret>;
export type Service = Kind<V1Service>;
export type ServiceAccount = Kind<V1ServiceAccount>;
export type StatefulSet = Kind<V1StatefulSet>;
export type StorageClass = Kind<V1StorageClass>;

/** The kinds with a type of their own, by the plural name of their resource. */
export interface ResourceTypes {
  pods: Pod;
  nodes: Node;
  namespaces: Namespace;
  events: Event;
  services: Service;
  endpoints: Endpoints;
  configmaps: ConfigMap;
  secrets: Secret;
  serviceaccounts: ServiceAccount;
  persistentvolumes: PersistentVolume;
  persistentvolumeclaims: PersistentVolumeClaim;
  replicationcontrollers: ReplicationController;
  resourcequotas: ResourceQuota;
  limitranges: LimitRange;
  leases: Lease;
  deployments: Deployment;
  replicasets: ReplicaSet;
  daemonsets: DaemonSet;
  statefulsets: StatefulSet;
  controllerrevisions: ControllerRevision;
  jobs: Job;
  cronjobs: CronJob;
  endpointslices: EndpointSlice;
  poddisruptionbudgets: PodDisruptionBudget;
  networkpolicies: NetworkPolicy;
  ingresses: Ingress;
  priorityclasses: PriorityClass;
  storageclasses: StorageClass;
  horizontalpodautoscalers: HorizontalPodAutoscaler;
  customresourcedefinitions: CustomResourceDefinition;
}

export type Resource = keyof ResourceTypes;
