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
}

/** resolv.conf(5). */
export function parseResolvConf(text: string): ResolverConfig {
  const servers: string[] = [];
  let searches: readonly string[] = [];
  let ndots = 1;
  let attempts = 2;
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
        if (name === 'attempts') attempts = Math.min(5, Math.max(1, Number(value) || 1));
      }
  }
  return { servers: servers.slice(0, 3), searches, ndots, attempts };
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
  let silent = config.servers.length === 0;
  for (const candidate of candidateNames(name, config)) {
    const answer = yield* ask(process, config, candidate);
    if (answer === undefined) {
      silent = true;
      break;
    }
    if (answer !== 'NXDOMAIN' && answer.length > 0) return answer;
  }
  if (silent) throw new SysError('ENOTFOUND', 'Temporary failure in name resolution');
  throw new SysError('ENOTFOUND', name);
}

/** One question to one server, as dig and nslookup ask it. */
export function* askServer(process: KernelProcess, server: string, name: string): Task<readonly string[]> {
  const config: ResolverConfig = { servers: [server], searches: [], ndots: 1, attempts: 2 };
  const answer = yield* ask(process, config, name.replace(/\.$/, ''));
  if (answer === undefined) throw new SysError('ETIMEDOUT', server);
  if (answer === 'NXDOMAIN' || answer.length === 0) throw new SysError('ENOTFOUND', name);
  return answer;
}

function* ask(
  process: KernelProcess,
  config: ResolverConfig,
  name: string,
): Task<readonly string[] | 'NXDOMAIN' | undefined> {
  const { fabric } = process.machine;
  for (let attempt = 0; attempt < config.attempts; attempt++)
    for (const server of config.servers) {
      const answer = yield* fabric.query(process.namespaces.net, server, name);
      if (answer !== undefined) return answer;
    }
  return undefined;
}

function readIfThere(process: KernelProcess, path: string): string {
  try {
    return readFile(process, path);
  } catch (error) {
    if (error instanceof SysError) return '';
    throw error;
  }
}
