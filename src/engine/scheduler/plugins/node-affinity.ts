import type { Node, Pod } from '../../api/types.ts';
import { normalize, type Plugin, unresolvable } from './plugin.ts';

type Affinity = NonNullable<NonNullable<NonNullable<Pod['spec']>['affinity']>['nodeAffinity']>;
type Term = NonNullable<Affinity['requiredDuringSchedulingIgnoredDuringExecution']>['nodeSelectorTerms'][number];
type Requirement = NonNullable<Term['matchExpressions']>[number];

function matchesRequirement({ operator, values = [] }: Requirement, value: string | undefined): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
      return isInteger(value) && Number(value) > Number(values[0]);
    case 'Lt':
      return isInteger(value) && Number(value) < Number(values[0]);
    default:
      return false;
  }
}

const isInteger = (value: string | undefined): boolean => value !== undefined && /^[+-]?\d+$/.test(value);

/** All of a term's expressions must hold; an empty term matches nothing (component-helpers nodeaffinity). */
export function matchesTerm(term: Term, node: Node): boolean {
  const expressions = term.matchExpressions ?? [];
  const fields = term.matchFields ?? [];
  if (expressions.length + fields.length === 0) return false;
  return (
    expressions.every((requirement) => matchesRequirement(requirement, node.metadata?.labels?.[requirement.key])) &&
    fields.every((requirement) => matchesRequirement(requirement, node.metadata?.name))
  );
}

/** nodeSelector and required node affinity together (GetRequiredNodeAffinity). */
export function matchesRequired(pod: Pod, node: Node): boolean {
  const selector = pod.spec?.nodeSelector;
  if (selector !== undefined) {
    const labels = node.metadata?.labels;
    for (const key of Object.keys(selector)) if (labels?.[key] !== selector[key]) return false;
  }
  const required = pod.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return required === undefined || required.nodeSelectorTerms.some((term) => matchesTerm(term, node));
}

/** plugins/nodeaffinity: required affinity and nodeSelector filter, preferred affinity scores. */
export const nodeAffinity: Plugin = {
  name: 'NodeAffinity',
  undoneBy: ['NodeAdd', 'NodeLabel', 'PodUpdate'],
  filter({ pod }, { release }) {
    const required = pod.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
    if (required === undefined && pod.spec?.nodeSelector === undefined) return undefined;
    const refusal = unresolvable(
      release.name === '1.20'
        ? "node(s) didn't match Pod's node affinity"
        : "node(s) didn't match Pod's node affinity/selector",
    );
    return ({ node }) => (matchesRequired(pod, node) ? undefined : refusal);
  },
  /** Terms that name nodes, as a DaemonSet's do, leave only these to be looked at (PreFilterResult). */
  narrow({ pod }) {
    const terms =
      pod.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
    if (terms.length === 0) return undefined;
    const names = new Set<string>();
    for (const { matchFields = [] } of terms) {
      const named = matchFields.filter(({ key, operator }) => key === 'metadata.name' && operator === 'In');
      if (named.length === 0) return undefined;
      for (const { values = [] } of named) for (const value of values) names.add(value);
    }
    return names;
  },
  score({ pod }, _cycle, nodes) {
    const preferred = pod.spec?.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution;
    if (preferred === undefined || preferred.length === 0) return undefined;
    return normalize(
      nodes.map(({ node }) =>
        preferred.reduce((sum, { weight, preference }) => sum + (matchesTerm(preference, node) ? weight : 0), 0),
      ),
    );
  },
};
