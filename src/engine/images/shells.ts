import { applets, ash, bash, busyboxApplets } from '../../shell/index.ts';
import type { FileTree } from '../runtime/machine.ts';

/** BusyBox: one binary under many names in /bin, its ash as the shell. */
export function installBusybox(tree: FileTree): void {
  for (const [name, program] of Object.entries(busyboxApplets)) tree.writeProgram(`/bin/${name}`, program);
  tree.writeProgram('/bin/sh', ash);
  tree.writeProgram('/bin/ash', ash);
}

/** What Debian's base image leaves out, as everybody finds who execs into one. */
const extras = [
  'curl wget vi vim nano ping nc netstat ip ifconfig ss ps top pgrep pkill killall free uptime nslookup dig host telnet',
  'less tree jq traceroute hostnamectl ssh watch column',
]
  .join(' ')
  .split(' ');

/** GNU's basic commands in /usr/bin, bash, and the plain /bin/sh that scripts ask for. */
export function installGnu(tree: FileTree): void {
  for (const [name, program] of Object.entries(applets)) {
    if (!extras.includes(name)) tree.writeProgram(`/usr/bin/${name}`, program);
  }
  tree.writeProgram('/bin/bash', bash);
  tree.writeProgram('/bin/sh', bash);
}

/** Commands that an image installs on top of its distribution's. */
export function installExtras(tree: FileTree, names: readonly string[]): void {
  for (const name of names) {
    const program = applets[name];
    if (program !== undefined) tree.writeProgram(`/usr/bin/${name}`, program);
  }
}
