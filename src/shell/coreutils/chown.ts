import { SysError } from '../../engine/sim/process.ts';
import type { Task } from '../../engine/sim/task.ts';
import { accounts, groups } from './accounts.ts';
import { AppletError, attempt, complain, type Applet, type Invocation } from './applet.ts';
import { missingOperand, parseOptions } from './options.ts';
import { join } from './paths.ts';

/** Whom a file is given to; undefined leaves what is. */
interface Owner {
  readonly uid: number | undefined;
  readonly gid: number | undefined;
}

/** `USER`, `USER:GROUP`, `USER:` (the user's own group) or `:GROUP`, by name or number. */
function ownerOf(call: Invocation, spec: string): Owner {
  const [user = '', group] = spec.split(/[:.](.*)/s);
  const account = accounts(call.p).find((one) => one.name === user);
  const uid = user === '' ? undefined : (account?.uid ?? numberOf(user));
  if (user !== '' && uid === undefined)
    throw new AppletError(call.flavour === 'gnu' ? `invalid user: '${spec}'` : `unknown user ${user}`);
  if (group === undefined) return { uid, gid: undefined };
  return { uid, gid: group === '' ? account?.gid : groupOf(call, group, spec) };
}

function groupOf(call: Invocation, name: string, spec: string): number {
  const gid = groups(call.p).find((one) => one.name === name)?.gid ?? numberOf(name);
  if (gid !== undefined) return gid;
  throw new AppletError(call.flavour === 'gnu' ? `invalid group: '${spec}'` : `unknown group ${name}`);
}

function numberOf(text: string): number | undefined {
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

function ownerApplet(what: 'ownership' | 'group', parse: (call: Invocation, spec: string) => Owner): Applet {
  return function* (call) {
    const { p, flavour } = call;
    const spec = {
      flags: 'Rf',
      long: { recursive: 'R', silent: 'f', quiet: 'f' },
      refused: 'hcvLHP',
      usage: `[-Rh]... ${what === 'group' ? 'GROUP' : 'USER[:[GRP]]'} FILE...`,
    };
    const options = parseOptions(call, spec);
    const [name, ...paths] = options.operands;
    if (name === undefined || (paths.length === 0 && flavour === 'busybox')) throw missingOperand(call, spec);
    if (paths.length === 0) throw missingOperand(call, spec, `operand after '${name}'`);
    const owner = parse(call, name);
    let ok = true;
    const give = function* (path: string): Task<void> {
      const stat = attempt(() => p.stat(path));
      const error =
        stat instanceof SysError ? stat : attempt(() => p.chown(path, owner.uid ?? stat.uid, owner.gid ?? stat.gid));
      if (error instanceof SysError) {
        const gnu = stat instanceof SysError ? `cannot access '${path}'` : `changing ${what} of '${path}'`;
        if (!options.has('f')) yield* complain(call, `${flavour === 'gnu' ? gnu : path}: ${error.message}`);
        ok = false;
        return;
      }
      if (!options.has('R') || stat instanceof SysError || stat.type !== 'directory') return;
      for (const child of [...p.readdir(path)].sort()) yield* give(join(path, child));
    };
    for (const path of paths) yield* give(path);
    return ok ? 0 : 1;
  };
}

export const chown = ownerApplet('ownership', ownerOf);
export const chgrp = ownerApplet('group', (call, name) => ({ uid: undefined, gid: groupOf(call, name, name) }));
