import type { DnsReply, DnsType } from '../../../engine/sim/dns.ts';
import { SysError } from '../../../engine/sim/process.ts';
import type { Task } from '../../../engine/sim/task.ts';
import { AppletError, out, type Applet, type Invocation } from '../applet.ts';
import { candidatesOf, nameServersOf, reverseName, typeOf } from './name-servers.ts';
import { recordText } from './record-text.ts';

interface Asked {
  readonly name: string;
  readonly server: string | undefined;
  readonly types: readonly DnsType[];
  /** For each try, ms. */
  readonly timeout: number;
}

const timedOut = ';; connection timed out; no servers could be reached\n';

/** Asks a name server itself: /etc/hosts does not count. */
export const nslookup: Applet = function* (call) {
  const asked = parse(call);
  return call.flavour === 'gnu' ? yield* bind(call, asked) : yield* busybox(call, asked);
};

function parse(call: Invocation): Asked {
  const words: string[] = [];
  const types: DnsType[] = [];
  let timeout = 5000;
  for (const word of call.args) {
    const option = /^-(type|querytype|query|q|ty|t|timeout)=(.*)$/i.exec(word);
    if (option === null) {
      if (word.startsWith('-')) throw new AppletError(`option ${word} is not simulated`);
      words.push(word);
      continue;
    }
    const [, key = '', value = ''] = option;
    if (/^t(imeout)?$/i.test(key)) {
      timeout = Number(value) * 1000 || 5000;
      continue;
    }
    const type = typeOf(value);
    if (type === undefined)
      throw new AppletError(
        call.flavour === 'gnu' ? `unknown query type: ${value}` : `invalid query type "${value}"`,
        1,
        call.flavour === 'gnu',
      );
    types.push(type);
  }
  const [name, server, ...rest] = words;
  if (name === undefined || rest.length > 0)
    throw new AppletError('name a host: asking interactively is not simulated');
  return { name, server, types, timeout };
}

/**
 * networking/nslookup.c of BusyBox since 1.30 (FEATURE_NSLOOKUP_BIG): names with a dot are asked for as they are, without the search list, whatever ndots says;
 * A and AAAA of every candidate are asked for and every answer is printed.
 */
function* busybox(call: Invocation, { name, server, types, timeout }: Asked): Task<number> {
  const { p } = call;
  const config = nameServersOf(p);
  const servers = server !== undefined ? [server] : config.servers.length > 0 ? config.servers : ['127.0.0.1'];
  const reverse = types.length === 0 ? reverseName(name) : undefined;
  const plain = reverse !== undefined || name.includes('.') || config.searches.length === 0;
  const names = plain ? [reverse ?? name.replace(/\.$/, '')] : config.searches.map((domain) => `${name}.${domain}`);
  const wanted: readonly DnsType[] = reverse !== undefined ? ['PTR'] : types.length > 0 ? types : ['A', 'AAAA'];
  for (const each of servers) {
    const [address] = yield* p.resolve(each);
    let replies = 0;
    let failed = false;
    for (const type of wanted) {
      for (const candidate of names) {
        const reply = yield* ask(call, address ?? each, candidate, type, timeout);
        if (reply === undefined) continue;
        if (replies++ === 0) yield* out(call, `Server:\t\t${each}\nAddress:\t${address}:53\n\n`);
        if (reply.rcode !== 'NOERROR') {
          failed = true;
          yield* out(call, `** server can't find ${candidate}: ${reply.rcode}\n\n`);
        } else {
          const head = reply.authoritative ? '' : 'Non-authoritative answer:\n';
          yield* out(call, `${head}${reply.answers.map((record) => recordText(record, { dots: false })).join('')}\n`);
        }
      }
    }
    if (replies > 0) return failed ? 1 : 0;
  }
  yield* out(call, `${timedOut}\n`);
  return 1;
}

