import { decodeDnsReply, dnsPort, encodeDns, type DnsQuestion, type DnsReply } from '../../sim/dns.ts';
import { SysError } from '../../sim/process.ts';
import type { Task } from '../../sim/task.ts';
import { isAddress } from '../../network/addresses.ts';
import { readFile } from './file-calls.ts';
import type { KernelProcess } from './kernel-process.ts';

export interface ResolverConfig {
  readonly servers: readonly string[];
  readonly searches: readonly string[];
  readonly ndots: number;
  readonly attempts: number;
  /** How long to wait for an answer, ms. */
  readonly timeout: number;
}

/** resolv.conf(5). */
export function parseResolvConf(text: string): ResolverConfig {
  const servers: string[] = [];
  let searches: readonly string[] = [];
  let ndots = 1;
  let attempts = 2;
  let timeout = 5;
  for (const line of text.split('\n')) {
    const [keyword, ...values] = line
      .replace(/[#;].*/, '')
      .trim()
      .split(/\s+/);
    if (keyword === 'nameserver' && values[0] !== undefined) servers.push(values[0]);
    else if (keyword === 'search' || keyword === 'domain') searches = values;
    else if (keyword === 'options')
      for (const option of values) {
        const [name, value] = option.split(':');
        if (name === 'ndots') ndots = Math.min(15, Number(value) || 0);
        if (name === 'timeout') timeout = Math.min(30, Math.max(1, Number(value) || 1));
        if (name === 'attempts') attempts = Math.min(5, Math.max(1, Number(value) || 1));
      }
  }
  return { servers: servers.slice(0, 3), searches, ndots, attempts, timeout: timeout * 1000 };
}

/** The addresses that /etc/hosts gives a name. */
export function lookUpHosts(text: string, name: string): readonly string[] {
  const wanted = name.toLowerCase().replace(/\.$/, '');
  const addresses: string[] = [];
  for (const line of text.split('\n')) {
    const [address, ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (address !== undefined && address !== '' && names.some((other) => other.toLowerCase() === wanted))
      addresses.push(address);
  }
  return addresses;
}

/** The full names to ask for, in glibc's order: a name with ndots dots or more is tried as it is first. */
export function candidateNames(name: string, config: ResolverConfig): readonly string[] {
  if (name.endsWith('.')) return [name.slice(0, -1)];
  const searched = config.searches.map((domain) => (domain === '.' ? name : `${name}.${domain.replace(/\.$/, '')}`));
  const dots = name.split('.').length - 1;
  return dots >= config.ndots ? [name, ...searched] : [...searched, name];
}

/** getaddrinfo for IPv4: an address as it is, then /etc/hosts, then DNS (nsswitch: files dns). */
export function* resolveName(process: KernelProcess, name: string): Task<readonly string[]> {
  if (isAddress(name)) return [name];
  const fromHosts = lookUpHosts(readIfThere(process, '/etc/hosts'), name);
  if (fromHosts.length > 0) return fromHosts;
  const config = parseResolvConf(readIfThere(process, '/etc/resolv.conf'));
  if (name === 'localhost') return ['127.0.0.1'];
  let failed = config.servers.length === 0;
  for (const candidate of candidateNames(name, config)) {
    const answer = yield* ask(process, config, candidate);
    if (answer === undefined) {
      failed = true;
      break;
    }
    const addresses = addressesOf(answer);
    if (addresses.length > 0) return addresses;
    // A server that fails on one name may know the next.
    if (answer.rcode === 'SERVFAIL') failed = true;
  }
  if (failed) throw new SysError('ENOTFOUND', 'Temporary failure in name resolution');
  throw new SysError('ENOTFOUND', name);
}

/** The addresses of one name as one server knows them. */
export function* askServer(process: KernelProcess, server: string, name: string): Task<readonly string[]> {
  const config: ResolverConfig = { servers: [server], searches: [], ndots: 1, attempts: 2, timeout: 5000 };
  const answer = yield* ask(process, config, name.replace(/\.$/, ''));
  if (answer === undefined) throw new SysError('ETIMEDOUT', server);
  const addresses = addressesOf(answer);
  if (addresses.length === 0) throw new SysError('ENOTFOUND', name);
  return addresses;
}

/**
 * One question in one datagram.
 * @throws SysError ETIMEDOUT, ECONNREFUSED, ENETUNREACH.
 */
export function* queryServer(
  process: KernelProcess,
  server: string,
  question: DnsQuestion,
  timeout = 5000,
): Task<DnsReply> {
  const reply = yield* exchange(process, server, question, timeout);
  if (reply === undefined) throw new SysError('ETIMEDOUT');
  return reply;
}

/** undefined: no answer came in time. */
function* exchange(
  process: KernelProcess,
  server: string,
  question: DnsQuestion,
  timeout: number,
): Task<DnsReply | undefined> {
  const { net } = process.namespaces;
  const owner = { uid: process.uid, process };
  const socket = net.bindDatagram(owner, '0.0.0.0', 0, { address: server, port: dnsPort });
  const settled = process.onEnd(() => socket.close());
  try {
    socket.send(encodeDns(question));
    const deadline = process.machine.sim.now + timeout;
    for (;;) {
      const datagram = yield* socket.receive(deadline - process.machine.sim.now);
      if (datagram === undefined) return undefined;
      const reply = decodeDnsReply(datagram.data);
      if (reply !== undefined) return reply;
    }
  } finally {
    settled();
    socket.close();
  }
}

function addressesOf({ answers }: DnsReply): readonly string[] {
  return answers.filter(({ type }) => type === 'A').map(({ data }) => data);
}

/** Asks the servers in turn, as often as the configuration says; undefined: none answered. */
function* ask(process: KernelProcess, config: ResolverConfig, name: string): Task<DnsReply | undefined> {
  for (let attempt = 0; attempt < config.attempts; attempt++)
    for (const server of config.servers) {
      try {
        const reply = yield* exchange(process, server, { name, type: 'A' }, config.timeout);
        if (reply !== undefined) return reply;
      } catch (error) {
        // A time-out that is thrown here is the caller's own.
        if (!(error instanceof SysError) || !refusals.has(error.code)) throw error;
      }
    }
  return undefined;
}

const refusals: ReadonlySet<SysError['code']> = new Set(['ECONNREFUSED', 'ENETUNREACH']);

function readIfThere(process: KernelProcess, path: string): string {
  try {
    return readFile(process, path);
  } catch (error) {
    if (error instanceof SysError) return '';
    throw error;
  }
}
