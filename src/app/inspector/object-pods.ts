import type { KubeObject, Pod } from '../../engine/api/types.ts';

interface Selecting {
  readonly spec?: {
    readonly selector?: { readonly matchLabels?: Readonly<Record<string, string>> } | Readonly<Record<string, string>>;
  };
}

/** The Pods that an object owns, directly or through another, or that its selector leads to. `pods` are those of its namespace. */
export function podsOf(object: KubeObject, pods: readonly Pod[]): readonly Pod[] {
  const uid = object.metadata?.uid;
  const owned = pods.filter((pod) => pod.metadata?.ownerReferences?.some((one) => one.uid === uid));
  if (owned.length > 0) return owned;
  const labels = selectorOf(object);
  if (labels === undefined || Object.keys(labels).length === 0) return [];
  return pods.filter((pod) => Object.entries(labels).every(([key, value]) => pod.metadata?.labels?.[key] === value));
}

function selectorOf(object: KubeObject): Readonly<Record<string, string>> | undefined {
  const selector = (object as Selecting).spec?.selector;
  if (selector === undefined) return undefined;
  if ('matchLabels' in selector && typeof selector.matchLabels === 'object') return selector.matchLabels;
  return 'matchExpressions' in selector ? undefined : (selector as Readonly<Record<string, string>>);
}
