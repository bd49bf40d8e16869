import type { Cluster, ClusterNode } from '../engine/cluster.ts';
import { troublesOf } from '../engine/node-trouble.ts';
import type { NodeRuntime, SandboxView } from './protocol.ts';

/** What the page draws of a node that no API object shows. Times become virtual milliseconds. */
export function nodeView(cluster: Cluster, name: string, node: ClusterNode): NodeRuntime {
  const { epoch } = cluster.sim;
  const { sandboxes, pulls } = node.inspect();
  const { pullBackOffs } = node.kubelet;
  const pullBackOff = (podUid: string): Pick<SandboxView, 'pullBackOff'> => {
    const found = pullBackOffs.get(podUid);
    return found === undefined ? {} : { pullBackOff: { fromUnix: epoch + found.from, untilUnix: epoch + found.until } };
  };
  const renewed = node.kubelet.leaseRenewedAt;
  return {
    node: name,
    address: node.machine.address,
    powered: node.machine.powered,
    kubelet: node.kubelet.running ? 'running' : 'stopped',
    cutFrom: cluster.cutsOf(name),
    podCIDR: cluster.podCIDR(name),
    troubles: troublesOf(node.machine, node.runtime),
    sandboxes: sandboxes.map((sandbox) => ({
      id: sandbox.id,
      podUid: sandbox.podUid,
      name: sandbox.name,
      namespace: sandbox.namespace,
      attempt: sandbox.attempt,
      state: sandbox.state,
      createdAt: sandbox.createdAt - epoch,
      ...(sandbox.ip === undefined ? {} : { ip: sandbox.ip }),
      ...(sandbox.pausePid === undefined ? {} : { pausePid: sandbox.pausePid }),
      ...pullBackOff(sandbox.podUid),
      hostname: sandbox.hostname,
      namespaces: { net: sandbox.networkNamespace, ipc: sandbox.ipcNamespace, uts: sandbox.utsNamespace },
      containers: sandbox.containers.map((container) => ({
        id: container.id,
        name: container.name,
        attempt: container.attempt,
        state: container.state,
        ...(container.startedAt === undefined ? {} : { startedAt: container.startedAt - epoch }),
        ...(container.finishedAt === undefined ? {} : { finishedAt: container.finishedAt - epoch }),
        ...(container.exit === undefined ? {} : { exitCode: container.exit.code }),
        namespaces: { pid: container.pidNamespace ?? '', mnt: container.mountNamespace ?? '' },
        processes: container.processes.map(({ pid, hostPid, argv }) => ({ pid, hostPid, command: argv.join(' ') })),
        listeners: container.listeners.map(({ address, port, hostPid }) => ({
          address,
          port,
          protocol: 'TCP' as const,
          pid: hostPid ?? 0,
        })),
        mounts: container.mounts.map(({ path, source, readOnly }) => ({ path, source, readOnly })),
        memory: container.memory,
        ...(node.runtime.containerRecords.get(container.id)?.process?.stopped === true
          ? { frozen: true as const }
          : {}),
        ...(container.bindConflict === undefined ? {} : { bindConflict: container.bindConflict }),
      })),
    })),
    pulls: pulls.map(({ image, totalBytes, startedAt, endsAt }) => ({
      image,
      totalBytes,
      startedAt: startedAt - epoch,
      endsAt: endsAt - epoch,
    })),
    ...(renewed === undefined ? {} : { leaseRenewedAt: renewed }),
  };
}
