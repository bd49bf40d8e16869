import { AppletError, complain, out, type Applet } from './applet.ts';
import { accounts, groupName, groups, userName } from './accounts.ts';
import { parseDuration } from './durations.ts';
import { missingOperand, parseOptions } from './options.ts';
import { SysError, type ProcessContext } from '../../engine/sim/process.ts';
import { attempt } from './applet.ts';

/* Commands of a few lines each. */

export const trueApplet: Applet = function* () {
  return 0;
};

export const falseApplet: Applet = function* () {
  return 1;
};

export const yes: Applet = function* (call) {
  const line = `${call.args.length === 0 ? 'y' : call.args.join(' ')}\n`;
  const block = line.repeat(Math.max(1, Math.floor(1024 / line.length)));
  for (;;) yield* out(call, block);
};

export const sleep: Applet = function* (call) {
  if (call.args.length === 0) throw missingOperand(call, { usage: '[N]...' });
  let total = 0;
  for (const word of call.args) {
    const duration = parseDuration(word);
    if (duration === undefined) {
      throw new AppletError(
        call.flavour === 'gnu'
          ? `invalid time interval '${word}'\nTry 'sleep --help' for more information.`
          : `invalid number '${word}'`,
      );
    }
    total += duration;
  }
  // A sleep without end is one that is longer than any session.
  yield* call.p.sleep(Math.min(total, 1e15));
  return 0;
};

export const clear: Applet = function* (call) {
  yield* out(call, '\x1b[H\x1b[2J\x1b[3J');
  return 0;
};

export const whoami: Applet = function* (call) {
  const account = accounts(call.p).find((one) => one.uid === call.p.uid);
  if (account === undefined)
    throw new AppletError(
      call.flavour === 'gnu' ? `cannot find name for user ID ${call.p.uid}` : `unknown uid ${call.p.uid}`,
    );
  yield* out(call, `${account.name}\n`);
  return 0;
};

export const id: Applet = function* (call) {
  const options = parseOptions(call, { flags: 'ugnGr', usage: '[-ugGnr] [USER]' });
  const { p } = call;
  const named = options.operands[0];
  const account =
    named === undefined ? undefined : accounts(p).find((one) => one.name === named || String(one.uid) === named);
  if (named !== undefined && account === undefined)
    throw new AppletError(call.flavour === 'gnu' ? `'${named}': no such user` : `unknown user ${named}`);
  const uid = account?.uid ?? p.uid;
  const gid = account?.gid ?? p.gid;
  const user = accounts(p).find((one) => one.uid === uid)?.name;
  const given = named === undefined ? (p.groups ?? []) : [];
  const listed = groups(p)
    .filter((group) => user !== undefined && group.members.includes(user) && group.gid !== gid)
    .map((group) => group.gid);
  const all = [...new Set([...(given.length === 0 ? [gid] : given), ...listed])];
  const withName = (number: number, name: string): string =>
    name === String(number) ? String(number) : `${number}(${name})`;
  if (options.has('u')) yield* out(call, `${options.has('n') ? userName(p, uid) : uid}\n`);
  else if (options.has('g')) yield* out(call, `${options.has('n') ? groupName(p, gid) : gid}\n`);
  else if (options.has('G'))
    yield* out(call, `${all.map((number) => (options.has('n') ? groupName(p, number) : number)).join(' ')}\n`);
  else {
    yield* out(
      call,
      `uid=${withName(uid, userName(p, uid))} gid=${withName(gid, groupName(p, gid))} groups=${all.map((number) => withName(number, groupName(p, number))).join(',')}\n`,
    );
  }
  return 0;
};

export const groupsApplet: Applet = function* (call) {
  const user = userName(call.p, call.p.uid);
  const all = [
    call.p.gid,
    ...groups(call.p)
      .filter((group) => group.members.includes(user) && group.gid !== call.p.gid)
      .map((group) => group.gid),
  ];
  yield* out(call, `${all.map((gid) => groupName(call.p, gid)).join(' ')}\n`);
  return 0;
};

