import { RuntimeError } from './cri.ts';
import type { RuntimeParts } from './parts.ts';
import type { Sandbox } from './sandbox.ts';

/** What the flannel plugin says before the node has a Pod CIDR. */
const flannelMissing = {
  docker: 'open /run/flannel/subnet.env: no such file or directory',
  containerd:
    'plugin type="flannel" failed (add): loadFlannelSubnetEnv failed: open /run/flannel/subnet.env: no such file or directory',
} as const;

/** CNI ADD: gives the sandbox its address and its host ports. Throws RuntimeError with the runtime's text. */
export function attachNetwork({ machine, fabric, texts, release, podCIDR }: RuntimeParts, sandbox: Sandbox): void {
  const { name, namespace, hostNetwork, portMappings } = sandbox.config;
  if (hostNetwork) return;
  const cidr = podCIDR();
  const failure = (cause: string): RuntimeError =>
    new RuntimeError('Sandbox', texts.sandboxNetwork(sandbox.id, name, namespace, cause));
  if (cidr === undefined) throw failure(flannelMissing[release.runtime.name]);
  let ip: string;
  try {
    ip = fabric.attachPod(machine, sandbox.net, cidr);
  } catch (error) {
    throw failure(error instanceof Error ? error.message : String(error));
  }
  sandbox.ip = ip;
  sandbox.attached = true;
  for (const { hostPort, containerPort, protocol } of portMappings) {
    if (hostPort === 0 || (protocol !== 'TCP' && protocol !== 'UDP')) continue;
    const target = { address: ip, port: containerPort };
    sandbox.unmapPorts.push(fabric.mapPort(machine.name, hostPort, target, protocol));
  }
}

/** CNI DEL. The address is free again; the sandbox keeps it in its status. */
export function detachNetwork({ fabric }: RuntimeParts, sandbox: Sandbox): void {
  if (!sandbox.attached) return;
  sandbox.attached = false;
  for (const unmap of sandbox.unmapPorts.splice(0)) unmap();
  fabric.detachPod(sandbox.net);
}
