import type { DnsRecord, DnsReply, DnsType } from '../../../engine/sim/dns.ts';
import { SysError } from '../../../engine/sim/process.ts';
import { AppletError, out, type Applet } from '../applet.ts';
import { candidatesOf, nameServersOf, reverseName, typeOf } from './name-servers.ts';

const words: Partial<Readonly<Record<DnsType, string>>> = {
  A: 'has address',
  AAAA: 'has IPv6 address',
  CNAME: 'is an alias for',
  MX: 'mail is handled by',
  NS: 'name server',
  PTR: 'domain name pointer',
  SOA: 'has SOA record',
  SRV: 'has SRV record',
  TXT: 'descriptive text',
};

const sentence = ({ name, type, data }: DnsRecord): string =>
  `${name} ${words[type] ?? `has ${type} record`} ${data}\n`;

/** host of BIND 9: the search list, then A, AAAA and MX of the name that exists. */
export const host: Applet = function* (call) {
  const { p, args } = call;
  let type: DnsType | undefined;
  const plain: string[] = [];
  for (let i = 0; i < args.length; i++) {
    if (args[i] === '-t') {
      type = typeOf(args[++i] ?? '');
      if (type === undefined) throw new AppletError(`invalid type: ${args[i] ?? ''}`);
    } else if (args[i]!.startsWith('-')) throw new AppletError(`option ${args[i]} is not simulated`);
    else plain.push(args[i]!);
  }
  const [name, given] = plain;
  if (name === undefined) throw new AppletError('Usage: host [-t type] {name} [server]', 1, true);
  const config = nameServersOf(p);
  const server = given ?? config.servers[0] ?? '127.0.0.1';
  const [address = server] = yield* p.resolve(server);
  const reverse = reverseName(name);
  const first: DnsType = reverse === undefined ? (type ?? 'A') : 'PTR';
  if (given !== undefined)
    yield* out(call, `Using domain server:\nName: ${given}\nAddress: ${address}#53\nAliases: \n\n`);
  let reply: DnsReply | undefined;
  let found = '';
  try {
    for (found of reverse === undefined ? candidatesOf(name, config) : [reverse]) {
      reply = yield* p.query(address, { name: found, type: first });
      if (reply.rcode !== 'NXDOMAIN') break;
    }
  } catch (error) {
    if (!(error instanceof SysError) || !['ETIMEDOUT', 'ECONNREFUSED', 'ENETUNREACH'].includes(error.code)) throw error;
    yield* out(call, ';; connection timed out; no servers could be reached\n');
    return 1;
  }
  if (reply === undefined || reply.rcode !== 'NOERROR') {
    yield* out(
      call,
      `Host ${reverse === undefined ? name : `${reverse}.`} not found: ${codes[reply?.rcode ?? 'SERVFAIL']}\n`,
    );
    return 1;
  }
  if (reply.answers.length === 0 && type !== undefined) yield* out(call, `${found} has no ${type} record\n`);
  yield* out(call, reply.answers.map(sentence).join(''));
  return 0;
};

const codes: Readonly<Record<DnsReply['rcode'], string>> = {
  NOERROR: '0(NOERROR)',
  FORMERR: '1(FORMERR)',
  SERVFAIL: '2(SERVFAIL)',
  NXDOMAIN: '3(NXDOMAIN)',
  NOTIMP: '4(NOTIMP)',
  REFUSED: '5(REFUSED)',
};
