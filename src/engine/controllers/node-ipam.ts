import type { StartController } from './controller.ts';
import { WorkQueue } from './work-queue.ts';

/** A /24 of the Pod network 10.244.0.0/16 for every node, in the order in which the nodes come (pkg/controller/nodeipam, RangeAllocator). */
export const nodeIpam: StartController = ({ sim, client }) => {
  const taken = new Map<string, number>();

  const queue = new WorkQueue(sim, (name) => {
    const node = client.find('nodes', undefined, name);
    if (node === undefined) {
      taken.delete(name);
      return;
    }
    const given = node.spec?.podCIDR;
    if (given !== undefined && given !== '') {
      const third = Number(given.split('.')[2]);
      if (Number.isInteger(third)) taken.set(name, third);
      return;
    }
    const used = new Set(taken.values());
    let third = 0;
    while (used.has(third)) third++;
    if (third > 255) return; // CIDRNotAvailable: the network is full; the node stays without Pods.
    taken.set(name, third);
    const podCIDR = `10.244.${third}.0/24`;
    client.patch('nodes', undefined, name, { spec: { podCIDR, podCIDRs: [podCIDR] } });
  });

  const watch = client.watch('nodes', {}, ({ type, object }) => {
    const name = object.metadata?.name ?? '';
    if (type === 'DELETED') taken.delete(name);
    else if (object.spec?.podCIDR === undefined || !taken.has(name)) queue.add(name);
  });
  return {
    stop() {
      watch.stop();
      queue.stop();
    },
  };
};
