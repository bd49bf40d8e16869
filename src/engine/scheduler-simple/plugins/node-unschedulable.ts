import { toleratesTaint } from '../../api/taints.ts';
import { type Plugin, unresolvable } from './plugin.ts';

/** A cordoned node takes only Pods that tolerate it. */
export const nodeUnschedulable: Plugin = {
  name: 'NodeUnschedulable',
  filter(pod, { node }) {
    if (node.spec?.unschedulable !== true) return undefined;
    const taint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };
    const tolerated = (pod.spec?.tolerations ?? []).some((toleration) => toleratesTaint(toleration, taint));
    return tolerated ? undefined : unresolvable('node(s) were unschedulable');
  },
};
