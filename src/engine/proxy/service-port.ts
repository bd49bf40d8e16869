import type { Service } from '../api/types.ts';
import type { Protocol } from '../network/index.ts';

/** One port of a Service as kube-proxy sees it (BaseServicePortInfo of pkg/proxy/serviceport.go). */
export interface ServicePort {
  readonly portName: string;
  readonly protocol: Protocol;
  readonly clusterIP: string;
  readonly port: number;
  readonly nodePort: number;
  readonly externalIPs: readonly string[];
  readonly loadBalancerIPs: readonly string[];
  /** Whom a load balancer's address answers; undefined: everybody. */
  readonly loadBalancerSourceRanges: readonly string[] | undefined;
  /** How long a client keeps its endpoint, ms; undefined: no affinity. */
  readonly affinityTimeout: number | undefined;
  readonly internalPolicyLocal: boolean;
  readonly externalPolicyLocal: boolean;
}

const defaultAffinityTimeout = 10_800;

/** The ports of a Service that kube-proxy has to do with: none of headless and ExternalName Services (ShouldSkipService). */
export function servicePorts({ spec, status }: Service): readonly ServicePort[] {
  const clusterIP = spec?.clusterIP ?? '';
  if (spec === undefined || clusterIP === '' || clusterIP === 'None' || spec.type === 'ExternalName') return [];
  const timeout = spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? defaultAffinityTimeout;
  const ranges = spec.loadBalancerSourceRanges ?? [];
  return (spec.ports ?? []).flatMap(({ name = '', protocol = 'TCP', port, nodePort = 0 }): ServicePort[] => {
    // The network below knows no SCTP.
    if (protocol !== 'TCP' && protocol !== 'UDP') return [];
    return [
      {
        portName: name,
        protocol,
        clusterIP,
        port,
        nodePort,
        externalIPs: spec.externalIPs ?? [],
        loadBalancerIPs: (status?.loadBalancer?.ingress ?? []).flatMap(({ ip, ipMode }) =>
          ip === undefined || ip === '' || ipMode === 'Proxy' ? [] : [ip],
        ),
        loadBalancerSourceRanges: ranges.length === 0 ? undefined : ranges,
        affinityTimeout: spec.sessionAffinity === 'ClientIP' ? timeout * 1000 : undefined,
        internalPolicyLocal: spec.internalTrafficPolicy === 'Local',
        externalPolicyLocal:
          spec.externalTrafficPolicy === 'Local' && (spec.type === 'NodePort' || spec.type === 'LoadBalancer'),
      },
    ];
  });
}

/** Whether anything but the cluster IP leads to it. */
export function isExternallyAccessible({ nodePort, externalIPs, loadBalancerIPs }: ServicePort): boolean {
  return nodePort !== 0 || externalIPs.length > 0 || loadBalancerIPs.length > 0;
}
