import { toleratesTaint, untoleratedTaint } from '../../api/taints.ts';
import { type Plugin, unresolvable } from './plugin.ts';

/** pkg/scheduler/framework/plugins/tainttoleration: hard taints filter, PreferNoSchedule taints count against a node. */
export const taintToleration: Plugin = {
  name: 'TaintToleration',
  filter(pod, { node }, { release }) {
    const taint = untoleratedTaint(node.spec?.taints, pod.spec?.tolerations, ['NoSchedule', 'NoExecute']);
    if (taint === undefined) return undefined;
    return unresolvable(
      release.name === '1.20'
        ? `node(s) had taint {${taint.key}: ${taint.value ?? ''}}, that the pod didn't tolerate`
        : 'node(s) had untolerated taint(s)',
    );
  },
  score(pod, { node }) {
    const tolerations = pod.spec?.tolerations ?? [];
    return (node.spec?.taints ?? []).filter(
      (taint) =>
        taint.effect === 'PreferNoSchedule' && !tolerations.some((candidate) => toleratesTaint(candidate, taint)),
    ).length;
  },
  normalize: 'lower-is-better',
  weight: 3,
};