/** The canonical name that /etc/hosts gives the host's own name: the first of its line. */
function fullName(p: ProcessContext, name: string): string {
  const text = attempt(() => p.readFile('/etc/hosts'));
  if (text instanceof SysError) return name;
  const lines = text.split('\n').map((line) => line.replace(/#.*/, '').trim().split(/\s+/));
  return lines.find(([, ...names]) => names.includes(name))?.[1] ?? name;
}

export const hostname: Applet = function* (call) {
  const options = parseOptions(call, {
    flags: 'sfiId',
    long: { short: 's', fqdn: 'f', long: 'f', 'ip-address': 'i', 'all-ip-addresses': 'I', domain: 'd' },
    usage: '[-sidf] [HOSTNAME | -F FILE]',
  });
  const { p } = call;
  const name = p.hostname();
  if (options.operands.length > 0)
    throw new AppletError(
      call.flavour === 'gnu' ? 'you must be root to change the host name' : 'sethostname: Operation not permitted',
    );
  if (options.has('I')) {
    const addresses = p
      .interfaces()
      .filter((link) => link.name !== 'lo')
      .flatMap((link) => link.addresses.map(({ address }) => address));
    yield* out(call, `${addresses.map((address) => `${address} `).join('')}\n`);
  } else if (options.has('i')) {
    try {
      yield* out(call, `${(yield* p.resolve(name)).join(' ')}\n`);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      throw new AppletError('Name or service not known');
    }
  } else if (options.has('s')) yield* out(call, `${name.split('.')[0]}\n`);
  else if (options.has('d')) yield* out(call, `${fullName(p, name).split('.').slice(1).join('.')}\n`);
  else if (options.has('f')) yield* out(call, `${fullName(p, name)}\n`);
  else yield* out(call, `${name}\n`);
  return 0;
};

/** The kernel that the simulated machines say they run. */
const kernel = { s: 'Linux', r: '5.15.0', v: '#1 SMP Debian', m: 'x86_64', p: 'unknown', i: 'unknown', o: 'GNU/Linux' };

export const uname: Applet = function* (call) {
  const options = parseOptions(call, {
    flags: 'asnrvmpio',
    long: {
      all: 'a',
      'kernel-name': 's',
      nodename: 'n',
      'kernel-release': 'r',
      'kernel-version': 'v',
      machine: 'm',
      'operating-system': 'o',
    },
    usage: '[-amnrspvio]',
  });
  if (options.operands.length > 0)
    throw new AppletError(`extra operand '${options.operands[0]}'\nTry 'uname --help' for more information.`);
  const order = ['s', 'n', 'r', 'v', 'm', 'p', 'i', 'o'] as const;
  const chosen = options.has('a')
    ? order.filter((letter) => letter !== 'p' && letter !== 'i')
    : order.filter((letter) => options.has(letter));
  const values = (chosen.length === 0 ? (['s'] as const) : chosen).map((letter) =>
    letter === 'n' ? call.p.hostname() : kernel[letter],
  );
  yield* out(call, `${values.join(' ')}\n`);
  return 0;
};

/** Opens a file in the page's editor: whoever sits before the machine is told. */
export const editor: Applet = function* (call) {
  const { p } = call;
  const path = call.args.find((word) => !/^[-+]/.test(word));
  const shown = call.name === 'nano' ? 'nano' : 'vim';
  if (path === undefined) {
    yield* complain(call, 'name a file: editing without one is not simulated');
    return 2;
  }
  const absolute = path.startsWith('/') ? path : `${p.cwd === '/' ? '' : p.cwd}/${path}`;
  const stat = attempt(() => p.stat(absolute));
  if (!(stat instanceof SysError) && stat.type === 'directory') {
    yield* complain(call, `"${path}" is a directory`);
    return 1;
  }
  const home = p.env['HOME'];
  if (p.terminal(1) !== undefined && home !== undefined && home !== '/' && !absolute.startsWith(`${home}/`)) {
    yield* complain(
      call,
      `the editor shows files below ${home} only; for others name a program in EDITOR, such as 'sed -i s/a/b/'`,
    );
    return 1;
  }
  if (p.terminal(1) !== undefined && p.notify({ kind: 'edit', path: absolute })) return 0;
  if (p.terminal(1) === undefined)
    yield* p.write(
      2,
      shown === 'nano' ? 'Standard output is not a terminal\n' : 'Vim: Warning: Output is not to a terminal\n',
    );
  yield* complain(call, 'no editor is attached to this terminal');
  return 1;
};
