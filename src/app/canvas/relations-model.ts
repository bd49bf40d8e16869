import type { KubeObject, Pod, ResourceTypes } from '../../engine/api/types.ts';
import { podsOf } from '../inspector/object-pods.ts';
import { replicaCount } from '../store/replica-count.ts';
import type { ObjectResource } from '../store/selection.ts';
import { objectKinds } from '../store/selection.ts';

/** A Service, or what owns Pods: it stands beside the nodes, for it lives on none. */
export interface Relation {
  /** `services/default/web`: what a click on it selects. */
  readonly id: string;
  readonly resource: ObjectResource;
  readonly kind: string;
  readonly name: string;
  /** A Service's address, or how many of an owner's Pods are ready. */
  readonly detail: string;
  /** Its Pods by key; `ready`: a Service sends there, an owner counts it. */
  readonly pods: readonly { readonly key: string; readonly ready: boolean }[];
  /** The id of what made it: a ReplicaSet stands behind its Deployment. */
  readonly parent: string | undefined;
}

type Kept = 'services' | 'deployments' | 'replicasets' | 'statefulsets' | 'daemonsets' | 'jobs' | 'cronjobs';

export type RelationSources = { readonly [R in Kept]: ReadonlyMap<string, ResourceTypes[R]> } & {
  readonly pods: ReadonlyMap<string, Pod>;
  readonly shows: (namespace: string) => boolean;
};

const owners = ['deployments', 'replicasets', 'statefulsets', 'daemonsets', 'cronjobs', 'jobs'] as const;

/** Services first, then owners, each behind what made it; those with nothing to show (an old ReplicaSet, a Job long done) are left out. */
export function relations(sources: RelationSources): readonly Relation[] {
  const byNamespace = new Map<string, Pod[]>();
  for (const pod of sources.pods.values()) {
    const namespace = pod.metadata?.namespace ?? '';
    if (!sources.shows(namespace)) continue;
    const there = byNamespace.get(namespace);
    if (there === undefined) byNamespace.set(namespace, [pod]);
    else there.push(pod);
  }
  const byOwner = ownedPods(byNamespace.values());
  const found: Relation[] = [];
  for (const service of sources.services.values()) {
    const namespace = service.metadata?.namespace ?? '';
    // The Service kubernetes leads to the API server, which has a place of its own.
    if (!sources.shows(namespace) || service.spec?.selector === undefined) continue;
    const address = service.spec.clusterIP ?? '';
    const ports = (service.spec.ports ?? []).map((one) => `:${one.port}`).join(' ');
    const detail = address === '' || address === 'None' ? ports : `${address}${ports}`;
    found.push(relation('services', service, byNamespace.get(namespace) ?? [], detail));
  }
  const owned: Relation[] = [];
  for (const resource of owners) {
    for (const object of sources[resource].values()) {
      const namespace = object.metadata?.namespace ?? '';
      if (!sources.shows(namespace)) continue;
      const one = relation(
        resource,
        object,
        resource === 'deployments'
          ? (byNamespace.get(namespace) ?? [])
          : (byOwner.get(object.metadata?.uid ?? '') ?? []),
        '',
      );
      if (one.pods.length === 0 && (one.parent !== undefined || resource === 'jobs')) continue;
      owned.push({ ...one, detail: replicaCount(resource, object) ?? '' });
    }
  }
  const order = new Intl.Collator('en', { numeric: true });
  const byName = (a: Relation, b: Relation): number => order.compare(a.name, b.name);
  const children = (id: string): readonly Relation[] => owned.filter((one) => one.parent === id).toSorted(byName);
  const isRoot = (one: Relation): boolean => !owned.some((other) => other.id === one.parent);
  return [
    ...found.toSorted(byName),
    ...owned
      .filter(isRoot)
      .toSorted(byName)
      .flatMap((one) => [one, ...children(one.id)]),
  ];
}

/** Thousands of Pods change many times a second: each is looked at once. */
function ownedPods(all: Iterable<readonly Pod[]>): ReadonlyMap<string, readonly Pod[]> {
  const found = new Map<string, Pod[]>();
  for (const pods of all) {
    for (const pod of pods) {
      for (const { uid } of pod.metadata?.ownerReferences ?? []) {
        const there = found.get(uid);
        if (there === undefined) found.set(uid, [pod]);
        else there.push(pod);
      }
    }
  }
  return found;
}

function relation(resource: ObjectResource, object: KubeObject, pods: readonly Pod[], detail: string): Relation {
  const { namespace = '', name = '' } = object.metadata ?? {};
  const owner = object.metadata?.ownerReferences?.find((one) => one.controller === true);
  const parent = owners.find((one) => objectKinds[one] === owner?.kind);
  return {
    id: `${resource}/${namespace}/${name}`,
    resource,
    kind: objectKinds[resource],
    name,
    detail,
    pods: podsOf(object, pods).map((pod) => ({
      key: `${namespace}/${pod.metadata?.name ?? ''}`,
      ready: isReady(pod),
    })),
    parent: parent === undefined ? undefined : `${parent}/${namespace}/${owner?.name ?? ''}`,
  };
}

const isReady = (pod: Pod): boolean =>
  pod.metadata?.deletionTimestamp === undefined &&
  (pod.status?.conditions ?? []).some((one) => one.type === 'Ready' && one.status === 'True');
