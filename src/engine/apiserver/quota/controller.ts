import { jsonEqual } from '../../api/json.ts';
import type { ResourceQuota } from '../../api/types.ts';
import type { StoredObject } from '../registry/strategy.ts';
import type { ApiServer } from '../server.ts';
import type { StoreWatch } from '../watch-cache.ts';
import { amountsOf, toResourceList } from './resource-list.ts';
import { usedBy } from './quota-usage.ts';

const storage = '/resourcequotas';
/** What a quota can count that is worth watching: the rest is counted when one of these changes. */
const watched = [
  '/pods',
  '/services',
  '/persistentvolumeclaims',
  '/configmaps',
  '/secrets',
  '/replicationcontrollers',
  'apps/deployments',
  'apps/replicasets',
  'apps/statefulsets',
  'apps/daemonsets',
  'batch/jobs',
  'batch/cronjobs',
  'networking.k8s.io/ingresses',
];

/**
 * Keeps `status` of every ResourceQuota at what its namespace uses (pkg/controller/resourcequota). Costs nothing until the
 * first quota is made.
 */
export function startResourceQuotas(server: ApiServer): void {
  const watches: StoreWatch[] = [];
  const dirty = new Set<string>();
  const sync = (): void => {
    const namespaces = [...dirty];
    dirty.clear();
    for (const namespace of namespaces) {
      for (const quota of [...server.store.inNamespace(storage, namespace).values()]) {
        refresh(server, quota as StoredObject);
      }
    }
  };
  const mark = (namespace: string): void => {
    if (dirty.has(namespace) || server.store.inNamespace(storage, namespace).size === 0) return;
    dirty.add(namespace);
    server.sim.soon(sync);
  };
  const start = (): void => {
    for (const resource of watched) {
      watches.push(
        server.watches.watch({ resource }, { revision: server.store.revision }, ({ object }) =>
          mark(object.metadata?.namespace ?? ''),
        ),
      );
    }
  };
  server.watches.watch({ resource: storage }, { initial: [] }, ({ object }) => {
    if (watches.length === 0) start();
    mark(object.metadata?.namespace ?? '');
  });
}

function refresh(server: ApiServer, object: StoredObject): void {
  const quota = object as ResourceQuota;
  const status = {
    hard: toResourceList(amountsOf(quota.spec?.hard)),
    used: toResourceList(usedBy(server.store, quota, server.sim.unixNow)),
  };
  if (jsonEqual(quota.status, status)) return;
  server.overwrite(server.kindOf(storage), { ...object, status }, object);
}
