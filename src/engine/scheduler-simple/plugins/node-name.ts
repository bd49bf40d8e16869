import { type Plugin, unresolvable } from './plugin.ts';

export const nodeName: Plugin = {
  name: 'NodeName',
  filter(pod, node, { release }) {
    const wanted = pod.spec?.nodeName ?? '';
    if (wanted === '' || wanted === node.name) return undefined;
    return unresolvable(
      release.name === '1.20'
        ? "node(s) didn't match the requested hostname"
        : "node(s) didn't match the requested node name",
    );
  },
};
