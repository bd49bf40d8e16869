import type { Service } from '../api/types.ts';
import type { DnsQuestion, DnsRecord, DnsReply, DnsType } from '../sim/dns.ts';
import type { Backend, ClusterZone } from './zone.ts';

export interface ZoneOptions {
  /** cluster.local */
  readonly domain: string;
  /** Whether every endpoint has a reverse record, or only those with a hostname (CoreDNS 1.9 and later). */
  readonly reverseEndpoints: boolean;
  /** Unix seconds: the SOA's serial. */
  readonly serial: number;
}

/** kubeadm's `ttl 30`. */
const ttl = 30;
/** CoreDNS stops following aliases here. */
const longestAlias = 8;

/** The address records of one name below the cluster's domain, and the SRV records that it has. */
interface Found {
  readonly records: readonly DnsRecord[];
}

/**
 * Answers for the cluster's own names as the specification has them (https://github.com/kubernetes/dns/blob/master/docs/specification.md, version 1.1.0) and
 * CoreDNS's kubernetes plugin serves them; undefined: not one of its zones.
 */
export function answerFromZone(zone: ClusterZone, question: DnsQuestion, options: ZoneOptions): DnsReply | undefined {
  const name = question.name.toLowerCase();
  if (name.endsWith('.in-addr.arpa')) return reverse(zone, name, question, options);
  if (name !== options.domain && !name.endsWith(`.${options.domain}`)) return undefined;
  const found = lookUp(zone, name, question.type, options, 0);
  if (found === undefined) return reply('NXDOMAIN', [], [soa(options)]);
  if (found.records.length === 0) return reply('NOERROR', [], [soa(options)]);
  const srv = found.records.filter(({ type }) => type === 'SRV');
  return reply('NOERROR', found.records, [], additional(zone, srv, options));
}

function reply(
  rcode: DnsReply['rcode'],
  answers: readonly DnsRecord[],
  authority: readonly DnsRecord[],
  extra: readonly DnsRecord[] = [],
): DnsReply {
  return { rcode, authoritative: true, answers, authority, additional: extra };
}

function soa({ domain, serial }: ZoneOptions): DnsRecord {
  const data = `ns.dns.${domain}. hostmaster.${domain}. ${serial} 7200 1800 86400 ${ttl}`;
  return { name: domain, type: 'SOA', ttl, data };
}

/** undefined: there is no such name. No records: the name is there, but has none of that type. */
function lookUp(
  zone: ClusterZone,
  name: string,
  type: DnsType,
  options: ZoneOptions,
  depth: number,
): Found | undefined {
  const { domain } = options;
  const labels = name === domain ? [] : name.slice(0, -domain.length - 1).split('.');
  const kind = labels.pop();
  if (kind === undefined) return apex(name, type, options);
  if (kind === 'dns-version') {
    if (labels.length > 0) return undefined;
    return { records: type === 'TXT' ? [{ name, type: 'TXT', ttl, data: '"1.1.0"' }] : [] };
  }
  if (kind === 'dns' && labels.length === 1 && labels[0] === 'ns') return nameServer(zone, name, type);
  if (kind !== 'svc' && kind !== 'pod') return undefined;
  const namespace = labels.pop();
  if (namespace === undefined) return { records: [] };
  if (!zone.hasNamespace(namespace)) return undefined;
  if (labels.length === 0) return { records: [] };
  if (kind === 'pod') return podRecord(name, type, labels);
  const service = zone.service(namespace, labels.pop() ?? '');
  return service === undefined ? undefined : serviceRecords(zone, service, name, type, labels, options, depth);
}

function apex(name: string, type: DnsType, options: ZoneOptions): Found {
  if (type === 'SOA') return { records: [soa(options)] };
  if (type === 'NS') return { records: [{ name, type: 'NS', ttl, data: `ns.dns.${options.domain}.` }] };
  return { records: [] };
}

function nameServer(zone: ClusterZone, name: string, type: DnsType): Found | undefined {
  const address = zone.service('kube-system', 'kube-dns')?.spec?.clusterIP;
  if (address === undefined) return undefined;
  return { records: type === 'A' ? [{ name, type: 'A', ttl, data: address }] : [] };
}

/** `pods insecure`: whatever address the name spells. */
function podRecord(name: string, type: DnsType, labels: readonly string[]): Found | undefined {
  const address = (labels[0] ?? '').replaceAll('-', '.');
  if (labels.length !== 1 || !/^\d{1,3}(\.\d{1,3}){3}$/.test(address)) return undefined;
  return { records: type === 'A' ? [{ name, type: 'A', ttl, data: address }] : [] };
}

interface Target {
  /** The name below which the address stands. */
  readonly name: string;
  readonly address: string;
  readonly port: number | undefined;
}

