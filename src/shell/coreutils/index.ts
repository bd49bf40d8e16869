import type { Program } from '../../engine/sim/process.ts';
import { appletProgram, type Applet, type Flavour } from './applet.ts';
import { cat } from './cat.ts';
import { curl } from './curl.ts';
import { cut } from './cut.ts';
import { date } from './date.ts';
import { echo, printf } from './echo.ts';
import { chmod, cp, ln, mkdir, mv, rm, rmdir, touch } from './files.ts';
import { grep } from './grep.ts';
import { head } from './head.ts';
import { ls } from './ls.ts';
import { basename, dirname, pwd, readlink, realpath, which } from './names.ts';
import { nc } from './nc.ts';
import { env, nohup, printenv, time, timeout, watch, xargs } from './running.ts';
import { seq } from './seq.ts';
import {
  clear,
  editor,
  falseApplet,
  groupsApplet,
  hostname,
  id,
  sleep,
  trueApplet,
  uname,
  whoami,
  yes,
} from './simple.ts';
import { sort } from './sort.ts';
import { tail } from './tail.ts';
import { tee } from './tee.ts';
import { tr } from './tr.ts';
import { uniq } from './uniq.ts';
import { wc } from './wc.ts';
import { wget } from './wget.ts';

/** Every command, one line each. */
const table: readonly (readonly [name: string, applet: Applet])[] = [
  ['basename', basename],
  ['cat', cat],
  ['chmod', chmod],
  ['clear', clear],
  ['cp', cp],
  ['curl', curl],
  ['cut', cut],
  ['date', date],
  ['dirname', dirname],
  ['echo', echo],
  ['egrep', grep],
  ['env', env],
  ['false', falseApplet],
  ['fgrep', grep],
  ['grep', grep],
  ['groups', groupsApplet],
  ['head', head],
  ['hostname', hostname],
  ['id', id],
  ['ln', ln],
  ['ls', ls],
  ['mkdir', mkdir],
  ['mv', mv],
  ['nano', editor],
  ['nc', nc],
  ['nohup', nohup],
  ['printenv', printenv],
  ['printf', printf],
  ['pwd', pwd],
  ['readlink', readlink],
  ['realpath', realpath],
  ['rm', rm],
  ['rmdir', rmdir],
  ['seq', seq],
  ['sleep', sleep],
  ['sort', sort],
  ['tail', tail],
  ['tee', tee],
  ['time', time],
  ['timeout', timeout],
  ['touch', touch],
  ['tr', tr],
  ['true', trueApplet],
  ['uname', uname],
  ['uniq', uniq],
  ['vi', editor],
  ['vim', editor],
  ['watch', watch],
  ['wc', wc],
  ['wget', wget],
  ['which', which],
  ['whoami', whoami],
  ['xargs', xargs],
  ['yes', yes],
];

/** The commands of one flavour, as programs by their names. */
export function appletsOf(flavour: Flavour): Readonly<Record<string, Program>> {
  return Object.fromEntries(table.map(([name, applet]) => [name, appletProgram(name, applet, flavour)]));
}

/** GNU coreutils and their neighbours. */
export const applets = appletsOf('gnu');
/** The applets of BusyBox. */
export const busyboxApplets = appletsOf('busybox');
