import type { KubeObject, Resource } from '../../engine/api/types.ts';
import type { ClusterState } from '../store/cluster.ts';
import { objectsOf } from '../store/cluster.ts';
import type { ObjectResource } from '../store/selection.ts';
import { resourceOfKind } from '../store/selection.ts';

export interface Owner {
  readonly kind: string;
  readonly name: string;
  /** undefined: the page has no view of that kind. */
  readonly resource: ObjectResource | undefined;
}

/** Who made it, who made that, and so on: the controllers named in ownerReferences, the nearest first. */
export function ownerChain(object: KubeObject, state: ClusterState): readonly Owner[] {
  const chain: Owner[] = [];
  let current: KubeObject | undefined = object;
  while (current !== undefined && chain.length < 5) {
    const owner: { readonly kind: string; readonly name: string } | undefined = current.metadata?.ownerReferences?.find(
      (one) => one.controller === true,
    );
    if (owner === undefined) break;
    const resource = resourceOfKind(owner.kind);
    chain.push({ kind: owner.kind, name: owner.name, resource });
    const key: string = `${object.metadata?.namespace ?? ''}/${owner.name}`;
    current = resource === undefined ? undefined : find(state, resource, key);
  }
  return chain;
}

const find = (state: ClusterState, resource: Resource, key: string): KubeObject | undefined =>
  objectsOf(state, resource).get(key);
