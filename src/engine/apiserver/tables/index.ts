import type { KubeObject } from '../../api/types.ts';
import { configmaps, leases, plain, priorityclasses, resourcequotas, secrets, serviceaccounts } from './config.ts';
import { events } from './events.ts';
import { namespaces } from './namespaces.ts';
import { endpoints, endpointslices, ingressclasses, ingresses, networkpolicies } from './network.ts';
import { nodes } from './nodes.ts';
import { pods } from './pods.ts';
import { horizontalpodautoscalers, poddisruptionbudgets } from './policy.ts';
import { services } from './services.ts';
import { persistentvolumeclaims, persistentvolumes, storageclasses } from './storage.ts';
import type { TablePrinter } from './table.ts';
import {
  controllerrevisions,
  cronjobs,
  daemonsets,
  deployments,
  jobs,
  podtemplates,
  replicasets,
  replicationcontrollers,
  scales,
  statefulsets,
} from './workloads.ts';

/** By storage. A printer of a new kind adds its line. */
const printers: Readonly<Record<string, TablePrinter<never>>> = {
  '/configmaps': configmaps,
  '/endpoints': endpoints,
  '/events': events,
  '/namespaces': namespaces,
  '/nodes': nodes,
  '/persistentvolumeclaims': persistentvolumeclaims,
  '/persistentvolumes': persistentvolumes,
  '/pods': pods,
  '/podtemplates': podtemplates,
  '/replicationcontrollers': replicationcontrollers,
  '/resourcequotas': resourcequotas,
  '/secrets': secrets,
  '/serviceaccounts': serviceaccounts,
  '/services': services,
  'apps/controllerrevisions': controllerrevisions,
  'apps/daemonsets': daemonsets,
  'apps/deployments': deployments,
  'apps/replicasets': replicasets,
  'apps/statefulsets': statefulsets,
  'autoscaling/horizontalpodautoscalers': horizontalpodautoscalers,
  'batch/cronjobs': cronjobs,
  'batch/jobs': jobs,
  'coordination.k8s.io/leases': leases,
  'discovery.k8s.io/endpointslices': endpointslices,
  'networking.k8s.io/ingressclasses': ingressclasses,
  'networking.k8s.io/ingresses': ingresses,
  'networking.k8s.io/networkpolicies': networkpolicies,
  'policy/poddisruptionbudgets': poddisruptionbudgets,
  'scheduling.k8s.io/priorityclasses': priorityclasses,
  'storage.k8s.io/storageclasses': storageclasses,
};

export function printerOf(storage: string): TablePrinter<KubeObject> {
  return (printers[storage] ?? plain) as TablePrinter<KubeObject>;
}

export const scalePrinter = scales as unknown as TablePrinter<KubeObject>;
