import type { Kind } from '../../api/kinds.ts';
import { namespaces } from './namespaces.ts';
import { pods } from './pods.ts';
import { services } from './services.ts';
import { customresourcedefinitions } from './custom-resource-definitions.ts';
import { specOnly, type StoredObject, type Strategy } from './strategy.ts';
import { daemonsets, jobs, persistentvolumes } from './workloads.ts';

/** By storage. A kind that is not here behaves as most do. */
const strategies: Readonly<Record<string, Strategy>> = {
  '/pods': pods,
  '/services': services,
  '/namespaces': namespaces,
  // A kubelet registers its Node with a status.
  '/nodes': { prepareForCreate: (object) => object },
  '/events': { allowCreateOnUpdate: true, garbageCollection: 'unsupported' },
  '/endpoints': { allowCreateOnUpdate: true },
  '/limitranges': { allowCreateOnUpdate: true },
  '/persistentvolumes': persistentvolumes,
  '/persistentvolumeclaims': { returnDeletedObject: true, emptyStatus: { phase: 'Pending' } },
  '/podtemplates': {
    returnDeletedObject: true,
    generationOf: (object) => [object['template']],
    generationSince: '1.36',
  },
  '/replicationcontrollers': {
    garbageCollection: 'orphan',
    generationOf: specOnly,
    emptyStatus: { replicas: 0 },
  },
  '/resourcequotas': { returnDeletedObject: true },
  '/serviceaccounts': { returnDeletedObject: true },
  'apiextensions.k8s.io/customresourcedefinitions': customresourcedefinitions,
  'apps/daemonsets': daemonsets,
  'apps/deployments': {
    // pkg/registry/apps/deployment/strategy.go: annotations reach the ReplicaSets, so they count too.
    generationOf: (object) => [object['spec'], object.metadata?.annotations],
  },
  'apps/replicasets': { generationOf: specOnly, emptyStatus: { replicas: 0 } },
  'apps/statefulsets': {
    generationOf: specOnly,
    emptyStatus: (release) => (release.name === '1.20' ? { replicas: 0 } : { replicas: 0, availableReplicas: 0 }),
  },
  'autoscaling/horizontalpodautoscalers': {
    emptyStatus: (release) =>
      release.name === '1.20'
        ? { currentReplicas: 0, desiredReplicas: 0 }
        : { desiredReplicas: 0, currentMetrics: null },
  },
  'batch/cronjobs': { allowCreateOnUpdate: true, generationOf: specOnly, generationSince: '1.36' },
  'batch/jobs': jobs,
  'coordination.k8s.io/leases': { allowCreateOnUpdate: true, requiresResourceVersion: true },
  'discovery.k8s.io/endpointslices': {
    // pkg/registry/discovery/endpointslice/strategy.go: everything but what is derived counts.
    generationOf: (object) => [
      object['endpoints'],
      object['ports'],
      object['addressType'],
      object.metadata?.labels,
      object.metadata?.annotations,
    ],
  },
  'networking.k8s.io/ingresses': { generationOf: specOnly, emptyStatus: { loadBalancer: {} } },
  'networking.k8s.io/ingressclasses': { generationOf: specOnly },
  'networking.k8s.io/networkpolicies': { generationOf: specOnly },
  'policy/poddisruptionbudgets': {
    requiresResourceVersion: true,
    generationOf: specOnly,
    emptyStatus: { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 },
  },
  'scheduling.k8s.io/priorityclasses': { generationOf: () => [] },
  'storage.k8s.io/storageclasses': { returnDeletedObject: true },
};

const usual: Strategy = {};
/** Custom resources count everything but metadata and status (apiextensions-apiserver customresource/strategy.go). */
const custom: Strategy = {
  requiresResourceVersion: true,
  generationOf: ({ metadata: _metadata, status: _status, ...rest }) => [rest],
  prepareForCreate(object, { kind }) {
    if (!hasStatus(kind)) return object;
    const { status: _status, ...rest } = object;
    return rest as StoredObject;
  },
};

const builtIn = /^$|^(apps|autoscaling|batch|policy)$|\.k8s\.io$/;

export function strategyOf(kind: Kind): Strategy {
  return strategies[kind.storage ?? ''] ?? (builtIn.test(kind.group) ? usual : custom);
}

export function hasStatus(kind: Kind): boolean {
  return kind.subresources.some((sub) => sub.name === 'status');
}
