import type { PodSandboxConfig } from './cri.ts';

/** The kubelet-managed /etc/hosts of a Pod: managedHostsFileContent of pkg/kubelet/kubelet_pods.go, the same in both releases. */
export function managedHostsFile(config: PodSandboxConfig, ip: string | undefined): string {
  const names = config.fullName === undefined ? config.hostname : `${config.fullName}\t${shortName(config.fullName)}`;
  const own = ip === undefined ? '' : `${ip}\t${names}\n`;
  return (
    '# Kubernetes-managed hosts file.\n' +
    '127.0.0.1\tlocalhost\n' +
    '::1\tlocalhost ip6-localhost ip6-loopback\n' +
    'fe00::0\tip6-localnet\n' +
    'fe00::0\tip6-mcastprefix\n' +
    'fe00::1\tip6-allnodes\n' +
    'fe00::2\tip6-allrouters\n' +
    own +
    hostAliasLines(config)
  );
}

function shortName(fullName: string): string {
  return fullName.split('.')[0] ?? fullName;
}

/** nodeHostsFileContent of the same file: a Pod in the node's network sees the node's hosts. */
export function hostNetworkHostsFile(config: PodSandboxConfig, nodeHosts: string): string {
  return `# Kubernetes-managed hosts file (host network).\n${nodeHosts}${hostAliasLines(config)}`;
}

function hostAliasLines(config: PodSandboxConfig): string {
  if (config.hostAliases.length === 0) return '';
  const lines = config.hostAliases.map((alias) => `${alias.ip}\t${alias.hostnames.join('\t')}\n`);
  return `\n# Entries added by HostAliases.\n${lines.join('')}`;
}

/** resolv.conf in the order in which each runtime writes it: dockershim's rewriteResolvFile, containerd's parseDNSOptions. */
export function resolvConf(runtime: 'docker' | 'containerd', dns: PodSandboxConfig['dns']): string {
  const servers = dns.servers.map((server) => `nameserver ${server}\n`).join('');
  const searches = dns.searches.length === 0 ? '' : `search ${dns.searches.join(' ')}\n`;
  const options = dns.options.length === 0 ? '' : `options ${dns.options.join(' ')}\n`;
  return runtime === 'docker' ? servers + searches + options : searches + servers + options;
}
