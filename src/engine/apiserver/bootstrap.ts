import type { KubeObject } from '../api/types.ts';
import { startResourceQuotas } from './quota/controller.ts';
import { startCustomResources } from './crd/establishing.ts';
import { startEventTtl } from './event-ttl.ts';
import { startKubernetesService } from './kubernetes-service.ts';
import type { ApiServer } from './server.ts';

const namespaces = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

/** pkg/apis/scheduling/v1 SystemPriorityClasses. */
const priorityClasses = [
  {
    name: 'system-node-critical',
    value: 2000001000,
    description: 'Used for system critical pods that must not be moved from their current node.',
  },
  {
    name: 'system-cluster-critical',
    value: 2000000000,
    description:
      'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
  },
];

/** What an API server makes before anyone speaks to it, and keeps: its namespaces, the priority classes and its own Service. */
export function bootstrap(server: ApiServer): void {
  const writer = { manager: 'kube-apiserver' };
  for (const name of namespaces) {
    server.create(server.kindOf('/namespaces'), '', { metadata: { name } } as KubeObject, writer);
  }
  for (const { name, value, description } of priorityClasses) {
    const object = {
      metadata: { name },
      value,
      globalDefault: false,
      description,
      preemptionPolicy: 'PreemptLowerPriority',
    };
    server.create(server.kindOf('scheduling.k8s.io/priorityclasses'), '', object as KubeObject, writer);
  }
  startKubernetesService(server, writer);
  startResourceQuotas(server);
  startCustomResources(server);
  startEventTtl(server);
}