/** bin/dig/nslookup.c of BIND: the search list by ndots, the first name that exists. */
function* bind(call: Invocation, { name, server, types, timeout }: Asked): Task<number> {
  const { p } = call;
  const config = nameServersOf(p);
  const servers = server !== undefined ? [server] : config.servers;
  const reverse = types.length === 0 ? reverseName(name) : undefined;
  const names = reverse === undefined ? candidatesOf(name, config) : [reverse];
  const [type = 'A'] = reverse === undefined ? types : (['PTR'] as const);
  for (const each of servers) {
    const [address = each] = yield* p.resolve(each);
    let last: DnsReply | undefined;
    for (const candidate of names) {
      const reply = yield* ask(call, address, candidate, type, timeout);
      if (reply === undefined) break;
      last = reply;
      if (reply.rcode === 'NXDOMAIN' && candidate !== names.at(-1)) continue;
      if (reply.rcode !== 'NOERROR') break;
      const head = reverse !== undefined ? '' : `Server:\t\t${each}\nAddress:\t${address}#53\n\n`;
      const about = reply.authoritative ? '' : 'Non-authoritative answer:\n';
      const records = reply.answers.map((record) => recordText(record, { dots: true })).join('');
      const none = `*** Can't find ${name}: No answer\n`;
      yield* out(call, `${head}${about}${records === '' ? none : records}\n`);
      return records === '' ? 1 : 0;
    }
    if (last !== undefined) {
      const head = reverse !== undefined ? '' : `Server:\t\t${each}\nAddress:\t${address}#53\n\n`;
      yield* out(call, `${head}** server can't find ${reverse ?? name}: ${last.rcode}\n\n`);
      return 1;
    }
  }
  yield* out(call, `${timedOut}\n`);
  return 1;
}

/** Two tries; undefined: no answer. */
function* ask(
  { p }: Invocation,
  server: string,
  name: string,
  type: DnsType,
  timeout: number,
): Task<DnsReply | undefined> {
  for (let tries = 0; tries < 2; tries++) {
    try {
      return yield* p.query(server, { name, type }, timeout);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      if (!['ETIMEDOUT', 'ECONNREFUSED', 'ENETUNREACH'].includes(error.code)) throw error;
    }
  }
  return undefined;
}

/** nslookup of BusyBox 1.28 and earlier: getaddrinfo, with the names that the addresses have. Kubernetes' documentation uses it for its search list. */
export const oldNslookup: Applet = function* (call) {
  const words = call.args.filter((word) => !word.startsWith('-'));
  const [name, server] = words;
  if (name === undefined || words.length !== call.args.length)
    throw new AppletError('name a host: asking interactively is not simulated');
  const { p } = call;
  const own = server ?? nameServersOf(p).servers[0] ?? '127.0.0.1';
  yield* out(call, `${yield* block(call, 'Server:    ', own, [own])}\n`);
  const addresses = yield* resolved(call, name, server);
  if (addresses === undefined) throw new AppletError(`can't resolve '${name}'`);
  yield* out(call, yield* block(call, 'Name:      ', name, addresses));
  return 0;

  function* resolved(from: Invocation, host: string, at: string | undefined): Task<readonly string[] | undefined> {
    try {
      if (at === undefined) return yield* p.resolve(host);
      for (const candidate of candidatesOf(host, nameServersOf(p))) {
        const reply = yield* ask(from, at, candidate, 'A', 5000);
        const found = (reply?.answers ?? []).filter(({ type }) => type === 'A').map(({ data }) => data);
        if (found.length > 0) return found;
      }
      return undefined;
    } catch (error) {
      if (error instanceof SysError && error.code === 'ENOTFOUND') return undefined;
      throw error;
    }
  }
};

function* block(call: Invocation, title: string, name: string, addresses: readonly string[]): Task<string> {
  let text = `${title}${name}\n`;
  const [server] = nameServersOf(call.p).servers;
  for (const [index, address] of addresses.entries()) {
    const reverse = reverseName(address);
    const reply =
      reverse === undefined || server === undefined ? undefined : yield* ask(call, server, reverse, 'PTR', 5000);
    const found = reply?.answers.find(({ type }) => type === 'PTR')?.data.replace(/\.$/, '');
    text += `Address ${index + 1}: ${address}${found === undefined ? '' : ` ${found}`}\n`;
  }
  return text;
}
