import type { Pod } from '../api/types.ts';
import type { PodSandboxConfig } from '../runtime/cri.ts';

interface ClusterDns {
  readonly server: string;
  readonly domain: string;
}

/** validation.MaxDNSNameservers */
const maxNameservers = 3;

/**
 * What a Pod's resolv.conf says (GetPodDNS of pkg/kubelet/network/dns/dns.go). The machines have no name server of their own, so dnsPolicy Default is
 * empty; a Pod in the node's network needs ClusterFirstWithHostNet to ask the cluster's.
 */
export function podDns({ metadata, spec }: Pod, { server, domain }: ClusterDns): PodSandboxConfig['dns'] {
  const policy = spec?.dnsPolicy ?? 'ClusterFirst';
  const cluster = policy === 'ClusterFirstWithHostNet' || (policy === 'ClusterFirst' && spec?.hostNetwork !== true);
  const own = spec?.dnsConfig;
  const namespace = metadata?.namespace ?? '';
  const searches = cluster ? [`${namespace}.svc.${domain}`, `svc.${domain}`, domain] : [];
  return {
    servers: unique([...(cluster ? [server] : []), ...(own?.nameservers ?? [])]).slice(0, maxNameservers),
    searches: unique([...searches, ...(own?.searches ?? [])]),
    options: mergeOptions(cluster ? ['ndots:5'] : [], own?.options ?? []),
  };
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)];
}

/** An option of the Pod takes the place of one with the same name. */
function mergeOptions(
  existing: readonly string[],
  own: readonly { readonly name?: string; readonly value?: string }[],
): readonly string[] {
  const options = new Map(existing.map((option) => [option.split(':')[0] ?? '', option]));
  for (const { name = '', value = '' } of own) options.set(name, value === '' ? name : `${name}:${value}`);
  return [...options.values()];
}

/**
 * `NAME.SUBDOMAIN.NAMESPACE.svc.DOMAIN`'s part after the name; undefined: the Pod has no subdomain, or a hostnameOverride, which stands
 * alone (GeneratePodHostNameAndDomain).
 */
export function podDomain({ metadata, spec }: Pod, { domain }: ClusterDns): string | undefined {
  if (spec?.hostnameOverride !== undefined) return undefined;
  const subdomain = spec?.subdomain ?? '';
  return subdomain === '' ? undefined : `${subdomain}.${metadata?.namespace ?? ''}.svc.${domain}`;
}
