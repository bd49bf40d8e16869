import { controllerOf, type OwnerReference } from '../../api/meta.ts';
import type { KubeObject, Pod, Resource, ResourceTypes } from '../../api/types.ts';
import type { Informers } from '../informer.ts';

/** What controls a Pod and can be scaled, by the kind in the owner reference. */
const scalable = {
  ReplicationController: 'replicationcontrollers',
  ReplicaSet: 'replicasets',
  StatefulSet: 'statefulsets',
} as const satisfies Readonly<Record<string, Resource>>;

function isScalable(kind: string): kind is keyof typeof scalable {
  return Object.hasOwn(scalable, kind);
}

export type Scale =
  | { readonly scale: number; readonly unmanaged: readonly Pod[] }
  /** Why it can't be known. */
  | { readonly error: string };

/**
 * What the controllers of these Pods are scaled to, together; a ReplicaSet's Deployment counts in its place (getExpectedScale and the finders of
 * pkg/controller/disruption/disruption.go).
 */
export function scaleOf(informers: Informers, pods: readonly Pod[]): Scale {
  const scales = new Map<string, number>();
  const seen = new Set<string>();
  const unmanaged: Pod[] = [];
  for (const pod of pods) {
    const reference = controllerOf(pod);
    if (reference === undefined) {
      unmanaged.push(pod);
      continue;
    }
    if (seen.has(reference.uid)) continue;
    seen.add(reference.uid);
    if (!isScalable(reference.kind))
      return { error: `${groupResource(reference)} does not implement the scale subresource` };
    const owner = topOwner(informers, pod.metadata?.namespace ?? '', reference, scalable[reference.kind]);
    if (owner === undefined)
      return { error: `found no controllers for pod ${JSON.stringify(pod.metadata?.name ?? '')}` };
    scales.set(owner.metadata?.uid ?? '', owner.spec?.replicas ?? 0);
  }
  return { scale: [...scales.values()].reduce((sum, scale) => sum + scale, 0), unmanaged };
}

interface Scaled extends KubeObject {
  readonly spec?: { readonly replicas?: number };
}

function topOwner<R extends Resource>(
  informers: Informers,
  namespace: string,
  reference: OwnerReference,
  resource: R,
): Scaled | undefined {
  const owner: (ResourceTypes[R] & Scaled) | undefined = informers.of(resource).find(namespace, reference.name);
  if (owner?.metadata?.uid !== reference.uid) return undefined;
  const above = controllerOf(owner);
  if (resource !== 'replicasets' || above?.kind !== 'Deployment') return owner;
  const deployment = informers.of('deployments').find(namespace, above.name);
  return deployment?.metadata?.uid === above.uid ? deployment : undefined;
}

function groupResource({ apiVersion, kind }: OwnerReference): string {
  const group = apiVersion.includes('/') ? `.${apiVersion.split('/')[0]!}` : '';
  return `${kind.toLowerCase()}s${group}`;
}
