import { hostPorts } from '../node-info.ts';
import type { Plugin } from './plugin.ts';

/** Two Pods on one node can't have the same hostPort (plugins/nodeports). */
export const nodePorts: Plugin = {
  name: 'NodePorts',
  filter(pod, node) {
    const wanted = hostPorts(pod);
    if (wanted.length === 0) return undefined;
    for (const { pod: other } of node.pods.values()) {
      for (const taken of hostPorts(other)) {
        const clash = wanted.some(
          ({ ip, protocol, port }) =>
            port === taken.port &&
            protocol === taken.protocol &&
            (ip === taken.ip || ip === '0.0.0.0' || taken.ip === '0.0.0.0'),
        );
        if (clash) {
          return { reasons: ["node(s) didn't have free ports for the requested pod ports"], resolvable: true };
        }
      }
    }
    return undefined;
  },
};
