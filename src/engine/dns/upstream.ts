import type { DnsReply } from '../sim/dns.ts';

/** Top-level domains of the Internet that people ask for; what ends in anything else nobody out there would know. */
const topLevelDomains: ReadonlySet<string> = new Set(
  'ai app au ca ch cn cloud co com de dev edu eu fr gov in info int io it jp me net nl org ru se tech uk us xyz'.split(
    ' ',
  ),
);

/**
 * What becomes of a name that is not the cluster's. The simulated network ends at its machines, so a name that some server on the Internet would answer
 * for is a name whose server can't be reached; any other one does not exist.
 */
export function answerFromUpstream(name: string): DnsReply {
  const last = name.toLowerCase().split('.').pop() ?? '';
  const rcode = name.includes('.') && topLevelDomains.has(last) ? 'SERVFAIL' : 'NXDOMAIN';
  return { rcode, authoritative: false, answers: [], authority: [], additional: [] };
}
