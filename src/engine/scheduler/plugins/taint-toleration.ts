import { toleratesTaint, untoleratedTaint } from '../../api/taints.ts';
import { normalize, type Plugin, unresolvable } from './plugin.ts';

const hard = ['NoSchedule', 'NoExecute'];

/** plugins/tainttoleration: hard taints filter, PreferNoSchedule taints count against a node. */
export const taintToleration: Plugin = {
  name: 'TaintToleration',
  undoneBy: ['NodeAdd', 'NodeTaint', 'PodUpdate'],
  filter({ pod }, { release }) {
    const tolerations = pod.spec?.tolerations;
    return ({ node }) => {
      if (node.spec?.taints === undefined) return undefined;
      const taint = untoleratedTaint(node.spec.taints, tolerations, hard);
      if (taint === undefined) return undefined;
      return unresolvable(
        release.name === '1.20'
          ? `node(s) had taint {${taint.key}: ${taint.value ?? ''}}, that the pod didn't tolerate`
          : 'node(s) had untolerated taint(s)',
      );
    };
  },
  score({ pod }, _cycle, nodes) {
    const tolerations = (pod.spec?.tolerations ?? []).filter(
      ({ effect }) => effect === undefined || effect === '' || effect === 'PreferNoSchedule',
    );
    const counts = nodes.map(
      ({ node }) =>
        (node.spec?.taints ?? []).filter(
          (taint) =>
            taint.effect === 'PreferNoSchedule' && !tolerations.some((candidate) => toleratesTaint(candidate, taint)),
        ).length,
    );
    return normalize(counts, true);
  },
};
