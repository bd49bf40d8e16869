import { replicaController } from './replica-controller.ts';
import { selectorOfMap, selectorOfObject } from '../../api/selectors.ts';
import type { StartController } from '../controller.ts';

/** pkg/controller/replicaset/replica_set.go. */
export const replicaSet: StartController = (context) =>
  replicaController(context, {
    resource: 'replicasets',
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    component: 'replicaset-controller',
    selectorOf: (owner) => selectorOfObject((owner as { spec?: { selector?: object } }).spec?.selector),
    // DeploymentReplicaSetTerminatingReplicas: on by default from v1.35.
    countsTerminating: context.release.name !== '1.20',
  });

/** pkg/controller/replication/replication_controller.go: the same controller for the older kind, whose selector is a map. */
export const replicationController: StartController = (context) =>
  replicaController(context, {
    resource: 'replicationcontrollers',
    apiVersion: 'v1',
    kind: 'ReplicationController',
    component: 'replication-controller',
    selectorOf: (owner) => selectorOfMap((owner as { spec?: { selector?: Record<string, string> } }).spec?.selector),
    countsTerminating: false,
  });
