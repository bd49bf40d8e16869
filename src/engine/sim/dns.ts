/** DNS as programs and servers speak of it: RFC 1035's names without the wire format. */
export type DnsType = 'A' | 'AAAA' | 'CNAME' | 'MX' | 'NS' | 'PTR' | 'SOA' | 'SRV' | 'TXT' | 'ANY';

export interface DnsQuestion {
  /** Without the final dot. */
  readonly name: string;
  readonly type: DnsType;
}

export interface DnsRecord {
  /** Without the final dot. */
  readonly name: string;
  readonly type: DnsType;
  /** Seconds. */
  readonly ttl: number;
  /** As a zone file writes it: `10.96.0.1`, `0 100 443 kubernetes.default.svc.cluster.local.` */
  readonly data: string;
}

export interface DnsReply {
  readonly rcode: 'NOERROR' | 'FORMERR' | 'SERVFAIL' | 'NXDOMAIN' | 'NOTIMP' | 'REFUSED';
  readonly authoritative: boolean;
  readonly answers: readonly DnsRecord[];
  readonly authority: readonly DnsRecord[];
  readonly additional: readonly DnsRecord[];
}

export const dnsPort = 53;

/** What goes over UDP here instead of RFC 1035's bytes: the message as JSON. */
export function encodeDns(message: DnsQuestion | DnsReply): string {
  return JSON.stringify(message);
}

export function decodeDnsQuestion(text: string): DnsQuestion | undefined {
  const value = parse(text) as Partial<DnsQuestion> | undefined;
  return typeof value?.name === 'string' && typeof value.type === 'string' ? (value as DnsQuestion) : undefined;
}

export function decodeDnsReply(text: string): DnsReply | undefined {
  const value = parse(text) as Partial<DnsReply> | undefined;
  return typeof value?.rcode === 'string' && Array.isArray(value.answers) ? (value as DnsReply) : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
