import type {
  ConfigMap,
  KubeObject,
  Lease,
  PriorityClass,
  ResourceQuota,
  Secret,
  ServiceAccount,
} from '../../api/types.ts';
import { canonicalQuantity } from '../../api/quantity.ts';
import { age, ageOf, column, doc, name, nameOf, type TablePrinter, wide } from './table.ts';

const size = (map: object | undefined): number => Object.keys(map ?? {}).length;

export const configmaps: TablePrinter<ConfigMap> = {
  columns: () => [name, column('Data', 'string', doc('core.v1.ConfigMap', 'data')), age],
  cells: (map, context) => [nameOf(map), size(map.data) + size(map.binaryData), ageOf(map, context)],
};

export const secrets: TablePrinter<Secret> = {
  columns: () => [
    name,
    column('Type', 'string', doc('core.v1.Secret', 'type')),
    column('Data', 'string', doc('core.v1.Secret', 'data')),
    age,
  ],
  cells: (secret, context) => [nameOf(secret), secret.type ?? '', size(secret.data), ageOf(secret, context)],
};

/** SECRETS went with v1.34. */
export const serviceaccounts: TablePrinter<ServiceAccount> = {
  columns: (release) => [
    name,
    ...(release.name === '1.20' ? [column('Secrets', 'string', doc('core.v1.ServiceAccount', 'secrets'))] : []),
    age,
  ],
  cells: (account, context) => [
    nameOf(account),
    ...(context.release.name === '1.20' ? [account.secrets?.length ?? 0] : []),
    ageOf(account, context),
  ],
};

export const leases: TablePrinter<Lease> = {
  columns: () => [name, column('Holder', 'string', doc('coordination.v1.LeaseSpec', 'holderIdentity')), age],
  cells: (lease, context) => [nameOf(lease), lease.spec?.holderIdentity ?? '', ageOf(lease, context)],
};

export const priorityclasses: TablePrinter<PriorityClass> = {
  columns: (release) => [
    name,
    column('Value', 'integer', doc('scheduling.v1.PriorityClass', 'value')),
    column('Global-Default', 'boolean', doc('scheduling.v1.PriorityClass', 'globalDefault')),
    age,
    ...(release.name === '1.20'
      ? []
      : [wide('PreemptionPolicy', 'string', doc('scheduling.v1.PriorityClass', 'preemptionPolicy'))]),
  ],
  cells: (priority, context) => [
    nameOf(priority),
    priority.value,
    priority.globalDefault ?? false,
    ageOf(priority, context),
    ...(context.release.name === '1.20' ? [] : [priority.preemptionPolicy ?? '']),
  ],
};

const request = column(
  'Request',
  'string',
  'Request represents a minimum amount of cpu/memory that a container may consume.',
);
const limit = column(
  'Limit',
  'string',
  'Limits control the maximum amount of cpu/memory that a container may use independent of contention on the node.',
);

export const resourcequotas: TablePrinter<ResourceQuota> = {
  columns: (release) => (release.name === '1.20' ? [name, age, request, limit] : [name, request, limit, age]),
  cells(quota, context) {
    const hard = quota.status?.hard ?? {};
    const used = quota.status?.used ?? {};
    const [requests, limits]: [string[], string[]] = [[], []];
    for (const resource of Object.keys(hard).sort()) {
      const text = `${resource}: ${canonicalQuantity(used[resource] ?? '0')}/${canonicalQuantity(hard[resource] ?? '0')}`;
      (resource.startsWith('limits.') ? limits : requests).push(text);
    }
    const columns = [requests.join(', '), limits.join(', ')];
    return context.release.name === '1.20'
      ? [nameOf(quota), ageOf(quota, context), ...columns]
      : [nameOf(quota), ...columns, ageOf(quota, context)];
  },
};

/** Kinds without a printer of their own: k8s.io/apiserver/pkg/registry/rest/table.go. */
export const plain: TablePrinter = {
  columns: () => [name, column('Created At', 'date', doc('meta.v1.ObjectMeta', 'creationTimestamp'))],
  cells: (object: KubeObject) => [nameOf(object), object.metadata?.creationTimestamp ?? null],
};
