import type { Node, Pod } from '../../api/types.ts';
import { type Plugin, unresolvable } from './plugin.ts';

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
      return value !== undefined && Number(value) > Number(values[0]);
    case 'Lt':
      return value !== undefined && Number(value) < Number(values[0]);
    default:
      return false;
  }
}

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

export const nodeAffinity: Plugin = {
  name: 'NodeAffinity',
  filter(pod, { node }, { release }) {
    const selector = Object.entries(pod.spec?.nodeSelector ?? {});
    const required = pod.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
    const fits =
      selector.every(([key, value]) => node.metadata?.labels?.[key] === value) &&
      (required === undefined || required.nodeSelectorTerms.some((term) => matchesTerm(term, node)));
    if (fits) return undefined;
    return unresolvable(
      release.name === '1.20'
        ? "node(s) didn't match Pod's node affinity"
        : "node(s) didn't match Pod's node affinity/selector",
    );
  },
  score(pod, { node }) {
    const preferred = pod.spec?.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
    return preferred.reduce((sum, { weight, preference }) => sum + (matchesTerm(preference, node) ? weight : 0), 0);
  },
  normalize: 'higher-is-better',
  weight: 2,
};
