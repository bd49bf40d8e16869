import { parseTime } from '../../api/time.ts';
import { parseQuantity, type Quantity } from '../../api/quantity.ts';
import type { PersistentVolumeClaim, Pod, Service } from '../../api/types.ts';
import { podQosClass } from '../../api/qos.ts';
import type { StoredObject } from '../registry/strategy.ts';
import { podResources } from './pod-resources.ts';
import { type Amounts, amountsOf, one, zero } from './resource-list.ts';

/** What objects of one storage cost a quota: pkg/quota/v1/evaluator/core. */
export interface Evaluator {
  /** Whether a quota on a resource is about such objects at all. */
  tracks(resource: string): boolean;
  usage(object: StoredObject, now: number): Amounts;
  /** What is wrong with an object that a quota on these resources covers. */
  refusal?(object: StoredObject, resources: ReadonlySet<string>): string | undefined;
  matchesScope?(object: StoredObject, scope: ScopeRequirement): boolean;
}

export interface ScopeRequirement {
  readonly scopeName: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

const computeResources = ['cpu', 'memory', 'ephemeral-storage'];
/** What a quota on makes every container say: podevaluator's validationSet. */
const explicit: ReadonlySet<string> = new Set([
  'cpu',
  'memory',
  'requests.cpu',
  'requests.memory',
  'limits.cpu',
  'limits.memory',
]);

const podResourceNames: ReadonlySet<string> = new Set([
  'count/pods',
  'pods',
  ...computeResources.flatMap((name) => [name, `requests.${name}`, `limits.${name}`]),
]);

const pods: Evaluator = {
  tracks: (resource) =>
    podResourceNames.has(resource) ||
    resource.startsWith('hugepages-') ||
    resource.startsWith('requests.hugepages-') ||
    (resource.startsWith('requests.') && resource.includes('/')),

  usage(object, now) {
    const pod = object as Pod;
    const usage = new Map<string, Quantity>([['count/pods', one]]);
    if (!isCharged(pod, now)) return usage;
    usage.set('pods', one);
    for (const [name, amount] of computeUsage(podResources(pod, 'requests'), podResources(pod, 'limits'))) {
      usage.set(name, amount);
    }
    return usage;
  },

  refusal(object, resources) {
    const spec = (object as Pod).spec;
    const required = [...resources].filter((name) => explicit.has(name)).sort();
    const missing = new Map<string, string[]>();
    for (const container of [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])]) {
      const usage = computeUsage(amountsOf(container.resources?.requests), amountsOf(container.resources?.limits));
      for (const name of required) {
        if (usage.has(name)) continue;
        missing.set(name, [...(missing.get(name) ?? []), container.name]);
      }
    }
    if (missing.size === 0) return undefined;
    const parts = [...missing].map(([name, containers]) => `${name} for: ${containers.sort().join(',')}`);
    return `must specify ${parts.sort().join('; ')}`;
  },

  matchesScope(object, { scopeName, operator, values = [] }) {
    const pod = object as Pod;
    const terminating = pod.spec?.activeDeadlineSeconds !== undefined;
    const bestEffort = podQosClass(pod.spec ?? { containers: [] }) === 'BestEffort';
    switch (scopeName) {
      case 'Terminating':
        return terminating;
      case 'NotTerminating':
        return !terminating;
      case 'BestEffort':
        return bestEffort;
      case 'NotBestEffort':
        return !bestEffort;
      case 'PriorityClass': {
        const name = pod.spec?.priorityClassName ?? '';
        if (operator === 'Exists') return name !== '';
        if (operator === 'DoesNotExist') return name === '';
        return values.includes(name) === (operator === 'In');
      }
      default:
        return false;
    }
  },
};

/** Neither a Pod that has ended nor one that should be gone is charged. */
function isCharged(pod: Pod, now: number): boolean {
  if (pod.status?.phase === 'Failed' || pod.status?.phase === 'Succeeded') return false;
  const { deletionTimestamp, deletionGracePeriodSeconds } = pod.metadata ?? {};
  if (deletionTimestamp === undefined || deletionGracePeriodSeconds === undefined) return true;
  return now <= (parseTime(deletionTimestamp) ?? now) + deletionGracePeriodSeconds * 1000;
}

function computeUsage(requests: Amounts, limits: Amounts): Amounts {
  const usage = new Map<string, Quantity>();
  for (const name of computeResources) {
    const [request, limit] = [requests.get(name), limits.get(name)];
    if (request !== undefined) usage.set(name, request).set(`requests.${name}`, request);
    if (limit !== undefined) usage.set(`limits.${name}`, limit);
  }
  for (const [name, amount] of requests) {
    if (name.startsWith('hugepages-')) usage.set(name, amount).set(`requests.${name}`, amount);
    else if (name.includes('/')) usage.set(`requests.${name}`, amount);
  }
  return usage;
}

const services: Evaluator = {
  tracks: (resource) => resource === 'count/services' || /^services(\.(loadbalancers|nodeports))?$/.test(resource),
  usage(object) {
    const spec = (object as Service).spec;
    const ports = spec?.ports ?? [];
    const loadBalancer = spec?.type === 'LoadBalancer';
    const nodePorts =
      spec?.type === 'NodePort' || (loadBalancer && spec.allocateLoadBalancerNodePorts !== false)
        ? ports.length
        : loadBalancer
          ? ports.filter((port) => (port.nodePort ?? 0) !== 0).length
          : 0;
    return new Map([
      ['count/services', one],
      ['services', one],
      ['services.loadbalancers', loadBalancer ? one : zero],
      ['services.nodeports', parseQuantity(String(nodePorts))],
    ]);
  },
};

const persistentvolumeclaims: Evaluator = {
  tracks: (resource) =>
    /^(count\/persistentvolumeclaims|persistentvolumeclaims|requests\.storage)$/.test(resource) ||
    resource.includes('.storageclass.storage.k8s.io/'),
  usage(object) {
    const claim = object as PersistentVolumeClaim;
    const usage = new Map([
      ['count/persistentvolumeclaims', one],
      ['persistentvolumeclaims', one],
    ]);
    const storage = claim.spec?.resources?.requests?.['storage'];
    if (storage !== undefined) usage.set('requests.storage', parseQuantity(storage));
    const storageClass = claim.spec?.storageClassName ?? '';
    if (storageClass !== '') {
      const prefix = `${storageClass}.storageclass.storage.k8s.io/`;
      usage.set(`${prefix}persistentvolumeclaims`, one);
      if (storage !== undefined) usage.set(`${prefix}requests.storage`, parseQuantity(storage));
    }
    return usage;
  },
};

const special: Readonly<Record<string, Evaluator>> = {
  '/pods': pods,
  '/services': services,
  '/persistentvolumeclaims': persistentvolumeclaims,
};

/** Core resources that can be counted by their plain name too. */
const counted: ReadonlySet<string> = new Set(['configmaps', 'resourcequotas', 'replicationcontrollers', 'secrets']);

const counters = new Map<string, Evaluator>();

/** The evaluator of a storage: its own, or one that counts (`count/deployments.apps`). */
export function evaluatorOf(storage: string): Evaluator {
  const own = special[storage];
  if (own !== undefined) return own;
  let counter = counters.get(storage);
  if (counter === undefined) {
    const [group = '', resource = ''] = storage.split('/');
    const names = [`count/${resource}${group === '' ? '' : `.${group}`}`];
    if (group === '' && counted.has(resource)) names.push(resource);
    const usage: Amounts = new Map(names.map((name) => [name, one]));
    counters.set(storage, (counter = { tracks: (name) => usage.has(name), usage: () => usage }));
  }
  return counter;
}
