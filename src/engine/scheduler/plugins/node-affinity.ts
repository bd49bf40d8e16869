import { matchesRequired, matchesTerm } from '../../api/node-selector.ts';
import { normalize, type Plugin, unresolvable } from './plugin.ts';

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
