import type { Cluster } from '../engine/cluster.ts';
import { fillDisk, freeze, pressMemory, reboot, slowDisk, slowPulls } from '../engine/node-trouble.ts';
import type { Deed } from './protocol.ts';

/** Bytes that a machine short of memory keeps: too few for its kubelet, enough for its kernel. */
const lastMemory = 60 * 1024 ** 2;

/** What hands do to the cluster beside kubectl. A deed on a node that is not there does nothing. */
export function performDeed(cluster: Cluster, deed: Deed): void {
  if (deed.deed === 'node-add') {
    if (!cluster.nodes.has(deed.node)) cluster.addNode(deed.node);
    return;
  }
  const node = cluster.nodes.get(deed.node);
  if (node === undefined) return;
  switch (deed.deed) {
    case 'power':
      if (deed.on) node.machine.powerOn();
      else node.machine.powerOff();
      break;
    case 'kubelet':
      if (deed.on) node.kubelet.start();
      else node.kubelet.stop();
      break;
    case 'cut':
      cluster.cut(deed.node, deed.other, deed.cut);
      break;
    case 'kill':
      node.runtime.kill(deed.containerId, 'SIGKILL');
      break;
    case 'reboot':
      reboot(cluster.sim, node.machine);
      break;
    case 'memory':
      pressMemory(node.machine, 0);
      if (deed.bytes > 0) {
        // As much as it has: more, and the kernel would end the process that takes it, or others.
        const most = node.machine.memoryCapacity - node.machine.memoryUsed - lastMemory;
        pressMemory(node.machine, Math.min(deed.bytes, most));
      }
      break;
    case 'disk-fill':
      fillDisk(node.machine, deed.bytes);
      break;
    case 'disk-slow':
      slowDisk(node.machine, deed.slow);
      break;
    case 'pulls-slow':
      slowPulls(node.runtime, deed.slow);
      break;
    case 'freeze':
      freeze(node.runtime, deed.containerId, deed.frozen);
      break;
    case 'node-remove':
      cluster.removeNode(deed.node);
      break;
  }
}
