import { type LabelSelector, type LabelSelectorObject, selectorOfObject } from '../api/selectors.ts';
import type { Pod } from '../api/types.ts';

type PodAffinity = NonNullable<NonNullable<NonNullable<Pod['spec']>['affinity']>['podAffinity']>;
type WireTerm = NonNullable<PodAffinity['requiredDuringSchedulingIgnoredDuringExecution']>[number];

/** One term of inter-pod affinity or anti-affinity, ready to be asked about other Pods. */
export interface AffinityTerm {
  readonly topologyKey: string;
  readonly selector: LabelSelector;
  readonly namespaces: readonly string[];
  readonly namespaceSelector: LabelSelector | undefined;
}

export interface WeightedTerm extends AffinityTerm {
  readonly weight: number;
}

export interface AffinityTerms {
  readonly required: readonly AffinityTerm[];
  readonly requiredAnti: readonly AffinityTerm[];
  readonly preferred: readonly WeightedTerm[];
  readonly preferredAnti: readonly WeightedTerm[];
}

function compile(term: WireTerm, pod: Pod): AffinityTerm {
  const named = term.namespaces ?? [];
  // Neither names nor a selector: the Pod's own namespace (framework/types.go, getNamespacesFromPodAffinityTerm).
  const own = named.length === 0 && term.namespaceSelector === undefined;
  return {
    topologyKey: term.topologyKey,
    selector: selectorOfObject(term.labelSelector as LabelSelectorObject | undefined),
    namespaces: own ? [pod.metadata?.namespace ?? ''] : named,
    namespaceSelector:
      term.namespaceSelector === undefined
        ? undefined
        : selectorOfObject(term.namespaceSelector as LabelSelectorObject),
  };
}

/** The Pod's inter-pod terms; undefined if it has none. */
export function affinityTerms(pod: Pod): AffinityTerms | undefined {
  const { podAffinity, podAntiAffinity } = pod.spec?.affinity ?? {};
  if (podAffinity === undefined && podAntiAffinity === undefined) return undefined;
  const hard = (source: PodAffinity | undefined): AffinityTerm[] =>
    (source?.requiredDuringSchedulingIgnoredDuringExecution ?? []).map((term) => compile(term, pod));
  const soft = (source: PodAffinity | undefined): WeightedTerm[] =>
    (source?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(({ weight, podAffinityTerm }) => ({
      ...compile(podAffinityTerm, pod),
      weight,
    }));
  return {
    required: hard(podAffinity),
    requiredAnti: hard(podAntiAffinity),
    preferred: soft(podAffinity),
    preferredAnti: soft(podAntiAffinity),
  };
}

/** @param namespaceLabels labels of a namespace, for terms that select namespaces. */
export function termMatches(
  term: AffinityTerm,
  pod: Pod,
  namespaceLabels: (namespace: string) => Readonly<Record<string, string>> | undefined,
): boolean {
  const namespace = pod.metadata?.namespace ?? '';
  const inNamespace =
    term.namespaces.includes(namespace) ||
    (term.namespaceSelector !== undefined && term.namespaceSelector.matches(namespaceLabels(namespace)));
  return inNamespace && term.selector.matches(pod.metadata?.labels);
}
