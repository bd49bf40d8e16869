import type { DnsType } from '../../../engine/sim/dns.ts';
import { SysError, type ProcessContext } from '../../../engine/sim/process.ts';
import { attempt } from '../applet.ts';

/** What the tools that ask name servers themselves take from /etc/resolv.conf. */
export interface NameServers {
  readonly servers: readonly string[];
  readonly searches: readonly string[];
  readonly ndots: number;
}

export function nameServersOf(p: ProcessContext): NameServers {
  const text = attempt(() => p.readFile('/etc/resolv.conf'));
  const lines = text instanceof SysError ? [] : text.split('\n').map((line) => line.trim().split(/\s+/));
  const options = lines.filter(([word]) => word === 'options').flat();
  const ndots = options.map((word) => /^ndots:(\d+)$/.exec(word)?.[1]).find((value) => value !== undefined);
  return {
    servers: lines.flatMap(([word, server]) => (word === 'nameserver' && server !== undefined ? [server] : [])),
    searches: lines.findLast(([word]) => word === 'search' || word === 'domain')?.slice(1) ?? [],
    ndots: Number(ndots ?? 1),
  };
}

/** The full names to try, in the resolver's order. */
export function candidatesOf(name: string, { searches, ndots }: NameServers): readonly string[] {
  if (name.endsWith('.')) return [name.slice(0, -1)];
  const searched = searches.map((domain) => `${name}.${domain}`);
  return name.split('.').length - 1 >= ndots ? [name, ...searched] : [...searched, name];
}

/** `10.96.0.1` -> `1.0.96.10.in-addr.arpa`; undefined: no IPv4 address. */
export function reverseName(text: string): string | undefined {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return undefined;
  return `${text.split('.').reverse().join('.')}.in-addr.arpa`;
}

const types: readonly DnsType[] = ['A', 'AAAA', 'ANY', 'CNAME', 'MX', 'NS', 'PTR', 'SOA', 'SRV', 'TXT'];

export function typeOf(text: string): DnsType | undefined {
  return types.find((type) => type === text.toUpperCase());
}
