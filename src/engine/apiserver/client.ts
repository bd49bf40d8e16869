import type { ApiClient, DeleteOptions, Selection, WatchEvent } from '../api/client.ts';
import type { Kind } from '../api/kinds.ts';
import type { KubeObject, Resource, ResourceTypes } from '../api/types.ts';
import { applyPatch } from './patches.ts';
import type { StoredObject } from './registry/strategy.ts';
import type { ApiServer, UpdateOptions } from './server.ts';
import { bind } from './subresources/binding.ts';
import { evict } from './subresources/eviction.ts';
import { writeScale } from './subresources/scale.ts';

/**
 * The API as a component of the cluster uses it, straight on the server: no paths, no encoding.
 * @param manager the component's name, as it stands in managedFields (`kubelet`, `kube-scheduler`).
 */
export function inProcessClient(server: ApiServer, manager: string): ApiClient {
  const kinds = kindsByResource(server);
  const kindOf = (resource: Resource): Kind => {
    const kind = kinds.get(resource);
    if (kind === undefined) throw new Error(`release ${server.release.name} has no ${resource}`);
    return kind;
  };
  const writer = { manager, operation: 'Update' } as const;

  const update = (
    kind: Kind,
    namespace: string,
    name: string,
    change: (current: StoredObject) => KubeObject,
    subresource: string | undefined,
  ): KubeObject => {
    if (subresource === 'scale') return writeScale(server, kind, namespace, name, change, writer);
    const options: UpdateOptions = { ...writer, subresource };
    return server.update(kind, namespace, name, (current) => change(current ?? {}), options);
  };

  return {
    get: <R extends Resource>(resource: R, namespace: string | undefined, name: string) =>
      server.get(kindOf(resource), namespace ?? '', name) as unknown as ResourceTypes[R],

    find: <R extends Resource>(resource: R, namespace: string | undefined, name: string) =>
      server.find(kindOf(resource), namespace ?? '', name) as unknown as ResourceTypes[R] | undefined,

    list: <R extends Resource>(resource: R, selection: Selection = {}) =>
      server.select(kindOf(resource), selection) as unknown as readonly ResourceTypes[R][],

    create: <R extends Resource>(resource: R, namespace: string | undefined, object: ResourceTypes[R]) =>
      server.create(kindOf(resource), namespace ?? '', object, writer) as unknown as ResourceTypes[R],

    update: <R extends Resource>(resource: R, object: ResourceTypes[R], subresource?: string) => {
      const { namespace = '', name = '' } = object.metadata ?? {};
      return update(kindOf(resource), namespace, name, () => object, subresource) as ResourceTypes[R];
    },

    patch: <R extends Resource>(
      resource: R,
      namespace: string | undefined,
      name: string,
      patch: unknown,
      options: { readonly subresource?: string; readonly type?: 'strategic' | 'merge' | 'json' } = {},
    ) => {
      const kind = kindOf(resource);
      const change = (current: StoredObject): KubeObject =>
        applyPatch(kind, current, patch, options.type ?? 'strategic', server.release);
      return update(kind, namespace ?? '', name, change, options.subresource) as ResourceTypes[R];
    },

    delete(resource: Resource, namespace: string | undefined, name: string, options: DeleteOptions = {}) {
      server.delete(kindOf(resource), namespace ?? '', name, { ...options, ...writer });
    },

    bind(namespace, pod, node) {
      bind(server, namespace, pod, { target: { kind: 'Node', name: node } }, writer);
    },

    metrics: server.metrics,

    evict(namespace, pod, options = {}) {
      evict(server, namespace, pod, { ...options, ...writer });
    },

    watch: <R extends Resource>(
      resource: R,
      selection: Selection,
      handler: (event: WatchEvent<ResourceTypes[R]>) => void,
    ) => server.watch(kindOf(resource), selection, handler as unknown as (event: WatchEvent<KubeObject>) => void),
  };
}

const cache = new WeakMap<ApiServer, ReadonlyMap<string, Kind>>();

/** One kind for each plural: the one whose wire shape the store keeps. */
function kindsByResource(server: ApiServer): ReadonlyMap<string, Kind> {
  let kinds = cache.get(server);
  if (kinds === undefined) {
    const found = new Map<string, Kind>();
    for (const kind of server.kinds.all()) {
      if (kind.storage === `${kind.group}/${kind.resource}`) found.set(kind.resource, server.kindOf(kind.storage));
    }
    cache.set(server, (kinds = found));
  }
  return kinds;
}
