import type { HostPort } from '../pod-info.ts';
import { type Plugin, resolvable } from './plugin.ts';

const refusal = resolvable("node(s) didn't have free ports for the requested pod ports");

/** Whether two Pods on one node would want the same port of the same address (framework/types.go, HostPortInfo). */
export function clash(a: HostPort, b: HostPort): boolean {
  return a.port === b.port && a.protocol === b.protocol && (a.ip === b.ip || a.ip === '0.0.0.0' || b.ip === '0.0.0.0');
}

/** plugins/nodeports. */
export const nodePorts: Plugin = {
  name: 'NodePorts',
  undoneBy: ['AssignedPodDelete', 'NodeAdd'],
  filter({ ports }) {
    if (ports.length === 0) return undefined;
    return (node) => (node.ports.some((taken) => ports.some((port) => clash(port, taken))) ? refusal : undefined);
  },
};
