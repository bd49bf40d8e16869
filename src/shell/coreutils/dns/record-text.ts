import type { DnsRecord } from '../../../engine/sim/dns.ts';

const undotted = (data: string): string => data.replace(/\.$/, '');

interface Wording {
  /** Whether a name inside the data ends in a dot: BIND's does, BusyBox's does not. */
  readonly dots: boolean;
}

/** A record as nslookup words it, in BusyBox and in BIND alike (networking/nslookup.c, bin/dig/nslookup.c). */
export function recordText({ name, type, data }: DnsRecord, { dots }: Wording): string {
  const target = (text: string): string => (dots ? text : undotted(text));
  switch (type) {
    case 'A':
    case 'AAAA':
      return `Name:\t${name}\nAddress: ${data}\n`;
    case 'CNAME':
      return `${name}\tcanonical name = ${target(data)}\n`;
    case 'NS':
      return `${name}\tnameserver = ${target(data)}\n`;
    case 'PTR':
      return `${name}\tname = ${target(data)}\n`;
    case 'MX':
      return `${name}\tmail exchanger = ${target(data)}\n`;
    case 'SRV':
      return `${name}\tservice = ${target(data)}\n`;
    case 'TXT':
      return `${name}\ttext = ${data}\n`;
    case 'SOA': {
      const [origin = '', mail = '', serial, refresh, retry, expire, minimum] = data.split(' ');
      return (
        `${name}\n\torigin = ${undotted(origin)}\n\tmail addr = ${undotted(mail)}\n\tserial = ${serial}\n` +
        `\trefresh = ${refresh}\n\tretry = ${retry}\n\texpire = ${expire}\n\tminimum = ${minimum}\n`
      );
    }
    case 'ANY':
      return '';
  }
}
