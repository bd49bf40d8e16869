import { toleratesTaint } from '../../api/taints.ts';
import { type Plugin, unresolvable } from './plugin.ts';

const taint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };
const refusal = unresolvable('node(s) were unschedulable');

/** plugins/nodeunschedulable: a cordoned node takes only Pods that tolerate it. */
export const nodeUnschedulable: Plugin = {
  name: 'NodeUnschedulable',
  undoneBy: ['NodeAdd', 'NodeTaint', 'PodUpdate'],
  filter({ pod }) {
    const tolerated = (pod.spec?.tolerations ?? []).some((toleration) => toleratesTaint(toleration, taint));
    return tolerated ? undefined : ({ node }) => (node.spec?.unschedulable === true ? refusal : undefined);
  },
};
