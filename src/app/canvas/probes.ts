import type { PacketTrace } from '../../session/protocol.ts';
import type { ClusterModel } from './cluster-model.ts';
import { gateway } from './flight.ts';
import { reducedMotion } from './motion.ts';

/** The container (as an item of the picture) that this packet probes: the kubelet speaks from its node's own address. */
export function probedContainer({ source, destination }: PacketTrace, model: ClusterModel): string | undefined {
  for (const node of model.nodes) {
    const isNode = ({ address }: PacketTrace['source']): boolean =>
      address === gateway(node.podCIDR) || address === node.address;
    // The answer is part of the probe.
    const to = isNode(source) ? destination : isNode(destination) ? source : undefined;
    if (to === undefined) continue;
    const pod = node.pods.find((one) => one.plate?.ip === to.address);
    const container = pod?.containers.find((one) => one.probePorts.includes(to.port));
    if (pod !== undefined && container !== undefined) return `container/${pod.key}/${container.name}`;
  }
  return undefined;
}

/** An answer that the kubelet takes for a failure: a status outside of 200 to 399, a refusal, or none. */
export function isProbeFailure({ kind, summary }: PacketTrace): boolean {
  const status = /^HTTP\/1\.[01] (\d+)/.exec(summary)?.[1];
  return kind === 'timeout' || (kind === 'reset' && summary !== '') || (status !== undefined && !/^[23]/.test(status));
}

/** A probe is a short pulse of the container's outline; one that failed is a broken line. */
export function pulseProbe(item: string, failed: boolean): void {
  const outline = document.querySelector(`[data-item="${CSS.escape(item)}"] .probe-pulse`);
  if (outline === null || reducedMotion()) return;
  if (failed) outline.setAttribute('data-failed', 'true');
  else outline.removeAttribute('data-failed');
  outline.animate([{ opacity: 0.9 }, { opacity: 0 }], { duration: 700, easing: 'ease-out' });
}
