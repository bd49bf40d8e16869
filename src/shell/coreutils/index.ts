import type { Program } from '../../engine/sim/process.ts';
import { appletProgram, type Applet, type Flavour } from './applet.ts';
import { awk } from './awk.ts';
import { cat } from './cat.ts';
import { curl } from './curl.ts';
import { cut } from './cut.ts';
import { date } from './date.ts';
import { echo, printf } from './echo.ts';
import { find } from './find.ts';
import { chmod } from './chmod.ts';
import { chgrp, chown } from './chown.ts';
import { column } from './column.ts';
import { cp } from './cp.ts';
import { mkdir, rmdir } from './directories.ts';
import { ln } from './ln.ts';
import { mv } from './mv.ts';
import { rm } from './rm.ts';
import { touch } from './touch.ts';
import { grep } from './grep.ts';
import { head } from './head.ts';
import { kill, killall, pgrep, pkill } from './kill.ts';
import { less } from './less.ts';
import { ls } from './ls.ts';
import { basename, dirname, pwd, readlink, realpath, which } from './names.ts';
import { nc } from './nc.ts';
import { dig } from './dns/dig.ts';
import { getent } from './dns/getent.ts';
import { host } from './dns/host.ts';
import { nslookup } from './dns/nslookup.ts';
import { ifconfig, ip, netstat, ss } from './network-info.ts';
import { ping } from './ping.ts';
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
import { shuf } from './shuf.ts';
import { sort } from './sort.ts';
import { df, du, mount, stat } from './storage.ts';
import { tail } from './tail.ts';
import { tar } from './tar.ts';
import { tee } from './tee.ts';
import { test } from './test-applet.ts';
import { tr } from './tr.ts';
import { uniq } from './uniq.ts';
import { wc } from './wc.ts';
import { comm, fold, nl, paste, rev, tac } from './filters.ts';
import { cmp, diff } from './diff.ts';
import { base64, hexdump, md5sum, od, sha1sum, sha256sum } from './encode.ts';
import { expr } from './expr.ts';
import { arch, logname, mktemp, sync, tree, tty } from './tiny.ts';
import { wget } from './wget.ts';

/** Every command, one line each. */
const table: readonly (readonly [name: string, applet: Applet])[] = [
  ['[', test],
  ['arch', arch],
  ['awk', awk],
  ['base64', base64],
  ['basename', basename],
  ['cat', cat],
  ['chgrp', chgrp],
  ['chmod', chmod],
  ['chown', chown],
  ['clear', clear],
  ['cmp', cmp],
  ['column', column],
  ['comm', comm],
  ['cp', cp],
  ['curl', curl],
  ['cut', cut],
  ['date', date],
  ['df', df],
  ['diff', diff],
  ['dig', dig],
  ['dirname', dirname],
  ['du', du],
  ['echo', echo],
  ['egrep', grep],
  ['env', env],
  ['expr', expr],
  ['false', falseApplet],
  ['fgrep', grep],
  ['find', find],
  ['fold', fold],
  ['free', free],
  ['getent', getent],
  ['grep', grep],
  ['groups', groupsApplet],
  ['head', head],
  ['hexdump', hexdump],
  ['host', host],
  ['hostname', hostname],
  ['id', id],
  ['ifconfig', ifconfig],
  ['ip', ip],
  ['kill', kill],
  ['killall', killall],
  ['less', less],
  ['ln', ln],
  ['logname', logname],
  ['ls', ls],
  ['md5sum', md5sum],
  ['mkdir', mkdir],
  ['mktemp', mktemp],
  ['more', less],
  ['mount', mount],
  ['mv', mv],
  ['nano', editor],
  ['nc', nc],
  ['netstat', netstat],
  ['nl', nl],
  ['nohup', nohup],
  ['nslookup', nslookup],
  ['od', od],
  ['paste', paste],
  ['pgrep', pgrep],
  ['ping', ping],
  ['pkill', pkill],
  ['printenv', printenv],
  ['printf', printf],
  ['ps', ps],
  ['pwd', pwd],
  ['readlink', readlink],
  ['realpath', realpath],
  ['rev', rev],
  ['rm', rm],
  ['rmdir', rmdir],
  ['sed', sed],
  ['seq', seq],
  ['sha1sum', sha1sum],
  ['sha256sum', sha256sum],
  ['shuf', shuf],
  ['sleep', sleep],
  ['sort', sort],
  ['ss', ss],
  ['stat', stat],
  ['sync', sync],
  ['tac', tac],
  ['tail', tail],
  ['tar', tar],
  ['tee', tee],
  ['test', test],
  ['time', time],
  ['timeout', timeout],
  ['top', top],
  ['touch', touch],
  ['tr', tr],
  ['tree', tree],
  ['true', trueApplet],
  ['tty', tty],
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

/** What BusyBox has no applet for. */
const notInBusybox: ReadonlySet<string> = new Set(['column', 'curl', 'dig', 'getent', 'host']);

/** The commands of one flavour, as programs by their names. */
export function appletsOf(flavour: Flavour): Readonly<Record<string, Program>> {
  const own = flavour === 'busybox' ? table.filter(([name]) => !notInBusybox.has(name)) : table;
  return Object.fromEntries(own.map(([name, applet]) => [name, appletProgram(name, applet, flavour)]));
}

/** GNU coreutils and their neighbours. */
export const applets = appletsOf('gnu');
/** The applets of BusyBox. */
export const busyboxApplets = appletsOf('busybox');
