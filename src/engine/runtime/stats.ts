import type { Simulation } from '../sim/simulation.ts';
import type { Container } from './containers.ts';
import type { ContainerStats } from './cri.ts';

/** What a container uses at this moment, from its cgroup. */
export function statsOf(sim: Simulation, container: Container): ContainerStats {
  const { cgroup, config, sandbox, log } = container;
  const since = (container.startedAt ?? container.createdAt) - sim.epoch;
  return {
    id: container.id,
    name: config.name,
    podUid: sandbox.config.uid,
    timestamp: sim.unixNow,
    cpu: {
      usageCoreNanoSeconds: Math.round(cgroup.cpuUsed * 1e6),
      usageNanoCores: Math.round(cgroup.recentCpu(since) * 1e9),
    },
    memory: { workingSetBytes: cgroup.memoryUsed },
    writableLayer: { usedBytes: container.layerBytes },
    logBytes: log.size,
  };
}
