import { inProcessClient } from '../src/engine/apiserver/client.ts';
import { createCluster } from '../src/engine/cluster.ts';

/** Creates the Pods on a new cluster and runs it until all are Running; returns the wall milliseconds from the first create on. */
export function podsToRunning(pods: number, nodes: number): number {
  const cluster = createCluster({ release: '1.36', seed: 1, nodes, settle: 10_000 });
  const client = inProcessClient(cluster.server, 'bench');
  let running = 0;
  client.watch('pods', { namespace: 'default', fieldSelector: 'status.phase=Running' }, ({ type }) => {
    if (type === 'ADDED') running++;
  });
  const started = performance.now();
  for (let i = 0; i < pods; i++) {
    client.create('pods', 'default', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: `pod-${i}` },
      spec: { containers: [{ name: 'c', image: cluster.release.pauseImage }] },
    });
  }
  const done = cluster.sim.runUntil(() => running >= pods, cluster.sim.now + 3_600_000);
  const ms = performance.now() - started;
  if (!done) throw new Error(`only ${running} of ${pods} Pods were Running after an hour of virtual time`);
  return ms;
}
