import type { Cluster } from '../engine/cluster.ts';
import { fillDisk, pressMemory, reboot, slowDisk } from '../engine/node-trouble.ts';
import type { Deed } from './protocol.ts';

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
      pressMemory(node.machine, deed.bytes);
      break;
    case 'disk-fill':
      fillDisk(node.machine, deed.bytes);
      break;
    case 'disk-slow':
      slowDisk(node.machine, deed.slow);
      break;
    case 'node-remove':
      cluster.removeNode(deed.node);
      break;
  }
}
