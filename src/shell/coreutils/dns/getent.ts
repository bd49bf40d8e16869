import { SysError, type ProcessContext } from '../../../engine/sim/process.ts';
import type { Task } from '../../../engine/sim/task.ts';
import { AppletError, attempt, out, type Applet } from '../applet.ts';
import { candidatesOf, nameServersOf, reverseName } from './name-servers.ts';

/** getent of glibc: the databases as the name service switch sees them. */
export const getent: Applet = function* (call) {
  const { p, args } = call;
  const [database, ...keys] = args;
  if (database === undefined) throw new AppletError('wrong number of arguments', 1);
  if (database === 'hosts' || database === 'ahosts' || database === 'ahostsv4') {
    if (keys.length === 0) {
      const text = attempt(() => p.readFile('/etc/hosts'));
      if (!(text instanceof SysError)) yield* out(call, text);
      return 0;
    }
    let status = 0;
    for (const key of keys) {
      const found = yield* hostsOf(p, key);
      if (found.length === 0) status = 2;
      for (const { address, names } of found) {
        if (database === 'hosts') yield* out(call, `${address.padEnd(15)} ${names}\n`);
        else
          for (const [i, kind] of ['STREAM', 'DGRAM', 'RAW'].entries())
            yield* out(call, `${address.padEnd(15)} ${kind.padEnd(6)} ${i === 0 ? names : ''}\n`);
      }
    }
    return status;
  }
  const files: Readonly<Record<string, string>> = { passwd: '/etc/passwd', group: '/etc/group' };
  const path = files[database];
  if (path === undefined)
    throw new AppletError(
      `Unknown database: ${database}\nTry \`getent --help' or \`getent --usage' for more information.`,
      1,
      true,
    );
  const text = attempt(() => p.readFile(path));
  const lines = text instanceof SysError ? [] : text.split('\n').filter((line) => line !== '');
  if (keys.length === 0) {
    yield* out(call, lines.map((line) => `${line}\n`).join(''));
    return 0;
  }
  let status = 0;
  for (const key of keys) {
    const found = lines.find((line) => line.split(':')[0] === key || line.split(':')[2] === key);
    if (found === undefined) status = 2;
    else yield* out(call, `${found}\n`);
  }
  return status;
};

interface HostEntry {
  readonly address: string;
  readonly names: string;
}

/** files dns: the line of /etc/hosts, else the addresses with the full name under which a name server knew them. */
function* hostsOf(p: ProcessContext, key: string): Task<readonly HostEntry[]> {
  const text = attempt(() => p.readFile('/etc/hosts'));
  const lines =
    text instanceof SysError ? [] : text.split('\n').map((line) => line.replace(/#.*/, '').trim().split(/\s+/));
  const own = lines.flatMap(([address = '', ...names]) =>
    names.includes(key) || (address === key && names.length > 0) ? [{ address, names: names.join(' ') }] : [],
  );
  if (own.length > 0) return own;
  const config = nameServersOf(p);
  const [server] = config.servers;
  if (server === undefined) return [];
  const reverse = reverseName(key);
  for (const name of reverse === undefined ? candidatesOf(key, config) : [reverse]) {
    try {
      const { answers } = yield* p.query(server, { name, type: reverse === undefined ? 'A' : 'PTR' });
      const found = answers.flatMap(({ type, data }): HostEntry[] => {
        if (type === 'PTR') return [{ address: key, names: data.replace(/\.$/, '') }];
        return type === 'A' ? [{ address: data, names: name }] : [];
      });
      if (found.length > 0) return found;
    } catch (error) {
      if (!(error instanceof SysError) || !['ETIMEDOUT', 'ECONNREFUSED', 'ENETUNREACH'].includes(error.code))
        throw error;
      return [];
    }
  }
  return [];
}
