import type { Program } from '../../engine/sim/process.ts';
import { appletProgram, type Applet, type Flavour } from './applet.ts';
import { awk } from './awk.ts';
import { cat } from './cat.ts';
import { curl } from './curl.ts';
import { cut } from './cut.ts';
import { date } from './date.ts';
import { echo, printf } from './echo.ts';
import { find } from './find.ts';
import { chmod, cp, ln, mkdir, mv, rm, rmdir, touch } from './files.ts';
import { grep } from './grep.ts';
import { head } from './head.ts';
import { kill, killall, pgrep, pkill } from './kill.ts';
import { ls } from './ls.ts';
import { basename, dirname, pwd, readlink, realpath, which } from './names.ts';
import { nc } from './nc.ts';
import { ifconfig, ip, netstat, nslookup, ping, ss } from './network-info.ts';
import { free, ps, top, uptime } from './process-list.ts';
import { env, nohup, printenv, time, timeout, watch, xargs } from './running.ts';
import { sed } from './sed.ts';
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
import { df, du, mount, stat } from './storage.ts';
import { tail } from './tail.ts';
import { tee } from './tee.ts';
import { tr } from './tr.ts';
import { uniq } from './uniq.ts';
import { wc } from './wc.ts';
import { wget } from './wget.ts';

/** Every command, one line each. */
const table: readonly (readonly [name: string, applet: Applet])[] = [
  ['awk', awk],
  ['basename', basename],
  ['cat', cat],
  ['chmod', chmod],
  ['clear', clear],
  ['cp', cp],
  ['curl', curl],
  ['cut', cut],
  ['date', date],
  ['df', df],
  ['dirname', dirname],
  ['du', du],
  ['echo', echo],
  ['egrep', grep],
  ['env', env],
  ['false', falseApplet],
  ['fgrep', grep],
  ['find', find],
  ['free', free],
  ['grep', grep],
  ['groups', groupsApplet],
  ['head', head],
  ['hostname', hostname],
  ['id', id],
  ['ifconfig', ifconfig],
  ['ip', ip],
  ['kill', kill],
  ['killall', killall],
  ['ln', ln],
  ['ls', ls],
  ['mkdir', mkdir],
  ['mount', mount],
  ['mv', mv],
  ['nano', editor],
  ['nc', nc],
  ['netstat', netstat],
  ['nohup', nohup],
  ['nslookup', nslookup],
  ['pgrep', pgrep],
  ['ping', ping],
  ['pkill', pkill],
  ['printenv', printenv],
  ['printf', printf],
  ['ps', ps],
  ['pwd', pwd],
  ['readlink', readlink],
  ['realpath', realpath],
  ['rm', rm],
  ['rmdir', rmdir],
  ['sed', sed],
  ['seq', seq],
  ['sleep', sleep],
  ['sort', sort],
  ['ss', ss],
  ['stat', stat],
  ['tail', tail],
  ['tee', tee],
  ['time', time],
  ['timeout', timeout],
  ['top', top],
  ['touch', touch],
  ['tr', tr],
  ['true', trueApplet],
  ['uname', uname],
  ['uniq', uniq],
  ['uptime', uptime],
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