function serviceRecords(
  zone: ClusterZone,
  service: Service,
  name: string,
  type: DnsType,
  before: readonly string[],
  options: ZoneOptions,
  depth: number,
): Found | undefined {
  const { spec } = service;
  if (spec?.type === 'ExternalName')
    return before.length > 0 ? undefined : alias(zone, name, spec.externalName ?? '', type, options, depth);
  const targets = targetsOf(zone, service, before, options);
  if (targets === undefined || targets.length === 0) return undefined;
  if (type === 'A') {
    const addresses = [...new Set(targets.map(({ address }) => address))];
    return { records: addresses.map((data) => ({ name, type: 'A', ttl, data })) };
  }
  if (type === 'SRV') {
    const withPort = targets.filter(({ port }) => port !== undefined);
    const weight = Math.max(1, Math.floor(100 / Math.max(1, withPort.length)));
    return {
      records: withPort.map((target) => ({
        name,
        type: 'SRV',
        ttl,
        data: `0 ${weight} ${target.port} ${target.name}.`,
      })),
    };
  }
  return { records: [] };
}

/**
 * What a name below a Service stands for. `before` are the labels in front of the Service's: none, one (an endpoint) or two (`_port._protocol`).
 * A headless Service without ready endpoints has no name at all.
 */
function targetsOf(
  zone: ClusterZone,
  service: Service,
  before: readonly string[],
  { domain }: ZoneOptions,
): readonly Target[] | undefined {
  const { name = '', namespace = '' } = service.metadata ?? {};
  const base = `${name}.${namespace}.svc.${domain}`;
  if (before.length > 2) return undefined;
  const [first = '', second = ''] = before;
  const wanted =
    before.length === 2 && first.startsWith('_') && second.startsWith('_')
      ? { port: first.slice(1), protocol: second.slice(1) }
      : undefined;
  if (before.length === 2 && wanted === undefined) return undefined;
  const clusterIP = service.spec?.clusterIP ?? '';
  if (clusterIP !== 'None' && before.length !== 1) {
    return (service.spec?.ports ?? [])
      .filter(({ name: portName = '', protocol = 'TCP' }) => matchesPort(wanted, portName, protocol))
      .map(({ port }) => ({ name: base, address: clusterIP, port }));
  }
  return zone.backends(service).flatMap((backend): Target[] => {
    const label = endpointLabel(backend);
    if (before.length === 1 && label !== first) return [];
    const own = `${label}.${base}`;
    const ports = backend.ports.filter(({ name: portName, protocol }) => matchesPort(wanted, portName, protocol));
    if (ports.length > 0) return ports.map(({ port }) => ({ name: own, address: backend.address, port }));
    return wanted === undefined ? [{ name: own, address: backend.address, port: undefined }] : [];
  });
}

function matchesPort(
  wanted: { readonly port: string; readonly protocol: string } | undefined,
  port: string,
  protocol: string,
): boolean {
  return wanted === undefined || (wanted.port === port.toLowerCase() && wanted.protocol === protocol.toLowerCase());
}

function endpointLabel({ hostname, address }: Backend): string {
  return hostname ?? address.replaceAll('.', '-');
}

/** An ExternalName: the alias, and what is behind it as far as this server knows. */
function alias(
  zone: ClusterZone,
  name: string,
  target: string,
  type: DnsType,
  options: ZoneOptions,
  depth: number,
): Found {
  const lower = target.toLowerCase().replace(/\.$/, '');
  const own: DnsRecord = { name, type: 'CNAME', ttl, data: `${lower}.` };
  if (lower === name || depth >= longestAlias) return { records: [] };
  if (type === 'CNAME' || !lower.endsWith(`.${options.domain}`)) return { records: [own] };
  const behind = lookUp(zone, lower, type, options, depth + 1)?.records ?? [];
  return { records: behind.length === 0 ? [] : [own, ...behind] };
}

/** The addresses of the targets that SRV records name. */
function additional(zone: ClusterZone, srv: readonly DnsRecord[], options: ZoneOptions): readonly DnsRecord[] {
  const names = new Set(srv.map(({ data }) => (data.split(' ')[3] ?? '').slice(0, -1)));
  return [...names].flatMap((name) => lookUp(zone, name, 'A', options, 0)?.records ?? []);
}

function reverse(
  zone: ClusterZone,
  name: string,
  { type }: DnsQuestion,
  { domain, reverseEndpoints }: ZoneOptions,
): DnsReply | undefined {
  const address = name.slice(0, -'.in-addr.arpa'.length).split('.').reverse().join('.');
  const nameOf = ({ metadata }: Service): string =>
    `${metadata?.name ?? ''}.${metadata?.namespace ?? ''}.svc.${domain}`;
  const service = zone.serviceAt(address);
  const names =
    service !== undefined
      ? [nameOf(service)]
      : zone.servicesOf(address).flatMap((one) =>
          zone
            .backends(one)
            .filter((backend) => backend.address === address && (reverseEndpoints || backend.hostname !== undefined))
            .map((backend) => `${endpointLabel(backend)}.${nameOf(one)}`),
        );
  if (names.length === 0) return undefined;
  const answers = type === 'PTR' ? names.map((data): DnsRecord => ({ name, type: 'PTR', ttl, data: `${data}.` })) : [];
  return reply('NOERROR', answers, []);
}
